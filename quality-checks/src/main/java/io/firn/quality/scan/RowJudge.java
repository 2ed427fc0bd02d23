package io.firn.quality.scan;

import io.firn.quality.origin.Origin;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;

/** Judges each row by itself. */
final class RowJudge implements Judge {
    private final String check;
    private final Set<Integer> fieldIds;
    private final RowTest test;
    private final FailedRows failed = new FailedRows();
    private Optional<Pass> pass = Optional.empty();

    private record Pass(RowTest.Bound test, Origin.Reader origins) {}

    RowJudge(String check, Set<Integer> fieldIds, RowTest test) {
        this.check = check;
        this.fieldIds = Set.copyOf(fieldIds);
        this.test = test;
    }

    @Override
    public Set<Integer> fieldIds() {
        return fieldIds;
    }

    @Override
    public void begin(int number, Schema schema) {
        pass = Optional.of(new Pass(test.bind(schema), new Origin.Reader(schema)));
    }

    @Override
    public void row(StructLike row) {
        Pass current = pass.orElseThrow();
        failed.seen();
        if (!current.test().passes(row)) {
            failed.failed(row, current.origins());
        }
    }

    @Override
    public List<ScanOutcome> outcomes() {
        return List.of(failed.outcome(check));
    }
}
