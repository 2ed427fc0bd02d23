package io.firn.daemon.http;

import io.firn.lake.config.TokenHash;

/** The secret that a changing request must carry, known by its hash alone; compared in constant time. */
record BearerToken(TokenHash hash) {
    private static final String SCHEME = "Bearer ";

    /** @param authorization the Authorization header, empty without one */
    boolean matches(String authorization) {
        return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && hash.matches(authorization.substring(SCHEME.length()).strip());
    }
}
