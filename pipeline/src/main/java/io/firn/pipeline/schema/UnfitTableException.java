package io.firn.pipeline.schema;

/** An existing table cannot take what a stream's configuration says; nobody but its owner can settle it. */
public final class UnfitTableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnfitTableException(StreamTable stream, String reason) {
        super("Cannot land topic '" + stream.stream().topic() + "' in table " + stream.identifier() + ": " + reason);
    }
}
