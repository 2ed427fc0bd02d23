package io.firn.local.generator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class TrialEventsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int MANY = 40_000;

    private final TrialEvents events = new TrialEvents(42);

    @Test
    void theSameSeedMakesTheSameEvents() {
        TrialEvents again = new TrialEvents(42);
        for (long position = 0; position < 2_000; position++) {
            assertThat(again.event(position, each -> NOW, TrialEventsTest::noFault))
                    .isEqualTo(events.event(position, each -> NOW, TrialEventsTest::noFault));
        }
        assertThat(new TrialEvents(43).event(501, each -> NOW, TrialEventsTest::noFault))
                .isNotEqualTo(events.event(501, each -> NOW, TrialEventsTest::noFault));
    }

    @Test
    void ratesAreAsDocumented() {
        Map<EventKind, Integer> counts = new EnumMap<>(EventKind.class);
        for (long position = 0; position < MANY; position++) {
            counts.merge(events.kind(position), 1, Integer::sum);
        }
        assertThat(counts.get(EventKind.LATE)).isCloseTo(MANY / 50, Percentage.withPercentage(10));
        assertThat(counts.get(EventKind.DUPLICATE)).isCloseTo(MANY / 100, Percentage.withPercentage(10));
        assertThat(counts.get(EventKind.MALFORMED)).isCloseTo(MANY / 200, Percentage.withPercentage(20));
    }

    @Test
    void aDuplicateRepeatsARecentEventToTheByte() {
        Map<String, Long> lastSeen = new HashMap<>();
        for (long position = 0; position < MANY; position++) {
            TrialEvent event = events.event(position, NOW::plusSeconds, TrialEventsTest::noFault);
            String record = event.topic() + event.key() + event.value();
            if (event.kind() == EventKind.DUPLICATE) {
                assertThat(lastSeen).containsKey(record);
                assertThat(position - lastSeen.get(record)).isLessThan(TrialEvents.MEMORY);
            }
            lastSeen.put(record, position);
        }
    }

    @Test
    void everybodyMentionedWasIntroducedAndIsCountedOnce() throws Exception {
        ObjectMapper json = new ObjectMapper();
        Set<String> subjects = new HashSet<>();
        GeneratorState state = GeneratorState.beginning(42);
        for (long position = 0; position < MANY; position++) {
            TrialEvent event = events.event(position, each -> NOW, TrialEventsTest::noFault);
            state = state.after(event.topic(), event.kind());
            if (event.kind() == EventKind.MALFORMED) {
                continue;
            }
            JsonNode record = json.readTree(event.value());
            if (event.topic() == TrialTopic.SUBJECTS) {
                subjects.add(record.get("USUBJID").asText());
            } else if (record.has("USUBJID")) {
                assertThat(subjects).contains(record.get("USUBJID").asText());
            }
        }
        assertThat(state.topics().get("trial.subjects").rows()).isEqualTo(subjects.size());
        assertThat(state.topics().get("trial.studies").rows()).isEqualTo(Population.STUDIES);
        assertThat(state.topics().get("trial.sites").rows()).isEqualTo(Population.SITES);
        TopicCounts vitalSigns = state.topics().get("trial.vital-signs");
        assertThat(vitalSigns.rows()).isEqualTo(vitalSigns.sent() - vitalSigns.malformed());
    }

    private static Optional<Fault> noFault(long position) {
        return Optional.empty();
    }
}
