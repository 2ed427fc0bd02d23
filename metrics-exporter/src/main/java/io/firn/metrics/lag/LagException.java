package io.firn.metrics.lag;

/** Kafka could not be asked, or refused to answer. */
public final class LagException extends RuntimeException {
    LagException(String message, Throwable cause) {
        super(message, cause);
    }
}
