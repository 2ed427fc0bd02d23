package io.firn.local.generator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongFunction;

/**
 * The endless sequence of events of one seed. The event of a position is always the same but for its time: 2 % are late,
 * 1 % duplicates, 0.5 % malformed. Faults add to that; a duplicate repeats its original with the original's fault.
 */
final class TrialEvents {
    /** How far back a duplicate's original may be. */
    static final int MEMORY = 1_024;

    private static final long SPREAD = 0x9E3779B97F4A7C15L;
    private static final int RECENT = 100;

    private final long seed;

    TrialEvents(long seed) {
        this.seed = seed;
    }

    EventKind kind(long position) {
        if (Population.introduces(position)) {
            return EventKind.PLAIN;
        }
        int lot = random(position, 1).nextInt(1_000);
        if (lot < 20) {
            return EventKind.LATE;
        }
        if (lot < 30) {
            return EventKind.DUPLICATE;
        }
        return lot < 35 ? EventKind.MALFORMED : EventKind.PLAIN;
    }

    TrialTopic topic(long position) {
        return ownTopic(original(position));
    }

    /**
     * The event of a position.
     *
     * @param times when the event of a position is, or was, sent
     * @param faults under which fault
     */
    TrialEvent event(long position, LongFunction<Instant> times, LongFunction<Optional<Fault>> faults) {
        EventKind kind = kind(position);
        long original = original(position);
        Instant sent = times.apply(original);
        TrialTopic topic = ownTopic(original);
        SplittableRandom random = random(original, 2);
        Instant time = kind(original) == EventKind.LATE ? sent.minus(lateness(random)) : sent;
        long number = number(topic, original, random);
        SplittableRandom lot = random(original, 6);
        Optional<Fault> fault =
                faults.apply(original).filter(each -> kind != EventKind.MALFORMED && each.touches(topic, number, lot));
        Instant told = time.minus(fault.map(each -> each.lateness(lot)).orElse(Duration.ZERO));
        ObjectNode record = TrialRecords.record(topic, number, original, told, random);
        String key = TrialRecords.key(topic, record);
        fault.ifPresent(each -> each.alter(record));
        String value = kind == EventKind.MALFORMED ? Damage.of(topic, record, random(position, 3)) : record.toString();
        EventKind sentAs = fault.filter(Fault::isUnfit).isPresent() ? EventKind.MALFORMED : kind;
        return new TrialEvent(position, topic, sentAs, fault, key, value);
    }

    /** Where the event that a duplicate repeats is; any other event is its own original. */
    private long original(long position) {
        if (kind(position) != EventKind.DUPLICATE) {
            return position;
        }
        long original = position - 1 - random(position, 4).nextInt(RECENT);
        while (original > 0 && !isWorthRepeating(kind(original))) {
            original--;
        }
        return Math.max(original, 0);
    }

    private static boolean isWorthRepeating(EventKind kind) {
        return kind == EventKind.PLAIN || kind == EventKind.LATE;
    }

    private TrialTopic ownTopic(long position) {
        if (Population.introduces(position)) {
            return Population.introduced(position);
        }
        int lot = random(position, 5).nextInt(1_000);
        if (lot < 2) {
            return TrialTopic.STUDIES;
        }
        if (lot < 10) {
            return TrialTopic.SITES;
        }
        if (lot < 60) {
            return TrialTopic.SUBJECTS;
        }
        if (lot < 560) {
            return TrialTopic.VITAL_SIGNS;
        }
        return lot < 920 ? TrialTopic.LABS : TrialTopic.ADVERSE_EVENTS;
    }

    private static long number(TrialTopic topic, long position, SplittableRandom random) {
        if (Population.introduces(position)) {
            return Population.newcomer(position);
        }
        return switch (topic) {
            case STUDIES -> random.nextLong(Population.STUDIES);
            case SITES -> random.nextLong(Population.SITES);
            default -> random.nextLong(Population.subjects(position));
        };
    }

    private static Duration lateness(SplittableRandom random) {
        return Duration.ofMinutes(random.nextLong(60, 48 * 60));
    }

    private SplittableRandom random(long position, int purpose) {
        return new SplittableRandom(seed ^ (position * SPREAD + purpose * 0x5851F42D4C957F2DL));
    }
}
