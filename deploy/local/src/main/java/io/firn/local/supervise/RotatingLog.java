package io.firn.local.supervise;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The log of one process: {@code FILE}, then {@code FILE.1} (the one before) and so on, a new one at every start and
 * whenever it grows beyond its limit. Remembers the last lines. A disk that is full costs lines, never the process.
 */
final class RotatingLog implements AutoCloseable {
    private static final int REMEMBERED = 12;

    private final Path file;
    private final long limit;
    private final int kept;
    private final Deque<String> last = new ArrayDeque<>();
    private @Nullable BufferedWriter writer;
    private long written;
    private @Nullable String failure;

    RotatingLog(Path file, long limit, int kept) {
        this.file = file;
        this.limit = limit;
        this.kept = kept;
        rotate();
    }

    /** A new life of the process: what the last one said is no longer of interest, but stays in the file. */
    synchronized void begin() {
        last.clear();
    }

    synchronized void line(String line) {
        last.addLast(line);
        if (last.size() > REMEMBERED) {
            last.removeFirst();
        }
        if (written >= limit) {
            rotate();
        } else if (writer == null) {
            open();
        }
        if (writer == null) {
            return;
        }
        try {
            writer.write(line);
            writer.newLine();
            writer.flush();
            written += line.length() + 1L;
            failure = null;
        } catch (IOException e) {
            failure = "Cannot write " + file + ": " + e.getMessage();
            close();
        }
    }

    /** Lines that were seen last, whether or not the disk took them. */
    synchronized List<String> lastLines() {
        return List.copyOf(last);
    }

    /** Why lines are missing from the file, if they are. */
    synchronized Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    private void rotate() {
        close();
        written = 0;
        try {
            if (Files.exists(file) && Files.size(file) > 0) {
                for (int i = kept - 1; i > 0; i--) {
                    move(numbered(i), numbered(i + 1));
                }
                move(file, numbered(1));
            }
        } catch (IOException e) {
            failure = "Cannot rotate " + file + ": " + e.getMessage();
        }
        open();
    }

    private void open() {
        try {
            writer = Files.newBufferedWriter(
                    file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            failure = "Cannot write " + file + ": " + e.getMessage();
        }
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    private static void move(Path from, Path to) throws IOException {
        if (Files.exists(from)) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public synchronized void close() {
        if (writer != null) {
            try {
                writer.close();
            } catch (IOException e) {
                failure = "Cannot write " + file + ": " + e.getMessage();
            }
            writer = null;
        }
    }
}
