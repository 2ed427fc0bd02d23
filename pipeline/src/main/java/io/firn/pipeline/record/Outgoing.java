package io.firn.pipeline.record;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A record to be written: a validated one, or a dead letter. */
@SuppressWarnings("ArrayRecordComponent") // Bytes pass through; nobody compares them.
public record Outgoing(
        String topic,
        long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        String[] headerNames,
        byte[][] headerValues) {
    private static final int MAX_DETAIL = 500;
    private static final byte[] NOTHING = {};

    /** The same value under the key of the row, with nothing but its origin as headers. */
    public static Outgoing valid(Envelope raw, String topic, byte @Nullable [] key) {
        return new Outgoing(
                topic, raw.timestamp(), key, raw.value(), Headers.ORIGIN_NAMES, Headers.origin(raw.position()));
    }

    /**
     * The untouched record with its origin and the reason. One that is too large for its topic keeps what fits: without
     * its value, or without its key and headers too; its origin tells where the rest still is.
     */
    public static Outgoing deadLetter(Envelope raw, String topic, Rejection rejection, long maxBytes) {
        if (raw.size() <= maxBytes) {
            return letter(raw, topic, rejection, raw.key(), raw.value(), true);
        }
        Rejection omitted = new Rejection(
                rejection.reason(),
                rejection.detail() + " (" + raw.size() + " bytes do not fit this topic: the value is left out)");
        byte[] key = raw.key();
        byte[] value = raw.value();
        if (raw.size() - (value == null ? 0 : value.length) <= maxBytes) {
            return letter(raw, topic, omitted, key, NOTHING, true);
        }
        return letter(raw, topic, omitted, NOTHING, NOTHING, false);
    }

    private static Outgoing letter(
            Envelope raw,
            String topic,
            Rejection rejection,
            byte @Nullable [] key,
            byte @Nullable [] value,
            boolean withHeaders) {
        int kept = withHeaders ? raw.headerNames().length : 0;
        int own = Headers.ORIGIN_NAMES.length;
        String[] names = Arrays.copyOf(raw.headerNames(), kept + own + 2);
        byte[][] values = Arrays.copyOf(raw.headerValues(), kept + own + 2);
        System.arraycopy(Headers.ORIGIN_NAMES, 0, names, kept, own);
        System.arraycopy(Headers.origin(raw.position()), 0, values, kept, own);
        String detail = rejection.detail();
        names[kept + own] = Headers.REASON;
        values[kept + own] = Headers.bytes(rejection.reason().name());
        names[kept + own + 1] = Headers.DETAIL;
        values[kept + own + 1] =
                Headers.bytes(detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "...");
        return new Outgoing(topic, raw.timestamp(), key, value, names, values);
    }
}
