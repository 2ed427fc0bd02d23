package io.firn.daemon.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.daemon.TestConfig;
import io.firn.daemon.watch.TableListing.Listed;
import io.firn.lake.catalog.Catalogs;
import io.firn.lake.config.CatalogConfig;
import io.firn.lake.config.FirnConfig;
import io.firn.lake.config.MetricsConfig;
import io.firn.lake.table.ManifestSummaryCache;
import io.firn.lake.table.TableStateReader;
import io.firn.maintenance.ledger.Ledger;
import io.firn.maintenance.policy.Policies;
import io.firn.metrics.self.SelfMetrics;
import io.firn.metrics.table.CommitCursors;
import io.firn.metrics.table.TableMetrics;
import io.firn.testing.MovableClock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a look at many tables costs, and what it shows, on a real catalog. */
class LakeWatchIT {
    private static final int TABLES = 120;

    @TempDir
    private Path directory;

    private final MovableClock clock = new MovableClock(Instant.now());
    private final JdbcConnectionPool database =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "", "");
    private final Ledger ledger = new Ledger(database, clock);
    private CatalogConfig config;
    private Catalog catalog;

    @BeforeEach
    void open() {
        config = new CatalogConfig(
                "firn",
                Map.of(
                        "type",
                        "jdbc",
                        "uri",
                        "jdbc:sqlite:" + directory.resolve("catalog.db") + "?journal_mode=WAL&synchronous=OFF",
                        "jdbc.schema-version",
                        "V1",
                        "warehouse",
                        "file://" + directory.resolve("warehouse"),
                        "io-impl",
                        CountedFileIO.class.getName()));
        catalog = Catalogs.open(config);
        ((SupportsNamespaces) catalog).createNamespace(Namespace.of("trials"));
    }

    @AfterEach
    void close() throws IOException {
        ((Closeable) catalog).close();
        database.dispose();
    }

    private final class Replica {
        private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        private final PublishingTurn turn;
        private final WriterClocks writers = new WriterClocks(clock);
        private final LakeWatch watch;

        private Replica(String name, TableListing listing) {
            FirnConfig firn = TestConfig.of(config, "127.0.0.1:1", directory);
            turn = new PublishingTurn(ledger.leases(), "firn", name, Duration.ofSeconds(30), clock);
            watch = new LakeWatch(
                    catalog,
                    listing,
                    "firn",
                    new TableStateReader(new ManifestSummaryCache(1 << 20)),
                    new Policies(firn.maintenance()),
                    new TableMetrics(
                            registry, new CommitCursors(database), new MetricsConfig(100_000, false), turn::isMine),
                    new SelfMetrics(registry, clock),
                    new Reachability(clock, List.of()),
                    turn,
                    writers,
                    table -> {},
                    clock);
        }

        private double value(String series) {
            return registry.scrape()
                    .lines()
                    .filter(line -> line.startsWith(series + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                    .findFirst()
                    .orElse(Double.NaN);
        }
    }

    @Test
    void itIsIdleBeforeTheFirstLookAfterAWhileAndWhenTheClockHasGoneBack() {
        LakeWatch watch = new Replica("one", new CatalogListing(catalog)).watch;
        assertThat(watch.isIdleFor(Duration.ofSeconds(2))).isTrue();

        watch.look();
        assertThat(watch.isIdleFor(Duration.ofSeconds(2))).isFalse();

        clock.advance(Duration.ofSeconds(3));
        assertThat(watch.isIdleFor(Duration.ofSeconds(2))).isTrue();

        watch.look();
        clock.advance(Duration.ofMinutes(-2));
        assertThat(watch.isIdleFor(Duration.ofSeconds(2))).isTrue();
    }

    @Test
    void h21AClockThatIsAheadOfTheWritersIsNoticedUntilItIsRight() {
        Table table = create("visits");
        Replica replica = new Replica("one", new CatalogListing(catalog));
        clock.advance(Duration.ofMinutes(5));
        replica.watch.look();

        append(table);
        replica.watch.look();
        append(table);
        replica.watch.look();
        assertThat(replica.writers.reason())
                .as("two commits may have been slow")
                .isEmpty();
        append(table);
        replica.watch.look();
        assertThat(replica.writers.reason()).hasValueSatisfying(reason -> assertThat(reason)
                .matches("the clock of this daemon is \\d+s ahead of those of the tables' writers, .*"));

        clock.set(Instant.now());
        replica.watch.look();
        append(table);
        replica.watch.look();
        assertThat(replica.writers.reason()).isEmpty();
    }

    @Test
    void unchangedTablesCostOneRequestEachAndNoRead() {
        for (int i = 0; i < TABLES; i++) {
            append(create("t" + i));
        }
        Replica replica = new Replica("one", new CatalogListing(catalog));
        replica.watch.look();
        assertThat(replica.watch.tables()).hasSize(TABLES);
        double requests = replica.value("firn_catalog_requests_total");
        CountedFileIO.READS.set(0);

        replica.watch.look();

        assertThat(CountedFileIO.READS).hasValue(0);
        assertThat(replica.value("firn_catalog_requests_total") - requests).isEqualTo(TABLES + 3.0);
    }

    @Test
    void unchangedTablesCostNothingWhereTheListingSaysTheirPointers() {
        Map<TableIdentifier, Optional<String>> pointers = new LinkedHashMap<>();
        for (int i = 0; i < TABLES; i++) {
            Table table = create("t" + i);
            append(table);
            pointers.put(TableIdentifier.of("trials", "t" + i), Optional.of(pointer(table)));
        }
        Replica replica = new Replica("one", () -> new Listed(pointers, 2));
        replica.watch.look();
        Table changed = catalog.loadTable(TableIdentifier.of("trials", "t7"));
        double requests = replica.value("firn_catalog_requests_total");
        CountedFileIO.READS.set(0);

        replica.watch.look();
        assertThat(CountedFileIO.READS).hasValue(0);
        assertThat(replica.value("firn_catalog_requests_total") - requests).isEqualTo(2);

        append(changed);
        pointers.put(TableIdentifier.of("trials", "t7"), Optional.of(pointer(changed)));
        replica.watch.look();
        assertThat(replica.value("firn_catalog_requests_total") - requests).isEqualTo(5);
        assertThat(replica.value("firn_table_snapshots{catalog=\"firn\",table=\"trials.t7\"}"))
                .isEqualTo(2);
    }

    @Test
    void droppedAndRenamedTablesVanish() {
        append(create("dropped"));
        append(create("renamed"));
        Replica replica = new Replica("one", new CatalogListing(catalog));
        replica.watch.look();
        assertThat(replica.registry.scrape()).contains("table=\"trials.dropped\"", "table=\"trials.renamed\"");

        catalog.dropTable(TableIdentifier.of("trials", "dropped"), false);
        catalog.renameTable(TableIdentifier.of("trials", "renamed"), TableIdentifier.of("trials", "new_name"));
        replica.watch.look();

        assertThat(replica.registry.scrape())
                .doesNotContain("trials.dropped", "trials.renamed")
                .contains("table=\"trials.new_name\"");
        assertThat(replica.watch.table("trials.renamed")).isEmpty();
    }

    @Test
    void aTableThatIsGoneVanishesAlsoWhileTheDatabaseDoesNotAnswer() throws SQLException {
        append(create("dropped"));
        append(create("kept"));
        Replica replica = new Replica("one", new CatalogListing(catalog));
        replica.watch.look();
        catalog.dropTable(TableIdentifier.of("trials", "dropped"), false);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE commit_cursors");
        }

        assertThat(replica.watch.look()).isTrue();

        assertThat(replica.registry.scrape()).doesNotContain("trials.dropped").contains("trials.kept");
        assertThat(replica.watch.table("trials.dropped")).isEmpty();
    }

    @Test
    void aTableThatTakesAnotherOnesNameIsReadAnew() {
        append(create("a"));
        Table other = create("b");
        append(other);
        append(other);
        Replica replica = new Replica("one", new CatalogListing(catalog));
        replica.watch.look();

        catalog.dropTable(TableIdentifier.of("trials", "a"), false);
        catalog.renameTable(TableIdentifier.of("trials", "b"), TableIdentifier.of("trials", "a"));
        replica.watch.look();

        assertThat(replica.value("firn_table_snapshots{catalog=\"firn\",table=\"trials.a\"}"))
                .isEqualTo(2);
        assertThat(replica.registry.scrape()).doesNotContain("trials.b");
    }

    @Test
    void twoReplicasDoNotDouble() {
        Table table = create("t");
        append(table);
        Replica one = new Replica("one", new CatalogListing(catalog));
        Replica two = new Replica("two", new CatalogListing(catalog));
        one.watch.look();
        append(table);
        two.watch.look();
        append(table);
        two.watch.look();
        one.watch.look();

        String records = "firn_table_added_records_total{catalog=\"firn\",table=\"trials.t\"}";
        assertThat(one.value(records)).isEqualTo(30);
        assertThat(two.registry.scrape()).doesNotContain("trials.t");

        append(table);
        one.turn.close();
        two.watch.look();
        assertThat(one.registry.scrape()).doesNotContain("trials.t");
    }

    private Table create(String name) {
        return catalog.createTable(
                TableIdentifier.of("trials", name),
                new Schema(Types.NestedField.optional(1, "id", Types.LongType.get())),
                PartitionSpec.unpartitioned(),
                new HashMap<>());
    }

    private static void append(Table table) {
        table.newFastAppend()
                .appendFile(DataFiles.builder(table.spec())
                        .withPath(table.location() + "/data/" + UUID.randomUUID() + ".parquet")
                        .withFileSizeInBytes(1000)
                        .withRecordCount(10)
                        .build())
                .commit();
    }

    private static String pointer(Table table) {
        return ((HasTableOperations) table).operations().current().metadataFileLocation();
    }
}
