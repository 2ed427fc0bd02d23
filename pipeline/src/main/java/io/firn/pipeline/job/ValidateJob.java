package io.firn.pipeline.job;

import io.firn.lake.config.FirnConfig;
import io.firn.lake.config.PipelineConfig;
import io.firn.lake.config.StreamConfig;
import io.firn.pipeline.record.Envelope;
import io.firn.pipeline.record.Outgoing;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Raw topics to {@code .valid} and {@code .dead-letter} topics, exactly once. One source and one sink for all streams:
 * the topology stays the same whatever streams there are, and so its checkpoints fit.
 */
public final class ValidateJob {
    private ValidateJob() {}

    public static JobGraph graph(JobSettings settings, Configuration flink) {
        FirnConfig config = settings.config();
        PipelineConfig pipeline = config.pipeline();
        List<StreamConfig> streams = settings.streams();
        StreamExecutionEnvironment environment =
                Environments.of(flink, pipeline.parallelism(), settings.validateInterval());
        List<String> raw = streams.stream().map(StreamConfig::topic).toList();
        List<String> written = streams.stream()
                .flatMap(stream -> Stream.of(stream.validTopic(), stream.deadLetterTopic()))
                .toList();
        ValidateFunction validate = new ValidateFunction(
                StreamText.write(streams),
                new SharedCatalog(config.catalog()),
                pipeline.maxRecordSize().bytes(),
                pipeline.maxColumns(),
                settings.deadLetterBytes());
        long largest = settings.deadLetterBytes().values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        Properties producer = KafkaClients.producer(
                config.kafka(),
                Math.max(largest, pipeline.maxRecordSize().bytes()),
                settings.transactionTimeout().toMillis());
        environment
                .fromSource(
                        KafkaClients.source(config.kafka(), raw, pipeline.validationGroup()),
                        WatermarkStrategy.<Envelope>noWatermarks(),
                        "raw")
                .uid("raw")
                .process(validate)
                .returns(TypeInformation.of(Outgoing.class))
                .name("validate")
                .uid("validate")
                .sinkTo(KafkaSink.<Outgoing>builder()
                        .setBootstrapServers(config.kafka().bootstrapServers())
                        .setKafkaProducerConfig(producer)
                        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                        .setTransactionalIdPrefix(pipeline.name() + "-validate")
                        .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
                        .setRecordSerializer(new OutgoingWriter(written))
                        .build())
                .name("validated")
                .uid("validated");
        return Environments.graph(environment, pipeline.name() + "-validate");
    }
}
