package io.firn.daemon.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The secret that a changing request must carry; compared in constant time. */
record BearerToken(String secret) {
    private static final String SCHEME = "Bearer ";

    /** @param authorization the Authorization header, empty without one */
    boolean matches(String authorization) {
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        byte[] given = authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(given, secret.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "***";
    }
}
