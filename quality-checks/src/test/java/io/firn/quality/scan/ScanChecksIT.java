package io.firn.quality.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.quality.origin.Origin;
import io.firn.quality.scan.ScanOutcome.Counted;
import io.firn.quality.scan.ScanOutcome.Unknown;
import io.firn.quality.sql.SqlLimits;
import io.firn.quality.tables.RealTables;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScanChecksIT {
    private static final String SECRET = "Zebedee-7741";
    private static final Schema VISITS = RealTables.withOrigin(
            NestedField.optional(1, "id", Types.LongType.get()),
            NestedField.optional(2, "site", Types.StringType.get()),
            NestedField.optional(3, "begun", Types.DateType.get()),
            NestedField.optional(4, "ended", Types.DateType.get()),
            NestedField.optional(5, "weight", Types.DoubleType.get()));

    @TempDir
    private Path directory;

    private RealTables tables;
    private Table visits;

    @BeforeEach
    void create() {
        tables = new RealTables(directory);
        visits = tables.create("trial.visits", VISITS);
    }

    @AfterEach
    void close() throws Exception {
        tables.close();
    }

    @Test
    void rowsWithTheKeyOfAnotherAreCountedAndLocated() {
        long commit = tables.append(visits, List.of(visit(1), visit(2), visit(1), visit(1), visit(null), visit(null)));

        ScanOutcome outcome = judge(new ScanRule.Unique(List.of("id")), commit);

        assertThat(outcome)
                .isEqualTo(new Counted("check", 6, 2, List.of(new Origin("visits", 0, 2), new Origin("visits", 0, 3))));
    }

    @Test
    void aRowThatALaterCommitReplacedIsNoDuplicate() {
        long first = tables.append(visits, List.of(visit(1), visit(2)));
        long second = tables.upsert(visits, "id", List.of(visit(1), visit(3)));

        assertThat(judge(new ScanRule.Unique(List.of("id")), first, second))
                .isEqualTo(new Counted("check", 3, 0, List.of()));
        assertThat(judge(new ScanRule.Sql("select id from new_rows group by id having count(*) > 1"), first, second))
                .isEqualTo(new Counted("check", 3, 0, List.of()));
    }

    @Test
    void anAppendedRowWithTheKeyOfAnEarlierCommitIsADuplicate() {
        long first = tables.append(visits, List.of(visit(1), visit(2)));
        long second = tables.append(visits, List.of(visit(1), visit(3)));

        assertThat(failed(judge(new ScanRule.Unique(List.of("id")), first, second)))
                .isEqualTo(1);
        assertThat(failed(judge(new ScanRule.Unique(List.of("id")), second))).isEqualTo(0);
    }

    @Test
    void rowsThatTheirOwnCommitDeletedWereNeverThere() {
        long commit = tables.appendWithout(visits, List.of(visit(1), visit(2), visit(1)), 0);

        assertThat(judge(new ScanRule.Unique(List.of("id")), commit)).isEqualTo(new Counted("check", 2, 0, List.of()));
    }

    @Test
    void deletionVectorsOfTheCommitAreRespected() {
        Table newer = tables.create("trial.newer", VISITS, PartitionSpec.unpartitioned(), 3);
        long commit = tables.append(newer, List.of(tables.row(newer, "id", 1L), tables.row(newer, "id", 1L)));

        assertThat(failed(checks(ScanLimits.DEFAULT)
                        .judge(
                                newer,
                                List.of(commit),
                                List.of(new ScanCheck("check", new ScanRule.Unique(List.of("id")))))
                        .get(0)))
                .isEqualTo(1);
    }

    @Test
    void duplicatesAreFoundInAsManyPassesAsTheMemoryAsksFor() {
        Random random = new Random(7);
        List<Record> rows = new ArrayList<>();
        java.util.Set<Long> seen = new java.util.HashSet<>();
        long duplicates = 0;
        for (int i = 0; i < 5_000; i++) {
            long id = random.nextInt(3_000);
            duplicates += seen.add(id) ? 0 : 1;
            rows.add(visit(id));
        }
        long commit = tables.append(visits, rows);
        ScanLimits small = new ScanLimits(48 * 400, 64, Duration.ofMinutes(1), SqlLimits.DEFAULT);

        assertThat(judge(small, new ScanRule.Unique(List.of("id")), commit))
                .isInstanceOfSatisfying(
                        Counted.class, counted -> assertThat(counted.rows()).isEqualTo(5_000));
        assertThat(failed(judge(small, new ScanRule.Unique(List.of("id")), commit)))
                .isEqualTo(duplicates);
    }

    @Test
    void moreKeysThanThePassesHoldAreUnknown() {
        long commit = tables.append(visits, List.of(visit(1), visit(2), visit(3), visit(4)));
        ScanLimits tiny = new ScanLimits(48, 2, Duration.ofMinutes(1), SqlLimits.DEFAULT);

        assertThat(judge(tiny, new ScanRule.Unique(List.of("id")), commit))
                .isEqualTo(new Unknown(
                        "check", "Cannot compare the keys of 4 new rows: 5 passes of 1 keys are more than 2"));
    }

    @Test
    void valuesOutsideOfTheListFailAndNullsDoNot() {
        long commit = tables.append(visits, List.of(at("A"), at("B"), at(SECRET), at(null)));

        ScanOutcome outcome = judge(new ScanRule.OneOf("site", List.of("A", "B")), commit);

        assertThat(outcome).isEqualTo(new Counted("check", 4, 1, List.of(new Origin("visits", 0, 2))));
    }

    @Test
    void allowedValuesAreComparedAsTheColumnsTypeNotAsText() {
        long commit = tables.append(
                visits,
                List.of(
                        tables.row(visits, "weight", 70.0, "begun", LocalDate.of(2026, 1, 2)),
                        tables.row(visits, "weight", 70.5, "begun", LocalDate.of(2026, 1, 3))));

        assertThat(failed(judge(new ScanRule.OneOf("weight", List.of("70.50", "7e1")), commit)))
                .isEqualTo(0);
        assertThat(failed(judge(new ScanRule.OneOf("begun", List.of("2026-01-02")), commit)))
                .isEqualTo(1);
        assertThat(judge(new ScanRule.OneOf("begun", List.of("yesterday")), commit))
                .isEqualTo(new Unknown("check", "Cannot compare with 'yesterday': the column has type date"));
    }

    @Test
    void textMustMatchAsAWhole() {
        long commit = tables.append(visits, List.of(at("S-01"), at("S-012"), at(null)));

        assertThat(failed(judge(new ScanRule.Matches("site", Pattern.compile("S-[0-9]{2}")), commit)))
                .isEqualTo(1);
    }

    @Test
    void aPatternThatTakesForEverIsUnknown() {
        long commit = tables.append(visits, List.of(at("a".repeat(60) + "!")));

        assertThat(judge(new ScanRule.Matches("site", Pattern.compile("(.*a){15}b")), commit))
                .isEqualTo(new Unknown("check", "Cannot match pattern: it takes too many steps for a value"));
    }

    @Test
    void columnsOfARowAreComparedAndNullsLetItPass() {
        LocalDate monday = LocalDate.of(2026, 11, 23);
        long commit = tables.append(
                visits,
                List.of(
                        tables.row(visits, "begun", monday, "ended", monday),
                        tables.row(visits, "begun", monday, "ended", monday.minusDays(1)),
                        tables.row(visits, "begun", monday),
                        tables.row(visits, "site", "A", "weight", 200.0),
                        tables.row(visits, "site", "B", "weight", 200.0)));

        assertThat(judge(condition("ended < begun"), commit))
                .isEqualTo(new Counted("check", 5, 1, List.of(new Origin("visits", 0, 1))));
        assertThat(failed(judge(condition("site = 'A' and weight >= 150"), commit)))
                .isEqualTo(1);
        assertThat(failed(judge(condition("begun is null"), commit))).isEqualTo(2);
        assertThat(failed(judge(condition("ENDED - begun < 0 or weight is not null and length(site) = 1"), commit)))
                .as("what takes SQL")
                .isEqualTo(3);
        assertThat(judge(condition("begun > weight"), commit))
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.reason()).contains("Binder Error"));
    }

    @Test
    void valuesThatAnotherTableDoesNotHaveFail() {
        Schema sites = new Schema(NestedField.required(1, "code", Types.StringType.get()));
        Table known = tables.create("trial.sites", sites);
        tables.append(known, List.of(tables.row(known, "code", "A"), tables.row(known, "code", "B")));
        long commit = tables.append(visits, List.of(at("A"), at("X"), at("B"), at(null), at("X"), at("Y")));

        assertThat(judge(references("site", "trial.sites"), commit)).isInstanceOfSatisfying(Counted.class, counted -> {
            assertThat(counted.failed()).isEqualTo(3);
            assertThat(counted.first())
                    .containsExactlyInAnyOrder(new Origin("visits", 0, 1), new Origin("visits", 0, 5));
        });
        assertThat(judge(references("id", "trial.sites"), commit))
                .isEqualTo(new Unknown("check", "Cannot look for references: 'id' has type long, 'code' string"));
        assertThat(judge(references("site", "trial.nowhere"), commit))
                .isEqualTo(new Unknown("check", "Cannot look for references: the catalog has no table trial.nowhere"));
    }

    @Test
    void deletedRowsOfTheOtherTableDoNotCount() {
        Schema sites = new Schema(NestedField.required(1, "code", Types.StringType.get()));
        Table known = tables.create("trial.sites", sites);
        tables.appendWithout(known, List.of(tables.row(known, "code", "A"), tables.row(known, "code", "B")), 0);
        long commit = tables.append(visits, List.of(at("A"), at("B")));

        assertThat(failed(judge(references("site", "trial.sites"), commit))).isEqualTo(1);
    }

    @Test
    void oneChecksTroubleIsNotThatOfTheOthers() {
        long commit = tables.append(visits, List.of(at("A"), at(SECRET)));

        List<ScanOutcome> outcomes = checks(ScanLimits.DEFAULT)
                .judge(
                        visits,
                        List.of(commit),
                        List.of(
                                new ScanCheck("gone", new ScanRule.OneOf("nowhere", List.of("A"))),
                                new ScanCheck(
                                        "broken",
                                        new ScanRule.Sql("select cast(site as integer) x from new_rows where x > 1")),
                                new ScanCheck("wrong", new ScanRule.Sql("delete from new_rows")),
                                new ScanCheck("fine", new ScanRule.OneOf("site", List.of("A"))),
                                new ScanCheck("sql", new ScanRule.Sql("select * from new_rows where site <> 'A'"))));

        assertThat(outcomes)
                .containsExactly(
                        new Unknown("gone", "Cannot find column 'nowhere': the table does not have it"),
                        new Unknown("broken", "Cannot evaluate rule: Conversion Error"),
                        new Unknown("wrong", "Cannot read rule: Only SELECT statements can be serialized to json!"),
                        new Counted("fine", 2, 1, List.of(new Origin("visits", 0, 1))),
                        new Counted("sql", 2, 1, List.of(new Origin("visits", 0, 1))));
        assertThat(outcomes.toString()).doesNotContain(SECRET);
    }

    @Test
    void anExpiredCommitIsUnknown() {
        assertThat(judge(condition("begun is not null"), 4711L))
                .isEqualTo(new Unknown("check", "Cannot read the files of snapshot 4711: it has expired"));
    }

    @Test
    void aScanThatTakesTooLongIsUnknown() {
        long commit = tables.append(visits, List.of(visit(1)));
        java.util.concurrent.atomic.AtomicLong seconds = new java.util.concurrent.atomic.AtomicLong();
        InstantSource fast = () -> java.time.Instant.ofEpochSecond(seconds.getAndAdd(3600));
        ScanChecks checks = new ScanChecks(name -> Optional.empty(), ScanLimits.DEFAULT, fast, new Random(1));

        assertThat(checks.judge(
                        visits, List.of(commit), List.of(new ScanCheck("check", new ScanRule.Unique(List.of("id"))))))
                .containsExactly(new Unknown("check", "Cannot finish scan: it took longer than 300 s"));
    }

    @Test
    void aRenamedColumnIsFoundInFilesOfBefore() {
        long commit = tables.append(visits, List.of(at("A"), at("X")));
        visits.updateSchema().renameColumn("site", "centre").commit();
        visits.refresh();

        assertThat(failed(judge(new ScanRule.OneOf("centre", List.of("A")), commit)))
                .isEqualTo(1);
        assertThat(failed(judge(new ScanRule.Sql("select 1 from new_rows where centre = 'X'"), commit)))
                .isEqualTo(1);
    }

    @Test
    void aTableWithoutOriginsHasCountsAlone() {
        Table plain = tables.create("trial.plain", new Schema(NestedField.optional(1, "id", Types.LongType.get())));
        long commit = tables.append(plain, List.of(tables.row(plain, "id", 1L), tables.row(plain, "id", 1L)));

        assertThat(checks(ScanLimits.DEFAULT)
                        .judge(
                                plain,
                                List.of(commit),
                                List.of(new ScanCheck("check", new ScanRule.Unique(List.of("id"))))))
                .containsExactly(new Counted("check", 2, 1, List.of()));
    }

    private Record visit(Number id) {
        return tables.row(visits, "id", id == null ? null : (Object) id.longValue());
    }

    private Record at(String site) {
        return tables.row(visits, "site", site);
    }

    private static ScanRule references(String column, String table) {
        return new ScanRule.References(List.of(column), table, List.of("code"));
    }

    private static ScanRule condition(String text) {
        return new ScanRule.BrokenBy(text);
    }

    private static long failed(ScanOutcome outcome) {
        assertThat(outcome).isInstanceOf(Counted.class);
        return ((Counted) outcome).failed();
    }

    private ScanOutcome judge(ScanRule rule, Long... commits) {
        return judge(ScanLimits.DEFAULT, rule, commits);
    }

    private ScanOutcome judge(ScanLimits limits, ScanRule rule, Long... commits) {
        return checks(limits)
                .judge(visits, List.of(commits), List.of(new ScanCheck("check", rule)))
                .get(0);
    }

    private ScanChecks checks(ScanLimits limits) {
        return new ScanChecks(
                name -> Optional.of(TableIdentifier.parse(name))
                        .filter(tables.catalog()::tableExists)
                        .map(tables.catalog()::loadTable),
                limits,
                InstantSource.system(),
                new Random(1));
    }
}
