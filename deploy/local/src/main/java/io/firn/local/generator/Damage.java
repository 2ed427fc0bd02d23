package io.firn.local.generator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.SplittableRandom;

/** The ways in which records are malformed. */
final class Damage {
    private Damage() {}

    static String of(TrialTopic topic, ObjectNode record, SplittableRandom random) {
        String whole = record.toString();
        if (topic != TrialTopic.VITAL_SIGNS) {
            return random.nextBoolean() ? truncated(whole) : "[" + whole + "]";
        }
        return switch (random.nextInt(5)) {
            case 0 -> record.put("VSSTRESN", -1.0).toString();
            case 1 -> record.put("VSSTRESN", "not done").toString();
            case 2 -> {
                record.remove("VSTESTCD");
                yield record.toString();
            }
            case 3 -> "[" + whole + "]";
            default -> truncated(whole);
        };
    }

    private static String truncated(String whole) {
        return whole.substring(0, whole.length() / 2);
    }
}
