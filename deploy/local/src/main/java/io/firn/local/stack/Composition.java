package io.firn.local.stack;

import io.firn.lake.config.ConfigException;
import io.firn.lake.config.ConfigLoader;
import io.firn.lake.config.ConfigSource;
import io.firn.lake.config.FirnConfig;
import io.firn.lake.config.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The configuration that every process of the stack reads: its layers, lowest first, and what they amount to. */
record Composition(FirnConfig config, List<ConfigSource> layers, Set<Part> own) {
    private static final String GENERATOR_LAYER = "generator.yaml";

    Composition {
        layers = List.copyOf(layers);
        own = Set.copyOf(own);
    }

    /**
     * Reads and checks everything before anything happens.
     *
     * @throws ConfigException with all problems of all files
     */
    static Composition of(
            StackRequest request, int kafkaPort, int daemonPort, MonitoringPorts monitoring, String token) {
        List<ConfigSource> files = read(request.configurations());
        Set<Part> own = OwnParts.in(files);
        List<ConfigSource> layers = new ArrayList<>();
        Optional<String> ownToken = OwnParts.haveTokenHash(files) ? Optional.empty() : Optional.of(token);
        layers.add(EmbeddedLayer.of(request.directory(), kafkaPort, daemonPort, ownToken, own));
        if (request.monitoring().isPresent()) {
            layers.add(monitoring.layer());
        }
        if (request.wantsGenerator() && own.isEmpty()) {
            layers.add(new ConfigSource("(generator)", resource(GENERATOR_LAYER)));
        }
        layers.addAll(files);
        return new Composition(ConfigLoader.load(layers, System::getenv), layers, own);
    }

    boolean isEmbedded(Part part) {
        return !own.contains(part);
    }

    /** Demo data goes to the embedded stack only, never to somebody's real Kafka or catalog. */
    boolean runsGenerator(StackRequest request) {
        return request.wantsGenerator() && own.isEmpty();
    }

    Composition with(ConfigSource top) {
        List<ConfigSource> more = new ArrayList<>(layers);
        more.add(top);
        return new Composition(ConfigLoader.load(more, System::getenv), more, own);
    }

    /** Writes the layers for the processes to read; returns the files, lowest first. */
    List<Path> write(Path directory) throws StackException {
        List<Path> files = new ArrayList<>();
        try {
            Files.createDirectories(directory);
            for (int i = 0; i < layers.size(); i++) {
                Path file = directory.resolve("layer-" + i + ".yaml");
                PrivateFile.write(file, layers.get(i).text());
                files.add(file);
            }
        } catch (IOException e) {
            throw new StackException("Cannot write the configuration to " + directory + ": " + e, e);
        }
        return files;
    }

    private static List<ConfigSource> read(List<Path> paths) {
        List<ConfigSource> sources = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Path path : paths) {
            try {
                sources.add(ConfigSource.file(path));
            } catch (ConfigException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return sources;
    }

    private static String resource(String name) {
        try (InputStream stream = Objects.requireNonNull(Composition.class.getResourceAsStream("/" + name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name, e);
        }
    }
}
