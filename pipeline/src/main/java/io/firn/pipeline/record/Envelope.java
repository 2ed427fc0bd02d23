package io.firn.pipeline.record;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A record as it was read, untouched. A header's absent value is kept as an empty one. */
@SuppressWarnings("ArrayRecordComponent") // Bytes pass through; nobody compares envelopes.
public record Envelope(
        String topic,
        int partition,
        long offset,
        long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        String[] headerNames,
        byte[][] headerValues) {
    private static final String[] NO_NAMES = {};
    private static final byte[][] NO_VALUES = {};
    private static final byte[] EMPTY = {};

    public static Envelope of(ConsumerRecord<byte[], byte[]> message) {
        String[] names = NO_NAMES;
        byte[][] values = NO_VALUES;
        Header[] headers = message.headers().toArray();
        if (headers.length > 0) {
            names = new String[headers.length];
            values = new byte[headers.length][];
            for (int i = 0; i < headers.length; i++) {
                byte[] value = headers[i].value();
                names[i] = headers[i].key();
                values[i] = value == null ? EMPTY : value;
            }
        }
        return new Envelope(
                message.topic(),
                message.partition(),
                message.offset(),
                message.timestamp(),
                message.key(),
                message.value(),
                names,
                values);
    }

    public Origin position() {
        return new Origin(topic, partition, offset, timestamp);
    }

    /** Where the record came from in the raw topic, if this is a validated record. */
    public Optional<Origin> rawOrigin() {
        return Headers.origin(headerNames, headerValues);
    }

    /** Bytes of key, value and headers. */
    long size() {
        long size = 0;
        byte[] keyBytes = key;
        byte[] valueBytes = value;
        size += keyBytes == null ? 0 : keyBytes.length;
        size += valueBytes == null ? 0 : valueBytes.length;
        for (int i = 0; i < headerNames.length; i++) {
            size += 3L * headerNames[i].length() + headerValues[i].length + 10;
        }
        return size;
    }
}
