package io.firn.benchmarks;

/** Turns the end of a benchmark into the exit code: 0 verified, 1 not, 2 wrong use. */
public final class Exit {
    private Exit() {}

    /** One benchmark. */
    public interface Run {
        /** Returns whether every row was where it belongs. */
        boolean verified() throws InterruptedException;
    }

    public static int code(Run run) throws InterruptedException {
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
