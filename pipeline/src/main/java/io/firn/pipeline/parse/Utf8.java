package io.firn.pipeline.parse;

/**
 * Whether bytes are UTF-8 as RFC 3629 has it, without a NUL. The JSON parser alone would not do: it takes text with
 * NULs for UTF-16 or UTF-32, and overlong forms for what they are not.
 */
final class Utf8 {
    private Utf8() {}

    static boolean isText(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            int first = bytes[at];
            if (first > 0) {
                at++;
                continue;
            }
            int length = sequence(bytes, at, first & 0xff);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /** Length of the valid sequence of two to four bytes that starts here, else 0. */
    private static int sequence(byte[] bytes, int at, int first) {
        if (first >= 0xc2 && first <= 0xdf) {
            return continues(bytes, at + 1, 1, 0x80, 0xbf) ? 2 : 0;
        }
        if (first >= 0xe0 && first <= 0xef) {
            int low = first == 0xe0 ? 0xa0 : 0x80;
            int high = first == 0xed ? 0x9f : 0xbf;
            return continues(bytes, at + 1, 2, low, high) ? 3 : 0;
        }
        if (first >= 0xf0 && first <= 0xf4) {
            int low = first == 0xf0 ? 0x90 : 0x80;
            int high = first == 0xf4 ? 0x8f : 0xbf;
            return continues(bytes, at + 1, 3, low, high) ? 4 : 0;
        }
        return 0;
    }

    private static boolean continues(byte[] bytes, int at, int count, int low, int high) {
        if (at + count > bytes.length) {
            return false;
        }
        int second = bytes[at] & 0xff;
        if (second < low || second > high) {
            return false;
        }
        for (int i = at + 1; i < at + count; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                return false;
            }
        }
        return true;
    }
}
