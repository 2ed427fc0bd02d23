package io.firn.quality.scan;

import io.firn.quality.sql.SqlRules;
import io.firn.quality.sql.SqlVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;

/** Stands for all rules in SQL: they share the rows that were loaded once. */
final class SqlJudge implements Judge {
    private final SqlRules rules;
    private long rows;

    SqlJudge(SqlRules rules) {
        this.rules = rules;
    }

    @Override
    public Set<Integer> fieldIds() {
        return rules.fieldIds();
    }

    @Override
    public boolean seesReplacedRows() {
        return false;
    }

    @Override
    public void begin(int pass, Schema schema) {
        rules.expect(schema);
    }

    @Override
    public void row(StructLike row) {
        rules.add(row);
        rows++;
    }

    @Override
    public List<ScanOutcome> outcomes() {
        List<ScanOutcome> outcomes = new ArrayList<>();
        rules.judge().forEach((name, verdict) -> outcomes.add(outcome(name, verdict)));
        return outcomes;
    }

    @Override
    public void close() {
        rules.close();
    }

    private ScanOutcome outcome(String name, SqlVerdict verdict) {
        if (verdict instanceof SqlVerdict.Counted counted) {
            return new ScanOutcome.Counted(name, rows, counted.failed(), counted.first());
        }
        return new ScanOutcome.Unknown(name, ((SqlVerdict.Unknown) verdict).reason());
    }
}
