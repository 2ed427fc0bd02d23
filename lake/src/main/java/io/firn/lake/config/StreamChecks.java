package io.firn.lake.config;

import io.firn.lake.config.StreamConfig.Declared;
import io.firn.lake.config.StreamConfig.Mode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types.NestedField;

/** Checks what no single key of a stream can tell: that its key, partition, event time and columns go together. */
final class StreamChecks {
    private static final Set<TypeID> TIMES = Set.of(TypeID.DATE, TypeID.TIMESTAMP);
    /** Equality on these is not what people mean by a key. */
    private static final Set<TypeID> NOT_FOR_KEYS = Set.of(TypeID.FLOAT, TypeID.DOUBLE, TypeID.BINARY, TypeID.FIXED);

    private final Section section;
    private final StreamConfig stream;
    /** Empty where the columns evolve, or are not all well formed. */
    private final Optional<Schema> schema;

    StreamChecks(Section section, StreamConfig stream) {
        this.section = section;
        this.stream = stream;
        this.schema = stream.columns() instanceof Declared declared ? schema(declared) : Optional.empty();
    }

    /** Two streams must not share a topic, a table, or a topic that one of them writes. */
    static void distinct(List<Located<StreamConfig>> streams, Section pipeline) {
        Map<String, Origin> topics = new HashMap<>();
        Map<String, Origin> tables = new HashMap<>();
        Map<String, String> written = new HashMap<>();
        for (Located<StreamConfig> located : streams) {
            StreamConfig stream = located.value();
            written.put(stream.validTopic(), stream.topic());
            written.put(stream.deadLetterTopic(), stream.topic());
            report(pipeline, "topic", stream.topic(), located.origin(), topics);
            report(pipeline, "table", stream.table(), located.origin(), tables);
        }
        for (Located<StreamConfig> located : streams) {
            String writer = written.get(located.value().topic());
            if (writer != null) {
                pipeline.problem(
                        located.origin(),
                        "Cannot read topic '" + located.value().topic() + "': the stream of '" + writer
                                + "' writes it");
            }
        }
    }

    private static void report(Section pipeline, String what, String name, Origin origin, Map<String, Origin> firsts) {
        Origin first = name.isEmpty() ? null : firsts.putIfAbsent(name, origin);
        if (first != null) {
            pipeline.problem(
                    origin,
                    "Cannot use " + what + " '" + name + "' twice: the stream at " + first.source() + ":" + first.line()
                            + " has it");
        }
    }

    void check(List<Located<String>> key, List<Located<PartitionExpression>> partition) {
        if (stream.columns() instanceof Declared declared) {
            distinctColumns(declared);
        }
        Set<String> seen = new HashSet<>();
        for (Located<String> field : key) {
            if (!seen.add(field.value())) {
                section.problem(field.origin(), "Cannot use key: it names '" + field.value() + "' twice");
            } else {
                keyField(field);
            }
        }
        if (stream.mode() == Mode.UPSERT && !section.has("key")) {
            section.problem("mode", "Cannot upsert into '" + stream.table() + "': 'key' is missing");
        }
        partition.forEach(this::partitionField);
        stream.eventTime().ifPresent(this::eventTime);
    }

    private void keyField(Located<String> field) {
        String name = field.value();
        if (Provenance.isReserved(name)) {
            section.problem(field.origin(), "Cannot use key '" + name + "': the name is reserved");
            return;
        }
        Optional<Type> type = declaredType("key", name, field.origin());
        boolean unfit = type.filter(found -> found.isNestedType() || NOT_FOR_KEYS.contains(found.typeId()))
                .isPresent();
        if (unfit) {
            section.problem(field.origin(), "Cannot use key '" + name + "': a key cannot be " + type.orElseThrow());
        }
    }

    private void partitionField(Located<PartitionExpression> field) {
        String column = field.value().column();
        boolean splitsKeys = stream.mode() == Mode.UPSERT && !stream.key().contains(column);
        if (splitsKeys) {
            section.problem(
                    field.origin(),
                    "Cannot partition by '" + field.value() + "': with upsert, '" + column
                            + "' must be a key field, or the older row would stay in another partition");
        }
        if (declaredType("partition", column, field.origin()).isEmpty() || schema.isEmpty()) {
            return;
        }
        try {
            PartitionSpec unused = PartitionExpression.spec(schema.get(), List.of(field.value()));
        } catch (IllegalArgumentException | ValidationException e) {
            section.problem(field.origin(), "Cannot partition by '" + field.value() + "': " + e.getMessage());
        }
    }

    private void eventTime(String column) {
        Optional<Type> type = declaredType("event-time", column, section.origin("event-time"));
        if (type.filter(found -> !TIMES.contains(found.typeId())).isPresent()) {
            section.problem(
                    "event-time",
                    "Cannot use event-time '" + column + "': expected a date, timestamp or timestamptz, found "
                            + type.orElseThrow());
        }
    }

    /** The type of a declared column; empty, and a problem noted, where the columns are declared without it. */
    private Optional<Type> declaredType(String use, String column, Origin origin) {
        if (schema.isEmpty()) {
            return Optional.empty();
        }
        NestedField field = schema.get().findField(column);
        if (field == null) {
            String hint = NearestKey.to(column, names())
                    .map(nearest -> "; did you mean '" + nearest + "'?")
                    .orElse("");
            section.problem(origin, "Cannot use " + use + " '" + column + "': no column has that name" + hint);
            return Optional.empty();
        }
        return Optional.of(field.type());
    }

    private List<String> names() {
        return schema.stream()
                .flatMap(known -> known.columns().stream())
                .map(NestedField::name)
                .toList();
    }

    private void distinctColumns(Declared declared) {
        if (section.hasEmptyList("columns")) {
            section.problem("columns", "Cannot use columns: expected evolve or at least one column");
        }
        Set<String> names = new HashSet<>();
        for (ColumnConfig column : declared.columns()) {
            if (!column.name().isEmpty() && !names.add(column.name().toLowerCase(Locale.ROOT))) {
                section.problem(
                        "columns", "Cannot declare column '" + column.name() + "' twice, in any case of letters");
            }
        }
    }

    private static Optional<Schema> schema(Declared declared) {
        AtomicInteger id = new AtomicInteger();
        List<NestedField> fields = new ArrayList<>(List.of(Provenance.column(id::incrementAndGet)));
        Set<String> names = new HashSet<>(Set.of(Provenance.COLUMN));
        for (ColumnConfig column : declared.columns()) {
            if (column.type().isEmpty() || !names.add(column.name())) {
                return Optional.empty();
            }
            int fieldId = id.incrementAndGet();
            Type type = ColumnTypes.parse(column.type(), id::incrementAndGet);
            fields.add(
                    column.required()
                            ? NestedField.required(fieldId, column.name(), type)
                            : NestedField.optional(fieldId, column.name(), type));
        }
        return Optional.of(new Schema(fields));
    }
}
