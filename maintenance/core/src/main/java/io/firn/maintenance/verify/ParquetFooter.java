package io.firn.maintenance.verify;

import io.firn.maintenance.columnar.FileTail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageType;

/**
 * What a Parquet file says of itself in its footer, read from storage.
 *
 * @param schema its columns, with their field ids
 * @param metrics counts and whole bounds; empty maps when the file has no field ids
 */
record ParquetFooter(Schema schema, Metrics metrics) {
    /** With options of its own each file would ask Hadoop's configuration anew, which takes milliseconds. */
    private static final ParquetReadOptions OPTIONS =
            ParquetReadOptions.builder(new PlainParquetConfiguration()).build();

    static ParquetFooter read(InputFile file, Optional<NameMapping> mapping) {
        try {
            FileTail end = FileEnd.withFooter(file);
            return of(ParquetFileReader.readFooter(end, OPTIONS, end.newStream()), mapping);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the footer of a file", e);
        }
    }

    static ParquetFooter of(ParquetMetadata footer, Optional<NameMapping> mapping) {
        MessageType type = footer.getFileMetaData().getSchema();
        if (!ParquetSchemaUtil.hasIds(type)) {
            if (mapping.isEmpty()) {
                long rows = footer.getBlocks().stream()
                        .mapToLong(BlockMetaData::getRowCount)
                        .sum();
                return new ParquetFooter(new Schema(), new Metrics(rows));
            }
            type = ParquetSchemaUtil.applyNameMapping(type, mapping.get());
        }
        Schema schema = ParquetSchemaUtil.convertAndPrune(type);
        MetricsConfig whole =
                MetricsConfig.from(Map.of(TableProperties.DEFAULT_WRITE_METRICS_MODE, "full"), schema, null);
        return new ParquetFooter(
                schema, ParquetUtil.footerMetrics(footer, Stream.empty(), whole, mapping.orElse(null)));
    }
}
