package io.firn.benchmarks.faults;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What came of one fault.
 *
 * @param told the alerts that arrived, and how long after the fault
 * @param groups how many notifications Alertmanager made of them: one an alert, however many tables it is about
 * @param unexpected alerts that should not have arrived
 * @param late alerts that should have and did not in time
 * @param obstacle why the fault could not be injected; empty where it was
 * @param resolved how long after the repair the last was taken back; absent if it was not, or cannot be
 */
record Cell(
        InjectedFault fault,
        Map<String, Duration> told,
        long groups,
        Set<String> unexpected,
        Set<String> late,
        String obstacle,
        Optional<Duration> resolved) {

    static Cell notInjected(InjectedFault fault, String obstacle) {
        return new Cell(fault, Map.of(), 0, Set.of(), Set.of(), obstacle, Optional.empty());
    }

    boolean isRight() {
        return obstacle.isEmpty()
                && unexpected.isEmpty()
                && late.isEmpty()
                && groups <= told.size()
                && (resolved.isPresent() || !fault.heals());
    }

    /** One row of the matrix, as Markdown; what must be told is bold. */
    String row() {
        String alerts = told.entrySet().stream()
                .map(entry -> (fault.told().contains(entry.getKey()) ? "**" + entry.getKey() + "**" : entry.getKey())
                        + " (" + entry.getValue().toSeconds() + " s)")
                .collect(Collectors.joining(", "));
        return "| %s | %s | %d | %s | %s |"
                .formatted(
                        fault.name(),
                        alerts.isEmpty() ? "nothing" : alerts,
                        groups,
                        resolved.map(time -> time.toSeconds() + " s").orElse(fault.heals() ? "no" : "stays"),
                        isRight() ? "right" : "WRONG: " + problems());
    }

    private String problems() {
        if (!obstacle.isEmpty()) {
            return obstacle;
        }
        return (late.isEmpty() ? "" : "not told of " + late + " ")
                + (unexpected.isEmpty() ? "" : "told of " + unexpected + " ")
                + (groups > told.size() ? "in too many notifications " : "")
                + (resolved.isPresent() || !fault.heals() ? "" : "not taken back");
    }
}
