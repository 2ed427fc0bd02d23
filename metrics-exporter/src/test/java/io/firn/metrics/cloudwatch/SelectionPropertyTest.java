package io.firn.metrics.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** Whatever a scrape shows, what is sent is within the limits of {@code PutMetricData}. */
class SelectionPropertyTest {
    private static final List<String> LABELS = IntStream.range(0, 32)
            .mapToObj(i -> i == 0 ? "table" : "label_" + i)
            .toList();

    @Property(tries = 300)
    void nothingIsSentThatCloudWatchRefuses(
            @ForAll("points") Map<List<String>, Double> points, @ForAll @IntRange(min = 1, max = 20) int most) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name("firn_anything");
        points.forEach((values, value) -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(Labels.of(LABELS.subList(0, values.size()), values))
                .value(value)
                .build()));
        Selection selection =
                new Selection(new ChosenSeries(Lake.config(most, List.of("*"), "*"), Lake.PIPELINE), most);

        Publication publication =
                selection.of(new MetricSnapshots(gauge.build()), Lake.NOON, true, CounterMemory.EMPTY);

        assertThat(publication.data()).hasSizeLessThanOrEqualTo(most);
        assertThat(publication.data().stream().map(Datum::metric)).doesNotHaveDuplicates();
        assertThat(publication.data()).allSatisfy(datum -> {
            assertThat(datum.value()).isFinite();
            assertThat(datum.metric().dimensions()).hasSizeLessThanOrEqualTo(30);
            assertThat(datum.metric().dimensions().values())
                    .allSatisfy(
                            value -> assertThat(value).isNotBlank().isASCII().hasSizeLessThanOrEqualTo(1024));
        });
    }

    @Provide
    Arbitrary<Map<List<String>, Double>> points() {
        Arbitrary<String> value = Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.of("", " ", "a", "trials.visits", "x".repeat(2_000))),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(30)));
        Arbitrary<Double> number = Arbitraries.oneOf(
                Arbitraries.doubles(), Arbitraries.of(Double.NaN, Double.NEGATIVE_INFINITY, Double.MAX_VALUE));
        return Arbitraries.maps(value.list().ofMaxSize(LABELS.size()), number).ofMaxSize(12);
    }
}
