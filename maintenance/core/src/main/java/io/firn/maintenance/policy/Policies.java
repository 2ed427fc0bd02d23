package io.firn.maintenance.policy;

import io.firn.lake.config.MaintenanceConfig;
import io.firn.lake.config.PolicyConfig;
import io.firn.lake.table.TableState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The policy of every table. Of the policies whose glob matches, the most specific one that has a value wins, value by
 * value: the one with more literal characters, then the one later in the file; in the end the defaults.
 */
public final class Policies {
    private final MaintenanceConfig config;
    private final List<PolicyConfig> mostSpecificFirst;

    public Policies(MaintenanceConfig config) {
        this.config = config;
        List<PolicyConfig> policies = new ArrayList<>(config.policies());
        Collections.reverse(policies);
        // The sort is stable: of two equally specific ones the later in the file stays first.
        policies.sort(Comparator.comparingInt((PolicyConfig policy) -> new Glob(policy.match()).literalCharacters())
                .reversed());
        this.mostSpecificFirst = List.copyOf(policies);
    }

    /** Operations, and groups of files within one, that may run at the same time. */
    public int concurrency() {
        return Math.max(1, config.concurrency());
    }

    public Policy of(TableState state) {
        return of(state.name());
    }

    /** @param table {@code namespace.table} */
    public Policy of(String table) {
        List<PolicyConfig> applying = new ArrayList<>(mostSpecificFirst.stream()
                .filter(policy -> new Glob(policy.match()).matches(table))
                .toList());
        applying.add(config.defaults());
        return new Policy(
                compaction(applying),
                snapshots(applying),
                manifests(applying),
                deleteFiles(applying),
                orphans(applying),
                windows(applying));
    }

    /** Where every value of a table's policy comes from. */
    public Explanation explain(String table, Map<String, String> properties) {
        return new Explanation(table, List.of(), Optional.empty());
    }

    private static Policy.Compaction compaction(List<PolicyConfig> applying) {
        return new Policy.Compaction(
                value(applying, "compaction.enabled", policy -> policy.compaction()
                        .enabled()),
                value(applying, "compaction.min-input-files", policy -> policy.compaction()
                        .minInputFiles()),
                value(applying, "compaction.target-file-size", policy -> policy.compaction()
                        .targetFileSize()),
                value(applying, "compaction.max-delete-ratio", policy -> policy.compaction()
                        .maxDeleteRatio()),
                value(applying, "compaction.verify", policy -> policy.compaction()
                        .verify()),
                first(applying, policy -> policy.compaction().cron()));
    }

    private static Policy.Snapshots snapshots(List<PolicyConfig> applying) {
        return new Policy.Snapshots(
                value(applying, "snapshots.enabled", policy -> policy.snapshots()
                        .enabled()),
                value(applying, "snapshots.keep-for", policy -> policy.snapshots()
                        .keepFor()),
                value(applying, "snapshots.keep-at-least", policy -> policy.snapshots()
                        .keepAtLeast()),
                Set.copyOf(list(applying, policy -> policy.snapshots().retiredWriters())),
                Set.copyOf(list(applying, policy -> policy.snapshots().positionKeys())),
                value(applying, "snapshots.drop-aged-refs", policy -> policy.snapshots()
                        .dropAgedRefs()),
                value(applying, "snapshots.consumer-lag-cap", policy -> policy.snapshots()
                        .consumerLagCap()),
                first(applying, policy -> policy.snapshots().cron()));
    }

    private static Policy.Manifests manifests(List<PolicyConfig> applying) {
        return new Policy.Manifests(
                value(applying, "manifests.enabled", policy -> policy.manifests()
                        .enabled()),
                value(applying, "manifests.max-count", policy -> policy.manifests()
                        .maxCount()),
                value(applying, "manifests.target-size", policy -> policy.manifests()
                        .targetSize()),
                first(applying, policy -> policy.manifests().cron()));
    }

    private static Policy.DeleteFiles deleteFiles(List<PolicyConfig> applying) {
        return new Policy.DeleteFiles(
                value(applying, "delete-files.enabled", policy -> policy.deleteFiles()
                        .enabled()),
                value(applying, "delete-files.min-input-files", policy -> policy.deleteFiles()
                        .minInputFiles()),
                first(applying, policy -> policy.deleteFiles().cron()));
    }

    private static Policy.Orphans orphans(List<PolicyConfig> applying) {
        return new Policy.Orphans(
                value(applying, "orphans.enabled", policy -> policy.orphans().enabled()),
                value(applying, "orphans.older-than", policy -> policy.orphans().olderThan()),
                value(applying, "orphans.scans-apart", policy -> policy.orphans()
                        .scansApart()),
                value(applying, "orphans.quarantine-for", policy -> policy.orphans()
                        .quarantineFor()),
                value(applying, "orphans.max-fraction", policy -> policy.orphans()
                        .maxFraction()),
                first(applying, policy -> policy.orphans().quarantineLocation()),
                first(applying, policy -> policy.orphans().cron()));
    }

    private static List<String> windows(List<PolicyConfig> applying) {
        return list(applying, PolicyConfig::windows);
    }

    /** The most specific list that is not empty. */
    private static List<String> list(List<PolicyConfig> applying, Function<PolicyConfig, List<String>> field) {
        return first(applying, policy -> Optional.of(field.apply(policy)).filter(list -> !list.isEmpty()))
                .orElse(List.of());
    }

    private static <T> T value(List<PolicyConfig> applying, String key, Function<PolicyConfig, Optional<T>> field) {
        return first(applying, field)
                .orElseThrow(() -> new IllegalArgumentException(
                        "Cannot find a policy's value: maintenance.defaults lacks " + key));
    }

    private static <T> Optional<T> first(List<PolicyConfig> applying, Function<PolicyConfig, Optional<T>> field) {
        return applying.stream().map(field).flatMap(Optional::stream).findFirst();
    }
}
