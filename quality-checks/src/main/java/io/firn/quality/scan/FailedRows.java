package io.firn.quality.scan;

import io.firn.quality.origin.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.StructLike;

/** Counts rows, and failed ones, and keeps where the first of these came from. */
final class FailedRows {
    static final int ORIGINS = 3;

    private final List<Origin> first = new ArrayList<>();
    private long rows;
    private long failed;

    void seen() {
        rows++;
    }

    void failed(StructLike row, Origin.Reader origins) {
        failed(first.size() < ORIGINS ? origins.of(row) : Optional.empty(), 1);
    }

    void failed(Optional<Origin> origin, long count) {
        failed += count;
        if (first.size() < ORIGINS) {
            origin.ifPresent(first::add);
        }
    }

    ScanOutcome outcome(String check) {
        return new ScanOutcome.Counted(check, rows, failed, first);
    }
}
