package io.firn.daemon.watch;

import io.firn.lake.catalog.LocalFileIO;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.io.InputFile;

/** Counts the files that are asked for to be read, in all instances: the catalog makes its own. */
public final class CountedFileIO extends LocalFileIO {
    static final AtomicLong READS = new AtomicLong();
    private static final long serialVersionUID = 1;

    @Override
    public InputFile newInputFile(String location) {
        READS.incrementAndGet();
        return super.newInputFile(location);
    }
}
