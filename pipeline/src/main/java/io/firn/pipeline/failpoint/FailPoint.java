package io.firn.pipeline.failpoint;

import io.firn.pipeline.record.Envelope;
import io.firn.pipeline.record.Origin;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Breaks the pipeline on purpose, to see that what watches it notices. Written {@code land.drop:TOPIC/PARTITION/FIRST-LAST},
 * more ranges with commas between: valid records that came from these offsets of the raw topic never reach their table.
 * Nothing else ever loses a record.
 */
public final class FailPoint implements Serializable {
    private static final long serialVersionUID = 1;
    private static final String NAME = "land.drop:";

    private final ArrayList<DroppedOffsets> dropped;

    private FailPoint(List<DroppedOffsets> dropped) {
        this.dropped = new ArrayList<>(dropped);
    }

    /**
     * The fail point that the text describes; an empty one is off.
     *
     * @throws IllegalArgumentException where the text is something else
     */
    public static FailPoint parse(String text) {
        if (text.isEmpty()) {
            return new FailPoint(List.of());
        }
        if (!text.startsWith(NAME)) {
            throw new IllegalArgumentException("Cannot use fail point '" + text + "': expected " + NAME
                    + "TOPIC/PARTITION/FIRST-LAST; there is no other");
        }
        return new FailPoint(Arrays.stream(text.substring(NAME.length()).split(",", -1))
                .map(DroppedOffsets::parse)
                .toList());
    }

    public boolean isOn() {
        return !dropped.isEmpty();
    }

    /** The raw topics of which it drops records. */
    public Set<String> topics() {
        Set<String> topics = new TreeSet<>();
        dropped.forEach(each -> topics.add(each.topic()));
        return topics;
    }

    /** Whether the validated record is one to drop. */
    public boolean drops(Envelope valid) {
        return isOn() && drops(valid.rawOrigin().orElseGet(valid::position));
    }

    private boolean drops(Origin origin) {
        return dropped.stream().anyMatch(each -> each.contains(origin));
    }

    @Override
    public String toString() {
        return NAME + String.join(",", dropped.stream().map(Object::toString).toList());
    }
}
