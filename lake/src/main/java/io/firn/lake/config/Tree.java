package io.firn.lake.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** YAML as it was written: every node knows its origin, and nothing is interpreted yet. */
sealed interface Tree {
    Origin origin();

    /** What the node is, for a message that must not show what it holds. */
    String noun();

    record Scalar(Origin origin, String text, boolean plain) implements Tree {
        /** Whether it says nothing, as in {@code key:} or {@code key: null}. */
        boolean isNull() {
            return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
        }

        @Override
        public String noun() {
            return isNull() ? "nothing" : "a single value";
        }
    }

    record Sequence(Origin origin, List<Tree> items) implements Tree {
        public Sequence {
            items = List.copyOf(items);
        }

        Sequence plus(Sequence later) {
            List<Tree> all = new ArrayList<>(items);
            all.addAll(later.items);
            return new Sequence(later.origin, all);
        }

        @Override
        public String noun() {
            return "a list";
        }
    }

    /** @param entries in the order of the text */
    record Mapping(Origin origin, Map<String, Entry> entries) implements Tree {
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Override
        public String noun() {
            return "a mapping";
        }
    }

    record Entry(Origin keyOrigin, Tree value) {}
}
