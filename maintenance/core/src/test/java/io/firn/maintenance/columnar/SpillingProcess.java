package io.firn.maintenance.columnar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process that has written a file in the middle of a sort, says where, and then waits to be killed. */
final class SpillingProcess {
    /** What its line begins with; the others are logged. */
    static final String WRITTEN = "WRITTEN ";

    private SpillingProcess() {}

    /** @param words the directory in which it sorts */
    public static void main(String[] words) throws IOException {
        SpillDirectory directory = SpillDirectory.in(Path.of(words[0]));
        System.out.println(WRITTEN + Files.writeString(directory.file(0, 0), "rows"));
        // Until its input ends with the test.
        System.in.read();
    }
}
