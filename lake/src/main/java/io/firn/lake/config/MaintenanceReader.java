package io.firn.lake.config;

import io.firn.lake.config.PolicyConfig.Compaction;
import io.firn.lake.config.PolicyConfig.DeleteFiles;
import io.firn.lake.config.PolicyConfig.Manifests;
import io.firn.lake.config.PolicyConfig.Orphans;
import io.firn.lake.config.PolicyConfig.Snapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the section {@code maintenance}. */
final class MaintenanceReader {
    private static final String INHERITED = "inherited";
    private static final String EVERY_TABLE = "*";

    private MaintenanceReader() {}

    /** How a policy's value is read: with its default, or left to be inherited. */
    private interface Lookup {
        <T> Optional<T> find(Section section, String key, Kind<T> kind, String fallback, String description);
    }

    static MaintenanceConfig read(Section section) {
        return new MaintenanceConfig(
                section.value("enabled", Kind.FLAG, "true", "whether tables are maintained without being asked"),
                section.value(
                        "poll-interval",
                        Kind.durationFrom("100ms"),
                        "30s",
                        "how often every table's pointer in the catalog is looked at"),
                section.value(
                        "concurrency", Kind.wholeFrom(1), "1", "operations that run at the same time in this process"),
                section.value(
                        "memory",
                        Kind.sizeFrom("16MB"),
                        "512MB",
                        "bytes that compactions may hold at the same time, whatever is configured at most half of the heap"),
                section.optional(
                        "budget-per-hour",
                        Kind.sizeFrom("1MB"),
                        "none",
                        "bytes that compaction may rewrite in an hour, all tables together"),
                breaker(section.section("breaker")),
                section.value(
                        "foreign-maintenance",
                        Kind.oneOf(ForeignMaintenance.class),
                        "refuse",
                        "`refuse` or `warn` where somebody else has rewritten a table's files in the last 24 hours"),
                defaults(section.section("defaults")),
                policies(section));
    }

    /** What a table says of itself; every value may be absent. */
    static PolicyConfig override(Section section) {
        return policy(section, EVERY_TABLE, MaintenanceReader::inherited);
    }

    private static BreakerConfig breaker(Section section) {
        return new BreakerConfig(
                section.value(
                        "rewrite-ratio",
                        Kind.wholeFrom(1),
                        "10",
                        "bytes that compaction may rewrite of a table in a day, for each byte that writers added, before it pauses itself"),
                section.value(
                        "tables",
                        Kind.wholeFrom(1),
                        "5",
                        "tables on which one guard may refuse one operation within an hour before that pauses itself"));
    }

    private static PolicyConfig defaults(Section section) {
        return policy(section, EVERY_TABLE, MaintenanceReader::complete);
    }

    private static List<PolicyConfig> policies(Section section) {
        List<PolicyConfig> policies = new ArrayList<>();
        for (Section policy : section.sections("policies", "a list of policies")) {
            String match = policy.required(
                    "match", Kind.TEXT, "a glob over `namespace.table`; the most specific match wins, value by value");
            policies.add(policy(policy, match, MaintenanceReader::inherited));
        }
        return policies;
    }

    private static PolicyConfig policy(Section section, String match, Lookup lookup) {
        return new PolicyConfig(
                match,
                compaction(section.section("compaction"), lookup),
                snapshots(section.section("snapshots"), lookup),
                manifests(section.section("manifests"), lookup),
                deleteFiles(section.section("delete-files"), lookup),
                orphans(section.section("orphans"), lookup),
                section
                        .list("windows", Kind.WINDOW, "when operations may start by themselves; none: at any time")
                        .stream()
                        .map(Located::value)
                        .toList(),
                section.origins());
    }

    private static Compaction compaction(Section section, Lookup lookup) {
        return new Compaction(
                lookup.find(section, "enabled", Kind.FLAG, "true", "whether small files and deletes are rewritten"),
                lookup.find(
                        section,
                        "min-input-files",
                        Kind.wholeFrom(2),
                        "5",
                        "small files in one partition that make a rewrite worth it"),
                lookup.find(
                        section, "target-file-size", Kind.sizeFrom("1KB"), "128MB", "size of the files that it writes"),
                lookup.find(
                        section,
                        "max-delete-ratio",
                        Kind.RATIO,
                        "0.3",
                        "share of a partition's rows that deletes may reach before they are folded in"),
                lookup.find(
                        section,
                        "strategy",
                        Kind.oneOf(CompactionStrategy.class),
                        "bin-pack",
                        "`bin-pack`: rows stay as they come; `sort`: they are put into the table's sort order, where it has one"),
                lookup.find(
                        section,
                        "verify",
                        Kind.oneOf(Verification.class),
                        "counts",
                        "`counts`: rows, null counts, bounds; `content`: also a checksum of every column, read back"),
                cron(section));
    }

    private static Snapshots snapshots(Section section, Lookup lookup) {
        return new Snapshots(
                lookup.find(section, "enabled", Kind.FLAG, "true", "whether old snapshots are expired"),
                lookup.find(section, "keep-for", Kind.durationFrom("0s"), "5d", "age below which every snapshot stays"),
                lookup.find(
                        section,
                        "keep-at-least",
                        Kind.wholeFrom(1),
                        "5",
                        "writers' snapshots that stay whatever their age"),
                section
                        .list(
                                "retired-writers",
                                Kind.TEXT,
                                "Flink job ids or pipeline lineages whose last checkpoint no longer holds snapshots back")
                        .stream()
                        .map(Located::value)
                        .toList(),
                section
                        .list(
                                "position-keys",
                                Kind.TEXT,
                                "further snapshot summary keys that mark a writer's position, so that the newest snapshot with each stays")
                        .stream()
                        .map(Located::value)
                        .toList(),
                lookup.find(
                        section,
                        "drop-aged-refs",
                        Kind.FLAG,
                        "false",
                        "whether a branch or tag older than its own max-ref-age goes"),
                lookup.find(
                        section,
                        "consumer-lag-cap",
                        Kind.durationFrom("0s"),
                        "7d",
                        "how long a registered reader's position holds snapshots back"),
                cron(section));
    }

    private static Manifests manifests(Section section, Lookup lookup) {
        return new Manifests(
                lookup.find(section, "enabled", Kind.FLAG, "true", "whether manifests are rewritten"),
                lookup.find(
                        section,
                        "max-count",
                        Kind.wholeFrom(1),
                        "100",
                        "manifests of data files above which they are rewritten"),
                lookup.find(
                        section, "target-size", Kind.sizeFrom("1KB"), "8MB", "size of the manifests that it writes"),
                cron(section));
    }

    private static DeleteFiles deleteFiles(Section section, Lookup lookup) {
        return new DeleteFiles(
                lookup.find(
                        section,
                        "enabled",
                        Kind.FLAG,
                        "true",
                        "whether small delete files are merged and those that apply to nothing dropped"),
                lookup.find(
                        section,
                        "min-input-files",
                        Kind.wholeFrom(1),
                        "5",
                        "delete files in one partition that make it worth it"),
                cron(section));
    }

    private static Orphans orphans(Section section, Lookup lookup) {
        return new Orphans(
                lookup.find(section, "enabled", Kind.FLAG, "true", "whether files that no snapshot needs are removed"),
                lookup.find(
                        section,
                        "older-than",
                        Kind.durationFrom("3d"),
                        "3d",
                        "age below which a file is never taken for an orphan"),
                lookup.find(
                        section,
                        "scans-apart",
                        Kind.durationFrom("0s"),
                        "1d",
                        "time between the two scans that must both find a file orphaned"),
                lookup.find(
                        section,
                        "quarantine-for",
                        Kind.durationFrom("0s"),
                        "7d",
                        "how long `firn undo` can put an orphan back before it is deleted"),
                lookup.find(
                        section,
                        "max-fraction",
                        Kind.RATIO,
                        "0.2",
                        "share of a table's files, and of their bytes, that one run may touch"),
                section.optional(
                        "quarantine-location",
                        Kind.TEXT,
                        "beside the table",
                        "where orphans are moved to; outside every table"),
                cron(section));
    }

    private static Optional<String> cron(Section section) {
        return section.optional(
                "cron",
                Kind.CRON,
                "none",
                "when the operation is tried whatever its threshold says, as Quartz writes it");
    }

    private static <T> Optional<T> complete(
            Section section, String key, Kind<T> kind, String fallback, String description) {
        return Optional.of(section.value(key, kind, fallback, description));
    }

    private static <T> Optional<T> inherited(
            Section section, String key, Kind<T> kind, String fallback, String description) {
        return section.optional(key, kind, INHERITED, description);
    }
}
