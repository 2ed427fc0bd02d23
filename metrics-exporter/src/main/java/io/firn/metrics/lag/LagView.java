package io.firn.metrics.lag;

import java.time.Instant;
import java.util.List;

/**
 * The lag of every group at one moment.
 *
 * @param missingTopics configured topics that the broker does not have
 */
public record LagView(Instant takenAt, List<GroupLag> groups, List<String> missingTopics) {
    public LagView {
        groups = List.copyOf(groups);
        missingTopics = List.copyOf(missingTopics);
    }

    /** Over all groups and topics. */
    public long records() {
        return groups.stream().mapToLong(GroupLag::records).sum();
    }
}
