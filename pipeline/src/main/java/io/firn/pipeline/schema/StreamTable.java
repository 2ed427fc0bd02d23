package io.firn.pipeline.schema;

import io.firn.lake.config.ColumnConfig;
import io.firn.lake.config.ColumnTypes;
import io.firn.lake.config.PartitionExpression;
import io.firn.lake.config.Provenance;
import io.firn.lake.config.StreamConfig;
import io.firn.pipeline.row.KeyText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.UpdatePartitionSpec;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Term;
import org.apache.iceberg.types.Types.NestedField;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a stream's configuration says of its table: columns, partitions and properties of a new one. */
public record StreamTable(StreamConfig stream) {
    public static final String EVENT_TIME = "firn.event-time-column";

    private static final Logger LOG = LoggerFactory.getLogger(StreamTable.class);

    public TableIdentifier identifier() {
        return TableIdentifier.parse(stream.table());
    }

    public boolean isEvolving() {
        return stream.columns() instanceof StreamConfig.Evolve;
    }

    /** The provenance, then the declared columns; an evolving table starts with the provenance alone. */
    public Schema schema() {
        AtomicInteger ids = new AtomicInteger();
        List<NestedField> columns = new ArrayList<>(List.of(Provenance.column(ids::incrementAndGet)));
        if (stream.columns() instanceof StreamConfig.Declared declared) {
            for (ColumnConfig column : declared.columns()) {
                boolean required = column.required() || stream.key().contains(column.name());
                int id = ids.incrementAndGet();
                columns.add(NestedField.builder()
                        .withId(id)
                        .withName(column.name())
                        .isOptional(!required)
                        .ofType(ColumnTypes.parse(column.type(), ids::incrementAndGet))
                        .build());
            }
        }
        return new Schema(columns);
    }

    /** What is wrong with the stream whatever the catalog holds; empty if nothing is. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        boolean upsert = stream.mode() == StreamConfig.Mode.UPSERT;
        if (upsert && stream.key().isEmpty()) {
            problems.add("mode upsert needs a key");
        }
        for (PartitionExpression expression : partition()) {
            if (upsert && !stream.key().contains(expression.column())) {
                problems.add("mode upsert needs partition column '" + expression.column() + "' in the key");
            }
            boolean ofTime = expression instanceof PartitionExpression.Calendar;
            if (ofTime && isEvolving() && !Provenance.TIMESTAMP_PATH.equals(expression.column())) {
                problems.add("partition " + expression + " needs a declared column: no evolving column is a time");
            }
        }
        if (!isEvolving()) {
            declaredProblems(problems);
        }
        return problems;
    }

    private void declaredProblems(List<String> problems) {
        Schema schema = schema();
        Map<String, String> spellings = new HashMap<>();
        for (NestedField column : schema.columns()) {
            String other = spellings.put(column.name().toLowerCase(Locale.ROOT), column.name());
            if (other != null) {
                problems.add("columns '" + other + "' and '" + column.name() + "' differ only in case");
            }
            if (!column.name().equals(Provenance.COLUMN) && Provenance.isReserved(column.name())) {
                problems.add("column '" + column.name() + "' has a reserved name");
            }
        }
        for (String name : stream.key()) {
            NestedField column = schema.asStruct().field(name);
            if (column == null) {
                problems.add("key column '" + name + "' is not declared");
            } else if (!KeyText.canBeKey(column.type())) {
                problems.add("key column '" + name + "' has type " + column.type() + ", which cannot be a key's");
            }
        }
        try {
            PartitionExpression.spec(schema, partition());
        } catch (RuntimeException e) {
            problems.add("partition does not fit the columns: " + e.getMessage());
        }
    }

    /** The spec of a new table; unpartitioned while a column of it is not there yet. */
    public PartitionSpec spec(Schema schema) {
        boolean complete = partition().stream().allMatch(expression -> schema.findField(expression.column()) != null);
        return complete ? PartitionExpression.spec(schema, partition()) : PartitionSpec.unpartitioned();
    }

    public Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        properties.put(TableProperties.FORMAT_VERSION, "2");
        properties.put(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true");
        properties.put(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "20");
        properties.put(TableProperties.COMMIT_NUM_RETRIES, "20");
        properties.put(TableProperties.PARQUET_COMPRESSION, "zstd");
        // Wide tables keep the statistics of their first 100 columns only, those inside structs last.
        Provenance.paths()
                .forEach(path -> properties.put(TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + path, "full"));
        stream.eventTime().ifPresent(column -> properties.put(EVENT_TIME, column));
        properties.putAll(stream.tableProperties());
        return properties;
    }

    /**
     * Partitions an evolving table once its partition columns have come, while it holds no row: later it would part
     * upserts from the rows that they replace.
     */
    void completePartition(Table table) {
        boolean untouched = table.spec().isUnpartitioned()
                && table.specs().size() == 1
                && (table.currentSnapshot() == null
                        || "0".equals(table.currentSnapshot().summary().getOrDefault("total-records", "")));
        if (!isEvolving() || partition().isEmpty() || !untouched) {
            return;
        }
        try {
            if (spec(table.schema()).isUnpartitioned()) {
                return;
            }
        } catch (IllegalArgumentException | ValidationException e) {
            LOG.warn("Cannot partition {}, it stays unpartitioned: {}", stream.table(), e.getMessage());
            return;
        }
        UpdatePartitionSpec update = table.updateSpec();
        partition().forEach(expression -> update.addField(term(expression)));
        update.commit();
    }

    private static Term term(PartitionExpression expression) {
        String column = expression.column();
        if (expression instanceof PartitionExpression.Bucket bucket) {
            return Expressions.bucket(column, bucket.buckets());
        }
        if (expression instanceof PartitionExpression.Truncate truncate) {
            return Expressions.truncate(column, truncate.width());
        }
        if (expression instanceof PartitionExpression.Calendar calendar) {
            return switch (calendar.unit()) {
                case YEARS -> Expressions.year(column);
                case MONTHS -> Expressions.month(column);
                case DAYS -> Expressions.day(column);
                case HOURS -> Expressions.hour(column);
            };
        }
        return Expressions.ref(column);
    }

    private List<PartitionExpression> partition() {
        return stream.partition().stream().map(PartitionExpression::parse).toList();
    }
}
