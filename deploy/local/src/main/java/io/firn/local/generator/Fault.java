package io.firn.local.generator;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** What can go wrong with events for a while, each for a check of its own to notice. */
public enum Fault {
    /** Nine of ten laboratory results come without their value. */
    NULL_BURST,
    /** Laboratory values come in a unit that is a thousand times smaller, and are a thousand times larger. */
    UNIT_CHANGE,
    /** One site was cut off, and what it sends now happened three to four days ago. */
    LATE_SITE,
    /** Adverse events have a field that nobody announced. */
    NEW_FIELD,
    /** A field of adverse events has another name. */
    RENAMED_FIELD,
    /** A field of adverse events is a boolean and was text: such records become dead letters. */
    RETYPED_FIELD,
    /** A tenth of the events come. */
    VOLUME_DROP;

    /** Beyond what is late without a fault, which is at most two days. */
    private static final Duration CUT_OFF = Duration.ofDays(3);

    private static final long LATE_SITE_NUMBER = 0;
    private static final double A_TENTH = 0.1;
    private static final double SMALLER_UNIT = 1_000;

    /**
     * As operators write it.
     *
     * @throws IllegalArgumentException naming all there are
     */
    @JsonCreator
    public static Fault named(String name) {
        return Arrays.stream(values())
                .filter(fault -> fault.text().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("Cannot inject fault '" + name + "': expected one of " + names()));
    }

    /** All of them, as operators write them. */
    public static String names() {
        return Arrays.stream(values()).map(Fault::text).collect(Collectors.joining(", "));
    }

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Of the rate without a fault. */
    double share() {
        return this == VOLUME_DROP ? A_TENTH : 1;
    }

    /** Whether it does something to an event about this number of the topic. */
    boolean touches(TrialTopic topic, long number, SplittableRandom lot) {
        return switch (this) {
            case NULL_BURST -> topic == TrialTopic.LABS && lot.nextInt(10) > 0;
            case UNIT_CHANGE -> topic == TrialTopic.LABS;
            case LATE_SITE -> topic.isAboutASubject() && Population.siteOfSubject(number) == LATE_SITE_NUMBER;
            case NEW_FIELD, RENAMED_FIELD, RETYPED_FIELD -> topic == TrialTopic.ADVERSE_EVENTS;
            case VOLUME_DROP -> false;
        };
    }

    Duration lateness(SplittableRandom lot) {
        return this == LATE_SITE ? CUT_OFF.plusMinutes(lot.nextInt(24 * 60)) : Duration.ZERO;
    }

    void alter(ObjectNode record) {
        switch (this) {
            case NULL_BURST -> record.putNull("LBSTRESN");
            case UNIT_CHANGE -> record.put("LBSTRESN", record.path("LBSTRESN").asDouble() * SMALLER_UNIT);
            case NEW_FIELD -> record.put("AEOUT", "RECOVERED");
            case RENAMED_FIELD -> record.set("AESEVERITY", record.remove("AESEV"));
            case RETYPED_FIELD ->
                record.put("AESER", record.path("AESER").asText().equals("Y"));
            case LATE_SITE, VOLUME_DROP -> {}
        }
    }

    /** Whether a record that it touches has no place in its table any more. */
    boolean isUnfit() {
        return this == RETYPED_FIELD;
    }
}
