package io.firn.quality.scan;

import io.firn.quality.origin.Origin;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;

/**
 * Counts rows whose key another row had before them. Where the keys of all rows do not fit into the memory it goes over the
 * rows again, each time for the keys of another part of all hashes.
 */
final class UniqueJudge implements Judge {
    private final String check;
    private final List<Integer> fieldIds;
    private final KeyHash hash;
    private final int passes;
    private final int mostKeys;
    private final FailedRows failed = new FailedRows();
    private Optional<Pass> current = Optional.empty();

    private record Pass(int number, KeyColumns key, KeySet seen, Origin.Reader origins) {}

    /**
     * @param rows that will come in a pass
     * @throws UnknownOutcome if that would take too many passes
     */
    UniqueJudge(String check, List<Integer> fieldIds, long rows, long keyBytes, int mostPasses, KeyHash hash) {
        this.check = check;
        this.fieldIds = List.copyOf(fieldIds);
        this.hash = hash;
        long fitting = Math.max(1, keyBytes / KeySet.MOST_BYTES_A_KEY);
        // Parts of a hash are never all of one size: a tenth is left for the larger ones.
        long needed = rows <= fitting ? 1 : (long) Math.ceil(rows / (0.9 * fitting));
        if (needed > mostPasses) {
            throw new UnknownOutcome("Cannot compare the keys of " + rows + " new rows: " + needed + " passes of "
                    + fitting + " keys are more than " + mostPasses);
        }
        this.passes = (int) needed;
        this.mostKeys = (int) Math.min(Math.max(1, needed == 1 ? rows : fitting), 1 << 28);
    }

    @Override
    public Set<Integer> fieldIds() {
        return Set.copyOf(fieldIds);
    }

    @Override
    public int passes() {
        return passes;
    }

    @Override
    public boolean seesReplacedRows() {
        return false;
    }

    @Override
    public void begin(int number, Schema schema) {
        current = Optional.empty(); // Lets go of the keys before the next ones take their memory.
        current = Optional.of(new Pass(
                number, new KeyColumns(schema, fieldIds, hash), new KeySet(mostKeys), new Origin.Reader(schema)));
    }

    @Override
    public void row(StructLike row) {
        Pass pass = current.orElseThrow();
        if (pass.number() == 0) {
            failed.seen();
        }
        if (!pass.key().read(row) || Long.remainderUnsigned(hash.high(), passes) != pass.number()) {
            return;
        }
        if (pass.seen().slot(hash.high(), hash.low()) >= 0) {
            failed.failed(row, pass.origins());
            return;
        }
        if (pass.seen().isFull()) {
            throw new UnknownOutcome("Cannot compare keys: more than " + mostKeys + " fell into one pass");
        }
        pass.seen().put(hash.high(), hash.low());
    }

    @Override
    public List<ScanOutcome> outcomes() {
        current = Optional.empty();
        return List.of(failed.outcome(check));
    }
}
