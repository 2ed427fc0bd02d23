package io.firn.daemon.slo;

import io.firn.lake.config.FirnConfig;
import io.firn.lake.config.StreamConfig;
import io.firn.lake.config.TierConfig;
import io.firn.lake.config.Tiers;
import java.util.Set;
import java.util.stream.Collectors;

/** To which tier and pipeline a table belongs. */
public final class TableOwners {
    private final Tiers tiers;
    private final String group;
    private final Set<String> streamed;

    public TableOwners(FirnConfig config) {
        this.tiers = config.tiers();
        this.group = config.pipeline().landingGroup();
        this.streamed =
                config.pipeline().streams().stream().map(StreamConfig::table).collect(Collectors.toSet());
    }

    public TierConfig tier(String table) {
        return tiers.of(table);
    }

    /** The consumer group that lands records in the table, empty where none does. */
    public String pipeline(String table) {
        return isStreamed(table) ? group : "";
    }

    boolean isStreamed(String table) {
        return streamed.contains(table);
    }
}
