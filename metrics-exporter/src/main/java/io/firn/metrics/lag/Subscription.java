package io.firn.metrics.lag;

import io.firn.lake.config.PipelineConfig;
import io.firn.lake.config.StreamConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * A topic that a group reads.
 *
 * @param transactionsOnly whether everything in the topic is written in transactions, so that each partition ends with a
 *     marker that no consumer gets and no group commits
 */
record Subscription(String group, String topic, boolean transactionsOnly) {

    /** What the pipeline's two jobs read. */
    static List<Subscription> of(PipelineConfig pipeline) {
        List<Subscription> subscriptions = new ArrayList<>();
        for (StreamConfig stream : pipeline.streams()) {
            subscriptions.add(new Subscription(pipeline.validationGroup(), stream.topic(), false));
            subscriptions.add(new Subscription(pipeline.landingGroup(), stream.validTopic(), true));
        }
        return List.copyOf(subscriptions);
    }
}
