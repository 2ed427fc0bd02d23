package io.firn.broker;

import io.firn.lake.process.LoopbackPorts;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka broker and its controller in this JVM, reachable on 127.0.0.1 only. Started again on its directory it goes on
 * with the data there. Topics are never created by accident ({@code auto.create.topics.enable=false}); records may be up
 * to 16 MB.
 */
public final class EmbeddedBroker implements AutoCloseable {
    static final int MAX_RECORD_BYTES = 16 << 20;

    /** A record's batch has a header, and a segment must hold at least one batch. */
    private static final int MAX_BATCH_BYTES = MAX_RECORD_BYTES + (64 << 10);

    private static final int NODE_ID = 1;

    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedBroker(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /** Starts on a free port; returns when clients can connect. */
    public static EmbeddedBroker start(Path directory) throws IOException {
        return start(directory, LoopbackPorts.free());
    }

    /** Starts on the given port; returns when clients can connect, throws if the port is taken. */
    public static EmbeddedBroker start(Path directory, int port) throws IOException {
        if (!LoopbackPorts.isFree(port)) {
            throw new IOException("Cannot start the broker: port " + port + " of 127.0.0.1 is taken");
        }
        Files.createDirectories(directory);
        format(directory);
        KafkaConfig config = new KafkaConfig(settings(directory, port, LoopbackPorts.free()), false);
        KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
        server.startup();
        return new EmbeddedBroker(server, port);
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static void format(Path directory) throws IOException {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false))
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(NODE_ID)
                    .setDirectories(List.of(directory.toString()))
                    .setMetadataLogDirectory(directory.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setIgnoreFormatted(true)
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .run();
        } catch (Exception e) {
            throw new IOException("Cannot format the broker's directory: " + directory, e);
        }
    }

    private static Map<String, Object> settings(Path directory, int port, int controllerPort) {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", String.valueOf(NODE_ID)),
                Map.entry("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort),
                Map.entry("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort),
                Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("inter.broker.listener.name", "PLAINTEXT"),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("log.dirs", directory.toString()),
                Map.entry("auto.create.topics.enable", "false"),
                // One broker: nothing to replicate to.
                Map.entry("default.replication.factor", "1"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "1"),
                // A week: what a killed writer had prepared to commit must outlive a long pause.
                Map.entry("transaction.max.timeout.ms", "604800000"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                // After a kill the controller lets the broker in again when its last session is over, not before.
                Map.entry("broker.session.timeout.ms", "6000"),
                Map.entry("broker.heartbeat.interval.ms", "1000"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("message.max.bytes", String.valueOf(MAX_BATCH_BYTES)),
                Map.entry("replica.fetch.max.bytes", String.valueOf(MAX_BATCH_BYTES)),
                // What waits to be landed must not expire, however long the pipeline is away; topics may say otherwise.
                Map.entry("log.retention.ms", "-1"),
                Map.entry("log.segment.bytes", String.valueOf(64 << 20)),
                // Small for a small machine.
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "2"),
                Map.entry("num.recovery.threads.per.data.dir", "2"),
                Map.entry("background.threads", "2"),
                Map.entry("log.cleaner.threads", "1"),
                Map.entry("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20)),
                Map.entry("log.index.size.max.bytes", String.valueOf(1 << 20)));
    }
}
