package io.firn.lake.catalog;

import java.io.File;

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
    static File of(String location) {
        if (!location.startsWith(SCHEME)) {
            if (location.startsWith("/")) {
                return new File(location);
            }
            throw new IllegalArgumentException(
                    "Cannot use location '" + location + "': expected an absolute path or one that starts with file:");
        }
        String path = location.substring(SCHEME.length());
        if (path.startsWith("//")) {
            int slash = path.indexOf('/', 2);
            String host = path.substring(2, slash < 0 ? path.length() : slash);
            if (slash < 0 || !(host.isEmpty() || host.equals("localhost"))) {
                throw new IllegalArgumentException("Cannot use location '" + location + "': it is on another host");
            }
            path = path.substring(slash);
        }
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("Cannot use location '" + location + "': its path is not absolute");
        }
        return new File(path);
    }
}
