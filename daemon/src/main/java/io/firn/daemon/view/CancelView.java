package io.firn.daemon.view;

/**
 * A run that has been asked to end.
 *
 * @param state {@code requested}: it ends before its next commit; what it has committed stays
 */
public record CancelView(String run, String state) {}
