package io.firn.pipeline.schema;

import io.firn.pipeline.record.Rejection;
import java.util.List;

/** What a record means for its table's schema. */
public sealed interface Decision {
    /** Every field has its column. */
    record Fits() implements Decision {}

    /** It fits once these are applied. */
    record Changes(List<SchemaChange> changes) implements Decision {
        public Changes {
            changes = List.copyOf(changes);
        }
    }

    /** No allowed change makes it fit. */
    record Conflict(Rejection rejection) implements Decision {}
}
