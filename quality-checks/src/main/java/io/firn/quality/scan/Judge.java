package io.firn.quality.scan;

import java.util.List;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;

/** One check while rows go by. Any method may throw {@link UnknownOutcome}, which ends the check and no other. */
interface Judge extends AutoCloseable {
    /** Field ids of the columns that it needs. */
    Set<Integer> fieldIds();

    /** How many times it must see every row. */
    default int passes() {
        return 1;
    }

    /** Whether rows that a later one of the judged commits replaced by their key count for it. */
    default boolean seesReplacedRows() {
        return true;
    }

    /** @param schema of the rows to come */
    void begin(int pass, Schema schema);

    void row(StructLike row);

    /** After the last row of the last pass; one outcome, or one for each rule that it stands for. */
    List<ScanOutcome> outcomes();

    @Override
    default void close() {}
}
