package io.firn.maintenance.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.lake.config.CompactionStrategy;
import io.firn.lake.config.DataSize;
import io.firn.lake.config.Glob;
import io.firn.lake.config.MaintenanceConfig;
import io.firn.lake.config.PolicyConfig;
import io.firn.lake.config.Verification;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PoliciesTest {

    @Test
    void defaultsApplyWhereNoPolicySaysOtherwise() {
        Policy policy = policies().of("any.table");
        assertThat(policy.compaction().minInputFiles()).isEqualTo(5);
        assertThat(policy.compaction().smallFileBytes()).isEqualTo(96L << 20);
        assertThat(policy.snapshots().keepFor()).isEqualTo(Duration.ofDays(5));
        assertThat(policy.manifests().maxCount()).isEqualTo(100);
    }

    @Test
    void theMostSpecificMatchWinsValueByValue() {
        Policies policies = policies(
                policy("clinical.labs", Optional.of(9), Optional.empty(), List.of()),
                policy("clinical.*", Optional.of(7), Optional.of(Duration.ofHours(1)), List.of("job-1")),
                policy("*", Optional.of(3), Optional.of(Duration.ofHours(2)), List.of()));
        Policy labs = policies.of("clinical.labs");
        assertThat(labs.compaction().minInputFiles()).isEqualTo(9);
        assertThat(labs.snapshots().keepFor()).isEqualTo(Duration.ofHours(1));
        assertThat(labs.snapshots().retiredWriters()).isEqualTo(Set.of("job-1"));
        Policy sites = policies.of("clinical.sites");
        assertThat(sites.compaction().minInputFiles()).isEqualTo(7);
        assertThat(policies.of("other.sites").compaction().minInputFiles()).isEqualTo(3);
    }

    @Test
    void ofEquallySpecificOnesTheLaterInTheFileWins() {
        Policies policies = policies(
                policy("*.labs", Optional.of(7), Optional.empty(), List.of()),
                policy("lab.*s", Optional.of(8), Optional.empty(), List.of()));
        assertThat(policies.of("lab.labs").compaction().minInputFiles()).isEqualTo(8);
    }

    @Test
    void incompleteDefaultsAreNamed() {
        PolicyConfig empty = policy("*", Optional.empty(), Optional.empty(), List.of());
        Policies policies = new Policies(new MaintenanceConfig(true, Duration.ofSeconds(1), 1, empty, List.of()));
        assertThatThrownBy(() -> policies.of("a.b"))
                .hasMessage("Cannot find a policy's value: maintenance.defaults lacks compaction.enabled");
    }

    @Test
    void globsMatchAnyCharactersOrOne() {
        assertThat(new Glob("*").matches("a.b")).isTrue();
        assertThat(new Glob("a.*").matches("a.b.c")).isTrue();
        assertThat(new Glob("a.*").matches("ab.c")).isFalse();
        assertThat(new Glob("*.lab?").matches("x.labs")).isTrue();
        assertThat(new Glob("*.lab?").matches("x.lab")).isFalse();
        assertThat(new Glob("*a*b*").matches("xxaxxbxx")).isTrue();
        assertThat(new Glob("*a*b").matches("abab")).isTrue();
        assertThat(new Glob("*a*b").matches("aba")).isFalse();
        assertThat(new Glob("a.[b]").matches("a.b")).isFalse();
        assertThat(new Glob("").matches("a")).isFalse();
    }

    private static Policies policies(PolicyConfig... policies) {
        PolicyConfig defaults = new PolicyConfig(
                "*",
                new PolicyConfig.Compaction(
                        Optional.of(true),
                        Optional.of(5),
                        Optional.of(DataSize.megabytes(128)),
                        Optional.of(0.1),
                        Optional.of(CompactionStrategy.BIN_PACK),
                        Optional.of(Verification.COUNTS),
                        Optional.empty()),
                new PolicyConfig.Snapshots(
                        Optional.of(true),
                        Optional.of(Duration.ofDays(5)),
                        Optional.of(10),
                        List.of(),
                        List.of(),
                        Optional.of(false),
                        Optional.of(Duration.ofDays(7)),
                        Optional.empty()),
                new PolicyConfig.Manifests(
                        Optional.of(true), Optional.of(100), Optional.of(DataSize.megabytes(8)), Optional.empty()),
                new PolicyConfig.DeleteFiles(Optional.of(true), Optional.of(5), Optional.empty()),
                new PolicyConfig.Orphans(
                        Optional.of(true),
                        Optional.of(Duration.ofDays(3)),
                        Optional.of(Duration.ofDays(1)),
                        Optional.of(Duration.ofDays(7)),
                        Optional.of(0.2),
                        Optional.empty(),
                        Optional.empty()),
                List.of());
        return new Policies(new MaintenanceConfig(true, Duration.ofSeconds(1), 1, defaults, List.of(policies)));
    }

    private static PolicyConfig policy(
            String match, Optional<Integer> minInputFiles, Optional<Duration> keepFor, List<String> retired) {
        return PolicyConfig.inheriting(match)
                .with(new PolicyConfig.Compaction(
                        Optional.empty(),
                        minInputFiles,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))
                .with(new PolicyConfig.Snapshots(
                        Optional.empty(),
                        keepFor,
                        Optional.empty(),
                        retired,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }
}
