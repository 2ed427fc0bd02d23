package io.firn.quality.history;

import io.firn.lake.config.Durations;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * A snapshot as people name it: its id, a branch or tag, {@code now}, a time such as {@code 2026-11-27T08:00:00Z} or
 * {@code 2026-11-27}, or how long ago, {@code 2h}. A time means the newest snapshot of the current branch that is not later.
 */
public final class PointInTime {
    private PointInTime() {}

    /** @throws IllegalArgumentException saying why there is no such snapshot */
    public static Snapshot find(Table table, String text, Instant now) {
        String wanted = text.strip();
        if (wanted.equals("now")) {
            return Optional.ofNullable(table.currentSnapshot())
                    .orElseThrow(() -> missing(text, "the table has no snapshot yet"));
        }
        SnapshotRef ref = table.refs().get(wanted);
        if (ref != null) {
            return table.snapshot(ref.snapshotId());
        }
        if (wanted.matches("-?[0-9]{5,19}")) {
            return Optional.ofNullable(snapshot(table, wanted))
                    .orElseThrow(() -> missing(text, "the table has no such snapshot, or has expired it"));
        }
        Instant time = time(wanted, now)
                .orElseThrow(() -> missing(
                        text,
                        "it is no snapshot id, branch, tag, time such as 2026-11-27T08:00:00Z or duration such as 2h"));
        Instant oldest = now;
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            oldest = Instant.ofEpochMilli(snapshot.timestampMillis());
            if (!oldest.isAfter(time)) {
                return snapshot;
            }
        }
        throw missing(text, "the oldest snapshot that the table still has is of " + oldest);
    }

    /** @return empty for what is neither a time nor a duration */
    public static Optional<Instant> time(String text, Instant now) {
        try {
            return Optional.of(now.minus(Durations.parse(text)));
        } catch (IllegalArgumentException e) {
            return absolute(text);
        }
    }

    private static Optional<Instant> absolute(String text) {
        try {
            return Optional.of(
                    text.length() == 10
                            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                            : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static @org.jspecify.annotations.Nullable Snapshot snapshot(Table table, String id) {
        try {
            return table.snapshot(Long.parseLong(id));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static IllegalArgumentException missing(String text, String reason) {
        return new IllegalArgumentException("Cannot find a snapshot at '" + text + "': " + reason);
    }
}
