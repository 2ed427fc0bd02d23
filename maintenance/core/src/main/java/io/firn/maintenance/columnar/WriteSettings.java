package io.firn.maintenance.columnar;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * How a table wants its Parquet files, from its {@code write.parquet.*} properties with Iceberg's defaults.
 *
 * @param level of the codec, empty for the codec's own default
 * @param rowGroupBytes of a row group, compressed
 * @param pageBytes of a page before compression
 * @param dictionaryBytes of all distinct values of a column chunk, above which they are no dictionary any more
 */
record WriteSettings(
        CompressionCodecName codec,
        String level,
        long rowGroupBytes,
        int pageBytes,
        int pageRows,
        int dictionaryBytes,
        BloomFilters bloomFilters) {
    private static final int ZSTD_DEFAULT_LEVEL = 3;
    private static final String FASTEST_ZSTD_LEVEL = "1";
    private static final Set<CompressionCodecName> CODECS = Set.of(
            CompressionCodecName.UNCOMPRESSED,
            CompressionCodecName.ZSTD,
            CompressionCodecName.SNAPPY,
            CompressionCodecName.GZIP,
            CompressionCodecName.LZ4_RAW);

    /** @throws NotColumnarException for what this engine does not write */
    static WriteSettings of(Map<String, String> properties, Schema schema) {
        return new WriteSettings(
                codec(properties),
                properties.getOrDefault(TableProperties.PARQUET_COMPRESSION_LEVEL, ""),
                PropertyUtil.propertyAsLong(
                        properties,
                        TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES,
                        TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES_DEFAULT),
                PropertyUtil.propertyAsInt(
                        properties,
                        TableProperties.PARQUET_PAGE_SIZE_BYTES,
                        TableProperties.PARQUET_PAGE_SIZE_BYTES_DEFAULT),
                PropertyUtil.propertyAsInt(
                        properties,
                        TableProperties.PARQUET_PAGE_ROW_LIMIT,
                        TableProperties.PARQUET_PAGE_ROW_LIMIT_DEFAULT),
                PropertyUtil.propertyAsInt(
                        properties,
                        TableProperties.PARQUET_DICT_SIZE_BYTES,
                        TableProperties.PARQUET_DICT_SIZE_BYTES_DEFAULT),
                BloomFilters.of(properties, schema));
    }

    /** For files that are read once, soon, from the local disk. */
    WriteSettings ofSpilled() {
        BloomFilters none = new BloomFilters(Map.of(), Map.of(), 0);
        return new WriteSettings(
                CompressionCodecName.ZSTD,
                FASTEST_ZSTD_LEVEL,
                rowGroupBytes,
                pageBytes,
                pageRows,
                dictionaryBytes,
                none);
    }

    int zstdLevel() {
        return codec == CompressionCodecName.ZSTD && !level.isEmpty() ? Integer.parseInt(level) : ZSTD_DEFAULT_LEVEL;
    }

    /** With the level under the names that the codecs of Hadoop know it by. */
    Configuration codecConfiguration(Configuration configuration) {
        if (codec == CompressionCodecName.GZIP && !level.isEmpty()) {
            configuration.set("zlib.compress.level", level);
        }
        return configuration;
    }

    static boolean isKnown(CompressionCodecName codec) {
        return CODECS.contains(codec);
    }

    private static CompressionCodecName codec(Map<String, String> properties) {
        String name = properties
                .getOrDefault(TableProperties.PARQUET_COMPRESSION, TableProperties.PARQUET_COMPRESSION_DEFAULT)
                .toUpperCase(Locale.ENGLISH);
        return CODECS.stream()
                .filter(codec -> codec.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NotColumnarException("the table wants a codec that is not supported"));
    }
}
