package io.firn.daemon.view;

/** Records of a topic that a consumer group has not committed yet. */
public record GroupLagView(String group, String topic, long records) {}
