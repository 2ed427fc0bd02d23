package io.firn.benchmarks.faults;

import io.firn.benchmarks.faults.InjectedFault.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What goes wrong, one after the other, and who must hear of it. Times are those of thresholds that were scaled to a
 * twentieth; {@code benchmarks/faults} has the configuration.
 */
final class FaultList {
    /** What is not told by then is not told: a group interval of Alertmanager and some. */
    static final Duration AFTERMATH = Duration.ofSeconds(20);
    /** The stack's check of the volume sees two minutes of catching up as an anomaly, which it is. */
    private static final Duration CATCHING_UP = Duration.ofSeconds(150);

    /** The ticket of what late data cost over hours and days: of all faults together, until its windows have passed. */
    static final String BUDGET = "FirnFreshnessBurnSlow";

    static final String DROPPED = "faults.dropped";
    static final String POISONED = "faults.poisoned";
    static final String UPSERTS = "faults.upserts";
    private static final String RETENTION = "faults.retention";
    private static final String REWOUND = "faults.rewound";
    private static final String GROUP = "faults-reader";
    private static final String STREAMED = "trials.vital_signs";
    private static final Set<String> LATE = Set.of(
            "FirnFreshnessBurnFast",
            "FirnTier1TableStale",
            "FirnIngestCommitMissing",
            "FirnConsumerStopped",
            "FirnLagGrowing",
            "FirnCheckpointFailing");
    private static final Action NOTHING = () -> {};

    private final BrokenStack stack;
    private final List<InjectedFault> faults = new ArrayList<>();

    private FaultList(BrokenStack stack) {
        this.stack = stack;
    }

    static List<InjectedFault> all(BrokenStack stack) {
        FaultList list = new FaultList(stack);
        list.processes();
        list.events();
        list.tables();
        list.readers();
        list.clock();
        list.losses();
        return List.copyOf(list.faults);
    }

    private void processes() {
        quiet("pipeline killed", () -> stack.signal("pipeline", "KILL"));
        quiet("daemon killed", () -> stack.signal("daemon", "KILL"));
        outage("pipeline stuck", stopped("pipeline"), resumed("pipeline"), "FirnFreshnessBurnFast", 150);
        told("daemon stuck", stopped("daemon"), resumed("daemon"), "FirnDaemonDown", LATE, 90);
        outage(
                "broker stuck",
                stopped("broker"),
                resumed("broker"),
                "FirnKafkaUnreachable",
                150,
                "FirnCollectorStale",
                "FirnFlinkRestartLoop");
        outage(
                "catalog takes no commits",
                stack::lockCatalog,
                stack::unlockCatalog,
                "FirnFreshnessBurnFast",
                180,
                "FirnFlinkRestartLoop",
                "FirnMaintenanceFailing");
        outage(
                "storage read-only",
                stack::makeReadOnly,
                stack::makeWritable,
                "FirnFreshnessBurnFast",
                180,
                "FirnFlinkRestartLoop",
                "FirnMaintenanceFailing");
        told(
                "collector stuck",
                stopped(BrokenStack.CLOUDWATCH),
                resumed(BrokenStack.CLOUDWATCH),
                "FirnCollectorStale",
                Set.of(),
                120);
        told("disk nearly full", stack::fillDisk, stack::emptyDisk, "FirnDiskNearlyFull", Set.of(), 90);
    }

    private void events() {
        told(
                "poisoned records",
                () -> stack.send(POISONED, BrokenStack.events(0, 50, ",")),
                NOTHING,
                "FirnDeadLetterRateHigh",
                Set.of(),
                90);
        ordered("slow site", "late-site", "FirnQualityCheckFailed");
        ordered("nulls", "null-burst", "FirnQualityCheckFailed");
    }

    private void tables() {
        told(
                "small-file storm",
                () -> {
                    StrayTable table = StrayTable.in(stack.catalog());
                    stack.post("pause", StrayTable.NAME);
                    table.addFiles(400);
                },
                () -> stack.post("resume", StrayTable.NAME),
                "FirnSmallFilesHigh",
                Set.of(),
                240);
        told(
                "upsert storm",
                () -> {
                    stack.post("pause", "trials.upserts");
                    for (int i = 0; i < 10; i++) {
                        stack.send(UPSERTS, BrokenStack.events(0, 300, ",\"AT\":" + i));
                        Thread.sleep(3_000);
                    }
                },
                () -> stack.post("resume", "trials.upserts"),
                "FirnEqualityDeletesHigh",
                Set.of(),
                240);
        told(
                "compaction failing",
                () -> {
                    StrayTable table = StrayTable.in(stack.catalog());
                    stack.post("pause", StrayTable.NAME);
                    table.addFiles(20);
                    table.breakFiles(true);
                    stack.post("resume", StrayTable.NAME);
                },
                () -> {
                    StrayTable.in(stack.catalog()).breakFiles(false);
                    stack.post("resume", StrayTable.NAME); // It paused itself after the third failure.
                },
                "FirnMaintenanceFailing",
                Set.of(),
                240);
        told(
                "expiry paused",
                () -> stack.post("pause", STREAMED),
                () -> stack.post("resume", STREAMED),
                "FirnMaintenanceOverdue",
                Set.of(),
                420);
        quiet("orphan flood", () -> StrayTable.in(stack.catalog()).addOrphans(2_000));
    }

    private void readers() {
        told(
                "retention about to overtake",
                () -> {
                    stack.createTopic(RETENTION, Map.of("retention.ms", "900000"));
                    stack.send(
                            RETENTION,
                            BrokenStack.events(0, 10, ""),
                            Instant.now().minus(Duration.ofMinutes(12)).toEpochMilli());
                    stack.commit(GROUP, RETENTION, 0);
                },
                () -> stack.commit(GROUP, RETENTION, 10),
                "FirnRetentionRisk",
                Set.of("FirnConsumerStopped", "FirnLagGrowing"),
                120);
        told(
                "consumer rewound",
                () -> {
                    stack.createTopic(REWOUND, Map.of());
                    stack.send(REWOUND, BrokenStack.events(0, 500, ""));
                    for (int i = 1; i <= 10; i++) {
                        stack.commit(GROUP, REWOUND, 40L * i);
                        Thread.sleep(4_000);
                    }
                    stack.commit(GROUP, REWOUND, 10);
                },
                () -> stack.commit(GROUP, REWOUND, 500),
                "FirnConsumerRewound",
                Set.of("FirnConsumerStopped", "FirnLagGrowing"),
                120);
    }

    /**
     * It goes back as a time service would have it: Iceberg refuses a commit more than a minute before the newest one. A
     * minute that it goes through twice has more rows than others.
     */
    private void clock() {
        told(
                "clock skewed",
                () -> stack.setClockAhead(150),
                () -> {
                    for (int ahead = 120; ahead > 0; ahead -= 30) {
                        stack.setClockAhead(ahead);
                        Thread.sleep(40_000);
                    }
                    stack.setClockAhead(0);
                },
                "FirnClockSkewed",
                Set.of("FirnVolumeAnomaly"),
                120);
    }

    /** Nothing undoes these, so they come last: a column stays, and records do not come back. */
    private void losses() {
        faults.add(new InjectedFault(
                "schema change",
                () -> stack.order("new-field"),
                NOTHING, // A column that got values and gets none any more would be a fault of its own.
                Set.of("FirnUnapprovedSchemaChange"),
                Set.of(),
                Duration.ofSeconds(90),
                AFTERMATH,
                false));
        faults.add(new InjectedFault(
                "records dropped",
                () -> stack.send(DROPPED, BrokenStack.events(0, 40, "")),
                NOTHING,
                Set.of("FirnRecordsMissing"),
                Set.of(),
                Duration.ofSeconds(90),
                AFTERMATH,
                false));
    }

    private void ordered(String name, String order, String alert) {
        told(name, () -> stack.order(order), () -> stack.order("none"), alert, Set.of(), 90);
    }

    private void told(String name, Action inject, Action repair, String alert, Set<String> companions, int seconds) {
        add(name, inject, repair, Set.of(alert), companions, seconds, AFTERMATH);
    }

    /** Nothing lands, and afterwards everything at once. */
    private void outage(String name, Action inject, Action repair, String alert, int seconds, String... companions) {
        Set<String> all = new HashSet<>(LATE);
        all.add("FirnVolumeAnomaly");
        all.addAll(List.of(companions));
        add(name, inject, repair, Set.of(alert), all, seconds, CATCHING_UP);
    }

    /** Heals by itself, and nobody is to be told. */
    private void quiet(String name, Action inject) {
        add(name, inject, NOTHING, Set.of(), Set.of(), 60, AFTERMATH);
    }

    private void add(
            String name,
            Action inject,
            Action repair,
            Set<String> told,
            Set<String> companions,
            int seconds,
            Duration aftermath) {
        faults.add(new InjectedFault(
                name, inject, repair, told, companions, Duration.ofSeconds(seconds), aftermath, true));
    }

    private Action stopped(String process) {
        return () -> stack.signal(process, "STOP");
    }

    private Action resumed(String process) {
        return () -> stack.signal(process, "CONT");
    }
}
