package io.firn.pipeline.start;

import io.firn.pipeline.schema.UnfitTableException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries until it works, with growing pauses: what is missing at the start may only be late. */
final class Persistence {
    private static final Logger LOG = LoggerFactory.getLogger(Persistence.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private Persistence() {}

    /**
     * @param what completes "Cannot ...", naming what is missing
     * @throws StartException at once, if the action says that no retry would help
     */
    static <T> T untilDone(String what, Callable<T> action) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return action.call();
            } catch (StartException e) {
                throw e;
            } catch (UnfitTableException e) {
                throw new StartException(String.valueOf(e.getMessage()), e);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                LOG.warn("Cannot {}: {}; trying again in {} ms", what, reason(e), pause.toMillis());
                LOG.debug("Cannot {}", what, e);
            }
            Thread.sleep(pause.toMillis());
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        }
    }

    /** The message of the innermost cause that has one, on one line. */
    static String reason(Throwable failure) {
        Throwable current =
                failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure;
        String message = String.valueOf(current.getMessage());
        while (current.getCause() != null && current.getCause() != current) {
            current = current.getCause();
            if (current.getMessage() != null) {
                message = current.getMessage();
            }
        }
        String type = current.getClass().getSimpleName();
        String line = message.lines().findFirst().orElse("");
        return line.isEmpty() || line.equals("null") ? type : type + ": " + line;
    }
}
