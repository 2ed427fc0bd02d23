package io.firn.quality.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.CheckConfig;
import io.firn.lake.config.CheckKind;
import io.firn.lake.config.CheckKind.Schema.Changes;
import io.firn.lake.config.Glob;
import io.firn.lake.config.Limit;
import io.firn.lake.config.OnUnknown;
import io.firn.lake.config.Severity;
import io.firn.lake.config.Threshold;
import io.firn.lake.config.Unit;
import io.firn.lake.table.SnapshotState;
import io.firn.quality.FakeLake;
import io.firn.quality.commit.CommitFacts;
import io.firn.quality.commit.EarlierCommits;
import io.firn.quality.commit.Lineage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommitChecksTest {
    private static final Threshold FIVE = Threshold.below(5);

    private final FakeLake lake = new FakeLake();
    private final Table table = lake.create("labs");

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    @Test
    void missingValuesAreAShareOfTheAddedRows() {
        lake.append(table, FakeLake.file(table, 200).counts("score", 9).build());
        CheckKind missing = new CheckKind.Missing("score", Unit.PERCENT);

        assertThat(judge(missing, FIVE))
                .isEqualTo(new Judgement(Status.PASS, Optional.of(4.5), "4.5 % of the added values of score are null"));

        lake.append(table, FakeLake.file(table, 200).counts("score", 10).build());
        assertThat(judge(missing, FIVE))
                .isEqualTo(new Judgement(
                        Status.FAIL,
                        Optional.of(5.0),
                        "5 % of the added values of score are null; it must be less than 5"));
    }

    @Test
    void aWarningComesBeforeAFailure() {
        Threshold threshold =
                new Threshold(FIVE.fail(), Optional.of(Threshold.below(2).fail()));
        lake.append(table, FakeLake.file(table, 100).counts("score", 3).build());

        assertThat(judge(new CheckKind.Missing("score", Unit.COUNT), threshold).status())
                .isEqualTo(Status.WARN);
    }

    @Test
    void whatIsNotKnownNeverPasses() {
        lake.append(table, FakeLake.file(table, 100).build());

        Stream.of(
                        new CheckKind.Missing("score", Unit.PERCENT),
                        new CheckKind.Nan("score", Unit.PERCENT),
                        new CheckKind.AllNull(List.of("score")),
                        new CheckKind.Required(List.of("score")),
                        range("score", "0", "9"),
                        new CheckKind.FutureTimes("at", Duration.ZERO),
                        new CheckKind.LateTimes("at"),
                        new CheckKind.Missing("nowhere", Unit.PERCENT))
                .forEach(kind ->
                        assertThat(judge(kind, FIVE).status()).as(kind.type()).isEqualTo(Status.UNKNOWN));
    }

    @Test
    void aCommitWithoutRowsHasNoValuesToJudge() {
        lake.append(table);

        assertThat(CommitChecks.judge(
                        check(new CheckKind.Missing("score", Unit.PERCENT), FIVE),
                        lake.facts(table),
                        EarlierCommits.NONE,
                        column -> false))
                .isEmpty();
        assertThat(judge(new CheckKind.RowCount(CheckKind.RowCount.Scope.COMMIT), atLeastOne())
                        .status())
                .isEqualTo(Status.FAIL);
        assertThat(judge(new CheckKind.EmptyCommits(), Threshold.below(2)).value())
                .contains(1.0);
    }

    @Test
    void nansAreCounted() {
        lake.append(
                table,
                FakeLake.file(table, 100).counts("score", 0).nans("score", 7).build());

        assertThat(judge(new CheckKind.Nan("score", Unit.COUNT), FIVE).status()).isEqualTo(Status.FAIL);
    }

    @Test
    void aNullInARequiredColumnFails() {
        lake.append(
                table,
                FakeLake.file(table, 100).counts("id", 2).counts("score", 50).build());

        assertThat(judge(new CheckKind.Required(List.of())))
                .isEqualTo(new Judgement(Status.FAIL, Optional.of(2.0), "the commit added nulls to id"));
    }

    @Test
    void aColumnThatLosesAllOfItsValuesFails() {
        for (int i = 0; i < 5; i++) {
            lake.append(
                    table,
                    FakeLake.file(table, 100)
                            .counts("score", 3)
                            .counts("note", 99)
                            .build());
            assertThat(judge(new CheckKind.AllNull(List.of())).status()).isEqualTo(Status.PASS);
        }
        lake.append(
                table,
                FakeLake.file(table, 100)
                        .counts("score", 100)
                        .counts("note", 100)
                        .build());

        Judgement judgement = judge(new CheckKind.AllNull(List.of()));

        assertThat(judgement.status()).isEqualTo(Status.FAIL);
        assertThat(judgement.reason())
                .as("note is seldom filled, and score always")
                .isEqualTo("the commit added nothing but nulls to score, which had values before");
    }

    @Test
    void aFewRowsWithoutAValueAreChance() {
        for (int i = 0; i < 5; i++) {
            lake.append(table, FakeLake.file(table, 20).counts("score", 0).build());
        }
        lake.append(table, FakeLake.file(table, 2).counts("score", 2).build());

        assertThat(judge(new CheckKind.AllNull(List.of())).status()).isEqualTo(Status.PASS);
    }

    @Test
    void valuesBeyondTheLimitsFailWithoutBeingTold() {
        lake.append(
                table,
                FakeLake.file(table, 10)
                        .counts("score", 0)
                        .nans("score", 0)
                        .bounds("score", 1.0, 98765.5)
                        .build());

        Judgement hidden = judge(range("score", "0", "1000"));
        assertThat(hidden.status()).isEqualTo(Status.FAIL);
        assertThat(hidden.value()).isEmpty();
        assertThat(hidden.reason()).isEqualTo("the greatest added value of score is above the limit of 1000");
        assertThat(judge(range("score", "2", "100000")).reason())
                .isEqualTo("the least added value of score is below the limit of 2");
        assertThat(judge(range("score", "1", "98765.5")).status()).isEqualTo(Status.PASS);

        Judgement shown = CommitChecks.judge(
                        check(range("score", "0", "1000"), Threshold.ZERO),
                        lake.facts(table),
                        EarlierCommits.NONE,
                        "score"::equals)
                .orElseThrow();
        assertThat(shown.value()).contains(98765.5);
        assertThat(shown.reason()).doesNotContain("98765");
    }

    @Test
    void anInfiniteValueIsBeyondEveryLimit() {
        lake.append(
                table,
                FakeLake.file(table, 10)
                        .counts("score", 0)
                        .nans("score", 0)
                        .bounds("score", Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY)
                        .build());

        assertThat(judge(range("score", "0", "1000")).reason())
                .isEqualTo("the greatest added value of score is above the limit of 1000,"
                        + " and the least added value of score is below the limit of 0");
    }

    @Test
    void aLimitOfAnotherKindThanTheColumnNeverPasses() {
        Instant now = Instant.parse("2026-03-02T12:00:00Z");
        lake.append(table, times(table, now, now));

        assertThat(judge(range("at", "0", "9")))
                .isEqualTo(Judgement.unknown("column at is timestamptz and cannot be compared with the limit of 0"));
    }

    @Test
    void timesFromTheFutureAndLongAgoFail() {
        Instant now = Instant.now();
        lake.append(table, times(table, now.minusSeconds(7200), now.plusSeconds(3600)));

        assertThat(judge(new CheckKind.FutureTimes("at", Duration.ofMinutes(5))))
                .isEqualTo(new Judgement(Status.FAIL, Optional.empty(), "times of at are later than their commit"));
        assertThat(judge(new CheckKind.FutureTimes("at", Duration.ofHours(2))).status())
                .isEqualTo(Status.PASS);
        assertThat(judge(new CheckKind.LateTimes("at"), Threshold.below(3600)).status())
                .isEqualTo(Status.FAIL);
        assertThat(judge(new CheckKind.LateTimes("at"), Threshold.below(3600)).value())
                .isEmpty();
        assertThat(judge(new CheckKind.Range(
                                "at", Optional.of(new Limit.Moment(now.minusSeconds(60))), Optional.empty()))
                        .status())
                .isEqualTo(Status.FAIL);
    }

    @Test
    void aChangeOfTheSchemaFailsUnlessItIsAllowed() {
        lake.append(table, FakeLake.file(table, 1).build());
        table.updateSchema().addColumn("extra", Types.IntegerType.get()).commit();
        lake.append(table, FakeLake.file(table, 1).build());

        assertThat(judge(schema(Changes.NONE)).reason()).isEqualTo("the schema changed: extra is new");
        assertThat(judge(schema(Changes.ADDITIONS)).status()).isEqualTo(Status.PASS);

        table.updateSchema().updateColumn("extra", Types.LongType.get()).commit();
        lake.append(table, FakeLake.file(table, 1).build());
        assertThat(judge(schema(Changes.NONE)).reason()).isEqualTo("the schema changed: extra was int and is long");
        assertThat(judge(schema(Changes.ADDITIONS)).status()).isEqualTo(Status.PASS);

        table.updateSchema().deleteColumn("note").renameColumn("extra", "more").commit();
        lake.append(table, FakeLake.file(table, 1).build());
        assertThat(judge(schema(Changes.ADDITIONS)).reason())
                .isEqualTo("the schema changed: extra is now called more, note is gone");

        lake.append(table, FakeLake.file(table, 1).build());
        assertThat(judge(schema(Changes.NONE)).status()).isEqualTo(Status.PASS);
    }

    @Test
    void theSchemaIsHeldAgainstWhatIsExpected() {
        lake.append(table, FakeLake.file(table, 1).build());
        CheckKind expected = new CheckKind.Schema(Changes.ADDITIONS, Map.of("score", "int", "gone", "long"));

        assertThat(judge(expected).reason())
                .isEqualTo("the schema is not as expected: gone is missing, score is double and not int");
    }

    @Test
    void anotherPartitionSpecFails() {
        lake.append(table, FakeLake.file(table, 1).build());
        table.updateSpec()
                .addField(org.apache.iceberg.expressions.Expressions.bucket("id", 4))
                .commit();
        DataFile file = org.apache.iceberg.DataFiles.builder(table.spec())
                .withPath("memory:/data/bucketed.parquet")
                .withFileSizeInBytes(1)
                .withRecordCount(1)
                .withPartitionPath("id_bucket_4=1")
                .build();
        lake.append(table, file);

        assertThat(judge(new CheckKind.PartitionSpec()).reason())
                .isEqualTo("the commit wrote under partition spec [1], the one before under [0]");
    }

    @Test
    void aDeleteIsUnexpectedWhereOnlyAppendsAre() {
        DataFile file = FakeLake.file(table, 9).build();
        lake.append(table, file);
        CheckKind appends = new CheckKind.Operations(List.of("append"));
        assertThat(judge(appends).status()).isEqualTo(Status.PASS);

        table.newDelete().deleteFile(file).commit();
        assertThat(judge(appends).status()).isEqualTo(Status.FAIL);
    }

    @Test
    void aWriterThatNobodyKnowsFails() {
        lake.append(table, 1, FakeLake.file(table, 1).build());
        assertThat(judge(new CheckKind.Writers(List.of())).status()).isEqualTo(Status.PASS);
        assertThat(judge(new CheckKind.Writers(List.of("job"))).status()).isEqualTo(Status.PASS);
        assertThat(judge(new CheckKind.Writers(List.of("other"))).status()).isEqualTo(Status.FAIL);

        lake.append(table, FakeLake.file(table, 1).build());
        assertThat(judge(new CheckKind.Writers(List.of())).status()).isEqualTo(Status.FAIL);
    }

    @Test
    void aCheckpointThatGoesBackFails() {
        lake.append(table, 7, FakeLake.file(table, 1).build());
        lake.append(table, 7, FakeLake.file(table, 1).build());
        assertThat(judge(new CheckKind.CheckpointRegressed()).status())
                .as("one checkpoint may take several commits")
                .isEqualTo(Status.PASS);

        lake.append(table, 6, FakeLake.file(table, 1).build());
        assertThat(judge(new CheckKind.CheckpointRegressed()).reason())
                .isEqualTo("checkpoint 6 was committed after 7 of the same writer");
    }

    @Test
    void aSummaryThatCountsWrongFails() {
        lake.append(table, FakeLake.file(table, 5).build());
        lake.append(table, FakeLake.file(table, 7).build());
        CommitFacts facts = lake.facts(table);
        EarlierCommits earlier = earlier(facts);
        assertThat(SummaryDrift.judge(facts, earlier).status()).isEqualTo(Status.PASS);

        SnapshotState snapshot = facts.snapshot();
        Map<String, String> wrong = new java.util.HashMap<>(snapshot.summary());
        wrong.put("added-records", "8");
        wrong.put("total-records", "13");
        CommitFacts drifted = new CommitFacts(
                new SnapshotState(
                        snapshot.id(),
                        snapshot.parentId(),
                        snapshot.sequenceNumber(),
                        snapshot.committedAt(),
                        snapshot.operation(),
                        snapshot.manifestList(),
                        wrong),
                facts.schemaId(),
                facts.specIds(),
                facts.added(),
                facts.addedDeletes(),
                facts.removed(),
                facts.removedDeletes(),
                facts.columns(),
                facts.offsets());
        assertThat(SummaryDrift.judge(drifted, earlier).reason())
                .isEqualTo("the summary differs from the manifests: added-records is 8 and should be 7,"
                        + " total-records is 13 and should be 12");
    }

    static DataFile times(Table table, Instant oldest, Instant newest) {
        return FakeLake.file(table, 10)
                .counts("at", 0)
                .bounds("at", oldest.toEpochMilli() * 1000, newest.toEpochMilli() * 1000)
                .build();
    }

    private Judgement judge(CheckKind kind) {
        return judge(kind, Threshold.ZERO);
    }

    private Judgement judge(CheckKind kind, Threshold threshold) {
        CommitFacts facts = lake.facts(table);
        return CommitChecks.judge(check(kind, threshold), facts, earlier(facts), column -> false)
                .orElseThrow();
    }

    private EarlierCommits earlier(CommitFacts facts) {
        return new Lineage(lake.state(table), commit -> lake.commits().read(table, commit)).before(facts.snapshot());
    }

    private static Threshold atLeastOne() {
        return new Threshold(
                new Threshold.Bounds(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(1.0)),
                Optional.empty());
    }

    private static CheckKind range(String column, String min, String max) {
        return new CheckKind.Range(
                column,
                Optional.of(new Limit.Amount(new BigDecimal(min))),
                Optional.of(new Limit.Amount(new BigDecimal(max))));
    }

    private static CheckKind schema(Changes allowed) {
        return new CheckKind.Schema(allowed, Map.of());
    }

    static CheckConfig check(CheckKind kind, Threshold threshold) {
        return new CheckConfig(
                new Glob("*"),
                "tested",
                kind,
                threshold,
                Severity.WARNING,
                OnUnknown.UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                "a test");
    }
}
