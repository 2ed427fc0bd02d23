package io.firn.local.supervise;

import java.net.URI;

/** How a process says that it is ready. */
public sealed interface Readiness {
    /** It prints a line that starts like this. */
    record Line(String start) implements Readiness {}

    /** It answers 200 here. */
    record Health(URI address) implements Readiness {}
}
