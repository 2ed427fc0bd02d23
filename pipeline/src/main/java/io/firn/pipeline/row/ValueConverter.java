package io.firn.pipeline.row;

import com.fasterxml.jackson.databind.JsonNode;

/** Turns a JSON value that is not null into what Flink's table runtime holds for one Iceberg type. */
interface ValueConverter {
    /** @throws Mismatch if the value is not of the type, or the type cannot hold it unchanged */
    Object convert(JsonNode value);
}
