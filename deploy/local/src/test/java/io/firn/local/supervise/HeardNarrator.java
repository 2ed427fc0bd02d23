package io.firn.local.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Collects what the operator is told. */
final class HeardNarrator {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    Narrator narrator() {
        return new Narrator(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8) {
            @Override
            public void println(String line) {
                lines.add(line);
            }
        });
    }

    String awaitLineWith(String text) throws InterruptedException {
        String line = lines.poll(20, TimeUnit.SECONDS);
        while (line != null && !line.contains(text)) {
            line = lines.poll(20, TimeUnit.SECONDS);
        }
        assertThat(line).as("a line with '" + text + "'").isNotNull();
        return line;
    }
}
