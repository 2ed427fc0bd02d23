package io.firn.lake.table;

import java.util.Arrays;

/**
 * The live files of one partition under one partition spec.
 *
 * @param partition the partition's path form; holds real values, so it never becomes a label or a message
 * @param dataFileSizes bytes of each data file, ascending
 * @param manifestBytes what the data files take in manifests: of each manifest their share by number
 */
@SuppressWarnings("ArrayRecordComponent") // Millions of boxed sizes would cost more than the array's identity does.
public record PartitionFiles(
        int specId,
        String partition,
        long[] dataFileSizes,
        long manifestBytes,
        FileTotals dataFiles,
        FileTotals positionDeletes,
        FileTotals equalityDeletes,
        FileTotals deletionVectors) {

    public long dataFilesBelow(long bytes) {
        int index = Arrays.binarySearch(dataFileSizes, bytes);
        if (index < 0) {
            return -index - 1L;
        }
        while (index > 0 && dataFileSizes[index - 1] == bytes) {
            index--;
        }
        return index;
    }

    /** Delete files of every kind. */
    public long deleteFileCount() {
        return positionDeletes.files() + equalityDeletes.files() + deletionVectors.files();
    }

    /** Records in delete files of every kind. */
    public long deleteRecords() {
        return positionDeletes.records() + equalityDeletes.records() + deletionVectors.records();
    }

    /** Without the partition, which may be a value of a patient. */
    @Override
    public String toString() {
        return "PartitionFiles[spec " + specId + ", data " + dataFiles + ", position deletes " + positionDeletes
                + ", equality deletes " + equalityDeletes + ", deletion vectors " + deletionVectors + "]";
    }
}
