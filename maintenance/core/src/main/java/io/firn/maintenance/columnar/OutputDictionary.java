package io.firn.maintenance.columnar;

import java.util.Arrays;
import java.util.Optional;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.page.DictionaryPage;
import org.jspecify.annotations.Nullable;

/** The dictionary of one column chunk of the output, made of those of the inputs until it gets too large. One thread. */
final class OutputDictionary {
    private static final int UNMAPPED = -1;

    private final ValueLayout layout;
    private final int mostBytes;
    private final ValueDictionary values;
    private boolean isFull;

    /**
     * Empty.
     *
     * @param mostBytes of all values together; only that of a first input may have more
     * @param values to keep them in, whatever it holds
     */
    OutputDictionary(ValueLayout layout, int mostBytes, ValueDictionary values) {
        this.values = values;
        values.clear();
        this.layout = layout;
        this.mostBytes = mostBytes;
    }

    int size() {
        return values.size();
    }

    /** Of the values of so many ids together. */
    long bytesOf(int[] ids, int count) {
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += values.length(ids[i]);
        }
        return bytes;
    }

    /**
     * The output's ids of all values of an input; absent if there would be too many, and from then on.
     *
     * @param into as long as there are values at least
     */
    int @Nullable [] mapped(ValueDictionary own, int[] into) {
        int[] map = unmapped(own, into);
        return hasRoom(() -> {
                    for (int id = 0; id < own.size(); id++) {
                        map[id] = values.id(own.bytes(), own.start(id), own.length(id));
                    }
                })
                ? map
                : null;
    }

    /** A map of the values of an input, none of which is mapped yet. */
    int[] unmapped(ValueDictionary own, int[] into) {
        Arrays.fill(into, 0, own.size(), UNMAPPED);
        return into;
    }

    /** Maps the values of a page: those of deleted rows must not come into the output. False if there would be too many. */
    boolean map(InputPage page, ValueDictionary own, int[] map) {
        int[] ids = page.numbers();
        return hasRoom(() -> {
            for (int i = 0; i < page.values(); i++) {
                int id = ids[i];
                if (map[id] == UNMAPPED) {
                    map[id] = values.id(own.bytes(), own.start(id), own.length(id));
                }
            }
        });
    }

    private boolean hasRoom(Runnable adding) {
        if (isFull) {
            return false;
        }
        int before = values.size();
        adding.run();
        long bytes = values.byteCount() + (long) layout.prefix() * values.size();
        if (bytes > mostBytes && before > 0) {
            isFull = true;
            values.truncate(before);
        }
        return !isFull;
    }

    /** Absent where no page needs it. */
    Optional<DictionaryPage> page(PageCodec codec, PageBytes into) {
        int count = values.size();
        if (count == 0) {
            return Optional.empty();
        }
        int length = Math.addExact(values.byteCount(), layout.prefix() * count);
        byte[] plain = values.bytes();
        if (layout.isVariable()) {
            plain = new byte[length + LittleEndian.SLACK];
            int at = 0;
            for (int id = 0; id < count; id++) {
                int size = values.length(id);
                LittleEndian.putInt(plain, at, size);
                System.arraycopy(values.bytes(), values.start(id), plain, at + layout.prefix(), size);
                at += layout.prefix() + size;
            }
        }
        PageBytes.Slice compressed = codec.compress(plain, length, into);
        return Optional.of(new DictionaryPage(
                BytesInput.from(compressed.bytes(), compressed.offset(), compressed.length()),
                length,
                count,
                OutputPage.IDS));
    }
}
