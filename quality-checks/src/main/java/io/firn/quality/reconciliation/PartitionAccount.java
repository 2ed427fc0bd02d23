package io.firn.quality.reconciliation;

/**
 * What has become of the offsets of one partition of a raw topic. Up to {@code settled} all of them are accounted for and
 * only counted; what is known beyond is kept as sets. Immutable; every method is a pure function.
 *
 * @param topicId tells a topic from another one of the same name
 * @param start first offset that is accounted for
 * @param trusted below it absence proves nothing: the snapshots in which an offset may have landed were never seen
 * @param wholeHistory whether the table has been followed since its first snapshot, so that {@code trusted} does not matter
 *     once the first offsets have been found in it
 * @param due first offset that need not have ended yet
 * @param settled first offset that is not accounted for
 * @param landed at or behind {@code settled}, as are {@code deadLetters} and {@code noRecord}
 * @param missing anywhere, as is {@code unknown}
 */
record PartitionAccount(
        String topicId,
        long start,
        long trusted,
        boolean wholeHistory,
        long due,
        long settled,
        OffsetSet landed,
        OffsetSet deadLetters,
        OffsetSet noRecord,
        OffsetSet missing,
        OffsetSet unknown,
        Tally tally) {
    PartitionAccount {
        if (start > settled) {
            throw new IllegalArgumentException(
                    "Cannot account for offsets: settled up to " + settled + ", which is before the start " + start);
        }
    }

    /** The first look at a partition whose topic holds the offsets from {@code start} to {@code end}. */
    static PartitionAccount firstSight(String topicId, long start, long end, boolean wholeHistory) {
        return new PartitionAccount(
                topicId,
                start,
                end,
                wholeHistory,
                start,
                start,
                OffsetSet.EMPTY,
                OffsetSet.EMPTY,
                OffsetSet.EMPTY,
                OffsetSet.EMPTY,
                OffsetSet.EMPTY,
                Tally.NONE);
    }

    /**
     * A commit has put these into the table.
     *
     * @param repeated rows too many within the commit
     * @param fresh whether they are new rows; else the commit may only have copied rows that were there
     */
    PartitionAccount land(OffsetSet offsets, long repeated, boolean fresh) {
        OffsetSet mine = offsets.from(start);
        OffsetSet low = mine.below(settled);
        OffsetSet high = mine.from(settled);
        OffsetSet late = low.and(missing);
        OffsetSet recovered = low.and(unknown);
        long again =
                low.size() - late.size() - recovered.size() + high.and(landed).size() + repeated;
        return with(
                landed.plus(high),
                deadLetters,
                noRecord.minus(high),
                missing.minus(mine),
                unknown.minus(mine),
                tally.withLate(recovered.size(), late.size()).withDuplicates(fresh ? again : 0));
    }

    /** The dead-letter topic has these. */
    PartitionAccount bury(OffsetSet offsets) {
        OffsetSet mine = offsets.from(start);
        OffsetSet low = mine.below(settled);
        OffsetSet high = mine.from(settled);
        return with(
                landed,
                deadLetters.plus(high),
                noRecord.minus(high),
                missing.minus(mine),
                unknown.minus(mine),
                tally.withLateDeadLetters(
                        low.and(unknown).size(), low.and(missing).size()));
    }

    /** A rollback has taken these out of the table again. They stay absent until they land anew. */
    PartitionAccount undo(OffsetSet offsets) {
        OffsetSet low = offsets.from(start).below(settled).minus(missing).minus(unknown);
        return with(
                landed.minus(offsets), deadLetters, noRecord, missing.plus(low), unknown, tally.withUndone(low.size()));
    }

    /** Every offset before {@code end} must have ended by now. */
    PartitionAccount dueUpTo(long end) {
        return end <= due
                ? this
                : new PartitionAccount(
                        topicId,
                        start,
                        trusted,
                        wholeHistory,
                        end,
                        settled,
                        landed,
                        deadLetters,
                        noRecord,
                        missing,
                        unknown,
                        tally);
    }

    /** Due offsets that nothing is known of. */
    OffsetSet gaps() {
        return OffsetSet.of(settled, due).minus(known());
    }

    /** Gives up the gaps of which nobody can tell: gone from the topic, or perhaps in snapshots that were never seen. */
    PartitionAccount doubt(long earliest) {
        OffsetSet gaps = gaps();
        OffsetSet doubted = gaps.below(wholeHistory ? earliest : Math.max(earliest, trusted));
        return doubted.isEmpty() ? this : with(landed, deadLetters, noRecord, missing, unknown.plus(doubted), tally);
    }

    /**
     * What a reader of committed records has found in a range that it read to its end. Records before the first that was
     * found in the table were perhaps in another one of the name, unless the table was there before they were.
     */
    PartitionAccount probed(OffsetRange range, OffsetSet present) {
        OffsetSet asked = OffsetSet.of(range.from(), range.to()).and(gaps());
        OffsetSet there = asked.and(present);
        OffsetSet doubtful = there.below(Math.min(trusted, firstLanded()));
        return with(
                landed,
                deadLetters,
                noRecord.plus(asked.minus(present)),
                missing.plus(there.minus(doubtful)),
                unknown.plus(doubtful),
                tally);
    }

    /** Counts what is accounted for without a gap, and forgets which offsets that were. */
    PartitionAccount settle() {
        long end = known().runFrom(settled);
        if (end == settled) {
            return this;
        }
        OffsetSet window = OffsetSet.of(settled, end);
        OffsetSet inTable = landed.and(window);
        OffsetSet dead = deadLetters.and(window).minus(inTable);
        OffsetSet lost = missing.and(window);
        long unclear = unknown.and(window).size();
        long both = deadLetters.and(inTable).size();
        long nothing = window.size() - inTable.size() - dead.size() - lost.size() - unclear;
        Tally more =
                new Tally(window.size(), inTable.size(), dead.size(), both, nothing, unclear, lost.size(), lost.size());
        return new PartitionAccount(
                topicId,
                start,
                trusted,
                wholeHistory,
                due,
                end,
                landed.minus(window),
                deadLetters.minus(window),
                noRecord.minus(window),
                missing,
                unknown,
                tally.plus(more));
    }

    /** Snapshots went unread: what may have landed in them, anything before {@code end}, cannot be called missing. */
    PartitionAccount distrust(long end) {
        return new PartitionAccount(
                topicId,
                start,
                Math.max(trusted, end),
                false,
                due,
                settled,
                landed,
                deadLetters,
                noRecord,
                missing,
                unknown,
                tally);
    }

    /** Kafka has named the topic of a partition that rows had named before. */
    PartitionAccount ofTopic(String id) {
        return new PartitionAccount(
                id, start, trusted, wholeHistory, due, settled, landed, deadLetters, noRecord, missing, unknown, tally);
    }

    /** Another table has the name: what this one held is history, what it missed nobody can tell any more. */
    PartitionAccount inAnotherTable(long end) {
        return new PartitionAccount(
                topicId,
                start,
                Math.max(trusted, end),
                false,
                due,
                settled,
                OffsetSet.EMPTY,
                deadLetters,
                OffsetSet.EMPTY,
                OffsetSet.EMPTY,
                unknown.plus(missing.below(settled)),
                tally.withMissingForgotten());
    }

    /** Another topic has the name: its offsets begin anew. */
    PartitionAccount inAnotherTopic(String id, long first, long end) {
        return new PartitionAccount(
                id,
                first,
                end,
                false,
                first,
                first,
                OffsetSet.EMPTY,
                OffsetSet.EMPTY,
                OffsetSet.EMPTY,
                OffsetSet.EMPTY,
                OffsetSet.EMPTY,
                tally.withMissingForgotten());
    }

    private long firstLanded() {
        if (tally.landed() > 0) {
            return start;
        }
        return landed.isEmpty() ? Long.MAX_VALUE : landed.ranges().get(0).from();
    }

    private OffsetSet known() {
        return landed.plus(deadLetters)
                .plus(noRecord)
                .plus(missing.from(settled))
                .plus(unknown.from(settled));
    }

    private PartitionAccount with(
            OffsetSet newLanded,
            OffsetSet newDeadLetters,
            OffsetSet newNoRecord,
            OffsetSet newMissing,
            OffsetSet newUnknown,
            Tally newTally) {
        return new PartitionAccount(
                topicId,
                start,
                trusted,
                wholeHistory,
                due,
                settled,
                newLanded,
                newDeadLetters,
                newNoRecord,
                newMissing,
                newUnknown,
                newTally);
    }
}
