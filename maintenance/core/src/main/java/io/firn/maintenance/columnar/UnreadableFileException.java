package io.firn.maintenance.columnar;

import java.io.IOException;
import java.io.UncheckedIOException;

/** An input is not there, is shorter than the table says, or the storage does not give it. */
public final class UnreadableFileException extends UncheckedIOException implements PlainFailure {
    private static final long serialVersionUID = 1L;

    /** @param file without its directory, which may hold partition values */
    UnreadableFileException(String file, String why, IOException cause) {
        super("Cannot read " + file + ": " + why, cause);
    }
}
