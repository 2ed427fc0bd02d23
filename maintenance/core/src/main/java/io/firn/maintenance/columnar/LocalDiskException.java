package io.firn.maintenance.columnar;

/**
 * A sort cannot keep on the local disk what does not fit into the memory. The message names what the system says and files of
 * the sort, never a value.
 */
public final class LocalDiskException extends RuntimeException implements PlainFailure {
    private static final long serialVersionUID = 1L;

    LocalDiskException(Exception cause) {
        super("Cannot sort on the local disk: " + cause, cause);
    }
}
