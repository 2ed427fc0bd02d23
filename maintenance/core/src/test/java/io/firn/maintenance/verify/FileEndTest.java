package io.firn.maintenance.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.maintenance.run.Lakehouse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.parquet.Parquet;
import org.junit.jupiter.api.Test;

final class FileEndTest {
    private final InMemoryFileIO io = new InMemoryFileIO();

    /** Counts its streams, each of which is a request to an object store. */
    private static final class CountedFile implements InputFile {
        private final InputFile file;
        private int streams;

        CountedFile(InputFile file) {
            this.file = file;
        }

        @Override
        public long getLength() {
            return file.getLength();
        }

        @Override
        public SeekableInputStream newStream() {
            streams++;
            return file.newStream();
        }

        @Override
        public String location() {
            return file.location();
        }

        @Override
        public boolean exists() {
            return file.exists();
        }
    }

    /** @param padding bytes in the footer, besides */
    private CountedFile file(int rows, int padding) throws IOException {
        OutputFile output = io.newOutputFile("memory/" + rows + "-" + padding);
        try (FileAppender<Record> appender = Parquet.write(output)
                .schema(Lakehouse.VISITS)
                .createWriterFunc(GenericParquetWriter::create)
                .meta("padding", "x".repeat(padding))
                .build()) {
            for (int i = 0; i < rows; i++) {
                appender.add(Lakehouse.row(i, "site-" + i * 7919L % 100_003, i * 0.7));
            }
        }
        return new CountedFile(output.toInputFile());
    }

    private static long rows(InputFile file) {
        return ParquetFooter.read(file, Optional.empty()).metrics().recordCount();
    }

    @Test
    void theFooterOfAFileIsReadInOneGo() throws IOException {
        CountedFile large = file(60_000, 0);
        assertThat(large.getLength()).isGreaterThan(FileEnd.USUAL_BYTES);
        CountedFile small = file(3, 0);

        assertThat(rows(large)).isEqualTo(60_000);
        assertThat(rows(small)).isEqualTo(3);
        assertThat(large.streams).isEqualTo(1);
        assertThat(small.streams).isEqualTo(1);
    }

    @Test
    void aVeryLongFooterIsReadInTwo() throws IOException {
        CountedFile file = file(60_000, FileEnd.USUAL_BYTES);

        assertThat(rows(file)).isEqualTo(60_000);
        assertThat(file.streams).isEqualTo(2);
    }

    @Test
    void whatIsNoParquetFileIsRefused() {
        byte[] bytes = new byte[FileEnd.USUAL_BYTES * 2];
        Arrays.fill(bytes, (byte) 1);
        io.addFile("memory/none", bytes);
        CountedFile file = new CountedFile(io.newInputFile("memory/none"));

        assertThatThrownBy(() -> rows(file)).hasMessageContaining("is not a Parquet file");
        assertThat(file.streams).isEqualTo(1);
    }
}
