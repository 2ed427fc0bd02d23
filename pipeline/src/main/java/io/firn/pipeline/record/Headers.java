package io.firn.pipeline.record;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The headers that the pipeline writes: decimal or plain text in UTF-8. Of equal names the last one counts. */
public final class Headers {
    public static final String TOPIC = "firn-topic";
    public static final String PARTITION = "firn-partition";
    public static final String OFFSET = "firn-offset";
    public static final String TIMESTAMP = "firn-timestamp";
    public static final String REASON = "firn-reason";
    public static final String DETAIL = "firn-detail";

    static final String[] ORIGIN_NAMES = {TOPIC, PARTITION, OFFSET, TIMESTAMP};

    private Headers() {}

    static byte[][] origin(Origin origin) {
        return new byte[][] {
            bytes(origin.topic()),
            bytes(Integer.toString(origin.partition())),
            bytes(Long.toString(origin.offset())),
            bytes(Long.toString(origin.timestamp()))
        };
    }

    /** The origin that the headers of a validated record name; empty where they are missing or malformed. */
    static Optional<Origin> origin(String[] names, byte[][] values) {
        try {
            String topic = text(names, values, TOPIC);
            int partition = Integer.parseInt(text(names, values, PARTITION));
            long offset = Long.parseLong(text(names, values, OFFSET));
            long timestamp = Long.parseLong(text(names, values, TIMESTAMP));
            return topic.isEmpty() ? Optional.empty() : Optional.of(new Origin(topic, partition, offset, timestamp));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(String[] names, byte[][] values, String name) {
        for (int i = names.length - 1; i >= 0; i--) {
            if (names[i].equals(name)) {
                try {
                    return StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(values[i]))
                            .toString();
                } catch (CharacterCodingException e) {
                    return "";
                }
            }
        }
        return "";
    }
}
