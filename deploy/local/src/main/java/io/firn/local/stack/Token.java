package io.firn.local.stack;

import java.security.SecureRandom;
import java.util.HexFormat;

/** What a request that changes something must carry. */
final class Token {
    private static final int BYTES = 24;

    private Token() {}

    static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
