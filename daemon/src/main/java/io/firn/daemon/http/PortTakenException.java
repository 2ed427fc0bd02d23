package io.firn.daemon.http;

import io.firn.lake.config.DaemonConfig;
import io.firn.lake.process.PortOwner;

/** The daemon's address cannot be listened on. */
public class PortTakenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private PortTakenException(String message, Throwable cause) {
        super(message, cause);
    }

    static PortTakenException of(DaemonConfig config, PortOwner owners, Throwable cause) {
        String owner = owners.of(config.port()).map(name -> "taken by " + name).orElse("taken, or not this machine's");
        return new PortTakenException(
                "Cannot listen on port " + config.port() + " of " + config.bindAddress() + ": it is " + owner, cause);
    }
}
