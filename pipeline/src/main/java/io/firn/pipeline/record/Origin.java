package io.firn.pipeline.record;

/**
 * Where a record stands in its raw topic.
 *
 * @param timestamp epoch milliseconds
 */
public record Origin(String topic, int partition, long offset, long timestamp) {

    @Override
    public String toString() {
        return topic + ", partition " + partition + ", offset " + offset;
    }
}
