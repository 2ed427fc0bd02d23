package io.firn.local.generator;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far the generator is.
 *
 * @param seed of the sequence of events
 * @param position of the next event
 * @param topics what was sent so far, by topic
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record GeneratorState(long seed, long position, Map<String, TopicCounts> topics) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    GeneratorState {
        topics = new TreeMap<>(topics);
    }

    /** What the file says, or the beginning where there is none. */
    static GeneratorState read(Path file, long seed) throws IOException {
        if (!Files.exists(file)) {
            return new GeneratorState(seed, 0, Map.of());
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
        return new GeneratorState(seed, position + 1, counts);
    }
}
