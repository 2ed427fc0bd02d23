package io.firn.maintenance.reachability;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * When two spellings of a location mean the same file (hazards H6, H7). Spellings are put into classes: equal schemes
 * ({@code s3}, {@code s3a}, {@code s3n}; {@code file:/x}, {@code file:///x}, {@code /x}), doubled slashes, dot segments,
 * percent-encoding however often applied, {@code +} for a space, composed and decomposed characters. Two different files
 * may fall into one class; whoever compares by class then keeps a file too many, never one too few.
 */
public final class Locations {
    private static final long HASH_START = 0xcbf29ce484222325L;
    private static final long HASH_PRIME = 0x100000001b3L;
    private static final String FILE = "file:";

    private Locations() {}

    /** Scheme and authority in the form in which they are compared: {@code s3://bucket}, {@code file:}. */
    public static String origin(String location) {
        int pathStart = pathStart(location);
        int colon = schemeEnd(location);
        if (colon < 0) {
            return location.startsWith("/") ? FILE : "";
        }
        String scheme = scheme(location.substring(0, colon));
        if (scheme.equals("file")) {
            String authority = pathStart >= colon + 3 ? location.substring(colon + 3, pathStart) : "";
            return authority.isEmpty() || authority.equals("localhost") ? FILE : FILE + "//" + authority;
        }
        return pathStart >= colon + 3 ? scheme + "://" + location.substring(colon + 3, pathStart) : scheme + ":";
    }

    /** One spelling for each class; it need not be the name of a file. */
    public static String canonical(String location) {
        return origin(location) + canonicalPath(location.substring(pathStart(location)));
    }

    /** Whether a file or directory lies in a directory or is it, compared by class and by whole path segments (hazard H5). */
    public static boolean isWithin(String location, String directory) {
        return asDirectory(location).startsWith(asDirectory(directory));
    }

    /** The canonical spelling with one slash at its end. */
    public static String asDirectory(String location) {
        String canonical = canonical(location);
        return canonical.endsWith("/") ? canonical : canonical + "/";
    }

    /** A hash of the class of a location. */
    static long hash(String location) {
        int start = pathStart(location);
        if (!isPlain(location, start)) {
            String canonical = canonical(location);
            return mixed(hashed(HASH_START, canonical, 0, canonical.length()));
        }
        long hash = HASH_START;
        if (start == 0) {
            hash = location.startsWith("/") ? hashed(hash, FILE, 0, FILE.length()) : hash;
        } else {
            String origin = origin(location);
            hash = hashed(hash, origin, 0, origin.length());
        }
        return mixed(hashed(hash, location, start, location.length()));
    }

    private static long hashed(long start, String text, int from, int to) {
        long hash = start;
        for (int i = from; i < to; i++) {
            hash = (hash ^ text.charAt(i)) * HASH_PRIME;
        }
        return hash;
    }

    /** Spreads the entropy over all bits. */
    private static long mixed(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    /** Whether a path is its own canonical form for sure: the case of nearly every file. */
    private static boolean isPlain(String location, int start) {
        char last = 0;
        for (int i = start; i < location.length(); i++) {
            char c = location.charAt(i);
            if (c == '%' || c == '+' || c >= 0x80 || (last == '/' && (c == '/' || c == '.'))) {
                return false;
            }
            last = c;
        }
        return true;
    }

    private static String canonicalPath(String path) {
        if (isPlain(path, 0)) {
            return path;
        }
        String decoded = path;
        String next = decodedOnce(decoded);
        while (!next.equals(decoded)) {
            decoded = next;
            next = decodedOnce(decoded);
        }
        return withoutDotSegments(Normalizer.normalize(decoded, Normalizer.Form.NFC));
    }

    private static String decodedOnce(String text) {
        String spaced = text.replace('+', ' ');
        if (spaced.indexOf('%') < 0) {
            return spaced;
        }
        StringBuilder decoded = new StringBuilder(spaced.length());
        int i = 0;
        while (i < spaced.length()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            while (isEscape(spaced, i)) {
                bytes.write(Character.digit(spaced.charAt(i + 1), 16) * 16 + Character.digit(spaced.charAt(i + 2), 16));
                i += 3;
            }
            decoded.append(bytes.toString(StandardCharsets.UTF_8));
            if (i < spaced.length()) {
                decoded.append(spaced.charAt(i++));
            }
        }
        return decoded.toString();
    }

    private static boolean isEscape(String text, int i) {
        return i + 2 < text.length()
                && text.charAt(i) == '%'
                && Character.digit(text.charAt(i + 1), 16) >= 0
                && Character.digit(text.charAt(i + 2), 16) >= 0;
    }

    private static String withoutDotSegments(String path) {
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        String joined = String.join("/", segments);
        String rooted = path.startsWith("/") ? "/" + joined : joined;
        return path.endsWith("/") && !rooted.endsWith("/") ? rooted + "/" : rooted;
    }

    private static String scheme(String written) {
        String scheme = written.toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "s3a", "s3n" -> "s3";
            case "abfss" -> "abfs";
            default -> scheme;
        };
    }

    /** Where the path begins: after scheme and authority. */
    private static int pathStart(String location) {
        int colon = schemeEnd(location);
        if (colon < 0) {
            return 0;
        }
        if (!location.startsWith("//", colon + 1)) {
            return colon + 1;
        }
        int slash = location.indexOf('/', colon + 3);
        return slash < 0 ? location.length() : slash;
    }

    /** The index of the colon after a scheme, or -1. */
    private static int schemeEnd(String location) {
        for (int i = 0; i < location.length(); i++) {
            char c = location.charAt(i);
            if (c == ':') {
                return i == 0 ? -1 : i;
            }
            boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean isOther = i > 0 && ((c >= '0' && c <= '9') || c == '-');
            if (!isLetter && !isOther) {
                return -1;
            }
        }
        return -1;
    }
}
