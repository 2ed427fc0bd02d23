package io.firn.local.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where one stack keeps everything that it has. */
public record StackDirectory(Path root) {
    /** They would end a JDBC URL, begin its options or stand for something else. */
    private static final Pattern UNUSABLE = Pattern.compile("[?;#%&$]");

    public StackDirectory {
        root = root.toAbsolutePath().normalize();
    }

    public Path kafka() {
        return root.resolve("kafka");
    }

    public Path catalogDatabase() {
        return root.resolve("catalog.db");
    }

    public Path warehouse() {
        return root.resolve("warehouse");
    }

    public Path checkpoints() {
        return root.resolve("checkpoints");
    }

    public Path daemonDatabase() {
        return root.resolve("daemon").resolve("firn");
    }

    public Path configuration() {
        return root.resolve("config");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    /** What Prometheus or Alertmanager keeps. */
    Path monitoring(String name) {
        return root.resolve("monitoring").resolve(name);
    }

    /** Scratch space of one process, emptied at the next start. */
    public Path temporary(String name) {
        return root.resolve("tmp").resolve(name);
    }

    public Path stackFile() {
        return root.resolve("stack.json");
    }

    public Path lockFile() {
        return root.resolve("lock");
    }

    public Path generatorFile() {
        return root.resolve("generator.json");
    }

    /** Only its owner may read what is in there: it holds data and a token. */
    void create() throws StackException {
        Matcher matcher = UNUSABLE.matcher(root.toString());
        if (matcher.find()) {
            throw new StackException("Cannot use directory '" + root + "': its name holds '" + matcher.group()
                    + "'; choose another --dir");
        }
        try {
            if (!Files.exists(root)) {
                Files.createDirectories(
                        root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Files.createDirectories(logs());
            Files.createDirectories(warehouse());
            Files.createDirectories(checkpoints());
            Files.createDirectories(root.resolve("daemon"));
        } catch (IOException e) {
            throw new StackException("Cannot use directory '" + root + "': " + e, e);
        }
    }

    /** What killed processes left in their scratch space; links are removed, never followed. */
    void clearTemporary() throws StackException {
        Path temporary = root.resolve("tmp");
        try {
            if (Files.exists(temporary, LinkOption.NOFOLLOW_LINKS)) {
                try (Stream<Path> paths = Files.walk(temporary)) {
                    for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
            for (String name : List.of("broker", "pipeline", "daemon", "generator")) {
                Files.createDirectories(temporary(name));
            }
        } catch (IOException e) {
            throw new StackException("Cannot empty '" + temporary + "': " + e, e);
        }
    }
}
