package io.firn.quality.origin;

import io.firn.lake.config.Provenance;
import java.util.Optional;
import org.apache.iceberg.Accessor;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Types.NestedField;

/** The Kafka record that a row came from: the way to find a row without showing anything of it. */
public record Origin(String topic, int partition, long offset) {

    /** Reads the origin of the rows of a schema; finds none where the table has no {@link Provenance#COLUMN}. */
    public static final class Reader {
        private final Optional<Accessor<StructLike>> topic;
        private final Optional<Accessor<StructLike>> partition;
        private final Optional<Accessor<StructLike>> offset;

        public Reader(Schema schema) {
            topic = accessor(schema, Provenance.TOPIC);
            partition = accessor(schema, Provenance.PARTITION);
            offset = accessor(schema, Provenance.OFFSET);
        }

        /** @param row of the schema */
        public Optional<Origin> of(StructLike row) {
            Object rowTopic = topic.map(accessor -> accessor.get(row)).orElse(null);
            Object rowPartition = partition.map(accessor -> accessor.get(row)).orElse(null);
            Object rowOffset = offset.map(accessor -> accessor.get(row)).orElse(null);
            return rowTopic instanceof CharSequence name
                            && rowPartition instanceof Integer number
                            && rowOffset instanceof Long position
                    ? Optional.of(new Origin(name.toString(), number, position))
                    : Optional.empty();
        }

        private static Optional<Accessor<StructLike>> accessor(Schema schema, String field) {
            NestedField found = schema.findField(Provenance.COLUMN + "." + field);
            return Optional.ofNullable(found)
                    .map(NestedField::fieldId)
                    .flatMap(id -> Optional.ofNullable(schema.accessorForField(id)));
        }
    }
}
