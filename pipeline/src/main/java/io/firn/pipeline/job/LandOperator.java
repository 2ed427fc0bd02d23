package io.firn.pipeline.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.lake.config.StreamConfig;
import io.firn.pipeline.failpoint.FailPoint;
import io.firn.pipeline.parse.JsonRecords;
import io.firn.pipeline.parse.Parsed;
import io.firn.pipeline.record.Envelope;
import io.firn.pipeline.row.Mismatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.flink.sink.dynamic.DynamicRecord;

/**
 * Validated records to rows for the sink.
 *
 * <p>Between two checkpoints the sink has one writer a schema, and an upsert deletes earlier rows of its key within one
 * writer and in earlier commits only. So within a checkpoint an upserting table is written with one schema: records that
 * need a newer one wait, in this operator's state, for the next checkpoint, and so does every later record of that
 * stream, lest a key's records overtake each other.
 */
final class LandOperator extends AbstractStreamOperator<DynamicRecord>
        implements OneInputStreamOperator<Envelope, DynamicRecord> {
    private static final long serialVersionUID = 1;

    /** What may wait. Beyond it the job starts again from its last checkpoint, and with the newer schema. */
    private static final long MAX_HELD_BYTES = 32L << 20;

    private final String streams;
    private final SharedCatalog catalogLoader;
    private final int maxColumns;
    private final int parallelism;
    private final FailPoint failPoint;

    private transient Map<String, Landing> byTopic;
    private transient List<Envelope> held;
    private transient long heldBytes;
    private transient boolean heldAreDue;
    private transient ListState<Envelope> heldState;
    private transient StreamRecord<DynamicRecord> reuse;

    @SuppressWarnings("NullAway.Init") // Flink calls initializeState first.
    LandOperator(String streams, SharedCatalog catalogLoader, int maxColumns, int parallelism, FailPoint failPoint) {
        this.streams = streams;
        this.catalogLoader = catalogLoader;
        this.maxColumns = maxColumns;
        this.parallelism = parallelism;
        this.failPoint = failPoint;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        heldState = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("held", TypeInformation.of(Envelope.class)));
        held = new ArrayList<>();
        for (Envelope envelope : heldState.get()) {
            held.add(envelope);
        }
        heldAreDue = true;
        Catalog catalog = catalogLoader.loadCatalog();
        reuse = new StreamRecord<>(null);
        byTopic = new HashMap<>();
        for (StreamConfig config : StreamText.read(streams)) {
            byTopic.put(config.validTopic(), new Landing(config, catalog, maxColumns, parallelism));
        }
    }

    @Override
    public void processElement(StreamRecord<Envelope> element) {
        landHeld();
        if (!failPoint.drops(element.getValue())) {
            take(element.getValue());
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        heldState.update(held);
        byTopic.values().forEach(Landing::startEpoch);
        heldAreDue = true;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        // Nothing else would, where no further record comes.
        landHeld();
    }

    private void landHeld() {
        if (!heldAreDue || held.isEmpty()) {
            heldAreDue = false;
            return;
        }
        heldAreDue = false;
        List<Envelope> due = held;
        held = new ArrayList<>();
        heldBytes = 0;
        byTopic.values().forEach(Landing::release);
        due.forEach(this::take);
    }

    private void take(Envelope envelope) {
        Landing landing = byTopic.get(envelope.topic());
        if (landing == null) {
            throw cannotLand(envelope, "no stream has this topic");
        }
        if (landing.isHolding()) {
            hold(envelope);
            return;
        }
        landing.refreshIfDue(getProcessingTimeService().getCurrentProcessingTime());
        byte[] value = envelope.value();
        if (value == null || !(JsonRecords.parse(value) instanceof Parsed.Document document)) {
            throw cannotLand(envelope, "it is not a JSON object");
        }
        Optional<RowData> row = row(landing, envelope, document.fields());
        if (row.isPresent()) {
            output.collect(reuse.replace(landing.record(row.get())));
        } else {
            hold(envelope);
        }
    }

    private static Optional<RowData> row(Landing landing, Envelope envelope, ObjectNode fields) {
        try {
            return landing.row(fields, envelope.rawOrigin().orElseGet(envelope::position));
        } catch (Mismatch e) {
            throw cannotLand(envelope, e.rejection().detail());
        }
    }

    private void hold(Envelope envelope) {
        byte[] value = envelope.value();
        heldBytes += value == null ? 0 : value.length;
        if (heldBytes > MAX_HELD_BYTES) {
            throw new IllegalStateException("Cannot wait for the next checkpoint to write " + envelope.topic()
                    + " with its new schema: too many records; starting again from the last one");
        }
        held.add(envelope);
    }

    private static IllegalStateException cannotLand(Envelope envelope, String reason) {
        return new IllegalStateException("Cannot land record of " + envelope.position() + ": " + reason);
    }
}
