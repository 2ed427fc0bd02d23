package io.firn.maintenance.policy;

import io.firn.lake.config.BreakerConfig;
import io.firn.lake.config.ConfigException;
import io.firn.lake.config.DataSize;
import io.firn.lake.config.ForeignMaintenance;
import io.firn.lake.config.Glob;
import io.firn.lake.config.MaintenanceConfig;
import io.firn.lake.config.PolicyConfig;
import io.firn.lake.config.Problem;
import io.firn.lake.config.TableOverrides;
import io.firn.lake.table.TableState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The policy of every table. Of the policies whose glob matches, the most specific one that has a value wins, value by
 * value: the one with more literal characters, then the one later in the file; in the end the defaults. A table's own
 * properties {@code firn.*} win over all of them.
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

    /** Bytes that compactions may hold at the same time, if the heap has twice as many. */
    public DataSize memory() {
        return config.memory();
    }

    public Optional<DataSize> budgetPerHour() {
        return config.budgetPerHour();
    }

    public BreakerConfig breaker() {
        return config.breaker();
    }

    public ForeignMaintenance foreignMaintenance() {
        return config.foreignMaintenance();
    }

    /** With the table's own properties, unless they are refused: then {@link #problem} says why, and nothing may run. */
    public Policy of(TableState state) {
        try {
            return policy(layers(state.name(), Optional.of(TableOverrides.read(state.properties()))));
        } catch (ConfigException e) {
            return of(state.name());
        }
    }

    /** What the configuration alone says of {@code namespace.table}. */
    public Policy of(String table) {
        return policy(layers(table, Optional.empty()));
    }

    /** Why the table's own properties are refused: a key that does not exist, a value that cannot be, or that unguards. */
    public Optional<String> problem(String table, Map<String, String> properties) {
        PolicyConfig override;
        try {
            override = TableOverrides.read(properties);
        } catch (ConfigException e) {
            return Optional.of(
                    e.problems().stream().map(Problem::message).distinct().collect(Collectors.joining("; ")));
        }
        try {
            return loosened(
                            of(table).orphans(),
                            policy(layers(table, Optional.of(override))).orphans())
                    .map(key -> "Cannot use property " + TableOverrides.PREFIX + key
                            + ": a table may only be more careful than the configuration");
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Where every value of a table's policy comes from. */
    public Explanation explain(String table, Map<String, String> properties) {
        Optional<String> problem = problem(table, properties);
        PolicyLayers layers =
                layers(table, problem.isPresent() ? Optional.empty() : Optional.of(TableOverrides.read(properties)));
        policy(layers);
        return new Explanation(table, layers.values(), problem);
    }

    private PolicyLayers layers(String table, Optional<PolicyConfig> override) {
        List<PolicyLayers.Layer> layers = new ArrayList<>();
        override.ifPresent(policy -> layers.add(new PolicyLayers.Layer(policy, PolicyLayers.Kind.TABLE, 0)));
        for (PolicyConfig policy : mostSpecificFirst) {
            if (new Glob(policy.match()).matches(table)) {
                layers.add(new PolicyLayers.Layer(
                        policy, PolicyLayers.Kind.POLICY, config.policies().indexOf(policy) + 1));
            }
        }
        layers.add(new PolicyLayers.Layer(config.defaults(), PolicyLayers.Kind.DEFAULTS, 0));
        return new PolicyLayers(layers);
    }

    private static Policy policy(PolicyLayers applying) {
        return new Policy(
                compaction(applying),
                snapshots(applying),
                manifests(applying),
                deleteFiles(applying),
                orphans(applying),
                applying.list("windows", PolicyConfig::windows));
    }

    /** The first value of orphan removal that the table has less careful than the configuration. */
    private static Optional<String> loosened(Policy.Orphans configured, Policy.Orphans own) {
        if (own.olderThan().compareTo(configured.olderThan()) < 0) {
            return Optional.of("orphans.older-than");
        }
        if (own.scansApart().compareTo(configured.scansApart()) < 0) {
            return Optional.of("orphans.scans-apart");
        }
        if (own.quarantineFor().compareTo(configured.quarantineFor()) < 0) {
            return Optional.of("orphans.quarantine-for");
        }
        return own.maxFraction() > configured.maxFraction() ? Optional.of("orphans.max-fraction") : Optional.empty();
    }

    private static Policy.Compaction compaction(PolicyLayers applying) {
        return new Policy.Compaction(
                applying.value(
                        "compaction.enabled", policy -> policy.compaction().enabled()),
                applying.value("compaction.min-input-files", policy -> policy.compaction()
                        .minInputFiles()),
                applying.value("compaction.target-file-size", policy -> policy.compaction()
                        .targetFileSize()),
                applying.value("compaction.max-delete-ratio", policy -> policy.compaction()
                        .maxDeleteRatio()),
                applying.value(
                        "compaction.strategy", policy -> policy.compaction().strategy()),
                applying.value(
                        "compaction.verify", policy -> policy.compaction().verify()),
                applying.optional(
                        "compaction.cron", policy -> policy.compaction().cron()));
    }

    private static Policy.Snapshots snapshots(PolicyLayers applying) {
        return new Policy.Snapshots(
                applying.value("snapshots.enabled", policy -> policy.snapshots().enabled()),
                applying.value(
                        "snapshots.keep-for", policy -> policy.snapshots().keepFor()),
                applying.value(
                        "snapshots.keep-at-least", policy -> policy.snapshots().keepAtLeast()),
                Set.copyOf(applying.list("snapshots.retired-writers", policy -> policy.snapshots()
                        .retiredWriters())),
                Set.copyOf(applying.list(
                        "snapshots.position-keys", policy -> policy.snapshots().positionKeys())),
                applying.value(
                        "snapshots.drop-aged-refs", policy -> policy.snapshots().dropAgedRefs()),
                applying.value("snapshots.consumer-lag-cap", policy -> policy.snapshots()
                        .consumerLagCap()),
                applying.optional("snapshots.cron", policy -> policy.snapshots().cron()));
    }

    private static Policy.Manifests manifests(PolicyLayers applying) {
        return new Policy.Manifests(
                applying.value("manifests.enabled", policy -> policy.manifests().enabled()),
                applying.value(
                        "manifests.max-count", policy -> policy.manifests().maxCount()),
                applying.value(
                        "manifests.target-size", policy -> policy.manifests().targetSize()),
                applying.optional("manifests.cron", policy -> policy.manifests().cron()));
    }

    private static Policy.DeleteFiles deleteFiles(PolicyLayers applying) {
        return new Policy.DeleteFiles(
                applying.value(
                        "delete-files.enabled", policy -> policy.deleteFiles().enabled()),
                applying.value("delete-files.min-input-files", policy -> policy.deleteFiles()
                        .minInputFiles()),
                applying.optional(
                        "delete-files.cron", policy -> policy.deleteFiles().cron()));
    }

    private static Policy.Orphans orphans(PolicyLayers applying) {
        return new Policy.Orphans(
                applying.value("orphans.enabled", policy -> policy.orphans().enabled()),
                applying.value("orphans.older-than", policy -> policy.orphans().olderThan()),
                applying.value("orphans.scans-apart", policy -> policy.orphans().scansApart()),
                applying.value(
                        "orphans.quarantine-for", policy -> policy.orphans().quarantineFor()),
                applying.value(
                        "orphans.max-fraction", policy -> policy.orphans().maxFraction()),
                applying.optional("orphans.quarantine-location", policy -> policy.orphans()
                        .quarantineLocation()),
                applying.optional("orphans.cron", policy -> policy.orphans().cron()));
    }
}
