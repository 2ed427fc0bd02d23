package io.firn.maintenance.engine;

import io.firn.maintenance.columnar.PlainFailure;
import java.util.ArrayList;
import java.util.List;

/**
 * Describes a failure by its type and place. Messages are left out on purpose, but for those that are made to be shown:
 * Iceberg's name paths, partitions and column bounds, which are values of the data.
 */
public final class Failures {
    private static final int LONGEST_CHAIN = 5;

    private Failures() {}

    public static String describe(Throwable failure) {
        if (failure instanceof PlainFailure plain) {
            return plain.getMessage();
        }
        List<String> chain = new ArrayList<>();
        Throwable next = failure;
        while (next != null && chain.size() < LONGEST_CHAIN) {
            StackTraceElement[] trace = next.getStackTrace();
            String place = trace.length == 0 ? "" : " at " + simple(trace[0]);
            chain.add(next.getClass().getSimpleName() + place);
            next = next.getCause();
        }
        return String.join(", caused by ", chain);
    }

    private static String simple(StackTraceElement element) {
        String name = element.getClassName();
        return name.substring(name.lastIndexOf('.') + 1) + "." + element.getMethodName() + ":"
                + element.getLineNumber();
    }
}
