package io.firn.lake.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A token by its SHA-256 alone: enough to recognise it, of no use to who reads it. Written as {@code sha256:} and 64
 * hexadecimal digits. It has no salt, so the token must be one that nobody can guess.
 */
public record TokenHash(String hex) {
    private static final String SCHEME = "sha256:";

    public TokenHash {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "Cannot read the hash of a token: it is not sha256:<64 hexadecimal digits>");
        }
    }

    /** Of a token as a request carries it. */
    public static TokenHash of(String token) {
        return new TokenHash(HexFormat.of().formatHex(sha256(token)));
    }

    /** @throws IllegalArgumentException if the text is no such hash */
    public static TokenHash parse(String text) {
        return new TokenHash(text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : "");
    }

    /** Whether this is the token; takes as long for every token that is not. */
    public boolean matches(String token) {
        return MessageDigest.isEqual(sha256(token), HexFormat.of().parseHex(hex));
    }

    /** As the configuration has it. */
    public String text() {
        return SCHEME + hex;
    }

    @Override
    public String toString() {
        return "***";
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Cannot hash a token: this Java has no SHA-256", e);
        }
    }
}
