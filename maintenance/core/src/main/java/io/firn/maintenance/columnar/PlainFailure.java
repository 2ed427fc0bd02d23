package io.firn.maintenance.columnar;

/** A failure whose message is for the one on call: it names a file and a reason, and never a value of the data. */
public interface PlainFailure {
    String getMessage();
}
