package io.firn.daemon.view;

/**
 * What was put back of a run.
 *
 * @param keptBoth files whose name another file has by now: the old ones stay in quarantine
 * @param gone files that somebody else has deleted
 */
public record UndoView(String run, long files, long bytes, long keptBoth, long gone, String words) {}
