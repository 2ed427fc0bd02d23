package io.firn.maintenance.run;

import io.firn.maintenance.engine.Step;
import io.firn.maintenance.plan.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;

/**
 * Random histories of a table under maintenance by two daemons that may crash: after every step each retained snapshot reads
 * exactly the rows of a plain model, and every file that nothing needs is collected in the end.
 */
class MaintenanceModelIT {

    @Property(tries = 100)
    void everyRetainedSnapshotReadsTheRowsOfTheModel(@ForAll("histories") List<ModelAction> history)
            throws IOException {
        check(history);
    }

    @Tag("nightly")
    @Property(tries = 2_000)
    void everyRetainedSnapshotReadsTheRowsOfTheModelInManyHistories(@ForAll("histories") List<ModelAction> history)
            throws IOException {
        check(history);
    }

    private static void check(List<ModelAction> history) throws IOException {
        Path directory = Files.createTempDirectory("firn-model");
        ExecutorService reads = Executors.newFixedThreadPool(2);
        try (Lakehouse lake = new Lakehouse(directory)) {
            ModelLake model = new ModelLake(lake, "visits", reads);
            history.forEach(model::apply);
            model.collect();
        } finally {
            reads.shutdownNow();
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Provide
    Arbitrary<List<ModelAction>> histories() {
        Arbitrary<List<Long>> ids =
                Arbitraries.longs().between(1, 12).list().ofMinSize(1).ofMaxSize(4);
        Arbitrary<ModelAction> writes = Arbitraries.frequencyOf(
                Tuple.of(
                        4,
                        Combinators.combine(ids, Arbitraries.of("b1", "b2").optional(0.2))
                                .as(ModelAction.Append::new)),
                Tuple.of(3, ids.map(ModelAction.Upsert::new)),
                Tuple.of(1, ids.map(ModelAction.Delete::new)),
                Tuple.of(1, Arbitraries.of("b1", "b2").map(ModelAction.CreateBranch::new)),
                Tuple.of(1, Arbitraries.of("t1", "t2").map(ModelAction.CreateTag::new)),
                Tuple.of(1, Arbitraries.integers().between(1, 4).map(ModelAction.Rollback::new)),
                Tuple.of(1, Arbitraries.integers().between(-3, 30).map(ModelAction.ClockJump::new)));
        Arbitrary<ModelAction> maintenance = Combinators.combine(
                        Arbitraries.of(Operation.class),
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.of(Step.class).optional(0.4))
                .as(ModelAction.Maintain::new);
        Arbitrary<Integer> daemons = Arbitraries.integers().between(0, 1);
        Arbitrary<ModelAction> orphans = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.create(ModelAction.Plant::new)),
                Tuple.of(
                        2,
                        Combinators.combine(daemons, Arbitraries.of(Step.class).optional(0.6))
                                .as(ModelAction.ScanForOrphans::new)),
                Tuple.of(1, daemons.map(ModelAction.Undo::new)),
                Tuple.of(1, daemons.map(ModelAction.Purge::new)));
        return Arbitraries.frequencyOf(Tuple.of(6, writes), Tuple.of(4, maintenance), Tuple.of(2, orphans))
                .list()
                .ofMinSize(4)
                .ofMaxSize(14);
    }
}
