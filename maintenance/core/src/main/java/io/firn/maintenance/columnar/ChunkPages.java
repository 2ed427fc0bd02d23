package io.firn.maintenance.columnar;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.CRC32;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;

/** The pages of one column chunk of an input, in their order; each is where its header says and within the chunk. */
final class ChunkPages {
    private final byte[] bytes;
    private final int end;
    private final long mostUncompressed;
    private int at;

    /** Where a page lies in a file, without its header. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
    record Body(byte[] bytes, int offset, int length, int uncompressedLength) {}

    /** A page's header and where the page lies. */
    record Page(PageHeader header, Body body) {}

    ChunkPages(ColumnarInput input, ColumnChunkMetaData chunk) {
        ColumnarInput.Slice slice = input.slice(chunk);
        this.bytes = slice.bytes();
        this.at = slice.offset();
        this.end = slice.offset() + slice.length();
        this.mostUncompressed = chunk.getTotalUncompressedSize();
    }

    /** @throws CorruptPageException if there is none, it does not fit into its chunk, or its checksum is another */
    Page next() {
        ByteArrayInputStream stream = new ByteArrayInputStream(bytes, at, end - at);
        PageHeader header;
        try {
            header = Util.readPageHeader(stream);
        } catch (IOException | RuntimeException e) {
            throw new CorruptPageException("its header cannot be read", e);
        }
        int offset = end - stream.available();
        int length = header.getCompressed_page_size();
        int uncompressed = header.getUncompressed_page_size();
        if (length < 0 || length > end - offset) {
            throw new CorruptPageException("it is longer than its column");
        }
        if (uncompressed < 0 || uncompressed > mostUncompressed) {
            throw new CorruptPageException("it is longer than its column when decompressed");
        }
        if (header.isSetCrc()) {
            CRC32 checksum = new CRC32();
            checksum.update(bytes, offset, length);
            if ((int) checksum.getValue() != header.getCrc()) {
                throw new CorruptPageException("its checksum is another");
            }
        }
        at = offset + length;
        return new Page(header, new Body(bytes, offset, length, uncompressed));
    }
}
