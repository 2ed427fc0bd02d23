package io.firn.benchmarks;

/** Nothing could be measured, or what was measured is not what was sent. */
public final class BenchmarkFailure extends RuntimeException {
    public BenchmarkFailure(String message) {
        super(message);
    }
}
