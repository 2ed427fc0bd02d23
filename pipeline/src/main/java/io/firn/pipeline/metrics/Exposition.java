package io.firn.pipeline.metrics;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.HistogramStatistics;
import org.apache.flink.metrics.Meter;
import org.apache.flink.metrics.Metric;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Flink's metrics as Prometheus' text; of two with one name and the same labels the newer one is shown. */
final class Exposition {
    private static final Logger LOG = LoggerFactory.getLogger(Exposition.class);

    private static final Pattern SPECIAL = Pattern.compile("[^a-zA-Z0-9_]");

    /** Counted for each connection, partition, split and buffer: hundreds of series of which nobody asks. */
    private static final Pattern LEFT_OUT =
            Pattern.compile("KafkaConsumer|KafkaProducer|topic_partition|split_watermark|Shuffle");

    /** Another one after each start or restart: each would begin all series anew. */
    private static final Set<String> IDS =
            Set.of("host", "job_id", "operator_id", "task_attempt_id", "task_attempt_num", "task_id", "tm_id");

    private static final double[] QUANTILES = {0.5, 0.95, 0.99};

    /** By name and labels; names in order, so that a family's series are together. */
    private final Map<Series, Metric> metrics = new ConcurrentHashMap<>();

    private record Series(String name, String labels) {}

    void add(Metric metric, String scope, String name, Map<String, String> variables) {
        if (!LEFT_OUT.matcher(scope).find()) {
            metrics.put(series(scope, name, variables), metric);
        }
    }

    void remove(Metric metric, String scope, String name, Map<String, String> variables) {
        metrics.remove(series(scope, name, variables), metric);
    }

    private static Series series(String scope, String name, Map<String, String> variables) {
        Map<String, String> labels = new TreeMap<>();
        variables.forEach((variable, value) -> {
            // Flink writes <job_name>.
            String label = withoutSpecial(variable.replaceAll("^<|>$", ""));
            if (!IDS.contains(label)) {
                labels.put(label, value);
            }
        });
        StringBuilder text = new StringBuilder();
        labels.forEach((label, value) -> text.append(text.isEmpty() ? "" : ",")
                .append(label)
                .append("=\"")
                .append(escaped(value))
                .append('"'));
        return new Series("flink_" + scope + "_" + withoutSpecial(name), text.toString());
    }

    static String withoutSpecial(String text) {
        return SPECIAL.matcher(text).replaceAll("_");
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    String text() {
        Map<String, Map<String, Metric>> families = new TreeMap<>();
        metrics.forEach((series, metric) ->
                families.computeIfAbsent(series.name(), name -> new TreeMap<>()).put(series.labels(), metric));
        StringBuilder text = new StringBuilder();
        families.forEach((name, members) -> {
            StringBuilder samples = new StringBuilder();
            members.forEach((labels, metric) -> append(samples, name, labels, metric));
            if (!samples.isEmpty()) {
                boolean summary = members.values().iterator().next() instanceof Histogram;
                text.append("# TYPE ")
                        .append(name)
                        .append(summary ? " summary\n" : " gauge\n")
                        .append(samples);
            }
        });
        return text.toString();
    }

    private static void append(StringBuilder text, String name, String labels, Metric metric) {
        try {
            if (metric instanceof Histogram histogram) {
                HistogramStatistics statistics = histogram.getStatistics();
                String comma = labels.isEmpty() ? "" : labels + ",";
                for (double quantile : QUANTILES) {
                    sample(text, name, comma + "quantile=\"" + quantile + '"', statistics.getQuantile(quantile));
                }
                sample(text, name + "_count", labels, (double) histogram.getCount());
            } else if (metric instanceof Counter counter) {
                sample(text, name, labels, (double) counter.getCount());
            } else if (metric instanceof Meter meter) {
                sample(text, name, labels, meter.getRate());
            } else if (metric instanceof Gauge<?> gauge) {
                if (gauge.getValue() instanceof Number number) {
                    sample(text, name, labels, number.doubleValue());
                } else if (gauge.getValue() instanceof Boolean state) {
                    sample(text, name, labels, state ? 1 : 0);
                }
            }
        } catch (RuntimeException e) {
            // A gauge runs code of whoever made it, perhaps of a task that has just ended.
            LOG.debug("Cannot read {}", name, e);
        }
    }

    /** What is not known has no series. */
    private static void sample(StringBuilder text, String name, String labels, double value) {
        if (Double.isFinite(value)) {
            text.append(name);
            if (!labels.isEmpty()) {
                text.append('{').append(labels).append('}');
            }
            text.append(' ').append(value).append('\n');
        }
    }
}
