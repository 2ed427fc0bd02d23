package io.firn.daemon.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.daemon.view.CheckView;
import io.firn.daemon.view.ComponentView;
import io.firn.daemon.view.Health;
import io.firn.daemon.view.PauseView;
import io.firn.daemon.view.ReadyView;
import io.firn.daemon.view.TableRowView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AttentionTest {
    private static final ReadyView READY = new ReadyView(true, List.of());

    @Test
    void aHealthyTableNeedsNone() {
        assertThat(Attention.judge(Health.FINE, false, List.of(check("a", "critical", "unknown"))))
                .isEqualTo(new Attention(0, List.of()));
    }

    @Test
    void whatIsWorstCountsAndEverythingIsNamed() {
        Health sick = Health.attention(List.of("compaction failed 2 times in a row: full"));
        assertThat(Attention.judge(sick, false, List.of(check("w", "warning", "warn"))))
                .isEqualTo(new Attention(2, List.of("compaction failed 2 times in a row: full", "check w warns")));
        assertThat(Attention.judge(Health.FINE, false, List.of(check("w", "warning", "warn")))
                        .level())
                .isEqualTo(1);
        assertThat(Attention.judge(Health.FINE, false, List.of(check("f", "warning", "fail")))
                        .level())
                .isEqualTo(2);
        assertThat(Attention.judge(Health.FINE, false, List.of(check("f", "critical", "fail")))
                        .level())
                .isEqualTo(3);
        assertThat(Attention.judge(Health.attention(List.of("misses 3 records")), true, List.of())
                        .level())
                .isEqualTo(3);
    }

    @Test
    void aHundredFailingChecksAreNotListed() {
        List<CheckView> many = IntStream.range(0, 100)
                .mapToObj(i -> check("c" + i, "warning", "fail"))
                .toList();
        assertThat(Attention.judge(Health.FINE, false, many).reasons())
                .containsExactly("check c0 fails", "check c1 fails", "check c2 fails", "and 97 more reasons");
    }

    @Test
    void theVerdictSaysWhatMattersMost() {
        ReadyView unready =
                new ReadyView(false, List.of(new ComponentView("catalog", false, "connection refused", Instant.EPOCH)));
        List<TableRowView> tables = List.of(row("a", 1), row("b", 2), row("c", 2));

        assertThat(Verdict.judge(unready, tables, List.of(), true).words()).isEqualTo("Not ready: catalog");
        assertThat(Verdict.judge(unready, tables, List.of(), true).details())
                .containsExactly("catalog: connection refused");
        assertThat(Verdict.judge(READY, tables, List.of(), true).words()).isEqualTo("2 tables need attention");
        assertThat(Verdict.judge(READY, tables, List.of(), true).state()).isEqualTo("warn");
        assertThat(Verdict.judge(READY, List.of(row("a", 3)), List.of(), true).state())
                .isEqualTo("bad");
        assertThat(Verdict.judge(READY, List.of(row("a", 1)), List.of(), true).words())
                .isEqualTo("The table is healthy");
        assertThat(Verdict.judge(READY, List.of(), List.of(pause(true)), true).words())
                .isEqualTo("Maintenance paused itself");
        assertThat(Verdict.judge(READY, List.of(), List.of(pause(false)), true).words())
                .isEqualTo("Maintenance is paused");
        assertThat(Verdict.judge(READY, List.of(), List.of(), false).words()).isEqualTo("Maintenance is disabled");
        assertThat(Verdict.judge(READY, List.of(), List.of(), true).words()).isEqualTo("Ready, no tables yet");
    }

    private static PauseView pause(boolean automatic) {
        return new PauseView(Optional.empty(), Optional.empty(), Instant.EPOCH, "somebody", "why", automatic);
    }

    private static TableRowView row(String name, int attention) {
        return new TableRowView(name, 0, true, 0, 0, 0, 0, 0, Optional.empty(), Optional.empty(), attention, List.of());
    }

    private static CheckView check(String name, String severity, String status) {
        return new CheckView(
                "demo.a",
                name,
                "range",
                severity,
                status,
                "",
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                Optional.empty());
    }
}
