package io.firn.benchmarks.compaction;

import io.firn.benchmarks.compaction.SampleColumns.Column;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The tables that are compacted, of about the bytes that their names say. */
enum SampleSet {
    NESTED_3MB(200, 66_000, Deletes.NONE),
    NESTED_221KB(1_000, 4_450, Deletes.NONE),
    FLAT(200, 77_000, Deletes.NONE),
    WIDE(100, 5_200, Deletes.NONE),
    STRINGS(100, 20_800, Deletes.NONE),
    POSITION_DELETES(100, 66_000, Deletes.POSITIONS),
    EQUALITY_DELETES(100, 66_000, Deletes.KEYS),
    SORT(100, 66_000, Deletes.NONE),
    S3(100, 66_000, Deletes.NONE);

    /** What of a table's rows has been deleted since they were written. */
    enum Deletes {
        NONE,
        /** One row in a hundred, by a delete file for each data file. */
        POSITIONS,
        /** The older version of every row that was written again, by its key, as a streaming upsert does. */
        KEYS
    }

    private static final int LEAST_FILES = 5;

    private final int files;
    private final int rowsPerFile;
    private final Deletes deletes;

    SampleSet(int files, int rowsPerFile, Deletes deletes) {
        this.files = files;
        this.rowsPerFile = rowsPerFile;
        this.deletes = deletes;
    }

    /** @throws IllegalArgumentException if there is none of that name */
    static SampleSet named(String name) {
        return Arrays.stream(values())
                .filter(set -> set.id().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Cannot read option --set: '" + name + "' is none of "
                        + Arrays.stream(values()).map(SampleSet::id).collect(Collectors.joining(", "))));
    }

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Fewer files of the same size; five at least, or Firn's defaults would find nothing worth merging. */
    int files(double scale) {
        return (int) Math.max(LEAST_FILES, Math.round(files * scale));
    }

    int rowsPerFile() {
        return rowsPerFile;
    }

    /** Whether its files are in an object storage, and not in a directory. */
    boolean isInObjectStorage() {
        return this == S3;
    }

    /** By what compaction is to sort its rows, which were written as they came; mostly by nothing. */
    List<String> order() {
        return this == SORT ? List.of("subject_id", "event_ts") : List.of();
    }

    Deletes deletes() {
        return deletes;
    }

    List<Column> columns() {
        return switch (this) {
            case FLAT -> SampleColumns.flat();
            case WIDE -> SampleColumns.wide();
            case STRINGS -> SampleColumns.strings();
            case NESTED_3MB, NESTED_221KB, POSITION_DELETES, EQUALITY_DELETES, SORT, S3 -> SampleColumns.nested();
        };
    }
}
