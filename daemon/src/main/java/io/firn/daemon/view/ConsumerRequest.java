package io.firn.daemon.view;

import java.util.Optional;

/** The body that registers a streaming reader, or renews it: the newest snapshot that it has read. */
public record ConsumerRequest(Optional<Long> snapshotId) {}
