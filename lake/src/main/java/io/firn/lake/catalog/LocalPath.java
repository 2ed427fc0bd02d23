package io.firn.lake.catalog;

import java.nio.file.Path;

/**
 * Where a location is on this machine. The text after {@code file:} is the path as it is: Iceberg writes locations
 * without URL-encoding, so {@code %20} in one is a percent sign and two digits, never a space (hazard H7).
 */
final class LocalPath {
    private static final String SCHEME = "file:";

    private LocalPath() {}

    static boolean isLocal(String location) {
        return location.startsWith("/") || location.startsWith(SCHEME);
    }

    /** Accepts {@code file:/x}, {@code file:///x}, {@code file://localhost/x} and {@code /x}. */
    static Path of(String location) {
        return Path.of(location.substring(pathStart(location)));
    }

    /** A path under {@code prefix}, with the prefix's own scheme and slashes before it. */
    static String spelledAs(String prefix, Path path) {
        return prefix.substring(0, pathStart(prefix)) + path;
    }

    private static int pathStart(String location) {
        if (location.startsWith("/")) {
            return 0;
        }
        if (!location.startsWith(SCHEME + "/")) {
            throw new IllegalArgumentException("Cannot use location '" + location
                    + "': expected an absolute path, with or without file: before it");
        }
        int authority = SCHEME.length() + 2;
        if (!location.startsWith("//", SCHEME.length())) {
            return SCHEME.length();
        }
        int path = location.indexOf('/', authority);
        String host = path < 0 ? "?" : location.substring(authority, path);
        if (!host.isEmpty() && !host.equals("localhost")) {
            throw new IllegalArgumentException("Cannot use location '" + location + "': it is on another host");
        }
        return path;
    }
}
