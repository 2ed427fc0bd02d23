package io.firn.lake.config;

import java.util.Optional;

/**
 * The daemon's own settings.
 *
 * @param bindAddress loopback unless told otherwise
 * @param port 0 takes a free one
 * @param token what a changing request must carry; without it and its hash, changes through HTTP are refused
 * @param tokenHash the same by its hash; never both
 * @param databaseUrl JDBC URL of the ledger and of Quartz
 * @param cacheDirectory for what can be made anew, but not as quickly
 * @param metrics what of the tables becomes metrics
 * @param cloudWatch what goes to Amazon CloudWatch
 * @param alerts who is told of findings
 */
public record DaemonConfig(
        String bindAddress,
        int port,
        Optional<Secret> token,
        Optional<TokenHash> tokenHash,
        String databaseUrl,
        Optional<String> databaseUser,
        Optional<Secret> databasePassword,
        LagConfig lag,
        Optional<String> cacheDirectory,
        MetricsConfig metrics,
        CloudWatchConfig cloudWatch,
        AlertsConfig alerts) {

    /** The same without the token's text, for a process that only has to recognise it. */
    public DaemonConfig withTokenHashed() {
        return new DaemonConfig(
                bindAddress,
                port,
                Optional.empty(),
                acceptedToken(),
                databaseUrl,
                databaseUser,
                databasePassword,
                lag,
                cacheDirectory,
                metrics,
                cloudWatch,
                alerts);
    }

    /** The token that a changing request must carry, however it is configured. */
    public Optional<TokenHash> acceptedToken() {
        return tokenHash.or(() -> token.map(secret -> TokenHash.of(secret.value())));
    }
}
