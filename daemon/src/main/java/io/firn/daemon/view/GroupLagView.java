package io.firn.daemon.view;

import java.util.Optional;

/**
 * What waits for a consumer group in a topic. Seconds are empty where they are not known.
 *
 * @param records that it has not committed yet
 * @param seconds the age of the oldest of them
 * @param status {@code ok}, {@code unknown}, {@code warn}, {@code rewind}, {@code stall} or {@code stop}
 * @param headroomSeconds until retention may delete the oldest of them
 * @param catchUpSeconds until nothing waits any more, as fast as it went lately
 */
public record GroupLagView(
        String group,
        String topic,
        long records,
        Optional<Double> seconds,
        String status,
        Optional<Double> headroomSeconds,
        Optional<Double> catchUpSeconds) {}
