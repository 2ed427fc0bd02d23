package io.firn.lake.table;

/** Number, bytes and records of a set of files. */
public record FileTotals(long files, long bytes, long records) {
    public static final FileTotals NONE = new FileTotals(0, 0, 0);

    public FileTotals plus(FileTotals other) {
        return new FileTotals(files + other.files, bytes + other.bytes, records + other.records);
    }
}
