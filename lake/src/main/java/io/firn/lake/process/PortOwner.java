package io.firn.lake.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Which process listens on a port, as far as Linux's {@code /proc} tells this user. */
public final class PortOwner {
    private static final String LISTENING = "0A";

    private final Path proc;

    public PortOwner(Path proc) {
        this.proc = proc;
    }

    /** For example {@code process 4711 (java)}. */
    public Optional<String> of(int port) {
        try {
            Optional<String> inode = inode(port);
            return inode.isEmpty() ? Optional.empty() : process("socket:[" + inode.get() + "]");
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<String> inode(int port) throws IOException {
        String local = String.format(Locale.ROOT, ":%04X", port);
        for (String table : List.of("tcp", "tcp6")) {
            Path file = proc.resolve("net").resolve(table);
            if (!Files.isReadable(file)) {
                continue;
            }
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > 9 && fields[1].endsWith(local) && fields[3].equals(LISTENING)) {
                    return Optional.of(fields[9]);
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> process(String socket) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, socket)) {
                    String name = Files.readString(process.resolve("comm"), StandardCharsets.UTF_8)
                            .strip();
                    return Optional.of("process " + process.getFileName() + " (" + name + ")");
                }
            }
        }
        return Optional.empty();
    }

    private static boolean holds(Path process, String socket) {
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return descriptors.anyMatch(descriptor -> isLinkTo(descriptor, socket));
        } catch (IOException | UncheckedIOException e) {
            // Another user's process, or one that has just ended.
            return false;
        }
    }

    private static boolean isLinkTo(Path descriptor, String target) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals(target);
        } catch (IOException e) {
            return false;
        }
    }
}
