package io.firn.local.generator;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * How far the generator is.
 *
 * @param seed of the sequence of events
 * @param position of the next event
 * @param topics what was sent so far, by topic
 * @param faults what was wrong with it, the latest last
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record GeneratorState(long seed, long position, Map<String, TopicCounts> topics, List<InjectedFault> faults) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    GeneratorState {
        topics = new TreeMap<>(topics);
        faults = faults == null ? List.of() : List.copyOf(faults);
    }

    static GeneratorState beginning(long seed) {
        return new GeneratorState(seed, 0, Map.of(), List.of());
    }

    /** What the file says, or the beginning where there is none. */
    static GeneratorState read(Path file, long seed) throws IOException {
        if (!Files.exists(file)) {
            return beginning(seed);
        }
        return JSON.readValue(file.toFile(), GeneratorState.class);
    }

    void write(Path file) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.write(draft, JSON.writeValueAsBytes(this));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** After the event at {@link #position}. */
    GeneratorState after(TrialTopic topic, EventKind kind) {
        Map<String, TopicCounts> counts = new TreeMap<>(topics);
        counts.put(
                topic.topic(),
                counts.getOrDefault(topic.topic(), TopicCounts.NONE).plus(topic, kind, position));
        return new GeneratorState(seed, position + 1, counts, faults);
    }

    /** The fault under which the event of a position is, or was, sent. */
    Optional<Fault> faultAt(long ofPosition) {
        for (int i = faults.size() - 1; i >= 0; i--) {
            if (faults.get(i).covers(ofPosition)) {
                return Optional.of(faults.get(i).fault());
            }
        }
        return Optional.empty();
    }

    Optional<InjectedFault> currentFault() {
        return faults.isEmpty()
                ? Optional.empty()
                : Optional.of(faults.get(faults.size() - 1)).filter(InjectedFault::goesOn);
    }

    GeneratorState with(Fault fault, Instant now) {
        List<InjectedFault> more = new ArrayList<>(faults);
        more.add(new InjectedFault(fault, new Moment(now, position), null, Map.of()));
        return new GeneratorState(seed, position, topics, more);
    }

    GeneratorState withoutFault(Instant now) {
        return changed(faults.size() - 1, fault -> fault.endedAt(new Moment(now, position)));
    }

    /** Notes a record that the fault made what it is. */
    GeneratorState touched(Fault fault, RecordMetadata record) {
        int latest = faults.size() - 1;
        while (faults.get(latest).fault() != fault) {
            latest--;
        }
        return changed(latest, each -> each.plus(record));
    }

    private GeneratorState changed(int index, UnaryOperator<InjectedFault> change) {
        List<InjectedFault> changed = new ArrayList<>(faults);
        changed.set(index, change.apply(changed.get(index)));
        return new GeneratorState(seed, position, topics, changed);
    }
}
