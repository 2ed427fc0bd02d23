package io.firn.maintenance.columnar;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.jspecify.annotations.Nullable;

/**
 * Reads column chunks of inputs page by page, as the column of the output that they become: its levels, its type of
 * values. One thread.
 */
final class ChunkReader {
    private static final ValueDictionary NONE = new ValueDictionary();

    private final ColumnSource.Stored source;
    private final ColumnChunkMetaData chunk;
    private final ColumnBuffers buffers;
    private final BooleanSupplier stopped;
    private final InputPage page;
    private final ValueLayout layout;
    private final ChunkPages pages;
    private ValueDictionary dictionary = NONE;
    private ChunkPages.@Nullable Page next;
    private long values;

    /**
     * @param buffers for the page that is decoded, and for the dictionary: no other chunk may be read into them meanwhile
     * @param stopped asked at each page; once true, the reading is given up
     */
    ChunkReader(
            ColumnarInput input,
            BlockMetaData rowGroup,
            ColumnSource.Stored source,
            ColumnBuffers buffers,
            BooleanSupplier stopped) {
        this.source = source;
        this.chunk = rowGroup.getColumns().get(source.leaf());
        this.buffers = buffers;
        this.stopped = stopped;
        this.page = buffers.page;
        if (!WriteSettings.isKnown(chunk.getCodec())) {
            throw new NotColumnarException("a file is compressed by " + chunk.getCodec());
        }
        ColumnDescriptor column = input.columns().get(source.leaf());
        this.layout = ValueLayout.of(column.getPrimitiveType());
        this.pages = new ChunkPages(input, chunk);
        page.of(column);
    }

    ColumnChunkMetaData chunk() {
        return chunk;
    }

    /** Goes to the next data page, reading the dictionary on the way; false behind the last. */
    boolean next() {
        while (values < chunk.getValueCount()) {
            if (stopped.getAsBoolean()) {
                throw new CancellationException("the run was interrupted");
            }
            ChunkPages.Page found = pages.next();
            if (!found.header().isSetDictionary_page_header()) {
                next = found;
                return true;
            }
            if (dictionary != NONE) {
                throw new CorruptPageException("its column has a second dictionary");
            }
            dictionary = source.conversion().converted(read(found.header().getDictionary_page_header(), found.body()));
        }
        if (values != chunk.getValueCount()) {
            throw new CorruptPageException(
                    "its column has " + values + " values in pages and " + chunk.getValueCount() + " by the footer");
        }
        return false;
    }

    /** The page as it is stored. */
    ChunkPages.Page stored() {
        return Objects.requireNonNull(next, "before the first page");
    }

    /** The values of the chunk that are not plain, as the output's type. */
    ValueDictionary dictionary() {
        return dictionary;
    }

    /** Passes over the page, which is copied as it is. */
    void passed(int count) {
        values += count;
    }

    /** Decodes the page. */
    void decode() {
        PageHeader header = stored().header();
        ChunkPages.Body body = stored().body();
        if (header.isSetData_page_header()) {
            page.decode(header.getData_page_header(), body, chunk.getCodec());
        } else if (header.isSetData_page_header_v2()) {
            page.decode(header.getData_page_header_v2(), body, chunk.getCodec());
        } else {
            throw new NotColumnarException("a page is of type " + header.getType());
        }
        if (page.isDictionary()) {
            page.checkIds(dictionary.size());
        }
        values += page.levels();
        page.translate(source);
    }

    private ValueDictionary read(DictionaryPageHeader header, ChunkPages.Body body) {
        int size = buffers.codec.checkedInput(body.uncompressedLength());
        buffers.ownPlain = LittleEndian.grown(buffers.ownPlain, size);
        buffers.codec.decompress(
                chunk.getCodec(), body.bytes(), body.offset(), body.length(), buffers.ownPlain, 0, size);
        // Nobody's memory is taken on the word of a header.
        ValueDictionary.check(size, header.getNum_values(), layout);
        buffers.ownOffsets = LittleEndian.grown(buffers.ownOffsets, header.getNum_values());
        return ValueDictionary.of(buffers.ownPlain, size, header.getNum_values(), layout, buffers.ownOffsets);
    }
}
