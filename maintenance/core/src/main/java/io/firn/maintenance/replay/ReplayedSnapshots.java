package io.firn.maintenance.replay;

import io.firn.lake.table.RefState;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import io.firn.maintenance.engine.Work;
import io.firn.maintenance.plan.Expiry;
import io.firn.maintenance.plan.Operation;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The snapshots that a table would have at a moment of its past: those that it still has today without Firn's own rewrites,
 * which a replay decides anew, and those of the replayed rewrites.
 */
final class ReplayedSnapshots {
    private final Map<Long, SnapshotState> today;
    private final Map<String, RefState> refs;
    private final Deque<SnapshotState> toCome = new ArrayDeque<>();
    private final Optional<Long> current;
    private final Set<Long> onCurrent = new HashSet<>();
    private final Set<Long> ids = new HashSet<>();
    private List<SnapshotState> present = List.of();
    private final Set<String> droppedRefs = new HashSet<>();
    private Optional<Long> head = Optional.empty();
    private long sequenceNumber;
    private long rewrites;

    ReplayedSnapshots(TableState table) {
        this.today = table.snapshots().stream().collect(Collectors.toMap(SnapshotState::id, snapshot -> snapshot));
        this.refs = table.refs();
        this.current = table.currentSnapshotId().flatMap(this::kept);
        for (Optional<Long> id = current; id.isPresent(); id = parent(id.get())) {
            onCurrent.add(id.get());
        }
        table.snapshots().stream().filter(snapshot -> !isOwnRewrite(snapshot)).forEach(toCome::add);
    }

    /** Lets everything come that had been committed by then. */
    void advanceTo(Instant now) {
        List<SnapshotState> come = new ArrayList<>();
        while (!toCome.isEmpty() && !toCome.peek().committedAt().isAfter(now)) {
            SnapshotState next = toCome.remove();
            boolean isOnCurrent = onCurrent.contains(next.id());
            come.add(with(next, isOnCurrent ? head : parent(next.id())));
            if (isOnCurrent) {
                head = Optional.of(next.id());
            }
        }
        add(come);
    }

    /** A rewrite of the replay's own, after which so many data files are gone. */
    void addRewrite(Operation operation, long deletedDataFiles, Instant now) {
        rewrites++;
        long id = -rewrites;
        SnapshotState rewrite = new SnapshotState(
                id,
                head,
                ++sequenceNumber,
                now,
                "replace",
                "",
                Map.of(Work.RUN_ID, operation.id(), "deleted-data-files", Long.toString(deletedDataFiles)));
        add(List.of(rewrite));
        head = Optional.of(id);
    }

    private void add(List<SnapshotState> come) {
        if (!come.isEmpty()) {
            present = Stream.concat(present.stream(), come.stream()).toList();
            come.forEach(snapshot -> ids.add(snapshot.id()));
        }
    }

    /** How many of today's snapshots went. */
    long expire(Expiry expiry) {
        droppedRefs.addAll(expiry.droppedRefs());
        ids.removeAll(expiry.expired());
        present = present.stream()
                .filter(snapshot -> !expiry.expired().contains(snapshot.id()))
                .toList();
        return expiry.expired().stream().filter(today::containsKey).count();
    }

    List<SnapshotState> all() {
        return present;
    }

    Optional<Long> head() {
        return head;
    }

    /** Branches at the newest of their snapshots that had come by then; tags once theirs had. */
    Map<String, RefState> refs() {
        Map<String, RefState> then = new HashMap<>();
        refs.values().stream().filter(ref -> !droppedRefs.contains(ref.name())).forEach(ref -> newest(ref)
                .ifPresent(id -> then.put(ref.name(), at(ref, id))));
        return then;
    }

    private Optional<Long> newest(RefState ref) {
        Optional<Long> id = kept(ref.snapshotId());
        if (ref.isBranch() && id.equals(current)) {
            return head;
        }
        while (ref.isBranch() && id.isPresent() && !ids.contains(id.get())) {
            id = parent(id.get());
        }
        return id.filter(ids::contains);
    }

    private static RefState at(RefState ref, long snapshotId) {
        return new RefState(ref.name(), snapshotId, ref.isBranch(), ref.maxAge(), ref.keepFor(), ref.keepAtLeast());
    }

    private SnapshotState with(SnapshotState snapshot, Optional<Long> parent) {
        return new SnapshotState(
                snapshot.id(),
                parent,
                ++sequenceNumber,
                snapshot.committedAt(),
                snapshot.operation(),
                snapshot.manifestList(),
                snapshot.summary());
    }

    private Optional<Long> parent(long id) {
        return Optional.ofNullable(today.get(id))
                .flatMap(SnapshotState::parentId)
                .flatMap(this::kept);
    }

    /** The snapshot itself, or its nearest ancestor that is no rewrite of Firn's; empty where that is gone. */
    private Optional<Long> kept(long id) {
        Optional<SnapshotState> snapshot = Optional.ofNullable(today.get(id));
        while (snapshot.isPresent() && isOwnRewrite(snapshot.get())) {
            snapshot = snapshot.get().parentId().map(today::get);
        }
        return snapshot.map(SnapshotState::id);
    }

    private static boolean isOwnRewrite(SnapshotState snapshot) {
        return snapshot.isReplace() && snapshot.summary().containsKey(Work.RUN_ID);
    }
}
