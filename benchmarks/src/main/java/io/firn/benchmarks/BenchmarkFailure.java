package io.firn.benchmarks;

/** Nothing could be measured, or what was measured is not what was sent. */
final class BenchmarkFailure extends RuntimeException {
    BenchmarkFailure(String message) {
        super(message);
    }
}
