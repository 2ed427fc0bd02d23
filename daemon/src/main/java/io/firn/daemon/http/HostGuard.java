package io.firn.daemon.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;

/**
 * Refuses requests whose Host is not this machine while only this machine may connect: a web page elsewhere could
 * otherwise reach the daemon under a name of its own that resolves to loopback (DNS rebinding).
 */
final class HostGuard {
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    private final boolean local;
    private final String bindAddress;

    HostGuard(String bindAddress) {
        this.bindAddress = bindAddress.toLowerCase(Locale.ROOT);
        this.local = isLoopback(bindAddress);
    }

    /** @param host the Host header, empty without one */
    boolean allows(String host) {
        if (!local) {
            return true;
        }
        String name = host.toLowerCase(Locale.ROOT);
        int colon = name.lastIndexOf(':');
        if (colon > name.lastIndexOf(']')) {
            name = name.substring(0, colon);
        }
        return LOCAL.contains(name) || name.equals(bindAddress);
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
