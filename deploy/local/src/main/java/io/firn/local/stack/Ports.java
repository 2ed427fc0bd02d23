package io.firn.local.stack;

import io.firn.lake.process.LoopbackPorts;
import io.firn.lake.process.PortOwner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Decides which ports the stack takes. One that the operator asked for is never replaced by another. */
final class Ports {
    static final int KAFKA = 9092;
    static final int DAEMON = 8383;

    /** In a configuration: whichever is free. */
    static final int ANY = 0;

    private final PortOwner owner = new PortOwner(Path.of("/proc"));
    private final Consumer<String> notes;

    Ports(Consumer<String> notes) {
        this.notes = notes;
    }

    /** The port that is preferred, or a free one if that is taken. */
    int preferred(String who, int port) throws StackException {
        if (LoopbackPorts.isFree(port)) {
            return port;
        }
        int other = free();
        notes.accept("Port " + port + " is taken" + by(port) + ": " + who + " takes " + other);
        return other;
    }

    void require(String who, int port) throws StackException {
        if (!LoopbackPorts.isFree(port)) {
            throw new StackException("Cannot start " + who + ": port " + port + " is taken" + by(port));
        }
    }

    int free() throws StackException {
        try {
            return LoopbackPorts.free();
        } catch (IOException e) {
            throw new StackException(String.valueOf(e.getMessage()), e);
        }
    }

    private String by(int port) {
        return owner.of(port).map(process -> " by " + process).orElse("");
    }
}
