package io.firn.local.generator;

/**
 * Records of one partition.
 *
 * @param first lowest offset
 * @param last highest offset
 * @param records how many of those between are meant
 */
record OffsetSpan(long first, long last, long records) {
    static OffsetSpan of(long offset) {
        return new OffsetSpan(offset, offset, 1);
    }

    OffsetSpan plus(OffsetSpan other) {
        return new OffsetSpan(Math.min(first, other.first), Math.max(last, other.last), records + other.records);
    }
}
