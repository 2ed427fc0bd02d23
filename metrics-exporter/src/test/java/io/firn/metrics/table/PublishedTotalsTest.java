package io.firn.metrics.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.MetricsConfig;
import io.firn.lake.table.FileTotals;
import io.firn.lake.table.PartitionFiles;
import io.firn.lake.table.SnapshotState;
import io.firn.lake.table.TableState;
import io.firn.metrics.Scrape;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PublishedTotalsTest {

    @Property(tries = 200)
    void whatIsPublishedAddsUpToTheState(
            @ForAll("partitions") List<PartitionFiles> partitions, @ForAll @IntRange(max = 2000) int smallFileBytes) {
        TableState state = States.table().partitions(partitions).build();
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new TableMetrics(registry, new CommitCursors(Databases.inMemory()), new MetricsConfig(1000, false), () -> true)
                .publish(state, smallFileBytes, States.NO_TIMES);
        Scrape scrape = Scrape.of(registry);

        long files = partitions.stream()
                .mapToLong(partition -> partition.dataFiles().files() + partition.deleteFileCount())
                .sum();
        assertThat(sum(scrape, "firn_table_files{")).isEqualTo(files);
        long small = partitions.stream()
                .flatMapToLong(partition -> java.util.Arrays.stream(partition.dataFileSizes()))
                .filter(size -> size < smallFileBytes)
                .count();
        assertThat(sum(scrape, "firn_table_small_files{")).isEqualTo(small);
        assertThat(sum(scrape, "firn_table_records{"))
                .isEqualTo(partitions.stream()
                        .mapToLong(partition -> partition.dataFiles().records())
                        .sum());
        assertThat(sum(scrape, "firn_table_file_bytes{"))
                .isEqualTo(partitions.stream()
                        .mapToLong(partition -> partition.dataFiles().bytes()
                                + partition.positionDeletes().bytes()
                                + partition.equalityDeletes().bytes()
                                + partition.deletionVectors().bytes())
                        .sum());
    }

    /** However often and at whichever commits a table is looked at, every commit counts exactly once. */
    @Property(tries = 100)
    void countedRecordsDoNotDependOnWhenTheTableWasLookedAt(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 1000) Integer> added,
            @ForAll @Size(max = 30) List<@IntRange(min = 1, max = 30) Integer> looks) {
        List<SnapshotState> history = new ArrayList<>();
        for (int i = 0; i < added.size(); i++) {
            history.add(States.snapshot(i + 1, i, "append", added.get(i)));
        }
        CommitCursors cursors = new CommitCursors(Databases.inMemory());
        looks.stream()
                .map(look -> Math.min(look, history.size()))
                .sorted()
                .forEach(look -> cursors.advance(state(history.subList(0, look)), States.NO_TIMES));

        CommitCursor last = cursors.advance(state(history), States.NO_TIMES);

        assertThat(last.addedRecords())
                .isEqualTo(added.stream().mapToLong(Integer::longValue).sum());
        assertThat(last.commits()).containsEntry("append", (long) added.size());
        assertThat(last.gaps()).isZero();
    }

    private static TableState state(List<SnapshotState> history) {
        return States.table().snapshots(history.toArray(new SnapshotState[0])).build();
    }

    private static long sum(Scrape scrape, String prefix) {
        return Math.round(scrape.values().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .mapToDouble(java.util.Map.Entry::getValue)
                .sum());
    }

    @Provide
    Arbitrary<List<PartitionFiles>> partitions() {
        Arbitrary<long[]> sizes =
                Arbitraries.longs().between(1, 3000).array(long[].class).ofMaxSize(20);
        Arbitrary<FileTotals> deletes = Combinators.combine(
                        Arbitraries.longs().between(0, 50),
                        Arbitraries.longs().between(0, 1 << 30),
                        Arbitraries.longs().between(0, 1 << 20))
                .as(FileTotals::new);
        return Combinators.combine(sizes, deletes, deletes, deletes)
                .as((bytes, position, equality, vectors) -> {
                    PartitionFiles data = States.partition("b=1", bytes);
                    return new PartitionFiles(
                            0, "b=1", data.dataFileSizes(), 0, data.dataFiles(), position, equality, vectors);
                })
                .list()
                .ofMaxSize(10);
    }
}
