package io.firn.lake.config;

import java.time.Duration;
import java.util.Optional;

/**
 * The daemon's own settings.
 *
 * @param bindAddress loopback unless told otherwise
 * @param port 0 takes a free one
 * @param token what a changing request must carry; without one, changes through HTTP are refused
 * @param databaseUrl JDBC URL of the ledger and of Quartz
 * @param lagInterval how often Kafka is asked for lag
 */
public record DaemonConfig(
        String bindAddress,
        int port,
        Optional<Secret> token,
        String databaseUrl,
        Optional<String> databaseUser,
        Optional<Secret> databasePassword,
        Duration lagInterval) {}
