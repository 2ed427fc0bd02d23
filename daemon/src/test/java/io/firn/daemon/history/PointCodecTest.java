package io.firn.daemon.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PointCodecTest {
    @Property(tries = 200)
    void whatIsReadIsWhatWasWritten(
            @ForAll @Size(max = 20) Map<String, @LongRange(min = 0, max = Long.MAX_VALUE - 1) Long> figures) {
        Map<String, HistoryPoint> points = new HashMap<>();
        figures.forEach((name, figure) -> points.put(
                name,
                new HistoryPoint(
                        figure,
                        figure / 2,
                        0,
                        figure % 7,
                        figure / 3,
                        figure % 2 == 0 ? Optional.empty() : Optional.of(figure),
                        Optional.of(figure / 5))));

        Map<String, HistoryPoint> read = new HashMap<>();
        PointCodec.decode(PointCodec.encode(points), read::put);

        assertThat(read).isEqualTo(points);
    }

    @Test
    void whatSomethingElseWroteIsRefused() {
        assertThatThrownBy(() -> PointCodec.decode(new byte[] {9, 1, 2}, (table, point) -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot read points of history: they are not of version 1");
    }

    @Test
    void aNegativeFigureIsRefused() {
        assertThatThrownBy(() -> new HistoryPoint(-1, 0, 0, 0, 0, Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot keep a point of history: a figure of it is negative");
    }
}
