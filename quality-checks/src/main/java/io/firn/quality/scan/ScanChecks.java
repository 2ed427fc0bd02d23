package io.firn.quality.scan;

import io.firn.quality.sql.SqlRuleException;
import io.firn.quality.sql.SqlRules;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Judges what takes reading rows: of all checks of a table in one pass over the files that commits added, with only the columns
 * that the checks need, in bounded memory. It counts and locates failed rows and shows no value of them.
 */
public final class ScanChecks {
    private final Function<String, Optional<Table>> tables;
    private final ScanLimits limits;
    private final InstantSource clock;
    private final RandomGenerator random;

    /**
     * @param tables loads the tables that references point to, by {@code namespace.table}
     * @param random seeds the hashes of keys
     */
    public ScanChecks(
            Function<String, Optional<Table>> tables, ScanLimits limits, InstantSource clock, RandomGenerator random) {
        this.tables = tables;
        this.limits = limits;
        this.clock = clock;
        this.random = random;
    }

    /**
     * One outcome for each check, in their order.
     *
     * @param snapshotIds of commits, oldest first
     */
    public List<ScanOutcome> judge(Table table, List<Long> snapshotIds, List<ScanCheck> checks) {
        Map<String, ScanOutcome> outcomes = new HashMap<>();
        try {
            List<AddedFiles> commits = new ArrayList<>();
            for (long id : snapshotIds) {
                commits.add(0, AddedFiles.of(table, id));
            }
            judge(table, commits, checks, outcomes);
        } catch (RuntimeException e) {
            String reason = reason(e);
            checks.forEach(check -> outcomes.putIfAbsent(check.name(), new ScanOutcome.Unknown(check.name(), reason)));
        }
        return checks.stream()
                .map(check -> Optional.ofNullable(outcomes.get(check.name()))
                        .orElseGet(() -> new ScanOutcome.Unknown(check.name(), "Cannot judge: nothing came of it")))
                .toList();
    }

    private void judge(
            Table table, List<AddedFiles> commits, List<ScanCheck> checks, Map<String, ScanOutcome> outcomes) {
        Deadline deadline = new Deadline(clock, limits.timeout());
        long rows = commits.stream().mapToLong(AddedFiles::rows).sum();
        Panel panel = new Panel(outcomes);
        try {
            Judges judges = new Judges(table.schema(), rows, deadline, keyed(checks));
            Map<String, String> queries = new LinkedHashMap<>();
            for (ScanCheck check : checks) {
                Optional<String> query = query(check.rule(), table.schema());
                query.ifPresentOrElse(
                        sql -> queries.put(check.name(), sql),
                        () -> panel.add(List.of(check.name()), () -> judges.of(check)));
            }
            if (!queries.isEmpty()) {
                panel.add(queries.keySet(), () -> new SqlJudge(SqlRules.open(table.schema(), queries, limits.sql())));
            }
            NewRows reader = new NewRows(table, commits, deadline);
            for (int pass = 0; panel.begin(pass); pass++) {
                reader.read(panel);
            }
            panel.finish();
        } finally {
            panel.close();
        }
    }

    /** Of a rule that needs the SQL engine, which takes memory; simple comparisons do not. */
    private static Optional<String> query(ScanRule rule, Schema schema) {
        if (rule instanceof ScanRule.Sql sql) {
            return Optional.of(sql.query());
        }
        if (rule instanceof ScanRule.BrokenBy broken) {
            try {
                new ConditionTest(schema, RowCondition.parse(broken.expression()));
            } catch (IllegalArgumentException | UnknownOutcome e) {
                return Optional.of("SELECT * FROM new_rows WHERE (" + broken.expression() + "\n)");
            }
        }
        return Optional.empty();
    }

    private static long keyed(List<ScanCheck> checks) {
        return checks.stream()
                .filter(check -> check.rule() instanceof ScanRule.Unique || check.rule() instanceof ScanRule.References)
                .count();
    }

    /** An exception's own message may quote what it read. */
    private static String reason(RuntimeException e) {
        return e instanceof UnknownOutcome || e instanceof SqlRuleException
                ? String.valueOf(e.getMessage())
                : "Cannot read the new files: " + e.getClass().getSimpleName();
    }

    private final class Judges {
        private final Schema schema;
        private final long rows;
        private final Deadline deadline;
        private final long keyBytes;

        Judges(Schema schema, long rows, Deadline deadline, long keyed) {
            this.schema = schema;
            this.rows = rows;
            this.deadline = deadline;
            this.keyBytes = limits.keyBytes() / Math.max(1, keyed);
        }

        Judge of(ScanCheck check) {
            ScanRule rule = check.rule();
            if (rule instanceof ScanRule.Unique unique) {
                return new UniqueJudge(check.name(), ids(unique.columns()), rows, keyBytes, limits.passes(), hash());
            }
            if (rule instanceof ScanRule.OneOf oneOf) {
                RowTest test = ValueTests.oneOf(ScanColumns.find(schema, oneOf.column()), oneOf.values());
                return new RowJudge(check.name(), Set.of(id(oneOf.column())), test);
            }
            if (rule instanceof ScanRule.Matches matches) {
                RowTest test = ValueTests.matches(ScanColumns.find(schema, matches.column()), matches.pattern());
                return new RowJudge(check.name(), Set.of(id(matches.column())), test);
            }
            if (rule instanceof ScanRule.BrokenBy broken) {
                RowCondition condition = RowCondition.parse(broken.expression());
                return new RowJudge(
                        check.name(), Set.copyOf(ids(condition.columns())), new ConditionTest(schema, condition));
            }
            if (rule instanceof ScanRule.References references) {
                return new ReferenceJudge(
                        check.name(), ids(references.columns()), rows, keyBytes, hash(), referenced(references));
            }
            throw new IllegalArgumentException("Cannot judge " + check.name() + ": not one row at a time");
        }

        private ReferencedRows referenced(ScanRule.References rule) {
            Table other = tables.apply(rule.table())
                    .orElseThrow(() ->
                            new UnknownOutcome("Cannot look for references: the catalog has no table " + rule.table()));
            List<Integer> targets = new ArrayList<>();
            for (int i = 0; i < rule.columns().size(); i++) {
                NestedField column = ScanColumns.find(schema, rule.columns().get(i));
                NestedField target =
                        ScanColumns.find(other.schema(), rule.targets().get(i));
                boolean alike = column.type().equals(target.type())
                        || (ScanColumns.isWhole(column.type()) && ScanColumns.isWhole(target.type()));
                if (!alike) {
                    throw new UnknownOutcome("Cannot look for references: '" + column.name() + "' has type "
                            + column.type() + ", '" + target.name() + "' " + target.type());
                }
                targets.add(target.fieldId());
            }
            return new ReferencedRows(other, targets, deadline);
        }

        private List<Integer> ids(List<String> columns) {
            return columns.stream().map(this::id).toList();
        }

        private int id(String column) {
            return ScanColumns.find(schema, column).fieldId();
        }

        private KeyHash hash() {
            return new KeyHash(random.nextLong(), random.nextLong());
        }
    }

    /** All judges of a run. One that fails leaves; the others go on. */
    private static final class Panel implements NewRows.Audience, AutoCloseable {
        private final Map<String, ScanOutcome> outcomes;
        private final Map<Judge, Collection<String>> judges = new LinkedHashMap<>();
        private List<Judge> seated = List.of();
        private int pass;

        Panel(Map<String, ScanOutcome> outcomes) {
            this.outcomes = outcomes;
        }

        void add(Collection<String> checks, java.util.function.Supplier<Judge> judge) {
            try {
                judges.put(judge.get(), checks);
            } catch (RuntimeException e) {
                checks.forEach(check -> outcomes.put(check, new ScanOutcome.Unknown(check, reason(e))));
            }
        }

        /** Whether somebody wants to see the rows in this pass. */
        boolean begin(int number) {
            pass = number;
            seated = judges.keySet().stream()
                    .filter(judge -> judge.passes() > number)
                    .toList();
            return !seated.isEmpty();
        }

        void finish() {
            for (Judge judge : List.copyOf(judges.keySet())) {
                tried(judge, () -> judge.outcomes().forEach(outcome -> outcomes.put(outcome.check(), outcome)));
            }
        }

        @Override
        public Set<Integer> fieldIds() {
            return seated.stream().flatMap(judge -> judge.fieldIds().stream()).collect(Collectors.toSet());
        }

        @Override
        public boolean asksForReplaced() {
            return seated.stream().anyMatch(judge -> !judge.seesReplacedRows());
        }

        @Override
        public void begin(Schema schema) {
            for (Judge judge : seated) {
                tried(judge, () -> judge.begin(pass, schema));
            }
        }

        @Override
        public void row(StructLike row, boolean replaced) {
            for (Judge judge : seated) {
                if (!replaced || judge.seesReplacedRows()) {
                    try {
                        judge.row(row);
                    } catch (RuntimeException e) {
                        leave(judge, e);
                    }
                }
            }
        }

        @Override
        public void close() {
            Collections.unmodifiableSet(judges.keySet()).forEach(Judge::close);
        }

        private void tried(Judge judge, Runnable step) {
            try {
                step.run();
            } catch (RuntimeException e) {
                leave(judge, e);
            }
        }

        private void leave(Judge judge, RuntimeException e) {
            Collection<String> checks =
                    Optional.ofNullable(judges.remove(judge)).orElse(List.of());
            checks.forEach(check -> outcomes.put(check, new ScanOutcome.Unknown(check, reason(e))));
            seated = seated.stream().filter(other -> other != judge).toList();
            judge.close();
        }
    }
}
