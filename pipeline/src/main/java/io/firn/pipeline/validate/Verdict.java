package io.firn.pipeline.validate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.pipeline.record.Rejection;
import org.jspecify.annotations.Nullable;

/** What becomes of a record. */
public sealed interface Verdict {
    /** @param key of the validated record: the row's key as JSON, the raw key where the stream has none */
    @SuppressWarnings("ArrayRecordComponent") // Bytes pass through.
    record Valid(byte @Nullable [] key) implements Verdict {}

    record Rejected(Rejection rejection) implements Verdict {}

    /** It does not fit the schema that it was held against; only the table's own can tell. */
    record Unfitting(ObjectNode fields, Rejection otherwise) implements Verdict {}
}
