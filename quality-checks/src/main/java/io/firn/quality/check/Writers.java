package io.firn.quality.check;

import io.firn.lake.config.CheckKind;
import io.firn.lake.table.WriterCheckpoint;
import io.firn.quality.commit.CommitFacts;
import io.firn.quality.commit.EarlierCommits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Who wrote, what he did, and whether his checkpoints go on. */
final class Writers {
    /** Summary keys by which engines say who they are. */
    private static final List<String> IDENTITIES = List.of("flink.job-id", "spark.app.id", "app-id");

    private Writers() {}

    static Judgement operation(CheckKind.Operations check, CommitFacts commit) {
        String operation = commit.snapshot().operation();
        return check.allowed().contains(operation)
                ? Judgement.pass("the commit was one of " + String.join(", ", check.allowed()))
                        .withValue(0)
                : Judgement.fail("the commit was " + operation + ", it removed "
                                + commit.removed().records() + " rows with their files; only "
                                + String.join(", ", check.allowed()) + " is expected")
                        .withValue(1);
    }

    static Judgement writer(CheckKind.Writers check, CommitFacts commit) {
        Map<String, String> summary = commit.snapshot().summary();
        Optional<String> lineage = commit.checkpoint().map(WriterCheckpoint::writer);
        boolean known = Stream.concat(
                        lineage.stream(),
                        IDENTITIES.stream().filter(summary::containsKey).map(summary::get))
                .anyMatch(check.known()::contains);
        if (known || (check.known().isEmpty() && lineage.isPresent())) {
            return Judgement.pass("the writer is known").withValue(0);
        }
        return Judgement.fail(
                        "the commit is by " + summary.getOrDefault("engine-name", "somebody") + ", who is not expected")
                .withValue(1);
    }

    /** Equal ids are fine: one checkpoint of an upserting writer may take several commits. */
    static Optional<Judgement> checkpoint(CommitFacts commit, EarlierCommits earlier) {
        return commit.checkpoint().map(now -> {
            Optional<WriterCheckpoint> before = earlier.snapshots().stream()
                    .flatMap(snapshot -> snapshot.checkpoint().stream())
                    .filter(mark -> mark.writer().equals(now.writer())
                            && mark.operatorId().equals(now.operatorId()))
                    .findFirst();
            if (before.isPresent() && now.checkpointId() < before.get().checkpointId()) {
                return Judgement.fail("checkpoint " + now.checkpointId() + " was committed after "
                                + before.get().checkpointId() + " of the same writer")
                        .withValue((double) (before.get().checkpointId() - now.checkpointId()));
            }
            return Judgement.pass("checkpoint " + now.checkpointId() + " follows")
                    .withValue(0);
        });
    }
}
