package io.firn.daemon.client;

import io.firn.daemon.view.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The {@code stack.json} that a running stack leaves in its directory.
 *
 * @param daemon address of the daemon
 * @param kafka bootstrap servers
 */
public record StackFile(Optional<String> daemon, Optional<String> kafka, Optional<String> token) {
    /** Absent where the directory has no such file. @throws IllegalStateException if it cannot be read */
    public static Optional<StackFile> in(Path directory) {
        Path file = directory.resolve("stack.json");
        try {
            return Optional.of(Json.read(Files.readString(file), StackFile.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
