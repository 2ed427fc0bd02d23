package io.firn.maintenance.columnar;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Which columns a table wants Bloom filters of, from its {@code write.parquet.bloom-filter-*} properties with Iceberg's
 * defaults.
 *
 * @param falsePositives by field id, the share of values that are not there and yet are thought to be
 * @param distinctValues by field id, how many a row group has at most; as many as it has values where that is not said
 * @param mostBytes of one filter
 */
record BloomFilters(Map<Integer, Double> falsePositives, Map<Integer, Long> distinctValues, int mostBytes) {
    static BloomFilters of(Map<String, String> properties, Schema schema) {
        Map<Integer, Double> falsePositives = new HashMap<>();
        Map<Integer, Long> distinctValues = new HashMap<>();
        PropertyUtil.propertiesWithPrefix(properties, TableProperties.PARQUET_BLOOM_FILTER_COLUMN_ENABLED_PREFIX)
                .forEach((name, isWanted) -> {
                    NestedField field = schema.caseInsensitiveFindField(name);
                    if (field != null && Boolean.parseBoolean(isWanted)) {
                        falsePositives.put(
                                field.fieldId(),
                                PropertyUtil.propertyAsDouble(
                                        properties,
                                        TableProperties.PARQUET_BLOOM_FILTER_COLUMN_FPP_PREFIX + name,
                                        TableProperties.PARQUET_BLOOM_FILTER_COLUMN_FPP_DEFAULT));
                        Long distinct = PropertyUtil.propertyAsNullableLong(
                                properties, TableProperties.PARQUET_BLOOM_FILTER_COLUMN_NDV_PREFIX + name);
                        if (distinct != null) {
                            distinctValues.put(field.fieldId(), distinct);
                        }
                    }
                });
        return new BloomFilters(
                falsePositives,
                distinctValues,
                PropertyUtil.propertyAsInt(
                        properties,
                        TableProperties.PARQUET_BLOOM_FILTER_MAX_BYTES,
                        TableProperties.PARQUET_BLOOM_FILTER_MAX_BYTES_DEFAULT));
    }

    /**
     * A filter for one column chunk, if it is wanted: Parquet has none of booleans.
     *
     * @param values that the chunk has at most
     */
    Optional<ColumnBloomFilter> of(ColumnDescriptor column, long values) {
        int id = column.getPrimitiveType().getId().intValue();
        Double falsePositive = falsePositives.get(id);
        if (falsePositive == null || column.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BOOLEAN) {
            return Optional.empty();
        }
        long distinct = Math.max(1, Math.min(values, distinctValues.getOrDefault(id, Long.MAX_VALUE)));
        return Optional.of(
                new ColumnBloomFilter(ValueLayout.of(column.getPrimitiveType()), distinct, falsePositive, mostBytes));
    }
}
