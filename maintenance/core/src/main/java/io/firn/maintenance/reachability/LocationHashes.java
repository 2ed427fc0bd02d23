package io.firn.maintenance.reachability;

import java.util.concurrent.atomic.LongAdder;

/**
 * A set of 64-bit hashes for many threads: 256 open-addressing tables, each with its own lock, so that growing one needs
 * little memory beside the rest. A hash takes 10 to 12.5 bytes, 10 million take 125 MB at most. Two locations with one hash (one chance in
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
            if ((used + 1) * 5L > slots.length * 4L) {
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

        /** By a quarter: memory is worth more here than the copying. */
        private void grow() {
            long[] grown = new long[slots.length + slots.length / 4];
            for (long hash : slots) {
                if (hash != 0) {
                    grown[slotOf(grown, hash)] = hash;
                }
            }
            slots = grown;
        }

        /** Where the hash is, or the free slot where it belongs. */
        private static int slotOf(long[] slots, long hash) {
            int slot = (int) (((hash & 0xFFFFFFFFL) * slots.length) >>> 32);
            while (slots[slot] != 0 && slots[slot] != hash) {
                slot = slot + 1 == slots.length ? 0 : slot + 1;
            }
            return slot;
        }
    }
}
