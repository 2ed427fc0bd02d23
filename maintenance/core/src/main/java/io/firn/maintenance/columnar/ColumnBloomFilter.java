package io.firn.maintenance.columnar;

import java.util.BitSet;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.io.api.Binary;

/** The Bloom filter of one column chunk while it grows. One thread. */
final class ColumnBloomFilter {
    private final ValueLayout layout;
    private final BlockSplitBloomFilter filter;

    /** Sized for so many distinct values by the formula of Parquet's specification, up to so many bytes. */
    ColumnBloomFilter(ValueLayout layout, long distinctValues, double falsePositive, int mostBytes) {
        this.layout = layout;
        int bits = BlockSplitBloomFilter.optimalNumOfBits(distinctValues, falsePositive);
        this.filter = new BlockSplitBloomFilter(bits / Byte.SIZE, mostBytes);
    }

    BloomFilter filter() {
        return filter;
    }

    /** Adds the values of a page. */
    void add(InputPage page, ValueDictionary own) {
        if (page.isDictionary()) {
            BitSet seen = new BitSet(own.size());
            for (int i = 0; i < page.values(); i++) {
                seen.set(page.numbers()[i]);
            }
            seen.stream().forEach(id -> add(own.bytes(), own.start(id), own.length(id)));
            return;
        }
        int at = page.plainFrom();
        for (int i = 0; i < page.values(); i++) {
            int length = layout.lengthAt(page.plain(), at, page.plainTo());
            add(page.plain(), at + layout.prefix(), length);
            at += layout.prefix() + length;
        }
    }

    private void add(byte[] bytes, int at, int length) {
        filter.insertHash(
                switch (layout.type()) {
                    case INT32 -> filter.hash(LittleEndian.intAt(bytes, at));
                    case INT64 -> filter.hash(LittleEndian.longAt(bytes, at));
                    case FLOAT -> filter.hash(ValueLayout.floatAt(bytes, at));
                    case DOUBLE -> filter.hash(ValueLayout.doubleAt(bytes, at));
                    default -> filter.hash(Binary.fromReusedByteArray(bytes, at, length));
                });
    }
}
