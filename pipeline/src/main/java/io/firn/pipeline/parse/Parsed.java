package io.firn.pipeline.parse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.pipeline.record.Rejection;

/** What the bytes of a record are. */
public sealed interface Parsed {
    /** One JSON object; every number in it is exact. */
    record Document(ObjectNode fields) implements Parsed {}

    record Unreadable(Rejection rejection) implements Parsed {}
}
