package io.firn.maintenance.columnar;

/**
 * A file does not hold what its own structure promises. The message names the file without its directory, which may hold
 * partition values, and the structure, never a value.
 */
public final class CorruptPageException extends RuntimeException implements PlainFailure {
    private static final long serialVersionUID = 1L;

    CorruptPageException(String what) {
        super("Cannot read a page: " + what);
    }

    CorruptPageException(String what, Throwable cause) {
        super("Cannot read a page: " + what, cause);
    }

    private CorruptPageException(CorruptPageException cause, String file) {
        super(file + ": " + cause.getMessage(), cause);
    }

    /** The same, with the name of the file. */
    CorruptPageException in(String file) {
        return new CorruptPageException(this, file);
    }
}
