package io.firn.lake.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a dollar and {@code NAME} in braces by an environment variable, and {@code file:/path} in them by a file's text
 * without surrounding space; a doubled dollar before the brace stands for the text itself. What was put in is not looked
 * at again.
 */
class Interpolation {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{(?<name>[^}]*)(?<end>})?");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String FILE = "file:";

    /** Takes every text as it is. */
    static final Interpolation NONE = new Interpolation(name -> null) {
        @Override
        String resolve(String text) {
            return text;
        }
    };

    private final UnaryOperator<@Nullable String> environment;

    Interpolation(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
    }

    /** @throws IllegalArgumentException naming the variable or file that cannot be had, never what others hold */
    String resolve(String text) {
        Matcher reference = REFERENCE.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (reference.find()) {
            reference.appendReplacement(resolved, Matcher.quoteReplacement(replacement(reference)));
        }
        return reference.appendTail(resolved).toString();
    }

    private String replacement(Matcher reference) {
        String name = reference.group("name");
        if (name == null) {
            return "${";
        }
        if (reference.group("end") == null) {
            throw new IllegalArgumentException(
                    "Cannot resolve a reference: '${' has no '}' (write '$${' for the text)");
        }
        if (name.startsWith(FILE)) {
            return content(name.substring(FILE.length()));
        }
        if (!VARIABLE.matcher(name).matches()) {
            throw new IllegalArgumentException("Cannot resolve ${" + name
                    + "}: expected the name of an environment variable, or file: and a path");
        }
        String value = environment.apply(name);
        if (value == null) {
            throw new IllegalArgumentException("Cannot resolve ${" + name + "}: the environment variable is not set");
        }
        return value;
    }

    private static String content(String path) {
        try {
            return Files.readString(Path.of(path)).strip();
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("Cannot resolve ${file:" + path + "}: " + reason(e), e);
        }
    }

    private static String reason(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e instanceof CharacterCodingException ? "it is not UTF-8 text" : "it cannot be read";
    }
}
