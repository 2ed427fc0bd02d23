package io.firn.metrics.lag;

import java.time.Instant;
import java.util.List;

/**
 * The lag of every group at one moment.
 *
 * @param groups the pipeline's own first
 * @param missingTopics configured topics that the broker does not have
 * @param tables how old the oldest record is that is not in them, where that is known
 */
public record LagView(Instant takenAt, List<GroupLag> groups, List<String> missingTopics, List<UnqueryableAge> tables) {
    public LagView {
        groups = List.copyOf(groups);
        missingTopics = List.copyOf(missingTopics);
        tables = List.copyOf(tables);
    }

    /** Over all groups and topics. */
    public long records() {
        return groups.stream().mapToLong(GroupLag::records).sum();
    }
}
