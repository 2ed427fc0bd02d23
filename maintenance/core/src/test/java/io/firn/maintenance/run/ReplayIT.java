package io.firn.maintenance.run;

import static io.firn.maintenance.run.Lakehouse.append;
import static io.firn.maintenance.run.Lakehouse.name;
import static io.firn.maintenance.run.Lakehouse.row;
import static io.firn.maintenance.run.Lakehouse.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import io.firn.maintenance.replay.Replay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The time machine beside what maintenance really did to a twin with the same history. */
final class ReplayIT {
    private static final Duration PERIOD = Duration.ofHours(1);

    private Lakehouse lake;

    @BeforeEach
    void open(@TempDir Path directory) {
        lake = new Lakehouse(directory);
    }

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    private static List<Long> maintained(Replay replay) {
        return replay.points().stream().map(Replay.Point::filesMaintained).toList();
    }

    @Test
    void aTableThatWasLeftAloneIsReplayedAsItsTwinWasMaintained() {
        Table alone = lake.create("alone", Lakehouse.bySite(), Map.of());
        Table twin = lake.create("twin", Lakehouse.bySite(), Map.of());
        List<Long> files = new ArrayList<>();
        long runs = 0;
        long bytes = 0;
        append(alone, row(0, "a", 0));
        append(twin, row(0, "a", 0));
        for (int i = 1; i <= 23; i++) {
            String site = i % 3 == 0 ? "b" : "a";
            append(alone, row(i, site, i));
            append(twin, row(i, site, i));
            var run = lake.maintenance().run(name("twin"), Operation.COMPACTION, Trigger.THRESHOLD);
            runs += run.outcome() == Outcome.SUCCEEDED ? 1 : 0;
            bytes += run.bytesRewritten();
            files.add(lake.dataFiles("twin"));
        }

        Replay ofAlone = lake.maintenance().replay(name("alone"), PERIOD);
        Replay ofTwin = lake.maintenance().replay(name("twin"), PERIOD);

        assertThat(runs).isGreaterThan(2);
        assertThat(maintained(ofAlone)).isEqualTo(files);
        assertThat(maintained(ofTwin)).isEqualTo(files);
        assertThat(ofAlone.points()).last().satisfies(point -> assertThat(point.files())
                .isEqualTo(24));
        assertThat(ofTwin.points()).last().satisfies(point -> assertThat(point.files())
                .isEqualTo(24));
        assertThat(ofAlone.runs()).hasSize((int) runs);
        // A merged file is smaller than its inputs by a footer or so; the replay takes it to be as large.
        assertThat(ofAlone.bytesRewritten()).isBetween(bytes, 2 * bytes);
    }

    @Test
    void upsertsAreReplayedWithTheirDeletes() {
        Table table = lake.create("visits");
        append(table, row(1, "a", 1), row(2, "a", 2));
        for (int i = 0; i < 4; i++) {
            upsert(table, row(1, "a", i));
        }

        Replay replay = lake.maintenance().replay(name("visits"), PERIOD);

        assertThat(replay.points()).extracting(Replay.Point::deleteFiles).containsExactly(1L, 2L, 3L, 4L);
        assertThat(replay.points()).last().satisfies(point -> assertThat(point.deleteFilesMaintained())
                .isLessThan(4));
        assertThat(replay.runs()).isNotEmpty();
        assertThat(lake.dataFiles("visits")).isEqualTo(5);
    }

    @Test
    void aTableThatWasNeverWrittenReplaysNothing() {
        lake.create("visits");

        Replay replay = lake.maintenance().replay(name("visits"), PERIOD);

        assertThat(replay.runs()).isEmpty();
        assertThat(replay.points()).isEmpty();
        assertThat(replay.today().timeTravelTo()).isEmpty();
    }
}
