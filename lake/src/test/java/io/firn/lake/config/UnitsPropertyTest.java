package io.firn.lake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class UnitsPropertyTest {
    @Property
    void aPrintedSizeReadsBackTheSame(@ForAll @LongRange(min = 0) long bytes) {
        DataSize size = new DataSize(bytes);

        assertThat(DataSize.parse(size.toString())).isEqualTo(size);
    }

    @Property
    void aPrintedDurationReadsBackTheSame(@ForAll @LongRange(min = 0, max = 999_999_999_999_999L) long millis) {
        Duration duration = Duration.ofMillis(millis);

        assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
    }

    @Property
    void textWithoutANumberIsNeitherSizeNorDuration(@ForAll @AlphaChars String text) {
        assertThatThrownBy(() -> DataSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Cannot read size: '" + text + "'");
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Cannot read duration: '" + text + "'");
    }

    @Example
    void unitsMeanWhatTheySay() {
        assertThat(DataSize.parse("128MB")).isEqualTo(new DataSize(134_217_728));
        assertThat(DataSize.parse("512 kb")).isEqualTo(new DataSize(524_288));
        assertThat(DataSize.parse("7")).isEqualTo(new DataSize(7));
        assertThat(Durations.parse("250ms")).isEqualTo(Duration.ofMillis(250));
        assertThat(Durations.parse("90 s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(Durations.parse("5m")).isEqualTo(Duration.ofMinutes(5));
        assertThat(Durations.parse("1H")).isEqualTo(Duration.ofHours(1));
        assertThat(Durations.parse("7d")).isEqualTo(Duration.ofDays(7));
        for (String wrong : List.of("10", "-1s", "1.5h", "1h30m", "s", "1w", "999999999999999d")) {
            assertThatThrownBy(() -> Durations.parse(wrong)).hasMessageContaining("'" + wrong + "'");
        }
    }

    @Property(tries = 200)
    void laterLayersWinKeyByKey(
            @ForAll @Size(max = 4) List<Map<@AlphaChars @StringLength(min = 1, max = 2) String, Integer>> layers) {
        Map<String, String> expected = new LinkedHashMap<>(Map.of("type", "jdbc"));
        layers.forEach(layer -> layer.forEach((key, value) -> expected.put(key, value.toString())));
        List<ConfigSource> sources = new ArrayList<>();
        sources.add(new ConfigSource("first", "catalog: {name: x, properties: {type: jdbc}}"));
        for (Map<String, Integer> layer : layers) {
            String properties = layer.entrySet().stream()
                    .map(entry -> "\"" + entry.getKey() + "\": " + entry.getValue())
                    .collect(Collectors.joining(", "));
            sources.add(new ConfigSource("layer", "catalog: {properties: {" + properties + "}}"));
        }

        assertThat(ConfigLoader.load(sources, name -> null).catalog().properties())
                .isEqualTo(expected);
    }

    @Property
    void theDistanceOfKeysIsAMetricOfEdits(
            @ForAll @AlphaChars @StringLength(max = 8) String a, @ForAll @AlphaChars @StringLength(max = 8) String b) {
        int distance = NearestKey.distance(a, b);

        assertThat(distance).isEqualTo(NearestKey.distance(b, a));
        assertThat(distance == 0).isEqualTo(a.equals(b));
        assertThat(distance).isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
    }
}
