package io.firn.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.firn.local.generator.FaultFile;
import io.firn.local.generator.FaultOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Whether what goes wrong is noticed, by the check that is there for it and by no other. */
class FaultsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String TOPIC = "trial.vital-signs";
    private static final long FIRST_DROPPED = 1_000;
    private static final long LAST_DROPPED = 1_049;

    /** It takes two on a machine that has nothing else to do, and this test must pass on one that has. */
    private static final int MOST_CHECKPOINTS = 5;

    /**
     * Buckets of the volume so short that a test can wait for them: five checkpoints each. A commit that comes a moment
     * later than usual moves a fifth of a bucket's rows to the next, and of four buckets any two may be such. The limit
     * leaves room for that: with a tenth of the rows a bucket is 0.9 medians away, and 0.6745 * 0.9 / 1.5 is the largest
     * MAD, two commits of five, at which that is unusual. No other check differs from what operators have.
     */
    private static final String CONFIGURATION = """
            pipeline: {checkpoint-interval: 3s}
            maintenance: {poll-interval: 1s}
            quality:
              hold-for: 2s
              checks:
                - table: trials.vital_signs
                  name: volume
                  type: anomaly
                  metric: row-count
                  bucket: 15s
                  training: 30s
                  threshold: {must_be_less_than: 1.5}
            """;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    void whatIsLostIsNamedAndEachFaultFailsItsOwnCheckAndNoOther() throws Exception {
        Path config = Files.writeString(directory.resolve("firn.yaml"), CONFIGURATION);
        Map<String, String> environment =
                Map.of("FIRN_FAIL_POINT", "land.drop:%s/0/%d-%d".formatted(TOPIC, FIRST_DROPPED, LAST_DROPPED));
        List<String> options = new ArrayList<>(RunningStack.withPrometheus());
        options.addAll(List.of("--config", config.toString()));
        try (RunningStack stack =
                RunningStack.up(directory.resolve("stack"), environment, options.toArray(String[]::new))) {
            FaultFile orders = FaultFile.beside(stack.directory().resolve("generator.json"));
            RunningStack.await(
                    "checks that pass on clean traffic",
                    PATIENCE,
                    () -> fails(stack, Set.of()).isEmpty()
                            && passes(stack, "trials.labs results_missing")
                            && passes(stack, "trials.vital_signs late_events")
                            && passes(stack, "trials.adverse_events schema"));

            begun(stack, orders, "null-burst", "trials.labs results_missing");
            over(stack, orders, "trials.labs results_missing");
            String unitChange = begun(stack, orders, "unit-change", "trials.labs plausible_results");
            over(stack, orders, "trials.labs plausible_results");
            String lateSite = begun(stack, orders, "late-site", "trials.vital_signs late_events");
            over(stack, orders, "trials.vital_signs late_events");
            RunningStack.await(
                    "buckets to compare with",
                    PATIENCE,
                    () -> fails(stack, Set.of()).isEmpty() && passes(stack, "trials.vital_signs volume"));
            begun(stack, orders, "volume-drop", "trials.vital_signs volume");
            over(stack, orders, "trials.vital_signs volume");
            begun(stack, orders, "new-field", "trials.adverse_events schema");
            isTheFirstTouched(stack, "unit-change", "trial.labs/0", unitChange);
            isTheFirstTouched(stack, "late-site", "trial.vital-signs/0", lateSite);
            lostRecordsAreNamed(stack);
            if (options.contains("--with-prometheus")) {
                prometheusSeesItAll(stack, orders);
            }
        }
    }

    /** While a check fails that has a value, and after records were missing, each panel has something to show. */
    private static void prometheusSeesItAll(RunningStack stack, FaultFile orders) throws Exception {
        orders.write(FaultOrder.parse("null-burst"));
        // The next one asks Kafka how long topics are kept; the generator set that after the first had asked.
        stack.process("daemon").destroyForcibly();
        DashboardPanels panels = new DashboardPanels(stack);
        RunningStack.await(
                "panels with data", PATIENCE, () -> panels.withoutData().isEmpty(), panels::toString);
        JsonNode targets = stack.prometheus("api/v1/targets").at("/data/activeTargets");
        assertThat(targets.findValuesAsText("job")).contains("firn-daemon", "firn-pipeline");
        assertThat(targets.findValuesAsText("health")).hasSize(2).containsOnly("up");
        assertThat(stack.prometheus("api/v1/rules").at("/data/groups").findValuesAsText("name"))
                .contains("FirnWatchdog");
        RunningStack.await("an alert", PATIENCE, () -> stack.alertmanager("api/v2/alerts")
                .findValuesAsText("alertname")
                .contains("FirnWatchdog"));

        List<ProcessHandle> processes = new ArrayList<>();
        for (String name : List.of("prometheus", "alertmanager", "supervisor")) {
            processes.add(stack.process(name));
        }
        assertThat(stack.stop(Duration.ofSeconds(20))).isZero();
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
    }

    /** They were lost before the first fault began. */
    private static void lostRecordsAreNamed(RunningStack stack) throws Exception {
        List<JsonNode> findings = new ArrayList<>();
        stack.get("/api/v1/tables/trials.vital_signs/ledger").path("missing").forEach(findings::add);
        assertThat(findings).as("what is missing").hasSize(1);
        JsonNode finding = findings.get(0);
        assertThat(finding.get("topic").asText()).isEqualTo(TOPIC);
        assertThat(finding.get("partition").asInt()).isZero();
        assertThat(finding.get("firstOffset").asLong()).isEqualTo(FIRST_DROPPED);
        assertThat(finding.get("lastOffset").asLong()).isEqualTo(LAST_DROPPED);
        assertThat(finding.get("records").asLong())
                .isEqualTo(LandedOffsets.shouldHaveLanded(stack, TOPIC, FIRST_DROPPED, LAST_DROPPED));
        Instant found = Instant.parse(finding.get("found").asText());
        List<Instant> commits = LandedOffsets.commitsBeyond(stack, "trials.vital_signs", LAST_DROPPED);
        System.out.println("Lost records: sent " + finding.get("firstRecord").asText() + ", passed by the commit of "
                + commits.get(0) + ", found " + found);
        assertThat(commits.stream().skip(1).filter(commit -> commit.isBefore(found)))
                .as("commits between the one that lacks the records and the finding of %s: %s", found, commits)
                .hasSizeLessThanOrEqualTo(MOST_CHECKPOINTS);
    }

    /**
     * Until the check fails; nothing else may before.
     *
     * @return the offsets of the commit that it began with, in the check's words
     */
    private static String begun(RunningStack stack, FaultFile orders, String fault, String check) throws Exception {
        Instant ordered = Instant.now();
        orders.write(FaultOrder.parse(fault));
        RunningStack.await(
                check, PATIENCE, () -> fails(stack, Set.of(check)).contains(check), () -> reason(stack, check));
        System.out.println(fault + " was noticed after "
                + Duration.between(ordered, Instant.now()).toMillis() + " ms");
        return check(stack, check).path("offsets").asText();
    }

    private static void over(RunningStack stack, FaultFile orders, String check) throws Exception {
        orders.clear();
        RunningStack.await("an end of " + check, PATIENCE, () -> fails(stack, Set.of(check))
                .isEmpty());
    }

    /** The checks that fail: none but the allowed ones. */
    private static Set<String> fails(RunningStack stack, Set<String> allowed) throws Exception {
        Set<String> failing = new TreeSet<>();
        List<String> others = new ArrayList<>();
        for (JsonNode check : stack.get("/api/v1/checks")) {
            String status = check.get("status").asText();
            if (status.equals("fail") || status.equals("warn")) {
                failing.add(name(check));
                if (!allowed.contains(name(check))) {
                    others.add(name(check) + ": " + check.get("reason").asText());
                }
            }
        }
        assertThat(others).as("checks that fail and should not").isEmpty();
        return failing;
    }

    private static boolean passes(RunningStack stack, String name) throws Exception {
        return check(stack, name).path("status").asText().equals("pass");
    }

    private static String reason(RunningStack stack, String name) throws Exception {
        return check(stack, name).path("reason").asText();
    }

    private static JsonNode check(RunningStack stack, String name) throws Exception {
        for (JsonNode check : stack.get("/api/v1/checks")) {
            if (name(check).equals(name)) {
                return check;
            }
        }
        return MissingNode.getInstance();
    }

    private static String name(JsonNode check) {
        return check.get("table").asText() + " " + check.get("check").asText();
    }

    /** What a check says that it began with is what the generator says that it sent. */
    private static void isTheFirstTouched(RunningStack stack, String fault, String partition, String offsets)
            throws Exception {
        for (JsonNode each : JSON.readTree(
                        stack.directory().resolve("generator.json").toFile())
                .get("faults")) {
            if (each.get("fault").asText().equals(fault)) {
                long first = each.get("touched").get(partition).get("first").asLong();
                assertThat(LandedOffsets.isWithin(first, offsets))
                        .as("%s began with offset %d, its check with %s", fault, first, offsets)
                        .isTrue();
                return;
            }
        }
        throw new AssertionError("The generator knows of no " + fault);
    }
}
