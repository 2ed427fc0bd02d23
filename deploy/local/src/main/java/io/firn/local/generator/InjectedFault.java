package io.firn.local.generator;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A fault that was sent, for tests and operators to hold what they saw against.
 *
 * @param ended absent while it goes on
 * @param touched the records that are not as they should be, by {@code topic/partition}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record InjectedFault(Fault fault, Moment began, @Nullable Moment ended, Map<String, OffsetSpan> touched) {
    InjectedFault {
        touched = new TreeMap<>(touched);
    }

    boolean goesOn() {
        return ended == null;
    }

    boolean covers(long position) {
        Moment end = ended;
        return position >= began.position() && (end == null || position < end.position());
    }

    InjectedFault endedAt(Moment end) {
        return new InjectedFault(fault, began, end, touched);
    }

    InjectedFault plus(RecordMetadata record) {
        Map<String, OffsetSpan> more = new TreeMap<>(touched);
        more.merge(record.topic() + "/" + record.partition(), OffsetSpan.of(record.offset()), OffsetSpan::plus);
        return new InjectedFault(fault, began, ended, more);
    }
}
