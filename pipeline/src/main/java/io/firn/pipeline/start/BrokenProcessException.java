package io.firn.pipeline.start;

/**
 * A failure that stays with the JVM, so that only a new process goes on: a class that could not be initialised (a native
 * library that found the disk full, say) never can be again, and after an {@link OutOfMemoryError} nothing is certain.
 */
public final class BrokenProcessException extends RuntimeException {
    BrokenProcessException(String message) {
        super(message);
    }

    static boolean isFor(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LinkageError || cause instanceof VirtualMachineError) {
                return true;
            }
        }
        return false;
    }
}
