package io.firn.daemon.command;

import io.firn.lake.config.FirnConfig;

/** Starts a daemon; throws with a message for a person if it cannot. */
@FunctionalInterface
public interface DaemonStarter {
    RunningDaemon start(FirnConfig config);
}
