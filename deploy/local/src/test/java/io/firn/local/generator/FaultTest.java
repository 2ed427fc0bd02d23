package io.firn.local.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int BEGIN = 4_000;
    private static final int END = 9_000;
    private static final int MANY = 12_000;

    private final TrialEvents events = new TrialEvents(42);

    @ParameterizedTest
    @EnumSource(Fault.class)
    void whatAFaultDoesNotTouchIsAsItWouldBeWithoutIt(Fault fault) {
        int touched = 0;
        for (long position = 0; position < MANY; position++) {
            TrialEvent clean = events.event(position, each -> NOW, each -> Optional.empty());
            TrialEvent event = event(fault, position);
            if (event.fault().isPresent()) {
                touched++;
                assertThat(event.key()).isEqualTo(clean.key());
                assertThat(position).isBetween((long) BEGIN, (long) END + TrialEvents.MEMORY);
            } else {
                assertThat(event).isEqualTo(clean);
            }
        }
        assertThat(touched > 0).isEqualTo(fault != Fault.VOLUME_DROP);
    }

    @Test
    void mostLaboratoryResultsOfANullBurstHaveNoValue() throws Exception {
        Map<Boolean, Integer> isNull = new HashMap<>();
        for (long position = BEGIN; position < END; position++) {
            TrialEvent event = event(Fault.NULL_BURST, position);
            if (event.topic() == TrialTopic.LABS && event.kind() != EventKind.MALFORMED) {
                isNull.merge(record(event).path("LBSTRESN").isNull(), 1, Integer::sum);
            }
        }
        double all = isNull.get(true) + isNull.get(false);
        assertThat(isNull.get(true) / all).isBetween(0.87, 0.93);
    }

    @Test
    void aUnitChangeMultipliesLaboratoryValuesByAThousand() throws Exception {
        for (long position = BEGIN; position < END; position++) {
            TrialEvent event = event(Fault.UNIT_CHANGE, position);
            if (event.kind() == EventKind.PLAIN && event.fault().isPresent()) {
                double clean = record(events.event(position, each -> NOW, each -> Optional.empty()))
                        .path("LBSTRESN")
                        .asDouble();
                assertThat(record(event).path("LBSTRESN").asDouble()).isEqualTo(clean * 1_000);
            }
        }
    }

    @Test
    void everyEventOfTheLateSiteIsOlderThanAnyOther() throws Exception {
        Map<Boolean, Integer> ofLateSite = new HashMap<>();
        for (long position = BEGIN; position < END; position++) {
            TrialEvent event = event(Fault.LATE_SITE, position);
            if (event.topic() == TrialTopic.VITAL_SIGNS && event.kind() != EventKind.MALFORMED) {
                JsonNode record = record(event);
                boolean isLateSite = record.path("USUBJID").asText().startsWith("FIRN-001-101-");
                Duration age =
                        Duration.between(Instant.parse(record.path("VSDTC").asText()), NOW);
                if (isLateSite && event.kind() != EventKind.DUPLICATE) {
                    assertThat(age).isBetween(Duration.ofDays(3), Duration.ofDays(6));
                } else if (!isLateSite) {
                    assertThat(age).isLessThan(Duration.ofDays(2));
                }
                ofLateSite.merge(isLateSite, 1, Integer::sum);
            }
        }
        assertThat(ofLateSite.get(true)).isGreaterThan(100);
    }

    @Test
    void fieldsOfAdverseEventsComeChangeTheirNameAndTheirType() throws Exception {
        Map<Fault, ObjectNode> records = new EnumMap<>(Fault.class);
        for (Fault fault : new Fault[] {Fault.NEW_FIELD, Fault.RENAMED_FIELD, Fault.RETYPED_FIELD}) {
            long position = BEGIN;
            while (event(fault, position).fault().isEmpty()) {
                position++;
            }
            records.put(fault, (ObjectNode) record(event(fault, position)));
            assertThat(event(fault, position).kind() == EventKind.MALFORMED).isEqualTo(fault == Fault.RETYPED_FIELD);
        }
        assertThat(records.get(Fault.NEW_FIELD).has("AEOUT")).isTrue();
        assertThat(records.get(Fault.NEW_FIELD).has("AESEV")).isTrue();
        assertThat(records.get(Fault.RENAMED_FIELD).has("AESEVERITY")).isTrue();
        assertThat(records.get(Fault.RENAMED_FIELD).has("AESEV")).isFalse();
        assertThat(records.get(Fault.RETYPED_FIELD).path("AESER").isBoolean()).isTrue();
    }

    @Test
    void ordersAreReadBackAsTheyAreWritten() {
        for (Fault fault : Fault.values()) {
            assertThat(FaultOrder.parse(fault.text())).hasToString(fault.text());
            assertThat(FaultOrder.parse(" " + fault.text() + "  90s\n")).hasToString(fault.text() + " 90s");
        }
        assertThatThrownBy(() -> FaultOrder.parse("flood"))
                .hasMessage("Cannot inject fault 'flood': expected one of null-burst, unit-change, late-site,"
                        + " new-field, renamed-field, retyped-field, volume-drop");
        assertThatThrownBy(() -> FaultOrder.parse("null-burst for 3s"))
                .hasMessage("Cannot inject 'null-burst for 3s': expected a fault and for how long, such as"
                        + " null-burst 30s");
        assertThatThrownBy(() -> FaultOrder.parse("null-burst soon")).hasMessageContaining("Cannot read duration");
    }

    /** Sent while the fault went on from {@link #BEGIN} to {@link #END}. */
    private TrialEvent event(Fault fault, long position) {
        return events.event(
                position, each -> NOW, each -> Optional.of(fault).filter(any -> each >= BEGIN && each < END));
    }

    private static JsonNode record(TrialEvent event) throws Exception {
        return JSON.readTree(event.value());
    }
}
