package io.firn.lake.table;

import io.firn.lake.catalog.LocalFileIO;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/** Remembers what was opened to be read, in all instances: the catalog makes its own. */
public class CountingFileIO extends LocalFileIO {
    private static final long serialVersionUID = 1;
    private static final Queue<String> OPENED = new ConcurrentLinkedQueue<>();

    static void forget() {
        OPENED.clear();
    }

    /** Every file that was opened. */
    static List<String> opened() {
        return List.copyOf(OPENED);
    }

    /** Manifests that were opened, manifest lists not counted. */
    static List<String> openedManifests() {
        return OPENED.stream()
                .filter(path -> path.endsWith(".avro") && !path.contains("/snap-"))
                .sorted()
                .toList();
    }

    @Override
    public InputFile newInputFile(String location) {
        return new Counted(super.newInputFile(location));
    }

    private record Counted(InputFile file) implements InputFile {
        @Override
        public long getLength() {
            return file.getLength();
        }

        @Override
        public SeekableInputStream newStream() {
            OPENED.add(file.location());
            return file.newStream();
        }

        @Override
        public String location() {
            return file.location();
        }

        @Override
        public boolean exists() {
            return file.exists();
        }
    }
}
