package io.firn.pipeline.job;

import io.firn.lake.config.FirnConfig;
import io.firn.lake.config.PipelineConfig;
import io.firn.lake.config.StreamConfig;
import io.firn.lake.table.WriterCheckpoint;
import io.firn.pipeline.record.Envelope;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.flink.sink.dynamic.DynamicIcebergSink;
import org.apache.iceberg.flink.sink.dynamic.DynamicRecord;
import org.apache.iceberg.flink.sink.dynamic.DynamicRecordGenerator;

/** {@code .valid} topics to Iceberg tables, exactly once: one commit a table and checkpoint. */
public final class LandJob {
    private LandJob() {}

    public static JobGraph graph(JobSettings settings, Configuration flink) {
        FirnConfig config = settings.config();
        PipelineConfig pipeline = config.pipeline();
        List<StreamConfig> streams = settings.streams();
        StreamExecutionEnvironment environment =
                Environments.of(flink, pipeline.parallelism(), pipeline.checkpointInterval());
        SharedCatalog catalog = new SharedCatalog(config.catalog());
        List<String> valid = streams.stream().map(StreamConfig::validTopic).toList();
        SingleOutputStreamOperator<DynamicRecord> rows = environment
                .fromSource(
                        KafkaClients.source(config.kafka(), valid, pipeline.landingGroup()),
                        WatermarkStrategy.<Envelope>noWatermarks(),
                        "valid")
                .uid("valid")
                .transform(
                        "rows",
                        new HandedOver<>(DynamicRecord.class),
                        new LandOperator(
                                StreamText.write(streams),
                                catalog,
                                pipeline.maxColumns(),
                                pipeline.parallelism(),
                                settings.failPoint()))
                .uid("rows");
        DynamicIcebergSink.forInput(rows)
                .generator(new PassOn())
                .catalogLoader(catalog)
                .tableCreator(LandJob::refuseToCreate)
                .immediateTableUpdate(true)
                // Whatever schema a row has, the table has it too: a cache that lacks it is old.
                .cacheRefreshMs(-1)
                .cacheMaxSize(Math.max(100, 4 * streams.size()))
                .inputSchemasPerTableCacheMaxSize(50)
                .writeParallelism(pipeline.parallelism())
                .uidPrefix("tables")
                .setSnapshotProperty(WriterCheckpoint.LINEAGE, settings.lineage())
                .append();
        return Environments.graph(environment, pipeline.name() + "-land");
    }

    private static Table refuseToCreate(Catalog catalog, TableIdentifier table, Schema schema, PartitionSpec spec) {
        throw new NoSuchTableException("Cannot write table %s: it was dropped while the pipeline ran", table);
    }

    private static final class PassOn implements DynamicRecordGenerator<DynamicRecord> {
        private static final long serialVersionUID = 1;

        @Override
        public void generate(DynamicRecord record, Collector<DynamicRecord> out) {
            out.collect(record);
        }
    }
}
