package io.firn.quality.reconciliation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Looks whether there are records at due offsets of which nothing is known: only then they are missing. Reads a bounded
 * number of records a round; the rest waits for the next one.
 */
final class GapReader {
    /** In one round and table. */
    static final int MOST_RECORDS = 100_000;

    /** Gaps so near to each other are read in one go. */
    private static final int NEAR = 500;

    private static final int MOST_READS = 200;

    private final CommittedRecords records;
    private int recordsLeft = MOST_RECORDS;
    private int readsLeft = MOST_READS;

    GapReader(CommittedRecords records) {
        this.records = records;
    }

    void read(Round round, Positions now) {
        for (TopicPartition partition : round.account().partitions().keySet()) {
            PartitionAccount account = round.account().partitions().get(partition);
            Long earliest = now.starts().get(partition);
            if (account != null && earliest != null) {
                PartitionAccount settled = account.settle().doubt(earliest).settle();
                round.become(partition, read(round, partition, settled).settle());
            }
        }
    }

    private PartitionAccount read(Round round, TopicPartition partition, PartitionAccount account) {
        PartitionAccount probed = account;
        for (OffsetRange span : spans(account.gaps())) {
            if (recordsLeft <= 0 || readsLeft-- <= 0) {
                break;
            }
            OffsetSet gaps = account.gaps();
            OffsetSet.Builder present = new OffsetSet.Builder();
            Map<Long, Instant> times = new HashMap<>();
            long reached = records.read(partition, span.from(), span.to(), record -> {
                if (gaps.contains(record.offset())) {
                    present.add(record.offset());
                    times.put(record.offset(), Instant.ofEpochMilli(record.timestamp()));
                }
                return recordsLeft-- > 0;
            });
            if (reached <= span.from()) {
                continue;
            }
            OffsetSet there = present.build().below(reached);
            PartitionAccount before = probed;
            probed = before.probed(new OffsetRange(span.from(), reached), there);
            OffsetSet lost = probed.missing().minus(before.missing());
            for (OffsetRange gap : gaps.and(OffsetSet.of(span.from(), reached)).ranges()) {
                OffsetSet missing = lost.and(OffsetSet.of(gap.from(), gap.to()));
                if (!missing.isEmpty()) {
                    round.missing(partition, missing, times);
                }
            }
        }
        return probed;
    }

    private static List<OffsetRange> spans(OffsetSet gaps) {
        List<OffsetRange> spans = new ArrayList<>();
        for (OffsetRange gap : gaps.ranges()) {
            int newest = spans.size() - 1;
            if (newest >= 0 && gap.from() - spans.get(newest).to() <= NEAR) {
                spans.set(newest, new OffsetRange(spans.get(newest).from(), gap.to()));
            } else {
                spans.add(gap);
            }
        }
        return spans;
    }
}
