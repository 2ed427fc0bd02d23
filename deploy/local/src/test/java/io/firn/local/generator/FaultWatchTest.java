package io.firn.local.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultWatchTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path directory;

    private final List<String> log = new ArrayList<>();
    private FaultFile orders;
    private FaultWatch watch;

    @BeforeEach
    void begin() {
        orders = FaultFile.beside(directory.resolve("generator.json"));
        watch = new FaultWatch(orders, log::add);
    }

    @Test
    void aFaultGoesOnUntilItsOrderIsTakenBack() throws Exception {
        GeneratorState calm = sent(GeneratorState.beginning(42), 10);
        assertThat(watch.look(calm, NOON)).isSameAs(calm);

        orders.write(FaultOrder.parse("null-burst"));
        GeneratorState faulty = watch.look(calm, NOON);
        assertThat(watch.look(faulty, NOON.plusSeconds(3_600))).isSameAs(faulty);
        faulty = sent(faulty, 5);
        orders.clear();
        GeneratorState over = sent(watch.look(faulty, NOON.plusSeconds(7)), 5);

        assertThat(over.faults())
                .extracting(InjectedFault::began, InjectedFault::ended)
                .containsExactly(tuple(new Moment(NOON, 10), new Moment(NOON.plusSeconds(7), 15)));
        assertThat(over.currentFault()).isEmpty();
        assertThat(over.faultAt(9)).isEmpty();
        assertThat(over.faultAt(10)).contains(Fault.NULL_BURST);
        assertThat(over.faultAt(14)).contains(Fault.NULL_BURST);
        assertThat(over.faultAt(15)).isEmpty();
        assertThat(log).containsExactly("Fault null-burst begins", "Fault null-burst ends");
    }

    @Test
    void aFaultForAWhileEndsByItselfAlsoAfterARestart() throws Exception {
        orders.write(FaultOrder.parse("volume-drop 30s"));
        GeneratorState faulty = watch.look(GeneratorState.beginning(42), NOON);
        FaultWatch restarted = new FaultWatch(orders, log::add);
        assertThat(restarted.look(faulty, NOON.plusSeconds(29)).currentFault()).isPresent();
        assertThat(restarted.look(faulty, NOON.plusSeconds(30)).currentFault()).isEmpty();
        assertThat(orders.file()).doesNotExist();
    }

    @Test
    void anotherOrderTakesThePlaceOfTheFirst() throws Exception {
        orders.write(FaultOrder.parse("late-site"));
        GeneratorState first = watch.look(GeneratorState.beginning(42), NOON);
        orders.write(FaultOrder.parse("new-field"));
        GeneratorState second = watch.look(sent(first, 3), NOON.plusSeconds(5));
        assertThat(second.faultAt(2)).contains(Fault.LATE_SITE);
        assertThat(second.faultAt(3)).contains(Fault.NEW_FIELD);
        assertThat(second.faults().get(0).goesOn()).isFalse();
    }

    @Test
    void whatIsNoOrderIsSaidOnceAndChangesNothing() throws Exception {
        Files.writeString(orders.file(), "flood\n");
        GeneratorState calm = GeneratorState.beginning(42);
        assertThat(watch.look(calm, NOON)).isSameAs(calm);
        assertThat(watch.look(calm, NOON)).isSameAs(calm);
        assertThat(log).hasSize(1).first().asString().startsWith("Cannot inject fault 'flood': expected one of");
    }

    @Test
    void theFileKeepsWhatFaultsThereWereAndWhichRecordsTheyTouched() throws Exception {
        orders.write(FaultOrder.parse("unit-change"));
        GeneratorState state = watch.look(GeneratorState.beginning(42), NOON);
        for (long offset : new long[] {17, 12, 20}) {
            state = state.touched(Fault.UNIT_CHANGE, acknowledged(offset));
        }
        orders.write(FaultOrder.parse("new-field"));
        state = watch.look(sent(state, 1), NOON.plusSeconds(1));
        // A duplicate of what the earlier fault touched.
        state = state.touched(Fault.UNIT_CHANGE, acknowledged(21));

        Path file = directory.resolve("generator.json");
        state.write(file);
        GeneratorState read = GeneratorState.read(file, 42);
        assertThat(read).isEqualTo(state);
        assertThat(read.faults().get(0).touched()).containsOnly(Map.entry("trial.labs/0", new OffsetSpan(12, 21, 4)));
        assertThat(Files.readString(file)).contains("\"fault\" : \"unit-change\"", "\"at\" : \"2026-03-01T12:00:00Z\"");

        Files.writeString(file, "{\"seed\": 1, \"position\": 2, \"topics\": {}}");
        assertThat(GeneratorState.read(file, 42).faults())
                .as("of an earlier version")
                .isEmpty();
    }

    private static RecordMetadata acknowledged(long offset) {
        return new RecordMetadata(new TopicPartition("trial.labs", 0), offset, 0, 0, 0, 0);
    }

    private static GeneratorState sent(GeneratorState state, int events) {
        GeneratorState after = state;
        for (int i = 0; i < events; i++) {
            after = after.after(TrialTopic.LABS, EventKind.PLAIN);
        }
        return after;
    }
}
