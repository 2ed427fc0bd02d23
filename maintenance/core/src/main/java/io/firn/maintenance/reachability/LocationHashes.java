package io.firn.maintenance.reachability;

import java.util.concurrent.atomic.LongAdder;

/**
 * A set of 64-bit hashes for many threads: 256 open-addressing tables, each with its own lock, so that growing one needs
 * little memory beside the rest. 10 million hashes take 135 MB at most. Two locations with one hash (one chance in
 * 300,000 among 10 million) look like one, which keeps a file that might have gone, and never the reverse.
 */
final class LocationHashes {
    private static final int STRIPES = 256;
    private static final int SMALLEST = 16;

    private final Stripe[] stripes = new Stripe[STRIPES];
    private final LongAdder size = new LongAdder();

    LocationHashes() {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe();
        }
    }

    /** Whether it was not there. */
    boolean add(long hash) {
        long stored = hash == 0 ? 1 : hash;
        boolean added = stripe(stored).add(stored);
        if (added) {
            size.increment();
        }
        return added;
    }

    boolean contains(long hash) {
        long stored = hash == 0 ? 1 : hash;
        return stripe(stored).contains(stored);
    }

    long size() {
        return size.sum();
    }

    private Stripe stripe(long hash) {
        return stripes[(int) (hash >>> 56)];
    }

    private static final class Stripe {
        private long[] slots = new long[SMALLEST];
        private int used;

        synchronized boolean add(long hash) {
            if ((used + 1) * 4L > slots.length * 3L) {
                grow();
            }
            int slot = slotOf(slots, hash);
            if (slots[slot] == hash) {
                return false;
            }
            slots[slot] = hash;
            used++;
            return true;
        }

        synchronized boolean contains(long hash) {
            return slots[slotOf(slots, hash)] == hash;
        }

        private void grow() {
            long[] grown = new long[slots.length * 2];
            for (long hash : slots) {
                if (hash != 0) {
                    grown[slotOf(grown, hash)] = hash;
                }
            }
            slots = grown;
        }

        /** Where the hash is, or the free slot where it belongs. */
        private static int slotOf(long[] slots, long hash) {
            int mask = slots.length - 1;
            int slot = (int) hash & mask;
            while (slots[slot] != 0 && slots[slot] != hash) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }
    }
}
