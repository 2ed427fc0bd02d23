package io.firn.local.generator;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;

/**
 * A point of the sequence of events.
 *
 * @param position of the first event behind it
 */
record Moment(
        @JsonSerialize(using = ToStringSerializer.class) Instant at, long position) {
    @JsonCreator
    static Moment parse(@JsonProperty("at") String at, @JsonProperty("position") long position) {
        return new Moment(Instant.parse(at), position);
    }
}
