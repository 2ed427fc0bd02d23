package io.firn.pipeline.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.lake.config.StreamConfig;
import io.firn.pipeline.record.Envelope;
import io.firn.pipeline.record.Outgoing;
import io.firn.pipeline.record.Rejection;
import io.firn.pipeline.schema.Decision;
import io.firn.pipeline.schema.Evolution;
import io.firn.pipeline.schema.StreamTable;
import io.firn.pipeline.schema.TableEvolution;
import io.firn.pipeline.validate.RecordValidator;
import io.firn.pipeline.validate.Verdict;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Catalog;

/** Raw records to validated ones and dead letters. Evolving tables change here, before a record that needs it is valid. */
final class ValidateFunction extends ProcessFunction<Envelope, Outgoing> {
    private static final long serialVersionUID = 1;

    /** A table that somebody else changed is looked at so often, however many records do not fit it. */
    private static final long REFRESH_MILLIS = 1000;

    private final String streams;
    private final SharedCatalog catalogLoader;
    private final long maxRecordBytes;
    private final int maxColumns;
    private final HashMap<String, Long> deadLetterBytes;

    private transient Catalog catalog;
    private transient TableEvolution tables;
    private transient Map<String, Stream> byTopic;

    /** @param deadLetterBytes what a record in the dead-letter topic of each raw topic may have */
    ValidateFunction(
            String streams,
            SharedCatalog catalogLoader,
            long maxRecordBytes,
            int maxColumns,
            Map<String, Long> deadLetterBytes) {
        this.streams = streams;
        this.catalogLoader = catalogLoader;
        this.maxRecordBytes = maxRecordBytes;
        this.maxColumns = maxColumns;
        this.deadLetterBytes = new HashMap<>(deadLetterBytes);
    }

    /** One stream as this subtask knows it. */
    private static final class Stream {
        final StreamConfig config;
        final StreamTable table;
        final Evolution evolution;
        final long deadLetterBytes;
        Schema schema;
        RecordValidator validator;
        long refreshedAt;

        Stream(StreamConfig config, Evolution evolution, long deadLetterBytes, Schema schema, long maxBytes) {
            this.config = config;
            this.table = new StreamTable(config);
            this.evolution = evolution;
            this.deadLetterBytes = deadLetterBytes;
            this.schema = schema;
            this.validator = new RecordValidator(config, schema, maxBytes);
        }
    }

    @Override
    public void open(OpenContext context) {
        catalog = catalogLoader.loadCatalog();
        tables = new TableEvolution(catalog);
        byTopic = new HashMap<>();
        for (StreamConfig config : StreamText.read(streams)) {
            StreamTable table = new StreamTable(config);
            Schema schema =
                    table.isEvolving() ? catalog.loadTable(table.identifier()).schema() : table.schema();
            Evolution evolution = new Evolution(Set.copyOf(config.key()), maxColumns);
            long letterBytes = deadLetterBytes.getOrDefault(config.topic(), maxRecordBytes);
            byTopic.put(config.topic(), new Stream(config, evolution, letterBytes, schema, maxRecordBytes));
        }
    }

    @Override
    public void processElement(Envelope raw, Context context, Collector<Outgoing> out) {
        Stream stream = byTopic.get(raw.topic());
        if (stream == null) {
            throw new IllegalStateException(
                    "Cannot validate record of " + raw.position() + ": no stream of this topic");
        }
        Verdict verdict = stream.validator.validate(raw);
        if (verdict instanceof Verdict.Unfitting unfitting) {
            verdict = settle(stream, raw, unfitting, context.timerService().currentProcessingTime());
        }
        out.collect(outgoing(stream, raw, verdict));
    }

    private static Outgoing outgoing(Stream stream, Envelope raw, Verdict verdict) {
        if (verdict instanceof Verdict.Valid valid) {
            return Outgoing.valid(raw, stream.config.validTopic(), valid.key());
        }
        Rejection rejection = verdict instanceof Verdict.Rejected rejected
                ? rejected.rejection()
                : ((Verdict.Unfitting) verdict).otherwise();
        return Outgoing.deadLetter(raw, stream.config.deadLetterTopic(), rejection, stream.deadLetterBytes);
    }

    /** The verdict once the table has what the record needs, if it can. */
    private Verdict settle(Stream stream, Envelope raw, Verdict.Unfitting unfitting, long now) {
        ObjectNode fields = unfitting.fields();
        Decision known = stream.evolution.decide(stream.schema, fields);
        if (!(known instanceof Decision.Changes) && now - stream.refreshedAt < REFRESH_MILLIS) {
            return rejected(unfitting, known);
        }
        TableEvolution.Outcome outcome = tables.evolve(stream.table, stream.evolution, fields);
        stream.refreshedAt = now;
        if (outcome.table().schema().schemaId() != stream.schema.schemaId()) {
            stream.schema = outcome.table().schema();
            stream.validator = new RecordValidator(stream.config, stream.schema, maxRecordBytes);
        }
        return outcome.decision() instanceof Decision.Fits
                ? stream.validator.validate(raw, fields)
                : rejected(unfitting, outcome.decision());
    }

    private static Verdict rejected(Verdict.Unfitting unfitting, Decision decision) {
        return new Verdict.Rejected(
                decision instanceof Decision.Conflict conflict ? conflict.rejection() : unfitting.otherwise());
    }
}
