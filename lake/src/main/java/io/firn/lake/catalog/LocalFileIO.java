package io.firn.lake.catalog;

import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/** Files of this machine, without Hadoop: locations are {@code file:/x}, {@code file:///x} or {@code /x}, taken literally. */
public class LocalFileIO implements FileIO {
    private static final long serialVersionUID = 1;

    /** Whether a location is one that this class understands. */
    public static boolean isLocal(String location) {
        return LocalPath.isLocal(location);
    }

    @Override
    public InputFile newInputFile(String location) {
        return org.apache.iceberg.Files.localInput(LocalPath.of(location));
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return org.apache.iceberg.Files.localOutput(LocalPath.of(location));
    }

    @Override
    public void deleteFile(String location) {
        throw new UnsupportedOperationException("delete " + location);
    }
}
