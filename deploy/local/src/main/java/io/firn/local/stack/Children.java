package io.firn.local.stack;

import io.firn.lake.config.Durations;
import io.firn.local.supervise.ChildSpec;
import io.firn.local.supervise.Readiness;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How each process of the stack is started, and with how little memory. */
final class Children {
    /**
     * A terminal sends Ctrl-C to every process of the stack; only the supervisor heeds it and stops them in order. One
     * malloc arena instead of one a thread: it is what keeps native memory small.
     */
    private static final String SHELL = "trap '' INT HUP; MALLOC_ARENA_MAX=1; export MALLOC_ARENA_MAX; exec \"$@\"";

    private final ModuleClassPath modules;
    private final StackDirectory directory;

    Children(ModuleClassPath modules, StackDirectory directory) {
        this.modules = modules;
        this.directory = directory;
    }

    ChildSpec broker(int port) throws StackException {
        List<String> command = java("broker", "deploy/broker", List.of("-Xmx256m"));
        command.addAll(List.of(
                "io.firn.broker.BrokerMain", "--dir", directory.kafka().toString(), "--port", String.valueOf(port)));
        return new ChildSpec("broker", command, new Readiness.Line("READY"), Duration.ofSeconds(3));
    }

    ChildSpec pipeline(List<Path> layers) throws StackException {
        List<String> command = java("pipeline", "pipeline", List.of("-Xmx640m"));
        command.add("io.firn.pipeline.PipelineMain");
        command.addAll(configurations(layers));
        return new ChildSpec("pipeline", command, new Readiness.Line("pipeline ready"), Duration.ofSeconds(5));
    }

    ChildSpec daemon(List<Path> layers, URI address) throws StackException {
        // A small young generation and a heap that shrinks again keep it under 300 MB between compactions.
        List<String> memory = List.of(
                "-Xms32m", "-Xmx384m", "-XX:MaxNewSize=48m", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=30");
        List<String> command = java("daemon", "daemon", memory);
        command.addAll(List.of("io.firn.daemon.Main", "daemon"));
        command.addAll(configurations(layers));
        return new ChildSpec(
                "daemon", command, new Readiness.Health(address.resolve("/health/ready")), Duration.ofSeconds(4));
    }

    ChildSpec generator(String bootstrapServers, int rate, Duration day) throws StackException {
        List<String> command = java("generator", "deploy/local", List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(
                "io.firn.local.generator.GeneratorMain",
                "--kafka",
                bootstrapServers,
                "--state",
                directory.generatorFile().toString(),
                "--rate",
                String.valueOf(rate),
                "--day",
                Durations.format(day)));
        return new ChildSpec("generator", command, new Readiness.Line("READY"), Duration.ofSeconds(2));
    }

    private List<String> java(String name, String module, List<String> memory) throws StackException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SHELL, "firn-" + name));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(memory);
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-Dfirn.stop-with-parent=true",
                "-Djava.io.tmpdir=" + directory.temporary(name),
                "-cp",
                modules.of(module)));
        return command;
    }

    private static List<String> configurations(List<Path> layers) {
        List<String> options = new ArrayList<>();
        for (Path layer : layers) {
            options.add("--config");
            options.add(layer.toString());
        }
        return options;
    }
}
