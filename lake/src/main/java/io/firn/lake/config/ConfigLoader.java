package io.firn.lake.config;

import io.firn.lake.config.ConfigReading.Purpose;
import io.firn.lake.config.Tree.Mapping;
import io.firn.lake.config.Tree.Scalar;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code firn.yaml}. Later sources override earlier ones: mappings merge deeply, scalars and lists replace, except
 * {@code pipeline.streams}, {@code maintenance.policies} and the lists of {@code quality}, which add up (a stream of the
 * same topic replaces the earlier one). A reference to an environment variable or a file is resolved only where its value is used.
 */
public final class ConfigLoader {
    private ConfigLoader() {}

    /**
     * @param environment the value of a variable, null where it is unset
     * @throws ConfigException with every problem, if there is one
     */
    public static FirnConfig load(List<ConfigSource> sources, UnaryOperator<@Nullable String> environment) {
        Problems problems =
                new Problems(sources.stream().map(ConfigSource::name).toList());
        Interpolation interpolation = new Interpolation(environment);
        Layers layers = new Layers(scalar -> resolved(scalar, interpolation));
        List<Optional<Mapping>> trees = sources.stream()
                .map(source -> TreeReader.read(source, problems))
                .toList();
        if (trees.stream().anyMatch(Optional::isEmpty)) {
            // Without that layer, much would seem to be missing that is not.
            problems.throwIfAny();
        }
        Mapping merged = trees.stream()
                .flatMap(Optional::stream)
                .reduce(layers::merge)
                .orElse(new Mapping(problems.nowhere(), Map.of()));
        // A missing section is nobody's first line.
        Mapping root = new Mapping(problems.nowhere(), merged.entries());
        Section section =
                new Section("", root, new ConfigReading(problems, interpolation, new ConfigReference(), Purpose.READ));
        FirnConfig config = firn(section);
        section.rejectUnknownKeys();
        problems.throwIfAny();
        return config;
    }

    /** The reference of all keys, as Markdown tables. */
    static String reference() {
        Problems ignored = new Problems(List.of());
        ConfigReference reference = new ConfigReference();
        Interpolation none = new Interpolation(name -> null);
        Mapping empty = new Mapping(ignored.nowhere(), Map.of());
        firn(new Section("", empty, new ConfigReading(ignored, none, reference, Purpose.DESCRIBE)));
        return reference.render();
    }

    private static FirnConfig firn(Section root) {
        CatalogConfig catalog = catalog(root.section("catalog"));
        KafkaConfig kafka = kafka(root.section("kafka"));
        PipelineConfig pipeline = PipelineReader.read(root.section("pipeline"));
        MaintenanceConfig maintenance = MaintenanceReader.read(root.section("maintenance"));
        QualityConfig quality = QualityReader.read(root.section("quality"));
        Tiers tiers = TierReader.read(root);
        DaemonConfig daemon = daemon(root.section("daemon"), tiers);
        return new FirnConfig(catalog, kafka, pipeline, maintenance, quality, tiers, daemon);
    }

    private static CatalogConfig catalog(Section section) {
        CatalogConfig catalog = new CatalogConfig(
                section.required(
                        "name",
                        Kind.TEXT,
                        "the catalog's name; part of the key in a JDBC catalog, so the same everywhere"),
                section.properties(
                        "properties",
                        "Iceberg's own catalog properties: `type` or `catalog-impl`, `uri`, `warehouse`, `io-impl` and so on"));
        boolean isTyped =
                catalog.properties().containsKey("type") || catalog.properties().containsKey("catalog-impl");
        if (!section.has("properties")) {
            section.problem("properties", "Cannot use catalog: 'properties' is missing");
        } else if (!isTyped) {
            section.problem("properties", "Cannot use catalog.properties: 'type' or 'catalog-impl' is missing");
        }
        return catalog;
    }

    private static KafkaConfig kafka(Section section) {
        return new KafkaConfig(
                section.value("bootstrap-servers", Kinds.SERVERS, "127.0.0.1:9092", "where clients find the cluster"),
                section.properties("properties", "given to every Kafka client as they are: security, IAM, timeouts"));
    }

    private static DaemonConfig daemon(Section section, Tiers tiers) {
        String bindAddress = section.value(
                "bind-address", Kind.TEXT, "127.0.0.1", "the address of the status page, the API and the metrics");
        int port = section.value("port", Kind.wholeBetween(0, 65535), "8383", "their port; 0 takes a free one");
        Optional<Secret> token = section.optional(
                "token",
                Kind.SECRET,
                "none: changes through HTTP are refused",
                "what a request that changes something must carry");
        Optional<TokenHash> tokenHash = section.optional(
                "token-hash",
                Kinds.TOKEN_HASH,
                "none",
                "the token's hash in its place, as `firn hash-token` prints it: the daemon needs no more");
        if (token.isPresent() && tokenHash.isPresent()) {
            section.problem("token-hash", "Cannot use daemon.token-hash: daemon.token is configured as well");
        }
        Section database = section.section("database");
        Section metrics = section.section("metrics");
        DaemonConfig daemon = new DaemonConfig(
                bindAddress,
                port,
                token,
                tokenHash,
                database.value(
                        "url",
                        Kinds.JDBC_URL,
                        "jdbc:h2:file:./.firn/daemon;WRITE_DELAY=0",
                        "the ledger and the schedule: H2 in a file, or PostgreSQL for several replicas"),
                database.optional("user", Kind.TEXT, "none", "the database's user"),
                database.optional("password", Kind.SECRET, "none", "the user's password"),
                lag(section),
                section.optional(
                        "cache-directory",
                        Kind.TEXT,
                        "that of an H2 database in a file; else none",
                        "where summaries of manifests outlive a restart, up to 100 MB"),
                new MetricsConfig(
                        metrics.value(
                                "max-series",
                                Kind.wholeFrom(0),
                                "20000",
                                "most series of tables on `/metrics`; further tables are shown as sums of their namespaces"),
                        metrics.value(
                                "file-sizes",
                                Kind.FLAG,
                                "false",
                                "whether each table also shows how its data files' sizes are spread, in 9 further series")),
                CloudWatchReader.read(section.section("cloudwatch"), tiers),
                AlertsReader.read(section.section("alerts")));
        boolean losesCommits = daemon.databaseUrl().startsWith("jdbc:h2:")
                && !daemon.databaseUrl().toUpperCase(Locale.ROOT).contains(";WRITE_DELAY=0");
        if (losesCommits && !daemon.databaseUrl().startsWith("jdbc:h2:mem:")) {
            database.problem(
                    "url", "Cannot use daemon.database.url: H2 loses acknowledged commits without ;WRITE_DELAY=0");
        }
        return daemon;
    }

    private static LagConfig lag(Section section) {
        return new LagConfig(
                section.value("lag-interval", Kind.durationFrom("100ms"), "10s", "how often Kafka is asked for lag"),
                section
                        .section("lag")
                        .list(
                                "groups",
                                Kind.TEXT,
                                "globs of consumer groups whose lag is measured besides that of the pipeline's own")
                        .stream()
                        .map(Located::value)
                        .toList());
    }

    private static Optional<String> resolved(Scalar scalar, Interpolation interpolation) {
        try {
            return Optional.of(interpolation.resolve(scalar.text()));
        } catch (IllegalArgumentException reportedWhenRead) {
            return Optional.empty();
        }
    }
}
