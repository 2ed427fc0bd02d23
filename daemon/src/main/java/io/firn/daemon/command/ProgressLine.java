package io.firn.daemon.command;

import java.io.PrintStream;

/** One line that redraws itself while a person watches; silent otherwise. */
final class ProgressLine implements AutoCloseable {
    private static final int WIDTH = 24;
    private static final String ERASE = "\r\u001b[2K";

    private final PrintStream err;
    private final boolean interactive;
    private long frame;

    ProgressLine(Terminal terminal) {
        this.err = terminal.err();
        this.interactive = terminal.interactive();
    }

    /** @param done of {@code total}; a total of 0 is unknown, and the bar then wanders */
    void draw(long done, long total, String text) {
        if (!interactive) {
            return;
        }
        StringBuilder bar = new StringBuilder();
        int filled = total == 0 ? 0 : (int) Math.min(WIDTH, done * WIDTH / total);
        int wandering = (int) (frame++ % WIDTH);
        for (int i = 0; i < WIDTH; i++) {
            boolean on = total == 0 ? Math.floorMod(i - wandering, WIDTH) < 4 : i < filled;
            bar.append(on ? '#' : '.');
        }
        err.print(ERASE + "[" + bar + "] " + text);
        err.flush();
    }

    @Override
    public void close() {
        if (interactive) {
            err.print(ERASE);
            err.flush();
        }
    }
}
