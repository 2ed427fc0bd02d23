package io.firn.metrics.lag;

/**
 * The first record that has a time or a later one.
 *
 * @param offset of the record; {@link #NOWHERE} if there is no such record
 * @param time of the record in milliseconds
 */
record Found(long offset, long time) {
    static final long NOWHERE = Long.MAX_VALUE;

    static final Found NOTHING = new Found(NOWHERE, -1);
}
