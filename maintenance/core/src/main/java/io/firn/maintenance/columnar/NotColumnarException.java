package io.firn.maintenance.columnar;

/** A group of files holds something that this engine does not merge; the rows of it can be read and written instead. */
public final class NotColumnarException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotColumnarException(String reason) {
        super(reason);
    }
}
