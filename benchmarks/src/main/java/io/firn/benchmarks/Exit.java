package io.firn.benchmarks;

/** Turns the end of a benchmark into the exit code: 0 verified, 1 not, 2 wrong use. */
final class Exit {
    private Exit() {}

    interface Run {
        /** Returns whether every row was where it belongs. */
        boolean verified() throws InterruptedException;
    }

    static int code(Run run) throws InterruptedException {
        try {
            return run.verified() ? 0 : 1;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return 2;
        } catch (BenchmarkFailure e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }
}
