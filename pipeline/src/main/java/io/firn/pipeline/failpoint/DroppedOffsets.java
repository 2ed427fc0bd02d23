package io.firn.pipeline.failpoint;

import io.firn.pipeline.record.Origin;
import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of one raw partition, written {@code TOPIC/PARTITION/FIRST-LAST}.
 *
 * @param first offset that is dropped
 * @param last offset that is dropped
 */
record DroppedOffsets(String topic, int partition, long first, long last) implements Serializable {
    private static final Pattern WRITTEN =
            Pattern.compile("([A-Za-z0-9._-]+)/([0-9]{1,9})/([0-9]{1,18})-([0-9]{1,18})");

    DroppedOffsets {
        if (partition < 0 || first < 0 || last < first) {
            throw new IllegalArgumentException(
                    "Cannot drop offsets " + first + " to " + last + " of partition " + partition + ": no such range");
        }
    }

    static DroppedOffsets parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "Cannot drop '" + text + "': expected TOPIC/PARTITION/FIRST-LAST, such as ae/0/100-149");
        }
        return new DroppedOffsets(
                matcher.group(1),
                Integer.parseInt(matcher.group(2)),
                Long.parseLong(matcher.group(3)),
                Long.parseLong(matcher.group(4)));
    }

    boolean contains(Origin origin) {
        return origin.offset() >= first
                && origin.offset() <= last
                && origin.partition() == partition
                && origin.topic().equals(topic);
    }

    @Override
    public String toString() {
        return topic + "/" + partition + "/" + first + "-" + last;
    }
}
