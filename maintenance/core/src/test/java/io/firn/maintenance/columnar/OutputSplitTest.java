package io.firn.maintenance.columnar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class OutputSplitTest {
    private static final long TARGET = 1_000;

    @Property(tries = 500)
    void noOutputButALoneOneIsSmall(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int count) {
        Random random = new Random(seed);
        List<Long> inputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            inputs.add(1 + random.nextLong(List.of(10L, 300L, 750L).get(random.nextInt(3))));
        }

        List<List<Long>> outputs = OutputSplit.of(inputs, size -> size, TARGET);

        assertThat(outputs.stream().flatMap(List::stream)).containsExactlyElementsOf(inputs);
        if (outputs.size() > 1) {
            assertThat(outputs).allMatch(output -> sum(output) >= TARGET * 0.75);
        }
        // Inputs are below three quarters of the target, so that a cut is never far away.
        assertThat(outputs).allMatch(output -> sum(output) < 3 * TARGET);
    }

    @Example
    void whatCannotBeCutWellStaysTogether() {
        assertThat(OutputSplit.of(List.of(700L, 700L, 700L), size -> size, TARGET))
                .hasSize(1);
        assertThat(OutputSplit.of(List.of(700L, 700L, 700L, 700L), size -> size, TARGET))
                .containsExactly(List.of(700L, 700L), List.of(700L, 700L));
    }

    private static long sum(List<Long> output) {
        return output.stream().mapToLong(Long::longValue).sum();
    }
}
