package io.firn.benchmarks.faults;

import io.firn.benchmarks.Arguments;
import io.firn.benchmarks.BenchmarkFailure;
import io.firn.benchmarks.Exit;
import io.firn.benchmarks.Machine;
import io.firn.benchmarks.Stack;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * First a time without a fault, in which nothing comes. Then breaks a running stack in one way at a time and reads what a real
 * Alertmanager sends: the right alert within its time, in one notification, taken back after the repair, and nothing else.
 */
public final class FaultsBenchmark {
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    /** The window with which the ticket of the budget ends at the latest, six hours, as scaled, and some. */
    private static final Duration BUDGET_PATIENCE = Duration.ofMinutes(20);

    private static final Duration POLL = Duration.ofMillis(500);

    private final Inbox inbox;
    private final Monitoring monitoring;

    private FaultsBenchmark(Inbox inbox, Monitoring monitoring) {
        this.inbox = inbox;
        this.monitoring = monitoring;
    }

    public static void main(String[] words) throws InterruptedException {
        System.exit(Exit.code(() -> {
            Arguments arguments = Arguments.parse(
                    words,
                    Set.of(
                            "dir",
                            "supervisor",
                            "work",
                            "rules",
                            "routes",
                            "alertmanager",
                            "flink",
                            "clock",
                            "cloudwatch",
                            "quiet-minutes",
                            "only"));
            Path directory = arguments.path("dir");
            Stack stack = Stack.await(directory, arguments.positive("supervisor"));
            try (Inbox inbox = new Inbox();
                    Monitoring monitoring = Monitoring.start(
                            arguments.path("work"),
                            arguments.path("rules"),
                            arguments.path("routes"),
                            (int) arguments.positive("alertmanager"),
                            "127.0.0.1:" + stack.config().daemon().port(),
                            "127.0.0.1:" + arguments.positive("flink"),
                            inbox.port());
                    BrokenStack broken = new BrokenStack(
                            directory, stack.config(), arguments.path("clock"), arguments.positive("cloudwatch"))) {
                List<InjectedFault> faults =
                        chosen(FaultList.all(broken), arguments.values().getOrDefault("only", ""));
                return new FaultsBenchmark(inbox, monitoring)
                        .run(faults, Duration.ofMinutes(arguments.positive("quiet-minutes")));
            } catch (InterruptedException | BenchmarkFailure e) {
                throw e;
            } catch (Exception e) {
                throw new BenchmarkFailure("Cannot measure: " + e);
            }
        }));
    }

    private static List<InjectedFault> chosen(List<InjectedFault> all, String only) {
        if (only.isEmpty()) {
            return all;
        }
        List<String> names = all.stream().map(InjectedFault::name).toList();
        Set<String> chosen =
                Arrays.stream(only.split(",", -1)).map(String::strip).collect(Collectors.toSet());
        for (String name : chosen) {
            if (!names.contains(name)) {
                throw new BenchmarkFailure("Cannot inject '" + name + "': there are " + String.join(", ", names));
            }
        }
        return all.stream().filter(fault -> chosen.contains(fault.name())).toList();
    }

    private boolean run(List<InjectedFault> faults, Duration quiet) throws Exception {
        await("the watchdog", inbox::hasWatchdog);
        await("a stack without alerts", () -> inbox.open().isEmpty());
        List<Cell> cells = new ArrayList<>();
        boolean isQuiet = isQuiet(quiet);
        Instant begun = Instant.now();
        for (InjectedFault fault : faults) {
            Cell cell = measure(fault);
            System.out.println(cell.row());
            cells.add(cell);
        }
        cells.add(budget(begun));
        System.out.println();
        System.out.println("| fault | told, after | notifications | taken back after | |");
        System.out.println("|---|---|---|---|---|");
        cells.forEach(cell -> System.out.println(cell.row()));
        System.out.printf(
                "| none, for %d min | %s | | | %s |%n",
                quiet.toMinutes(), isQuiet ? "nothing" : "something", isQuiet ? "right" : "WRONG");
        System.out.println(Machine.describe());
        return isQuiet && cells.stream().allMatch(Cell::isRight);
    }

    private Cell measure(InjectedFault fault) throws Exception {
        Instant begun = Instant.now();
        Thread repair = new Thread(() -> repair(fault));
        Runtime.getRuntime().addShutdownHook(repair); // Ctrl-C leaves nothing stopped, locked or mounted.
        try {
            fault.inject().run();
        } catch (BenchmarkFailure e) {
            undo(fault, repair);
            return Cell.notInjected(fault, String.valueOf(e.getMessage()));
        }
        awaitTold(fault, begun);
        undo(fault, repair);
        return judged(fault, begun, fault.heals() ? awaitResolved(fault.aftermath()) : Optional.empty());
    }

    private void awaitTold(InjectedFault fault, Instant begun) throws InterruptedException {
        Instant deadline = Instant.now().plus(fault.within());
        while (Instant.now().isBefore(deadline)
                && (fault.told().isEmpty() || !told(begun).keySet().containsAll(fault.told()))) {
            pause();
        }
        Thread.sleep(fault.told().isEmpty() ? 0 : FaultList.AFTERMATH.toMillis());
    }

    /** How long until no alert was open any more and none followed; empty if that never came. */
    private Optional<Duration> awaitResolved(Duration aftermath) throws InterruptedException {
        Instant repaired = Instant.now();
        Instant lastOpen = repaired;
        while (Instant.now().isBefore(repaired.plus(PATIENCE))) {
            pause();
            Set<String> open = inbox.open();
            open.remove(FaultList.BUDGET);
            if (!open.isEmpty()) {
                lastOpen = Instant.now();
            } else if (Instant.now().isAfter(lastOpen.plus(aftermath))) {
                return Optional.of(Duration.between(repaired, lastOpen));
            }
        }
        return Optional.empty();
    }

    private Cell judged(InjectedFault fault, Instant begun, Optional<Duration> resolved) {
        Map<String, Duration> told = told(begun);
        told.remove(FaultList.BUDGET);
        Set<String> late = new TreeSet<>(fault.told());
        late.removeAll(told.keySet());
        Set<String> unexpected = new TreeSet<>(told.keySet());
        unexpected.removeAll(fault.told());
        unexpected.removeAll(fault.companions());
        return new Cell(fault, told, groups(begun, told.keySet()), unexpected, late, "", resolved);
    }

    /** The ticket that is no single fault's. It is taken back as well; the row says how long after it came. */
    private Cell budget(Instant begun) throws InterruptedException {
        Instant deadline = Instant.now().plus(BUDGET_PATIENCE);
        while (inbox.open().contains(FaultList.BUDGET) && Instant.now().isBefore(deadline)) {
            pause();
        }
        Map<String, Duration> told = told(begun);
        told.keySet().retainAll(Set.of(FaultList.BUDGET));
        Instant ended = inbox.since(begun).stream()
                .filter(notice -> notice.alert().equals(FaultList.BUDGET))
                .map(Notice::at)
                .max(Instant::compareTo)
                .orElse(begun);
        Duration after = told.values().stream().findFirst().orElse(Duration.ZERO);
        Optional<Duration> resolved = Optional.of(Duration.between(begun.plus(after), ended))
                .filter(stood -> !inbox.open().contains(FaultList.BUDGET));
        InjectedFault all = new InjectedFault(
                "all faults together",
                () -> {},
                () -> {},
                Set.of(),
                Set.of(FaultList.BUDGET),
                BUDGET_PATIENCE,
                Duration.ZERO,
                true);
        return new Cell(all, told, groups(begun, told.keySet()), Set.of(), Set.of(), "", resolved);
    }

    private long groups(Instant since, Set<String> alerts) {
        return inbox.since(since).stream()
                .filter(notice -> notice.firing() && alerts.contains(notice.alert()))
                .map(Notice::group)
                .distinct()
                .count();
    }

    private static void undo(InjectedFault fault, Thread repair) {
        repair(fault);
        Runtime.getRuntime().removeShutdownHook(repair);
    }

    private static void repair(InjectedFault fault) {
        try {
            fault.repair().run();
        } catch (Exception e) {
            System.err.println("Cannot repair '" + fault.name() + "': " + e.getMessage());
        }
    }

    private boolean isQuiet(Duration quiet) throws InterruptedException {
        Instant begun = Instant.now();
        while (Instant.now().isBefore(begun.plus(quiet))) {
            pause();
            if (!told(begun).isEmpty()) {
                System.out.println("Without a fault somebody was told of " + told(begun));
                return false;
            }
        }
        return true;
    }

    /** Each alert that fired, and how long after that moment. */
    private Map<String, Duration> told(Instant since) {
        Map<String, Duration> told = new LinkedHashMap<>();
        inbox.since(since).stream()
                .filter(Notice::firing)
                .forEach(notice -> told.putIfAbsent(notice.alert(), Duration.between(since, notice.at())));
        return told;
    }

    private void await(String what, BooleanSupplier there) throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!there.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                throw new BenchmarkFailure("Cannot measure: still waiting for " + what + "; open: " + inbox.open());
            }
            pause();
        }
    }

    private void pause() throws InterruptedException {
        if (!monitoring.isAlive()) {
            throw new BenchmarkFailure("Cannot measure: Prometheus or Alertmanager has ended; see their logs");
        }
        Thread.sleep(POLL.toMillis());
    }
}
