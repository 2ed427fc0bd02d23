package io.firn.maintenance.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.ConfigLoader;
import io.firn.lake.config.ConfigSource;
import io.firn.lake.config.MaintenanceConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TablePropertiesTest {
    private final Policies policies = new Policies(config());

    private static MaintenanceConfig config() {
        String text = """
                catalog: {name: firn, properties: {type: jdbc}}
                maintenance:
                  defaults:
                    snapshots: {keep-for: 2d}
                  policies:
                    - match: 'trials.*'
                      compaction: {min-input-files: 9}
                    - match: 'trials.labs'
                      windows: ['22:00-06:00', SUN]
                """;
        return ConfigLoader.load(List.of(new ConfigSource("firn.yaml", text)), name -> null)
                .maintenance();
    }

    private Optional<String> problem(String key, String value) {
        return policies.problem("trials.labs", Map.of(key, value));
    }

    @Test
    void everyValueSaysWhichLineOfWhichPolicySetIt() {
        Explanation explanation =
                policies.explain("trials.labs", Map.of("firn.snapshots.keep-at-least", "7", "firn.expiry-run-id", "x"));
        assertThat(explanation.problem()).isEmpty();
        assertThat(explanation.values())
                .contains(
                        new Explanation.Value(
                                "compaction.min-input-files", "9", "policy 1 (match 'trials.*') (firn.yaml:7)"),
                        new Explanation.Value(
                                "windows", "22:00-06:00, SUN", "policy 2 (match 'trials.labs') (firn.yaml:9)"),
                        new Explanation.Value("snapshots.keep-for", "2d", "maintenance.defaults (firn.yaml:4)"),
                        new Explanation.Value(
                                "snapshots.keep-at-least", "7", "table property firn.snapshots.keep-at-least"),
                        new Explanation.Value("compaction.target-file-size", "128MB", "built-in default"),
                        new Explanation.Value("compaction.strategy", "bin-pack", "built-in default"),
                        new Explanation.Value("compaction.cron", "none", "built-in default"));
    }

    @Test
    void aKeyOrValueThatIsWrongIsNamedWithTheNearestKey() {
        assertThat(problem("firn.compaction.min-input-file", "9").orElseThrow())
                .isEqualTo("unknown key 'min-input-file'; did you mean 'min-input-files'?");
        assertThat(problem("firn.compactoin.enabled", "true").orElseThrow())
                .contains("unknown key 'compactoin'", "did you mean 'compaction'?");
        assertThat(problem("firn.compaction.min-input-files", "many").orElseThrow())
                .isEqualTo(
                        "Cannot use firn.compaction.min-input-files: expected a whole number of at least 2, found 'many'");
        assertThat(problem("firn.compaction.max-delete-ratio", "0").orElseThrow())
                .contains("max-delete-ratio");
        assertThat(problem("firn.compaction.strategy", "bin_pack").orElseThrow())
                .isEqualTo("Cannot use firn.compaction.strategy: expected bin-pack or sort, found 'bin_pack'");
        assertThat(problem("firn.compaction.strategy", "sort")).isEmpty();
        assertThat(problem("firn.compaction", "9")).isPresent();
        assertThat(problem("write.target-file-size-bytes", "1")).isEmpty();
    }

    @Test
    void aTableMayOnlyBeMoreCarefulAboutOrphans() {
        assertThat(problem("firn.orphans.older-than", "1d")).isPresent();
        assertThat(problem("firn.orphans.older-than", "9d")).isEmpty();
        assertThat(problem("firn.orphans.max-fraction", "0.9").orElseThrow())
                .contains("firn.orphans.max-fraction", "only be more careful");
        assertThat(problem("firn.orphans.quarantine-for", "1d")).isPresent();
        assertThat(problem("firn.orphans.quarantine-location", "s3://elsewhere"))
                .isPresent();
        assertThat(problem("firn.compaction.cron", "0 0 3 * * ?")).isPresent();
    }

    @Test
    void aPropertyIsNeverAReferenceToTheDaemonsSurroundings() {
        assertThat(policies.explain("trials.labs", Map.of("firn.snapshots.retired-writers", "${HOME}, b"))
                        .values())
                .contains(new Explanation.Value(
                        "snapshots.retired-writers", "${HOME}, b", "table property firn.snapshots.retired-writers"));
    }
}
