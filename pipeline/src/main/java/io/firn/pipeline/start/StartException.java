package io.firn.pipeline.start;

import java.util.List;

/** The pipeline cannot start, and no retry would help: somebody has to change the configuration, a topic or a table. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StartException(String message) {
        super(message);
    }

    StartException(String message, Throwable cause) {
        super(message, cause);
    }

    StartException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
