package io.firn.maintenance.columnar;

/**
 * A page is so large that neither columns nor rows could be rewritten in the memory of this process: trying would end the
 * process. The message names the file without its directory.
 */
public final class OversizedPageException extends RuntimeException implements PlainFailure {
    private static final long serialVersionUID = 1L;

    OversizedPageException(long bytes, long most) {
        super("Cannot rewrite a page of " + bytes + " bytes: pages of at most " + most
                + " bytes fit into the memory of this process");
    }

    private OversizedPageException(OversizedPageException cause, String file) {
        super(file + ": " + cause.getMessage(), cause);
    }

    /** The same, with the name of the file. */
    OversizedPageException in(String file) {
        return new OversizedPageException(this, file);
    }
}
