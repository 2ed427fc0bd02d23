package io.firn.lake.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong, so that one run reports all of it. */
final class Problems {
    private final List<String> sources;
    private final Set<Problem> found = new LinkedHashSet<>();

    /** @param sources in the order in which their problems are listed */
    Problems(List<String> sources) {
        this.sources = List.copyOf(sources);
    }

    void add(Origin origin, String message) {
        found.add(new Problem(origin.source(), origin.line(), origin.column(), message));
    }

    /** Where a problem belongs that no line is to blame for. */
    Origin nowhere() {
        return Origin.wholeOf(sources.isEmpty() ? "configuration" : sources.get(sources.size() - 1));
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            List<Problem> sorted = new ArrayList<>(found);
            sorted.sort(Comparator.comparingInt((Problem problem) -> sources.indexOf(problem.source()))
                    .thenComparingInt(Problem::line)
                    .thenComparingInt(Problem::column));
            throw new ConfigException(sorted);
        }
    }
}
