package io.firn.metrics.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.config.CloudWatchConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostEstimateTest {
    @Test
    void eachTableOfTierOneCostsItsSeriesAndTheTotalsCostTheirs() {
        CloudWatchConfig config = Lake.config(500, List.of("trials.visits", "other.named"), "firn_table_files");

        CostEstimate estimate = CostEstimate.of(config, Lake.PIPELINE);

        // Four kinds of content, as sum and maximum; then each of the two tables.
        assertThat(estimate.shared()).isEqualTo(8);
        assertThat(estimate.perTable()).isEqualTo(4);
        assertThat(estimate.tables()).containsExactlyInAnyOrder("trials.visits", "other.named");
        assertThat(estimate.metrics()).isEqualTo(16);
        // 16 metrics at 0.30, and 43,800 requests at 0.01 a thousand.
        assertThat(estimate.aMonth()).isEqualByComparingTo("5.24");
        assertThat(estimate.lines())
                .first()
                .asString()
                .isEqualTo(
                        "about $5.24 a month: 16 metrics at $0.30, and $0.44 for the requests of one daemon, every 1m");
        assertThat(estimate.lines()).noneMatch(line -> line.contains("further"));
    }

    @Test
    void aWildcardIsPricedByTheTable() {
        CostEstimate estimate =
                CostEstimate.of(Lake.config(500, List.of("trials.*"), "firn_table_files"), Lake.PIPELINE);

        assertThat(estimate.lines()).contains("each further table that tier-1 matches adds 4 metrics, $1.20");
    }

    @Test
    void everySeriesThatIsSentByDefaultHasAPrice() {
        assertThat(ChosenSeries.DEFAULT)
                .allSatisfy(series -> assertThat(CostEstimate.of(Lake.config(500, List.of(), series), Lake.PIPELINE)
                                .shared())
                        .isPositive());
    }

    @Test
    void itIsNeverMoreThanTheLimit() {
        CostEstimate estimate = CostEstimate.of(Lake.config(10, List.of("trials.*")), Lake.PIPELINE);

        assertThat(estimate.metrics()).isEqualTo(10);
        assertThat(estimate.aMonth()).isEqualByComparingTo("3.44");
        assertThat(estimate.lines()).last().asString().startsWith("at most 10 metrics (most-metrics), $3.44; ");
    }
}
