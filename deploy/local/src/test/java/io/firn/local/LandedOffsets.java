package io.firn.local;

import io.firn.lake.catalog.Catalogs;
import io.firn.lake.config.CatalogConfig;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Which raw offsets are where, found out without the daemon. */
final class LandedOffsets {
    private static final Pattern RANGE = Pattern.compile("\\] ([0-9]+)\\.\\.([0-9]+)");

    private LandedOffsets() {}

    /** The catalog of a stack, to be closed. */
    static Catalog catalog(Path stack) {
        return Catalogs.open(new CatalogConfig(
                "firn",
                Map.of(
                        "type",
                        "jdbc",
                        "uri",
                        "jdbc:sqlite:" + stack.resolve("catalog.db") + "?busy_timeout=30000",
                        "warehouse",
                        stack.resolve("warehouse").toString(),
                        "jdbc.schema-version",
                        "V1")));
    }

    /** How many records of this range of the raw topic were found valid so far. */
    static long shouldHaveLanded(RunningStack stack, String topic, long first, long last) {
        long valid = 0;
        TopicPartition partition = new TopicPartition(topic + ".valid", 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        stack.kafka(),
                        "isolation.level",
                        "read_committed",
                        "enable.auto.commit",
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    long offset = Long.parseLong(new String(
                            record.headers().lastHeader("firn-offset").value(), StandardCharsets.UTF_8));
                    valid += offset >= first && offset <= last ? 1 : 0;
                }
            }
        }
        return valid;
    }

    /** When the pipeline committed rows from behind this offset of the raw topic, oldest first. */
    static List<Instant> commitsBeyond(RunningStack stack, String name, long offset) throws Exception {
        List<Instant> commits = new ArrayList<>();
        Catalog catalog = catalog(stack.directory());
        Table table = catalog.loadTable(TableIdentifier.parse(name));
        int field = table.schema().findField("_kafka._offset").fieldId();
        for (Snapshot snapshot : table.snapshots()) {
            if (!snapshot.operation().equals(DataOperations.REPLACE)) {
                for (DataFile file : SnapshotChanges.builderFor(table)
                        .snapshot(snapshot)
                        .build()
                        .addedDataFiles()) {
                    long newest = Conversions.fromByteBuffer(
                            Types.LongType.get(), file.upperBounds().get(field));
                    if (newest > offset) {
                        commits.add(Instant.ofEpochMilli(snapshot.timestampMillis()));
                        break;
                    }
                }
            }
        }
        ((Closeable) catalog).close();
        commits.sort(Instant::compareTo);
        return commits;
    }

    /** Whether a check's words for offsets, such as {@code trial.labs[0] 100..250}, include this one. */
    static boolean isWithin(long offset, String words) {
        Matcher range = RANGE.matcher(words);
        while (range.find()) {
            if (offset >= Long.parseLong(range.group(1)) && offset <= Long.parseLong(range.group(2))) {
                return true;
            }
        }
        return false;
    }
}
