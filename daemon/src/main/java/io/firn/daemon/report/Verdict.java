package io.firn.daemon.report;

import io.firn.daemon.view.ComponentView;
import io.firn.daemon.view.PauseView;
import io.firn.daemon.view.ReadyView;
import io.firn.daemon.view.TableRowView;
import io.firn.daemon.view.VerdictView;
import java.util.List;
import java.util.stream.Collectors;

/** Says in a few words how the lake is: what matters most, and that alone. */
final class Verdict {
    private static final String GOOD = "good";
    private static final String WARN = "warn";
    private static final String BAD = "bad";

    private Verdict() {}

    static VerdictView judge(
            ReadyView ready, List<TableRowView> tables, List<PauseView> pauses, boolean maintenanceEnabled) {
        List<ComponentView> unready =
                ready.components().stream().filter(component -> !component.ok()).toList();
        if (!unready.isEmpty()) {
            return new VerdictView(
                    BAD,
                    "Not ready: " + unready.stream().map(ComponentView::name).collect(Collectors.joining(", ")),
                    unready.stream()
                            .map(component -> component.name() + ": " + component.message())
                            .toList());
        }
        List<TableRowView> sick = tables.stream()
                .filter(table -> table.attention() >= Attention.LOOK)
                .toList();
        if (!sick.isEmpty()) {
            boolean critical = sick.stream().anyMatch(table -> table.attention() >= Attention.CRITICAL);
            return verdict(
                    critical ? BAD : WARN,
                    sick.size() == 1 ? "1 table needs attention" : sick.size() + " tables need attention");
        }
        if (pauses.stream().anyMatch(PauseView::automatic)) {
            return verdict(BAD, "Maintenance paused itself");
        }
        if (pauses.stream()
                .anyMatch(pause -> pause.table().isEmpty() && pause.operation().isEmpty())) {
            return verdict(WARN, "Maintenance is paused");
        }
        if (!maintenanceEnabled) {
            return verdict(WARN, "Maintenance is disabled");
        }
        return verdict(
                GOOD,
                switch (tables.size()) {
                    case 0 -> "Ready, no tables yet";
                    case 1 -> "The table is healthy";
                    default -> "All " + tables.size() + " tables are healthy";
                });
    }

    private static VerdictView verdict(String state, String words) {
        return new VerdictView(state, words, List.of());
    }
}
