package io.firn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class VitalSignsTest {

    @Test
    void eventsAreJsonOfAboutThreeHundredBytes() throws Exception {
        VitalSigns events = new VitalSigns(1);
        long bytes = 0;
        for (int i = 0; i < 1000; i++) {
            byte[] event = events.event(i);
            JsonNode json = new ObjectMapper().readTree(event);
            assertThat(json.path("VSSEQ").asLong()).isEqualTo(i);
            assertThat(json.path("VSSTRESN").isNumber()).isTrue();
            bytes += event.length;
        }
        assertThat(bytes / 1000).isBetween(270L, 330L);
    }

    @Test
    void theSameSeedGivesTheSameEvents() {
        assertThat(new VitalSigns(5).event(0)).isEqualTo(new VitalSigns(5).event(0));
    }
}
