package io.firn.maintenance.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.PolicyConfig;
import io.firn.maintenance.engine.Step;
import io.firn.maintenance.engine.Steps;
import io.firn.maintenance.ledger.Outcome;
import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import io.firn.maintenance.reachability.ReachableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.util.SnapshotUtil;

/** A real table beside a plain model of its rows; every action is done to both, and then they are compared. */
final class ModelLake {
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1;
    }

    private final Lakehouse lake;
    private final String name;
    private final ExecutorService reads;
    private final List<Maintenance> daemons = new ArrayList<>();
    private final Map<Long, List<String>> rowsOfSnapshot = new HashMap<>();
    private final Map<Long, Map<Long, List<String>>> keysOfSnapshot = new HashMap<>();
    private final Set<Path> planted = new HashSet<>();
    private Optional<Step> crash = Optional.empty();
    private int written;

    ModelLake(Lakehouse lake, String name, ExecutorService reads) {
        this.lake = lake;
        this.name = name;
        this.reads = reads;
        lake.create(name);
        daemons.add(start());
        daemons.add(start());
    }

    void apply(ModelAction action) {
        Table table = table();
        boolean isEmpty = table.currentSnapshot() == null;
        if (action instanceof ModelAction.Append append) {
            append(table, append);
        } else if (action instanceof ModelAction.ClockJump jump) {
            lake.clock.advance(Duration.ofHours(jump.hours()));
        } else if (action instanceof ModelAction.Plant) {
            plant();
        } else if (action instanceof ModelAction.Undo undo) {
            undo(daemons.get(undo.daemon()));
        } else if (action instanceof ModelAction.Purge purge) {
            lake.clock.advance(Duration.ofDays(8));
            daemons.get(purge.daemon()).recover();
            lake.clock.advance(Duration.ofDays(-8));
        } else if (!isEmpty) {
            applyToRows(table, action);
        }
        check();
    }

    private void applyToRows(Table table, ModelAction action) {
        Map<Long, List<String>> rows = copy(table.currentSnapshot().snapshotId());
        if (action instanceof ModelAction.Upsert upsert) {
            Record[] records = records(upsert.ids());
            Lakehouse.upsert(table, records);
            upsert.ids().forEach(rows::remove);
            add(rows, records);
            remember(rows);
        } else if (action instanceof ModelAction.Delete delete) {
            table.newRowDelta()
                    .addDeletes(Lakehouse.equalityDelete(table, records(delete.ids())))
                    .commit();
            delete.ids().forEach(rows::remove);
            remember(rows);
        } else if (action instanceof ModelAction.CreateBranch branch
                && !table.refs().containsKey(branch.name())) {
            table.manageSnapshots().createBranch(branch.name()).commit();
        } else if (action instanceof ModelAction.CreateTag tag && !table.refs().containsKey(tag.name())) {
            table.manageSnapshots()
                    .createTag(tag.name(), table.currentSnapshot().snapshotId())
                    .commit();
        } else if (action instanceof ModelAction.Rollback rollback) {
            List<Long> ancestors = SnapshotUtil.currentAncestorIds(table);
            table.manageSnapshots()
                    .rollbackTo(ancestors.get(Math.min(rollback.ancestors(), ancestors.size() - 1)))
                    .commit();
        } else if (action instanceof ModelAction.Maintain maintain) {
            maintain(maintain, rows);
        } else if (action instanceof ModelAction.ScanForOrphans scan) {
            present();
            maintain(new ModelAction.Maintain(Operation.ORPHAN_REMOVAL, scan.daemon(), Optional.empty()), rows);
            lake.clock.advance(Duration.ofHours(25));
            maintain(new ModelAction.Maintain(Operation.ORPHAN_REMOVAL, scan.daemon(), scan.crash()), rows);
        }
    }

    /** At the end of a history: once it is old enough, whatever nothing needs is collected. */
    void collect() {
        apply(new ModelAction.Append(List.of(1L), Optional.empty()));
        Set<Path> unneeded = unneeded();
        if (unneeded.isEmpty()) {
            return;
        }
        unneeded.forEach(ModelLake::age);
        apply(new ModelAction.ScanForOrphans(0, Optional.empty()));
        assertThat(unneeded()).isEmpty();
    }

    /** The clock shows the time of the writer's last commits again. */
    private void present() {
        lake.clock.advance(Duration.between(lake.clock.instant(), Instant.now()));
    }

    private void plant() {
        try {
            Path data = Path.of(table().location().replaceFirst("^file:", "")).resolve("data");
            Files.createDirectories(data);
            Path file = data.resolve("planted-" + planted.size() + ".parquet");
            age(Files.writeString(file, "orphan"));
            planted.add(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void age(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(10))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void undo(Maintenance daemon) {
        daemon.quarantine().forEach(contents -> assertThat(daemon.undo(contents.runId(), "somebody"))
                .isEqualTo(new Undone.Restored(contents.runId(), contents.files(), contents.bytes(), 0, 0)));
    }

    private void append(Table table, ModelAction.Append append) {
        Record[] records = records(append.ids());
        Optional<String> branch = append.branch()
                .filter(table.refs()::containsKey)
                .filter(ref -> table.refs().get(ref).isBranch());
        var commit = table.newFastAppend().appendFile(Lakehouse.write(table, records));
        branch.ifPresent(commit::toBranch);
        Optional<Long> head = branch.map(ref -> table.refs().get(ref).snapshotId())
                .or(() -> Optional.ofNullable(table.currentSnapshot()).map(snapshot -> snapshot.snapshotId()));
        Map<Long, List<String>> rows = head.map(this::copy).orElseGet(HashMap::new);
        commit.commit();
        add(rows, records);
        Table changed = table();
        remember(
                branch.map(ref -> changed.refs().get(ref).snapshotId())
                        .orElseGet(() -> changed.currentSnapshot().snapshotId()),
                rows);
    }

    private void maintain(ModelAction.Maintain action, Map<Long, List<String>> rows) {
        crash = action.crash();
        try {
            Run run = daemons.get(action.daemon()).run(Lakehouse.name(name), action.operation(), Trigger.REQUEST);
            assertThat(run.outcome()).as(run.toString()).isIn(Outcome.SUCCEEDED, Outcome.UNCHANGED, Outcome.REJECTED);
        } catch (Crash e) {
            crash = Optional.empty();
            daemons.get(action.daemon()).close();
            daemons.set(action.daemon(), start());
            daemons.get(action.daemon()).recover();
            assertThat(lake.ledger.open(Lakehouse.CATALOG)).isEmpty();
        } finally {
            crash = Optional.empty();
        }
        remember(rows);
    }

    private Maintenance start() {
        Steps steps = step -> {
            if (crash.filter(step::equals).isPresent()) {
                throw new Crash();
            }
        };
        Maintenance maintenance = lake.maintenance(lake.catalog, steps, anyFraction());
        maintenance.recover();
        return maintenance;
    }

    /** The tables are so small that a few orphans are a large part of them. */
    private static PolicyConfig anyFraction() {
        PolicyConfig defaults = Lakehouse.defaults();
        PolicyConfig.Orphans orphans = defaults.orphans();
        return new PolicyConfig(
                "*",
                defaults.compaction(),
                defaults.snapshots(),
                defaults.manifests(),
                defaults.deleteFiles(),
                new PolicyConfig.Orphans(
                        orphans.enabled(),
                        orphans.olderThan(),
                        orphans.scansApart(),
                        orphans.quarantineFor(),
                        Optional.of(1.0),
                        Optional.empty(),
                        Optional.empty()),
                List.of());
    }

    private void check() {
        Table table = table();
        for (Map.Entry<String, SnapshotRef> ref : table.refs().entrySet()) {
            long snapshot = ref.getValue().snapshotId();
            assertThat(Lakehouse.rows(table, Optional.of(snapshot)))
                    .as(ref.getKey())
                    .isEqualTo(rowsOfSnapshot.get(snapshot));
        }
        table.snapshots().forEach(snapshot -> assertThat(Lakehouse.rows(table, Optional.of(snapshot.snapshotId())))
                .isEqualTo(rowsOfSnapshot.get(snapshot.snapshotId())));
        assertThat(unneeded()).allMatch(planted::contains);
        assertThat(lake.ledger.quarantine(Lakehouse.CATALOG).unsettledRuns()).isEmpty();
    }

    private Set<Path> unneeded() {
        ReachableFiles reachable = ReachableFiles.of(table(), reads);
        Set<Path> files = files();
        files.removeIf(file -> reachable.contains(file.toString()));
        return files;
    }

    private Set<Path> files() {
        try (Stream<Path> files = Files.walk(Path.of(table().location().replaceFirst("^file:", "")))) {
            return new HashSet<>(files.filter(Files::isRegularFile).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Table table() {
        return lake.catalog.loadTable(Lakehouse.name(name));
    }

    private Record[] records(List<Long> ids) {
        written++;
        return ids.stream()
                .distinct()
                .map(id -> Lakehouse.row(id, "site", written))
                .toArray(Record[]::new);
    }

    private Map<Long, List<String>> copy(long snapshot) {
        Map<Long, List<String>> copy = new HashMap<>();
        keysOfSnapshot.getOrDefault(snapshot, Map.of()).forEach((id, rows) -> copy.put(id, new ArrayList<>(rows)));
        return copy;
    }

    private static void add(Map<Long, List<String>> rows, Record... records) {
        for (Record row : records) {
            rows.computeIfAbsent((Long) row.get(0), any -> new ArrayList<>())
                    .add(row.get(0) + " " + row.get(1) + " " + row.get(2));
        }
    }

    private void remember(Map<Long, List<String>> rows) {
        remember(table().currentSnapshot().snapshotId(), rows);
    }

    /** A snapshot never changes: what is known of it stays, and a snapshot that maintenance made has its parent's rows. */
    private void remember(long head, Map<Long, List<String>> rows) {
        Table table = table();
        for (Long id : SnapshotUtil.ancestorIds(table.snapshot(head), table::snapshot)) {
            if (rowsOfSnapshot.containsKey(id)) {
                break;
            }
            keysOfSnapshot.put(id, rows);
            rowsOfSnapshot.put(
                    id, rows.values().stream().flatMap(List::stream).sorted().toList());
        }
    }
}
