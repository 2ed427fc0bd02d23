package io.firn.local.generator;

/**
 * One record to send.
 *
 * @param position its number since the generator's first start
 */
record TrialEvent(long position, TrialTopic topic, EventKind kind, String key, String value) {}
