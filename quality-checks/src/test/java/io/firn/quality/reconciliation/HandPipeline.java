package io.firn.quality.reconciliation;

import io.firn.lake.catalog.Catalogs;
import io.firn.lake.config.FirnConfig;
import io.firn.lake.config.Provenance;
import io.firn.lake.config.StreamConfig;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.types.Types;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Does by hand, one step at a time, what the pipeline does to its topics, groups and table. Raw topics have two partitions. */
final class HandPipeline implements AutoCloseable {
    static final String SECRET = "Hanna Example";

    private static final AtomicInteger FILES = new AtomicInteger();

    private final FirnConfig config;
    private final StreamConfig stream;
    private final Admin admin;
    private final KafkaProducer<String, String> plain;
    private final KafkaProducer<String, String> transactional;
    private final Catalog catalog;
    private final List<ConsumerRecord<String, String>> unread = new ArrayList<>();
    private final List<long[]> validated = new ArrayList<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final List<Future<?>> sent = new ArrayList<>();
    private int checkpoint;

    HandPipeline(FirnConfig config, Map<String, String> rawTopic) throws Exception {
        this.config = config;
        this.stream = config.pipeline().streams().get(0);
        String kafka = config.kafka().bootstrapServers();
        this.admin = Admin.create(Map.of("bootstrap.servers", kafka));
        admin.createTopics(List.of(
                        new NewTopic(stream.topic(), 2, (short) 1).configs(rawTopic),
                        new NewTopic(stream.validTopic(), 1, (short) 1),
                        new NewTopic(stream.deadLetterTopic(), 1, (short) 1)))
                .all()
                .get();
        Map<String, Object> producer = new HashMap<>(Map.of("bootstrap.servers", kafka, "linger.ms", 0));
        this.plain = new KafkaProducer<>(producer, new StringSerializer(), new StringSerializer());
        producer.put("transactional.id", stream.topic());
        this.transactional = new KafkaProducer<>(producer, new StringSerializer(), new StringSerializer());
        transactional.initTransactions();
        this.catalog = Catalogs.open(config.catalog());
        createTable();
    }

    Catalog catalog() {
        return catalog;
    }

    Admin admin() {
        return admin;
    }

    Table table() {
        return catalog.loadTable(identifier());
    }

    void createTable() {
        Namespace namespace = identifier().namespace();
        if (!((SupportsNamespaces) catalog).namespaceExists(namespace)) {
            ((SupportsNamespaces) catalog).createNamespace(namespace);
        }
        AtomicInteger ids = new AtomicInteger();
        Schema schema = new Schema(
                Provenance.column(ids::incrementAndGet),
                Types.NestedField.optional(ids.incrementAndGet(), "id", Types.StringType.get()));
        Map<String, String> properties = new HashMap<>(Map.of("format-version", "2"));
        Provenance.paths().forEach(path -> properties.put("write.metadata.metrics.column." + path, "full"));
        catalog.createTable(identifier(), schema, null, properties).newAppend().commit();
    }

    void dropTable() {
        catalog.dropTable(identifier(), true);
    }

    void produce(int partition, int records) throws Exception {
        for (int i = 0; i < records; i++) {
            plain.send(new ProducerRecord<>(stream.topic(), partition, "k" + i % 3, SECRET))
                    .get();
        }
    }

    void produceTransaction(int partition, int records, boolean commits) {
        transactional.beginTransaction();
        for (int i = 0; i < records; i++) {
            sent.add(transactional.send(new ProducerRecord<>(stream.topic(), partition, "k", SECRET)));
        }
        transactional.flush();
        if (commits) {
            transactional.commitTransaction();
        } else {
            transactional.abortTransaction();
        }
    }

    /** Validates and lands all that was produced. */
    void pass() throws Exception {
        pass(Set.of(), Set.of());
    }

    /** The same, but some offsets of partition 0 are dropped on the way and others are dead letters. */
    void pass(Set<Long> dropped, Set<Long> dead) throws Exception {
        validate(dead);
        land(dropped);
    }

    /** Writes valid records and dead letters in a transaction, then tells the group. */
    void validate(Set<Long> dead) throws Exception {
        read();
        if (!unread.isEmpty()) {
            transactional.beginTransaction();
            for (ConsumerRecord<String, String> raw : unread) {
                boolean dies = raw.partition() == 0 && dead.contains(raw.offset());
                String topic = dies ? stream.deadLetterTopic() : stream.validTopic();
                ProducerRecord<String, String> record =
                        new ProducerRecord<>(topic, 0, raw.timestamp(), raw.key(), raw.value());
                header(record, "firn-topic", "forged by a producer");
                header(record, "firn-topic", raw.topic());
                header(record, "firn-partition", String.valueOf(raw.partition()));
                header(record, "firn-offset", String.valueOf(raw.offset()));
                if (dies) {
                    header(record, "firn-reason", "WRONG_TYPE");
                } else {
                    validated.add(new long[] {raw.partition(), raw.offset(), raw.timestamp()});
                }
                sent.add(transactional.send(record));
            }
            transactional.commitTransaction();
            unread.clear();
        }
        tell(config.pipeline().validationGroup(), positions);
    }

    /** Commits rows for what was validated since the last time, then tells the group. */
    void land(Set<Long> dropped) throws Exception {
        List<long[]> rows = validated.stream()
                .filter(row -> row[0] != 0 || !dropped.contains(row[1]))
                .toList();
        validated.clear();
        if (!rows.isEmpty()) {
            commit(rows);
        }
        tellLanded();
    }

    /** The landing job has committed a checkpoint up to the end of the valid topic. */
    void tellLanded() throws Exception {
        TopicPartition valid = new TopicPartition(stream.validTopic(), 0);
        long end = end(valid);
        if (end > 0) {
            tell(config.pipeline().landingGroup(), Map.of(valid, end - 1)); // The last one is a marker.
        }
    }

    /** A checkpoint in which nothing of this table came. */
    void tellAgain() throws Exception {
        transactional.beginTransaction();
        sent.add(transactional.send(new ProducerRecord<>(stream.validTopic(), 0, "k", SECRET)));
        transactional.commitTransaction();
        tellLanded();
    }

    void createRawTopic(Map<String, String> settings) throws Exception {
        positions.clear();
        while (true) {
            try {
                admin.createTopics(List.of(new NewTopic(stream.topic(), 2, (short) 1).configs(settings)))
                        .all()
                        .get();
                return;
            } catch (java.util.concurrent.ExecutionException e) {
                if (!(e.getCause() instanceof org.apache.kafka.common.errors.TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    void commit(List<long[]> rows) {
        Table table = table();
        table.newAppend()
                .appendFile(file(table, rows))
                .set("flink.job-id", "job")
                .set("flink.operator-id", "sink")
                .set("flink.max-committed-checkpoint-id", String.valueOf(++checkpoint))
                .commit();
    }

    static List<long[]> rows(int partition, long from, long to) {
        List<long[]> rows = new ArrayList<>();
        for (long offset = from; offset < to; offset++) {
            rows.add(new long[] {partition, offset, 0});
        }
        return rows;
    }

    DataFile file(Table table, List<long[]> rows) {
        GenericFileWriterFactory writers = new GenericFileWriterFactory.Builder(table)
                .dataFileFormat(FileFormat.PARQUET)
                .build();
        DataWriter<Record> writer = writers.newDataWriter(
                OutputFileFactory.builderFor(table, FILES.incrementAndGet(), 0)
                        .format(FileFormat.PARQUET)
                        .operationId(UUID.randomUUID().toString())
                        .build()
                        .newOutputFile(),
                table.spec(),
                null);
        try (writer) {
            for (long[] row : rows) {
                GenericRecord record = GenericRecord.create(table.schema());
                GenericRecord origin = GenericRecord.create(
                        table.schema().findType(Provenance.COLUMN).asStructType());
                origin.setField(Provenance.TOPIC, stream.topic());
                origin.setField(Provenance.PARTITION, (int) row[0]);
                origin.setField(Provenance.OFFSET, row[1]);
                origin.setField(
                        Provenance.TIMESTAMP, Instant.ofEpochMilli(row[2]).atOffset(ZoneOffset.UTC));
                record.setField(Provenance.COLUMN, origin);
                record.setField("id", SECRET);
                writer.write(record);
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return writer.toDataFile();
    }

    void forget(int partition, long before) throws Exception {
        admin.deleteRecords(Map.of(new TopicPartition(stream.topic(), partition), RecordsToDelete.beforeOffset(before)))
                .all()
                .get();
    }

    long end(TopicPartition partition) throws Exception {
        while (true) {
            long end = end(partition, IsolationLevel.READ_UNCOMMITTED);
            // The marker that ends a transaction is written after its producer was told that it has ended.
            if (end(partition, IsolationLevel.READ_COMMITTED) == end) {
                return end;
            }
        }
    }

    private long end(TopicPartition partition, IsolationLevel level) throws Exception {
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(level))
                .partitionResult(partition)
                .get()
                .offset();
    }

    /** Committed raw offsets of a partition that are there now. */
    List<Long> present(int partition) throws Exception {
        TopicPartition raw = new TopicPartition(stream.topic(), partition);
        List<Long> present = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = consumer()) {
            consumer.assign(List.of(raw));
            consumer.seekToBeginning(List.of(raw));
            long end = end(raw);
            while (consumer.position(raw) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> present.add(record.offset()));
            }
        }
        return present;
    }

    private void read() throws Exception {
        try (KafkaConsumer<String, String> consumer = consumer()) {
            List<TopicPartition> raw =
                    List.of(new TopicPartition(stream.topic(), 0), new TopicPartition(stream.topic(), 1));
            consumer.assign(raw);
            consumer.seekToBeginning(raw);
            positions.forEach(
                    (partition, offset) -> consumer.seek(partition, Math.max(offset, consumer.position(partition))));
            for (TopicPartition partition : raw) {
                long end = end(partition);
                while (consumer.position(partition) < end) {
                    consumer.poll(Duration.ofMillis(100)).forEach(unread::add);
                }
                positions.put(partition, end);
            }
        }
    }

    private KafkaConsumer<String, String> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", config.kafka().bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer());
    }

    private void tell(String group, Map<TopicPartition, Long> offsets) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        offsets.forEach((partition, offset) -> committed.put(partition, new OffsetAndMetadata(offset)));
        admin.alterConsumerGroupOffsets(group, committed).all().get();
    }

    private static void header(ProducerRecord<String, String> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private TableIdentifier identifier() {
        return TableIdentifier.parse(stream.table());
    }

    @Override
    public void close() throws Exception {
        plain.close();
        transactional.close();
        admin.close();
        ((Closeable) catalog).close();
    }
}
