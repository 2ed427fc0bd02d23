package io.firn.lake.avro;

/** A file is of a kind that this reader does not know, or broken: somebody else has to read it. */
public final class UnsupportedAvroException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnsupportedAvroException(String message) {
        super(message);
    }
}
