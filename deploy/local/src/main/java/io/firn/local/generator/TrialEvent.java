package io.firn.local.generator;

import java.util.Optional;

/**
 * One record to send.
 *
 * @param position its number since the generator's first start
 * @param fault that made it what it should not be
 */
record TrialEvent(long position, TrialTopic topic, EventKind kind, Optional<Fault> fault, String key, String value) {}
