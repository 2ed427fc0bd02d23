package io.firn.daemon.command;

/** A daemon, as far as the command that started it needs to know. */
public interface RunningDaemon extends AutoCloseable {
    /** Returns when somebody has closed it. */
    void awaitClosed() throws InterruptedException;

    @Override
    void close();
}
