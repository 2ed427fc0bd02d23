package io.firn.maintenance.run;

import static io.firn.maintenance.run.Lakehouse.append;
import static io.firn.maintenance.run.Lakehouse.name;
import static io.firn.maintenance.run.Lakehouse.positionDelete;
import static io.firn.maintenance.run.Lakehouse.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.PolicyConfig;
import io.firn.maintenance.engine.Step;
import io.firn.maintenance.engine.Steps;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Quarantine;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import io.firn.maintenance.reachability.ReachableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kills a process with SIGKILL at every border between two steps of every operation, and lets another one go on: no row is lost,
 * what was begun is finished or rolled back, and in the end no file is there that nothing needs.
 */
final class CrashIT {
    private static final Path TABLE = Path.of("warehouse/clinical/visits");
    private static final Duration APART = Duration.ofMinutes(2);
    private static final Duration DUE = Duration.ofDays(8);

    /** What the process dies in. */
    enum Work {
        COMPACTION,
        SNAPSHOT_EXPIRY,
        DELETE_FILE_REWRITE,
        MANIFEST_REWRITE,
        ORPHAN_REMOVAL,
        UNDO,
        PURGE;

        void run(Lakehouse lake, Steps steps) {
            Maintenance maintenance = lake.maintenance(lake.catalog, steps, collectingAll());
            switch (this) {
                case UNDO -> maintenance.undo(quarantined(lake).runId(), "anna");
                case PURGE -> maintenance.recover();
                default -> CrashIT.run(maintenance, Operation.valueOf(name()));
            }
        }

        /** What must have happened before. */
        void prepare(Lakehouse lake) {
            if (this == ORPHAN_REMOVAL || this == UNDO || this == PURGE) {
                scan(lake);
                lake.clock.advance(APART);
            }
            if (this == UNDO || this == PURGE) {
                assertThat(scan(lake).outcome()).isEqualTo(Outcome.SUCCEEDED);
            }
            if (this == PURGE) {
                lake.clock.advance(DUE);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKillAtAnyBorderLosesNothingAndLeavesNothingOver(Work work, @TempDir Path directory) throws Exception {
        List<Step> borders = borders(work, Files.createDirectory(directory.resolve("whole")));
        assertThat(borders).as("borders of " + work).isNotEmpty();
        for (int border : firstAndLast(borders)) {
            Path place = Files.createDirectory(directory.resolve("border-" + border));
            kill(work, place, border);
        }
    }

    /** The borders that a run comes to when nobody kills it. */
    private static List<Step> borders(Work work, Path place) throws IOException {
        List<Step> reached = new ArrayList<>();
        try (Lakehouse lake = Lakehouse.onDisk(place)) {
            fill(lake);
            work.prepare(lake);
            work.run(lake, reached::add);
        }
        return reached;
    }

    /** Of each step its first and its last time. */
    private static List<Integer> firstAndLast(List<Step> borders) {
        Map<Step, Integer> first = new EnumMap<>(Step.class);
        Map<Step, Integer> last = new EnumMap<>(Step.class);
        for (int i = 0; i < borders.size(); i++) {
            first.putIfAbsent(borders.get(i), i);
            last.put(borders.get(i), i);
        }
        return Stream.concat(first.values().stream(), last.values().stream())
                .distinct()
                .sorted()
                .toList();
    }

    private static void kill(Work work, Path place, int border) throws Exception {
        Map<String, List<String>> rows;
        Duration ahead;
        try (Lakehouse lake = Lakehouse.onDisk(place)) {
            fill(lake);
            work.prepare(lake);
            rows = rowsOfRefs(lake);
            ahead = Duration.ofMillis(lake.clock.millis() - System.currentTimeMillis());
        }
        assertThat(die(work, place, ahead, border))
                .as("exit code of " + work + " at " + border)
                .isEqualTo(128 + 9);

        try (Lakehouse lake = Lakehouse.onDisk(place)) {
            lake.clock.advance(ahead.plus(HeldLease.TIME_TO_LIVE).plusSeconds(5));
            Maintenance next = lake.maintenance(collectingAll());
            next.recover();

            String where = work + " at border " + border;
            assertThat(unneeded(lake))
                    .as(where + ": outputs that were never committed")
                    .noneMatch(CrashIT::isWrittenByARewrite);
            assertThat(rowsOfRefs(lake)).as(where).isEqualTo(rows);
            assertThat(lake.ledger.open(Lakehouse.CATALOG)).as(where).isEmpty();
            assertThat(lake.ledger.deletions().runs(Lakehouse.CATALOG))
                    .as(where)
                    .isEmpty();
            assertThat(lake.ledger.quarantine(Lakehouse.CATALOG).unsettledRuns())
                    .as(where)
                    .isEmpty();
            if (work != Work.PURGE) { // By then the table's writer has been silent for too long (hazard H3).
                for (Operation operation : Operation.values()) {
                    assertThat(run(next, operation).outcome())
                            .as(where + ", then " + operation)
                            .isIn(Outcome.SUCCEEDED, Outcome.UNCHANGED);
                }
                assertThat(rowsOfRefs(lake)).as(where).isEqualTo(rows);
                collect(lake, next);
            }
            lake.clock.advance(DUE);
            next.recover();
            assertThat(rowsOfRefs(lake)).as(where).isEqualTo(rows);
            assertThat(unneeded(lake)).as(where).isEmpty();
        }
    }

    private static int die(Work work, Path place, Duration ahead, int border) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DoomedDaemon.class.getName(),
                        place.toString(),
                        Long.toString(ahead.toMillis()),
                        work.name(),
                        Integer.toString(border))
                .redirectOutput(place.resolve("daemon.log").toFile())
                .redirectErrorStream(true)
                .start();
        return process.waitFor();
    }

    /** Two partitions of small files with deletes, many manifests, a branch and a tag on old snapshots, and three old orphans. */
    private static void fill(Lakehouse lake) throws IOException {
        Table table = lake.create("visits", Lakehouse.bySite(), Map.of());
        List<DataFile> files = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            // Four partitions are two batches: a compaction commits twice.
            String site = "abcd".substring(i % 4, i % 4 + 1);
            files.add(append(table, row(2L * i, site, i), row(2L * i + 1, site, i)));
            if (i == 3) {
                table.manageSnapshots()
                        .createTag("audit", table.currentSnapshot().snapshotId())
                        .commit();
            } else if (i == 6) {
                table.manageSnapshots().createBranch("side").commit();
            }
        }
        for (DataFile file : files.subList(4, 10)) {
            table.newRowDelta().addDeletes(positionDelete(table, file, 0)).commit();
        }
        for (int i = 0; i < 3; i++) {
            Path orphan = lake.directory.resolve(TABLE).resolve("data/site=a/orphan-" + i + ".parquet");
            Files.writeString(orphan, "orphan " + i);
            age(lake, orphan);
        }
        lake.clock.advance(Duration.ofHours(2));
    }

    /** Ages what is left as if it had been there for ten days, and lets two scans find it. */
    private static void collect(Lakehouse lake, Maintenance maintenance) throws IOException {
        for (Path file : unneeded(lake)) {
            age(lake, file);
        }
        for (int scan = 0; scan < 2; scan++) {
            lake.clock.advance(APART);
            assertThat(run(maintenance, Operation.ORPHAN_REMOVAL).outcome()).isIn(Outcome.SUCCEEDED, Outcome.UNCHANGED);
        }
    }

    private static void age(Lakehouse lake, Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(lake.clock.instant().minus(Duration.ofDays(10))));
    }

    private static Run run(Maintenance maintenance, Operation operation) {
        return maintenance.run(name("visits"), operation, Trigger.REQUEST);
    }

    private static Run scan(Lakehouse lake) {
        return run(lake.maintenance(collectingAll()), Operation.ORPHAN_REMOVAL);
    }

    private static Quarantine.Contents quarantined(Lakehouse lake) {
        return lake.ledger.quarantine(Lakehouse.CATALOG).contents().get(0);
    }

    /** However many orphans there are, and two scans soon one after the other. */
    private static PolicyConfig collectingAll() {
        PolicyConfig.Orphans orphans = Lakehouse.defaults().orphans();
        return PolicyConfig.inheriting("clinical.visits")
                .with(new PolicyConfig.Orphans(
                        orphans.enabled(),
                        orphans.olderThan(),
                        Optional.of(APART),
                        orphans.quarantineFor(),
                        Optional.of(1.0),
                        Optional.empty(),
                        Optional.empty()));
    }

    private static Map<String, List<String>> rowsOfRefs(Lakehouse lake) {
        Table table = lake.catalog.loadTable(name("visits"));
        Map<String, List<String>> rows = new TreeMap<>();
        table.refs().forEach((ref, at) -> rows.put(ref, Lakehouse.rows(table, Optional.of(at.snapshotId()))));
        return rows;
    }

    /** Its name has the run's id. */
    private static boolean isWrittenByARewrite(Path file) {
        return file.toString().contains("/data/")
                && file.getFileName().toString().matches("\\d{5}-\\d+-\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-.*");
    }

    /** Files in the table's directory that it cannot reach, and what is in quarantine. */
    private static List<Path> unneeded(Lakehouse lake) throws IOException {
        ExecutorService reads = Executors.newFixedThreadPool(2);
        try (Stream<Path> files = Files.walk(lake.directory.resolve("warehouse"))) {
            ReachableFiles reachable = ReachableFiles.of(lake.catalog.loadTable(name("visits")), reads);
            return files.filter(Files::isRegularFile)
                    .filter(file -> !reachable.contains(file.toString()))
                    .toList();
        } finally {
            reads.shutdownNow();
        }
    }
}
