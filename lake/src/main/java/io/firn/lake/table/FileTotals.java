package io.firn.lake.table;

/** Number, bytes and records of a set of files. */
public record FileTotals(long files, long bytes, long records) {
    public static final FileTotals NONE = new FileTotals(0, 0, 0);

    /** Without {@code other}, and never below zero. */
    public FileTotals minus(FileTotals other) {
        return new FileTotals(
                Math.max(0, files - other.files),
                Math.max(0, bytes - other.bytes),
                Math.max(0, records - other.records));
    }

    public FileTotals plus(FileTotals other) {
        return new FileTotals(files + other.files, bytes + other.bytes, records + other.records);
    }
}
