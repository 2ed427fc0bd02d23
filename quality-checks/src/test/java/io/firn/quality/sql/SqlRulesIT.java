package io.firn.quality.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.quality.origin.Origin;
import io.firn.quality.sql.SqlVerdict.Counted;
import io.firn.quality.sql.SqlVerdict.Unknown;
import io.firn.quality.tables.RealTables;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlRulesIT {
    private static final Schema SCHEMA = RealTables.withOrigin(
            NestedField.optional(1, "id", Types.LongType.get()),
            NestedField.optional(2, "name", Types.StringType.get()),
            NestedField.optional(3, "size", Types.DecimalType.of(12, 3)),
            NestedField.optional(4, "day", Types.DateType.get()),
            NestedField.optional(5, "moment", Types.TimestampType.withZone()),
            NestedField.optional(6, "local", Types.TimestampType.withoutZone()),
            NestedField.optional(7, "time", Types.TimeType.get()),
            NestedField.optional(8, "uuid", Types.UUIDType.get()),
            NestedField.optional(9, "flag", Types.BooleanType.get()),
            NestedField.optional(10, "small", Types.IntegerType.get()),
            NestedField.optional(11, "ratio", Types.FloatType.get()),
            NestedField.optional(12, "tags", Types.ListType.ofOptional(13, Types.StringType.get())));

    @Test
    void valuesOfEveryTypeArriveAsTheyAre() {
        assertThat(judge("""
                select * from new_rows where id = 2 and name = 'name 2' and size = 2.125 and day = date '2026-11-03'
                  and moment = timestamptz '2026-11-03 10:00:00+00' and local = timestamp '2026-11-03 10:00:00'
                  and time = time '10:02:00' and uuid = '00000000-0000-0000-0000-000000000002' and not flag
                  and small = 2 and ratio = 0.5 and _kafka._offset = 2""")).isEqualTo(new Counted(1, List.of(new Origin("visits", 0, 2))));
    }

    @Test
    void whatARuleReturnsIsCounted() {
        assertThat(judge("select id from new_rows where id > 6")).isEqualTo(new Counted(3, List.of()));
        assertThat(judge("select 1 from new_rows having count(*) < 11")).isEqualTo(new Counted(1, List.of()));
        assertThat(judge("select 1 from new_rows having count(*) < 10;")).isEqualTo(new Counted(0, List.of()));
        assertThat(
                        judge(
                                "with days as (select day, count(*) n from new_rows group by day) select * from days where n > 1 -- none"))
                .isEqualTo(new Counted(0, List.of()));
        assertThat(judge("select _kafka from new_rows where name ~ 'name [34]' order by id limit 1"))
                .isEqualTo(new Counted(1, List.of(new Origin("visits", 0, 3))));
        assertThat(judge("select id, row_number() over (partition by flag order by id) n from new_rows qualify n = 1"))
                .isEqualTo(new Counted(2, List.of()));
        assertThat(
                        judge(
                                "from new_rows where case when id between 1 and 2 then true when id in (3) then true end and name is not null and name like 'n%' and coalesce(size, 0) > 0 and day > moment::date - interval 1 day and exists (select 1 from new_rows o where o.id = new_rows.id) and date_part('year', day) = 2026 and length(name) > 2 and abs(-id) % 2 = 1"))
                .isInstanceOfSatisfying(
                        Counted.class, counted -> assertThat(counted.failed()).isEqualTo(2));
    }

    @Test
    void anOriginThatNoRowHasIsNotShown() {
        assertThat(
                        judge(
                                "select {'_topic': name, '_partition': 1, '_offset': id, '_timestamp': moment} as _kafka from new_rows"))
                .isEqualTo(
                        new Unknown(
                                "Cannot use rule: function struct_pack is not allowed, only one SELECT over new_rows without what reads elsewhere, writes or grows"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from read_csv('/etc/passwd')",
                "select * from read_text('/etc/passwd')",
                "select * from glob('/**')",
                "select * from '/etc/passwd'",
                "select * from read_parquet('s3://bucket/file')",
                "select getenv('HOME')",
                "select * from query('select 1')",
                "select * from duckdb_settings()",
                "select * from information_schema.tables",
                "select * from sqlite_master",
                "copy new_rows to '/tmp/firn-out.csv'",
                "attach '/tmp/firn.db'",
                "install httpfs",
                "load httpfs",
                "set memory_limit = '10GB'",
                "pragma enable_profiling",
                "create table t as select 1",
                "drop table new_rows",
                "select 1; select 2",
                "select 1) as failed; drop table new_rows; select (select 1",
                "with x as (delete from new_rows returning *) select * from x",
                "with recursive x as (select 1 as i union all select i + 1 from x) select * from x",
                "select repeat('x', 1000000000)",
                "select name || name from new_rows",
                "select concat(name, name) from new_rows",
                "select string_agg(name) from new_rows",
                "select list(name) from new_rows",
                "select [name, name] from new_rows",
                "select replace(name, 'n', 'nn') from new_rows",
                "select lpad(name, 1000000000, 'x') from new_rows",
                "select * from range(1000000000)",
                "select unnest(range(1000000000))",
                "select error(name) from new_rows",
                "select write_log(name) from new_rows",
                "select main.lower(name) from new_rows where pg_catalog.version() is not null",
                "select cast(name as json) from new_rows",
                "select cast(name as varchar[]) from new_rows",
                "describe new_rows",
                "explain select 1",
                "select $1",
                "",
                "nonsense"
            })
    void whatCouldReachElsewhereOrGrowIsRefused(String query) {
        assertThat(judge(query)).isInstanceOfSatisfying(Unknown.class, unknown -> assertThat(unknown.reason())
                .matches("Cannot (use|read) rule: .+"));
    }

    /** What the parser's list refuses could not be done either: the database itself is locked. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM read_text('/etc/passwd')",
                "SELECT * FROM glob('/etc/*')",
                "COPY (SELECT 1) TO '/tmp/firn-out.csv'",
                "ATTACH '/tmp/firn.db'",
                "INSTALL httpfs",
                "LOAD httpfs",
                "SET enable_external_access = true",
                "SET memory_limit = '10GB'",
                "SET lock_configuration = false",
                "SET temp_directory = '/tmp'",
                "CREATE PERSISTENT SECRET x (TYPE http)"
            })
    void theDatabaseItselfIsLocked(String statement) throws Exception {
        try (var connection = LockedDuckDb.open(SqlLimits.DEFAULT);
                var each = connection.createStatement()) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> each.execute(statement)))
                    .hasMessageMatching("(?s).*(disabled|locked).*");
        }
    }

    @Test
    void aRuleThatNeverEndsIsCancelled() {
        SqlLimits limits = new SqlLimits(64 << 20, 1, Duration.ofSeconds(1));

        Map<String, SqlVerdict> verdicts = judge(
                limits,
                20_000,
                Map.of(
                        "endless",
                                "select 1 from new_rows a, new_rows b, new_rows c where a.id + b.id < c.id having count(*) > 0",
                        "fine", "select 1 from new_rows where id = 0"));

        assertThat(verdicts)
                .containsEntry("endless", new Unknown("Cannot evaluate rule: it took longer than 1000 ms"))
                .containsEntry("fine", new Counted(1, List.of()));
    }

    @Test
    void aRuleThatNeedsMoreMemoryFails() {
        SqlLimits limits = new SqlLimits(32 << 20, 1, Duration.ofSeconds(20));

        assertThat(judge(
                                limits,
                                3_000,
                                Map.of(
                                        "large",
                                        "select a.name, b.id, count(*) from new_rows a, new_rows b group by all having count(*) > 1"))
                        .get("large"))
                .isEqualTo(new Unknown("Cannot evaluate rule: Out of Memory Error"));
    }

    @Test
    void moreNewRowsThanTheMemoryHoldsAreUnknown() {
        SqlLimits limits = new SqlLimits(16 << 20, 1, Duration.ofSeconds(20));

        assertThat(judge(limits, 400_000, Map.of("any", "select name, moment, uuid from new_rows where id < 0"))
                        .get("any"))
                .isInstanceOfSatisfying(Unknown.class, unknown -> assertThat(unknown.reason())
                        .matches("Cannot load new rows after [0-9]+, of at most 16 MB: .+"));
    }

    @Test
    void messagesQuoteNoValue() {
        assertThat(judge("select * from new_rows where cast(name as integer) = 1"))
                .isEqualTo(new Unknown("Cannot evaluate rule: Conversion Error"));
        assertThat(judge("select * from new_rows where nothing = 1"))
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.reason()).contains("Binder Error", "nothing"));
    }

    @Test
    void aRuleThatReturnsMoreRowsThanThereAreIsUnknown() {
        assertThat(judge("select a.id from new_rows a, new_rows b"))
                .isEqualTo(new Unknown("Cannot count failed rows: the rule returned more rows than the 10 new ones"));
    }

    @Test
    void listsAreNotSeen() {
        assertThat(judge("select * from new_rows where tags is null"))
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.reason()).contains("Binder Error"));
    }

    @Test
    void onlyColumnsThatRulesNameAreAskedFor() {
        try (SqlRules rules =
                SqlRules.open(SCHEMA, Map.of("one", "select NAME from new_rows where Id > 1"), SqlLimits.DEFAULT)) {
            assertThat(rules.fieldIds()).containsExactlyInAnyOrder(1, 2);
        }
    }

    @Test
    void problemsOfATextAreToldWithoutATable() {
        assertThat(SqlRules.problem("select * from new_rows where anything = 1"))
                .isEmpty();
        assertThat(SqlRules.problem("select from where")).isPresent();
    }

    private static SqlVerdict judge(String query) {
        return judge(SqlLimits.DEFAULT, 10, Map.of("rule", query)).get("rule");
    }

    private static Map<String, SqlVerdict> judge(SqlLimits limits, int rows, Map<String, String> queries) {
        try (SqlRules rules = SqlRules.open(SCHEMA, new LinkedHashMap<>(queries), limits)) {
            rules.expect(SCHEMA);
            for (int i = 0; i < rows; i++) {
                rules.add(row(i));
            }
            return rules.judge();
        }
    }

    private static Record row(int i) {
        Record row = GenericRecord.create(SCHEMA);
        Record origin = GenericRecord.create(SCHEMA.findField("_kafka").type().asStructType());
        origin.setField("_topic", "visits");
        origin.setField("_partition", 0);
        origin.setField("_offset", (long) i);
        row.setField("_kafka", origin);
        row.setField("id", (long) i);
        row.setField("name", "name " + i);
        row.setField("size", new BigDecimal(i + ".125"));
        row.setField("day", LocalDate.of(2026, 11, 1 + i % 28));
        LocalDateTime time = LocalDateTime.of(2026, 11, 1 + i % 28, 10, 0);
        row.setField("moment", time.atOffset(ZoneOffset.UTC));
        row.setField("local", time);
        row.setField("time", LocalTime.of(10, i % 60));
        row.setField("uuid", new UUID(0, i));
        row.setField("flag", i % 2 == 1);
        row.setField("small", i);
        row.setField("ratio", 0.5f);
        return row;
    }

    /** Loading the driver's classes, as JDBC's own manager does with every driver it finds, loads nothing native. */
    @Test
    void theNativeLibraryIsLoadedByTheFirstRuleOnly(@TempDir Path directory) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        NativeLibraryMain.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.strip()).endsWith("before: false, after: true");
        assertThat(Files.exists(directory)).isTrue();
    }
}
