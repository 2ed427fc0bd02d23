package io.firn.pipeline.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.lake.config.StreamConfig;
import io.firn.pipeline.parse.JsonRecords;
import io.firn.pipeline.parse.Parsed;
import io.firn.pipeline.record.Envelope;
import io.firn.pipeline.record.Reason;
import io.firn.pipeline.record.Rejection;
import io.firn.pipeline.row.KeyText;
import io.firn.pipeline.row.Mismatch;
import io.firn.pipeline.row.RowConverter;
import java.util.List;
import java.util.Optional;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.Schema;

/**
 * Holds the records of one stream against one schema. Pure: the same record has the same verdict, whatever its bytes
 * there is one, and nothing is thrown. What is valid was converted by the very code that lands it.
 */
public final class RecordValidator {
    /** A key is an index entry and a partition's choice, no place for documents. */
    static final int MAX_KEY = 16 << 10;

    private final StreamConfig stream;
    private final long maxBytes;
    private final RowConverter converter;
    private final KeyText key;
    private final RuleCheck rules;
    private final boolean evolves;

    public RecordValidator(StreamConfig stream, Schema schema, long maxBytes) {
        this.stream = stream;
        this.maxBytes = maxBytes;
        this.converter = new RowConverter(schema);
        this.key = new KeyText(schema, stream.key());
        this.evolves = stream.columns() instanceof StreamConfig.Evolve;
        this.rules = new RuleCheck(
                stream.columns() instanceof StreamConfig.Declared declared ? declared.columns() : List.of());
    }

    public Verdict validate(Envelope raw) {
        byte[] value = raw.value();
        if (value == null || value.length == 0) {
            return rejected(Reason.EMPTY_RECORD, "the record has no value");
        }
        if (value.length > maxBytes) {
            return rejected(Reason.TOO_LARGE, "the value has " + value.length + " bytes, allowed are " + maxBytes);
        }
        Parsed parsed = JsonRecords.parse(value);
        if (parsed instanceof Parsed.Document document) {
            return validate(raw, document.fields());
        }
        return new Verdict.Rejected(((Parsed.Unreadable) parsed).rejection());
    }

    /** Holds a record, parsed already, against the schema. */
    public Verdict validate(Envelope raw, ObjectNode fields) {
        for (String name : stream.key()) {
            JsonNode part = fields.get(name);
            if (part == null || part.isNull()) {
                return rejected(
                        Reason.MISSING_KEY, "field '" + name + "': a part of the key must be present and not null");
            }
        }
        try {
            RowData row = converter.convert(fields, raw.position());
            Optional<Rejection> broken = rules.firstBroken(fields);
            if (broken.isPresent()) {
                return new Verdict.Rejected(broken.get());
            }
            return valid(raw, row);
        } catch (Mismatch e) {
            return evolves && e.reason() != Reason.MISSING_FIELD
                    ? new Verdict.Unfitting(fields, e.rejection())
                    : new Verdict.Rejected(e.rejection());
        }
    }

    private Verdict valid(Envelope raw, RowData row) {
        if (stream.key().isEmpty()) {
            byte[] rawKey = raw.key();
            return rawKey != null && rawKey.length > MAX_KEY ? keyTooLarge() : new Verdict.Valid(rawKey);
        }
        byte[] text = key.of(row);
        return text.length > MAX_KEY ? keyTooLarge() : new Verdict.Valid(text);
    }

    private static Verdict keyTooLarge() {
        return rejected(Reason.TOO_LARGE, "the key has more than " + MAX_KEY + " bytes");
    }

    private static Verdict rejected(Reason reason, String detail) {
        return new Verdict.Rejected(new Rejection(reason, detail));
    }
}
