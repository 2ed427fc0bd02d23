package io.firn.maintenance.run;

import io.firn.maintenance.engine.Step;
import io.firn.maintenance.engine.Steps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A process that does one piece of maintenance on the lake of {@link CrashIT} and kills itself, as {@code kill -9} does, on the way. */
final class DoomedDaemon {
    private DoomedDaemon() {}

    /** @param words the lake's directory, the milliseconds that its clock is ahead, the work, the number of the border to die at */
    public static void main(String[] words) throws IOException {
        int border = Integer.parseInt(words[3]);
        List<Step> reached = new ArrayList<>();
        Steps steps = step -> {
            reached.add(step);
            if (reached.size() > border) {
                kill();
            }
        };
        try (Lakehouse lake = Lakehouse.onDisk(Path.of(words[0]))) {
            lake.clock.advance(Duration.ofMillis(Long.parseLong(words[1])));
            CrashIT.Work.valueOf(words[2]).run(lake, steps);
        }
    }

    private static void kill() {
        try {
            new ProcessBuilder(
                            "kill", "-9", Long.toString(ProcessHandle.current().pid()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot kill the process", e);
        }
        while (true) {
            LockSupport.park(); // Until the signal comes, not a step further.
        }
    }
}
