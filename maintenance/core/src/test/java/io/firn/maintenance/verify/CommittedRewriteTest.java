package io.firn.maintenance.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CommittedRewriteTest {
    private static final LiveFile TEN = new LiveFile(10, 3);
    private static final CommittedRewrite REWRITE =
            new CommittedRewrite(Set.of("in-1", "in-2"), Map.of("out", 20L), 20, Optional.of(5L));

    private static Map<String, LiveFile> before() {
        return Map.of("in-1", TEN, "in-2", TEN, "other", TEN);
    }

    private static Map<String, LiveFile> after(LiveFile other) {
        return Map.of("out", new LiveFile(20, 5), "other", other);
    }

    @Test
    void anExchangeOfInputsForOutputsIsFine() {
        assertThat(REWRITE.problems(new ManifestDelta(before(), after(TEN)))).isEmpty();
        assertThat(CommittedRewrite.ofManifests().problems(new ManifestDelta(before(), before())))
                .isEmpty();
    }

    @Test
    void whateverElseChangedIsFound() {
        assertThat(REWRITE.problems(new ManifestDelta(before(), Map.of("out", new LiveFile(20, 5)))))
                .containsExactly("1 other files were lost");
        assertThat(REWRITE.problems(new ManifestDelta(before(), after(new LiveFile(10, 4)))))
                .containsExactly("1 other files have another record count or sequence number");
        assertThat(REWRITE.problems(new ManifestDelta(Map.of("in-1", TEN, "in-2", TEN), after(TEN))))
                .containsExactly("1 other files appeared");
        assertThat(REWRITE.problems(
                        new ManifestDelta(before(), Map.of("out", new LiveFile(19, 6), "other", TEN, "in-1", TEN))))
                .containsExactly(
                        "1 input files are still live",
                        "1 other files appeared",
                        "output files have 19 records, expected 20",
                        "1 output files have a wrong sequence number");
        assertThat(REWRITE.problems(new ManifestDelta(before(), Map.of("other", TEN))))
                .containsExactly("1 output files are not live", "output files have 0 records, expected 20");
        assertThat(CommittedRewrite.ofManifests().problems(new ManifestDelta(before(), Map.of("in-1", TEN))))
                .containsExactly("2 other files were lost");
    }

    @Test
    void rowsThatDoNotAddUpAreNotCommitted() {
        assertThat(new RowCount(10, 10, 3, 7, 7).problem()).isEmpty();
        assertThat(new RowCount(10, 9, 3, 6, 6).problem()).contains("read 9 rows, the input files have 10");
        assertThat(new RowCount(10, 10, 3, 6, 6).problem()).contains("read 10 rows, wrote 6 and deleted 3");
        assertThat(new RowCount(10, 10, 3, 7, 6).problem()).contains("wrote 7 rows, the output files have 6");
    }
}
