package io.firn.metrics.cloudwatch;

import java.util.List;

/**
 * What is sent at one time.
 *
 * @param dropped metrics that were left out: beyond the configured number, or outside of what CloudWatch takes
 * @param counters to be remembered once this has been sent
 */
record Publication(List<Datum> data, int dropped, CounterMemory counters) {
    Publication {
        data = List.copyOf(data);
    }
}
