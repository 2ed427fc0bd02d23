package io.firn.metrics.cloudwatch;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What counters showed when they were last sent, to tell what was added since. Counters of a process start from 0 with it, so
 * one that is new is sent whole. Those of a table go back to before this process: the first look only remembers them.
 */
record CounterMemory(Map<String, Double> values) {
    static final CounterMemory EMPTY = new CounterMemory(Map.of());

    CounterMemory {
        values = Map.copyOf(values);
    }

    /** A look at the counters that, once they are sent, replaces this. */
    Look look() {
        return new Look(this);
    }

    /** One round over the counters; not for several threads. */
    static final class Look {
        private final CounterMemory before;
        private final Map<String, Double> seen = new HashMap<>();

        private Look(CounterMemory before) {
            this.before = before;
        }

        /** What was added to the counter; absent at the first look at one that had begun before. */
        Optional<Double> added(String counter, boolean startsWithTheProcess, double value) {
            seen.put(counter, value);
            Double last = before.values.get(counter);
            if (last == null) {
                return startsWithTheProcess ? Optional.of(value) : Optional.empty();
            }
            return Optional.of(value < last ? value : value - last);
        }

        CounterMemory memory() {
            return new CounterMemory(seen);
        }
    }
}
