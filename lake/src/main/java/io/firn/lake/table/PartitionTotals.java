package io.firn.lake.table;

import java.util.Arrays;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;

/** Adds up the files of one partition. */
final class PartitionTotals {
    /** @param path Iceberg's path form of the partition */
    record Key(int specId, String path) {}

    private long[] sizes = {};
    private int count;
    private long manifestBytes;
    private FileTotals dataFiles = FileTotals.NONE;
    private FileTotals positionDeletes = FileTotals.NONE;
    private FileTotals equalityDeletes = FileTotals.NONE;
    private FileTotals deletionVectors = FileTotals.NONE;

    void add(ContentFile<?> file) {
        add(file.content(), isDeletionVector(file), bytes(file), file.recordCount());
    }

    /** @param bytes of a deletion vector its own part of the file */
    void add(FileContent content, boolean isDeletionVector, long bytes, long records) {
        FileTotals one = new FileTotals(1, bytes, records);
        if (content == FileContent.DATA) {
            dataFiles = dataFiles.plus(one);
            add(bytes);
        } else if (content == FileContent.EQUALITY_DELETES) {
            equalityDeletes = equalityDeletes.plus(one);
        } else if (isDeletionVector) {
            deletionVectors = deletionVectors.plus(one);
        } else {
            positionDeletes = positionDeletes.plus(one);
        }
    }

    /** The files come from a manifest of so many bytes and live files. */
    void shareManifest(long bytes, long liveFiles) {
        manifestBytes += Math.round((double) bytes * count / liveFiles);
    }

    void add(PartitionFiles files) {
        manifestBytes += files.manifestBytes();
        dataFiles = dataFiles.plus(files.dataFiles());
        positionDeletes = positionDeletes.plus(files.positionDeletes());
        equalityDeletes = equalityDeletes.plus(files.equalityDeletes());
        deletionVectors = deletionVectors.plus(files.deletionVectors());
        for (long size : files.dataFileSizes()) {
            add(size);
        }
    }

    PartitionFiles toFiles(Key key) {
        long[] sorted = Arrays.copyOf(sizes, count);
        Arrays.sort(sorted);
        return new PartitionFiles(
                key.specId(),
                key.path(),
                sorted,
                manifestBytes,
                dataFiles,
                positionDeletes,
                equalityDeletes,
                deletionVectors);
    }

    private void add(long size) {
        if (count == sizes.length) {
            sizes = Arrays.copyOf(sizes, Math.max(8, count * 2));
        }
        sizes[count++] = size;
    }

    private static boolean isDeletionVector(ContentFile<?> file) {
        return file.format() == FileFormat.PUFFIN;
    }

    /** Many deletion vectors share one Puffin file: each counts with its own part of it. */
    private static long bytes(ContentFile<?> file) {
        if (file instanceof DeleteFile deletes && isDeletionVector(file)) {
            Long own = deletes.contentSizeInBytes();
            return own == null ? file.fileSizeInBytes() : own;
        }
        return file.fileSizeInBytes();
    }
}
