package io.firn.local.supervise;

import java.io.PrintStream;
import java.util.List;

/** Tells the operator what happens, a whole message at a time, though several processes have something to say. */
public final class Narrator {
    private final PrintStream out;

    public Narrator(PrintStream out) {
        this.out = out;
    }

    public synchronized void say(String line) {
        out.println(line);
        out.flush();
    }

    /** A message and lines of somebody else's that belong to it. */
    public synchronized void say(String line, List<String> quoted) {
        out.println(line);
        quoted.forEach(each -> out.println("    | " + each));
        out.flush();
    }
}
