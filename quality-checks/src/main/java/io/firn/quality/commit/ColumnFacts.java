package io.firn.quality.commit;

import java.util.Optional;
import org.apache.iceberg.types.Type;

/**
 * A column of one primitive type over the data files that a commit added. Absent counts mean that a file with rows does
 * not say: unknown, never zero.
 *
 * @param name full name, dots between levels
 * @param values rows, nulls among them
 * @param bounded whether the bounds are known; then absent ones mean that there is no value but nulls and NaNs. Only numbers
 *     and times are ever bounded: texts are cut to 16 characters, and are no business of a check's
 */
public record ColumnFacts(
        int fieldId,
        String name,
        Type type,
        boolean required,
        Optional<Long> values,
        Optional<Long> nulls,
        Optional<Long> nans,
        boolean bounded,
        Optional<Object> lower,
        Optional<Object> upper) {

    /** Whether there were rows and every one of them is null; absent where that is not known. */
    public Optional<Boolean> allNull() {
        return values.flatMap(all -> nulls.map(absent -> all > 0 && absent.equals(all)));
    }

    /** Without the bounds, which are values of patients. */
    @Override
    public String toString() {
        return "ColumnFacts[" + fieldId + " " + name + " " + type + ", values=" + values + ", nulls=" + nulls + "]";
    }
}
