package io.firn.lake.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** A layer of configuration: YAML text and the name that problems give it. */
public record ConfigSource(String name, String text) {

    /**
     * Reads a UTF-8 file.
     *
     * @throws ConfigException naming the file, if it cannot be read
     */
    public static ConfigSource file(Path path) {
        try {
            return new ConfigSource(path.toString(), Files.readString(path));
        } catch (IOException e) {
            String message = "Cannot read configuration: " + reason(e);
            throw new ConfigException(List.of(new Problem(path.toString(), 0, 0, message)));
        }
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        return e instanceof CharacterCodingException ? "it is not UTF-8 text" : String.valueOf(e.getMessage());
    }
}
