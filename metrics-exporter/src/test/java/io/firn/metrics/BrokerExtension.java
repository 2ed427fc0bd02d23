package io.firn.metrics;

import io.firn.broker.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One broker for all tests of the module; it ends with them. */
public final class BrokerExtension implements ParameterResolver {
    private record Running(EmbeddedBroker broker, Path directory) implements AutoCloseable {
        static Running start() {
            try {
                Path directory = Files.createTempDirectory("firn-metrics-broker");
                return new Running(EmbeddedBroker.start(directory.resolve("data")), directory);
            } catch (Exception e) {
                throw new IllegalStateException("Cannot start the test broker: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() throws Exception {
            broker.close();
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(EmbeddedBroker.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .getOrComputeIfAbsent(Running.class, key -> Running.start(), Running.class)
                .broker();
    }
}
