package io.firn.benchmarks.lag;

import io.firn.benchmarks.BenchmarkFailure;
import io.firn.benchmarks.Processes;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The embedded broker in a JVM of its own, so that what it needs is told apart from what asks it. */
final class BrokerProcess implements AutoCloseable {
    private static final String READY = "READY ";

    private final Process process;
    private final String bootstrapServers;

    private BrokerProcess(Process process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    static BrokerProcess start(Path argumentFile, Path directory) throws IOException {
        Process process = new ProcessBuilder(Processes.java(argumentFile, "--dir", directory.toString()))
                .redirectErrorStream(true)
                .start();
        Path log = directory.resolveSibling("broker.log");
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(READY)) {
                keep(lines, log);
                return new BrokerProcess(process, line.substring(READY.length()));
            }
        }
        throw new BenchmarkFailure("Cannot start the broker: see broker.log");
    }

    /** A broker whose words nobody reads stands still once the pipe is full. */
    private static void keep(BufferedReader lines, Path log) {
        Thread reader = new Thread(
                () -> {
                    try (BufferedWriter writer = Files.newBufferedWriter(log)) {
                        lines.transferTo(writer);
                    } catch (IOException e) {
                        // The broker has ended.
                    }
                },
                "broker-log");
        reader.setDaemon(true);
        reader.start();
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    long cpuMillis() {
        return Processes.cpuMillis(process);
    }

    long peakMegabytes() {
        return Processes.peakKilobytes(process) >> 10;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
