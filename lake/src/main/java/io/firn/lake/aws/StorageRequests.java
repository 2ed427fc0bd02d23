package io.firn.lake.aws;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests this process has sent to S3 since it started, whichever catalog, table or client they were for. The AWS
 * SDK makes its interceptors itself, so that the counts cannot come to it through a constructor. It needs no AWS class.
 */
public final class StorageRequests {
    private static final ConcurrentMap<Kind, LongAdder> COUNTS = new ConcurrentHashMap<>();

    private StorageRequests() {}

    /** What became of a request. */
    public enum Answer {
        OK("2xx"),
        REDIRECTED("3xx"),
        REFUSED("4xx"),
        FAILED("5xx"),
        /** The connection failed, or no answer came in time. */
        NONE("none");

        private final String label;

        Answer(String label) {
            this.label = label;
        }

        /** The class of the HTTP status. */
        public String label() {
            return label;
        }

        static Answer of(int status) {
            if (status >= 500) {
                return FAILED;
            }
            return status >= 400 ? REFUSED : status >= 300 ? REDIRECTED : OK;
        }
    }

    /**
     * Some requests.
     *
     * @param operation by S3's name, such as {@code GetObject}
     */
    public record Count(String operation, Answer answer, long requests) {}

    private record Kind(String operation, Answer answer) {}

    /** Of each operation and answer that there was, in the order of their names. Retries count, as S3 bills them. */
    public static List<Count> counts() {
        return COUNTS.entrySet().stream()
                .map(count -> new Count(
                        count.getKey().operation(),
                        count.getKey().answer(),
                        count.getValue().sum()))
                .sorted(Comparator.comparing(Count::operation).thenComparing(Count::answer))
                .toList();
    }

    /** Of each operation, whatever the answer was. */
    public static Map<String, Long> byOperation() {
        Map<String, Long> requests = new TreeMap<>();
        counts().forEach(count -> requests.merge(count.operation(), count.requests(), Long::sum));
        return requests;
    }

    static void count(String operation, Answer answer) {
        COUNTS.computeIfAbsent(new Kind(operation, answer), kind -> new LongAdder())
                .increment();
    }
}
