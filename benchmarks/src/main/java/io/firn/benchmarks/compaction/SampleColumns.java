package io.firn.benchmarks.compaction;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Records like those of a clinical trial's data capture: codes of few distinct values, identifiers of many, measurements, times
 * that ascend, notes, and the nested parts that a JSON message has. Every table has the columns {@code event_id}, {@code
 * study_id}, {@code seq} and {@code value}.
 */
final class SampleColumns {
    static final String KEY = "event_id";

    private static final int SUBJECTS = 10_000;
    private static final int SITES = 400;
    private static final int STUDIES = 12;
    private static final int ITEMS = 60;
    private static final int WIDE = 500;
    private static final OffsetDateTime FIRST_EVENT = OffsetDateTime.of(2025, 6, 15, 15, 0, 0, 0, ZoneOffset.UTC);
    private static final long MICROS_APART = 700;
    private static final List<String> FORMS =
            List.of("VS", "LB", "LBCHEM", "LBHEM", "EG", "AE", "CM", "DM", "EX", "MH", "PE", "QS", "SV", "DS", "IE");
    private static final List<String> UNITS =
            List.of("mmHg", "beats/min", "C", "kg", "cm", "mmol/L", "g/L", "U/L", "10^9/L", "umol/L", "%", "mg/dL");
    private static final List<String> METHODS =
            List.of("AUTOMATED", "MANUAL", "ORAL", "TYMPANIC", "AXILLARY", "CENTRAL LAB", "LOCAL LAB");
    private static final List<String> SYSTEMS =
            List.of("http://loinc.org", "http://snomed.info/sct", "http://hl7.org/fhir/sid/icd-10");
    private static final List<String> WORDS = List.of(("subject reported mild headache after dose resolved without"
                    + " treatment patient sample haemolysed repeat requested site confirmed value by phone elevated due to infection"
                    + " investigator considers not clinically significant related unrelated study drug fasting state before visit"
                    + " rescheduled device error calibrated morning evening left right arm supine standing sitting measurement taken"
                    + " twice average of readings lab kit expired shipment delayed temperature excursion monitor query answered")
            .split(" "));

    private SampleColumns() {}

    /** What the values of one row are drawn from. */
    static final class Row {
        private final SplittableRandom random;
        private final long number;
        private final long key;
        private final int subject;
        private final int item;

        /** @param key of the record, which is the number of its first row */
        Row(SplittableRandom random, long number, long key) {
            this.random = random;
            this.number = number;
            this.key = key;
            // The product of two even draws: some subjects have many rows, most have few.
            this.subject = (int) (random.nextDouble() * random.nextDouble() * SUBJECTS);
            this.item = random.nextInt(ITEMS);
        }

        private int site() {
            return subject % SITES;
        }

        private boolean chance(int percent) {
            return random.nextInt(100) < percent;
        }

        private String oneOf(List<String> texts) {
            return texts.get(random.nextInt(texts.size()));
        }

        private OffsetDateTime time() {
            return FIRST_EVENT.plus(number * MICROS_APART + random.nextInt(2_000_000), ChronoUnit.MICROS);
        }

        private double measurement() {
            double value = 20 + item * 3.1 + random.nextDouble() * (5 + item % 7);
            double places = item % 3 == 0 ? 1 : item % 3 == 1 ? 10 : 1_000;
            return Math.rint(value * places) / places;
        }

        private String uuid() {
            return new UUID(random.nextLong(), random.nextLong()).toString();
        }

        private String note(int most) {
            StringBuilder text = new StringBuilder();
            for (int i = 0, words = 4 + random.nextInt(most); i < words; i++) {
                text.append(text.isEmpty() ? "" : " ").append(oneOf(WORDS));
            }
            return text.toString();
        }
    }

    /** How a value is drawn; null where the row has none. */
    interface Value {
        @Nullable
        Object of(Row row);
    }

    record Column(String name, Type type, Value value) {}

    static Schema schema(List<Column> columns) {
        List<Types.NestedField> fields = new ArrayList<>();
        for (Column column : columns) {
            fields.add(Types.NestedField.optional(fields.size(), column.name(), column.type()));
        }
        AtomicInteger ids = new AtomicInteger();
        return new Schema(TypeUtil.assignFreshIds(Types.StructType.of(fields), ids::incrementAndGet)
                .asStructType()
                .fields());
    }

    /** The key of a record, as it stands in {@link #KEY}. */
    static String eventId(long key) {
        SplittableRandom random = new SplittableRandom(key);
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    static List<Column> flat() {
        List<Column> columns = new ArrayList<>(common());
        columns.add(text("site_id", row -> "SITE-" + (1000 + row.site())));
        columns.add(text("subject_id", row -> "SUBJ-" + (1000 + row.site()) + "-" + (10_000 + row.subject)));
        columns.add(text("form_oid", row -> FORMS.get(row.item % FORMS.size())));
        columns.add(text("item_oid", row -> "I_" + FORMS.get(row.item % FORMS.size()) + "_" + row.item));
        columns.add(text("unit", row -> row.chance(76) ? UNITS.get(row.item % UNITS.size()) : null));
        columns.add(new Column("dose", Types.DecimalType.of(12, 4), row -> {
            return row.chance(20) ? BigDecimal.valueOf(row.random.nextInt(4_000) * 2_500L, 4) : null;
        }));
        columns.add(text("note", row -> row.chance(7) ? row.note(14) : null));
        columns.add(new Column("event_ts", Types.TimestampType.withZone(), Row::time));
        columns.add(new Column("ingested_ts", Types.TimestampType.withZone(), row -> {
            return row.time().truncatedTo(ChronoUnit.MILLIS).plusSeconds(5);
        }));
        return columns;
    }

    static List<Column> nested() {
        Types.StructType device = Types.StructType.of(
                Types.NestedField.optional(1, "method", Types.StringType.get()),
                Types.NestedField.optional(2, "device_id", Types.StringType.get()),
                Types.NestedField.optional(3, "reading", Types.IntegerType.get()),
                Types.NestedField.optional(4, "fasting", Types.BooleanType.get()));
        Types.StructType coding = Types.StructType.of(
                Types.NestedField.optional(1, "system", Types.StringType.get()),
                Types.NestedField.optional(2, "code", Types.StringType.get()));
        List<Column> columns = new ArrayList<>(flat());
        columns.add(new Column("device", device, row -> row.chance(60) ? device(device, row) : null));
        columns.add(new Column("codings", Types.ListType.ofOptional(1, coding), row -> codings(coding, row)));
        columns.add(new Column(
                "extensions",
                Types.MapType.ofOptional(1, 2, Types.StringType.get(), Types.StringType.get()),
                SampleColumns::extensions));
        return columns;
    }

    /** As from a form of many questions: each type in turn, most answers empty. */
    static List<Column> wide() {
        List<Column> columns = new ArrayList<>(common());
        while (columns.size() < WIDE) {
            String name = "item_" + columns.size();
            columns.add(
                    switch (columns.size() % 5) {
                        case 0 -> new Column(name, Types.LongType.get(), row -> some(row, row.random.nextLong(1_000)));
                        case 1 -> new Column(name, Types.DoubleType.get(), row -> some(row, row.measurement()));
                        case 2 -> text(name, row -> row.chance(40) ? row.oneOf(WORDS) : null);
                        case 3 ->
                            new Column(name, Types.DateType.get(), row -> {
                                return some(row, LocalDate.EPOCH.plusDays(20_000 + row.random.nextInt(400)));
                            });
                        default -> new Column(name, Types.BooleanType.get(), row -> some(row, row.chance(50)));
                    });
        }
        return columns;
    }

    /** Few of these texts occur twice, so that no dictionary helps. */
    static List<Column> strings() {
        List<Column> columns = new ArrayList<>(common());
        columns.add(text("message_id", Row::uuid));
        columns.add(text("patient_key", row -> Long.toHexString(row.random.nextLong())));
        columns.add(text("source", row -> "https://ehr.example.org/fhir/Observation/" + row.random.nextLong(1L << 40)));
        columns.add(text("note", row -> row.note(30)));
        columns.add(text("comment", row -> row.chance(50) ? row.note(8) : null));
        columns.add(text("signature", row -> row.uuid() + row.uuid()));
        return columns;
    }

    private static List<Column> common() {
        return List.of(
                text(KEY, row -> eventId(row.key)),
                text("study_id", row -> "CT-2024-" + (100 + row.site() % STUDIES)),
                new Column("seq", Types.LongType.get(), row -> row.number),
                new Column("value", Types.DoubleType.get(), row -> row.chance(76) ? row.measurement() : null));
    }

    private static Column text(String name, Value value) {
        return new Column(name, Types.StringType.get(), value);
    }

    private static @Nullable Object some(Row row, Object value) {
        return row.chance(40) ? value : null;
    }

    private static Record device(Types.StructType type, Row row) {
        Record device = GenericRecord.create(type);
        device.set(0, METHODS.get(row.item % METHODS.size()));
        device.set(1, row.chance(80) ? "DEV-" + (row.site() * 3 + row.random.nextInt(3)) : null);
        device.set(2, 1 + row.random.nextInt(3));
        device.set(3, row.chance(50) ? row.chance(50) : null);
        return device;
    }

    private static @Nullable List<Record> codings(Types.StructType type, Row row) {
        if (row.chance(30)) {
            return null;
        }
        List<Record> codings = new ArrayList<>();
        for (int i = row.random.nextInt(4); i > 0; i--) {
            Record coding = GenericRecord.create(type);
            coding.set(0, row.oneOf(SYSTEMS));
            coding.set(1, (row.item * 97 % 9_000 + i) + "-" + row.item % 10);
            codings.add(coding);
        }
        return codings;
    }

    private static @Nullable Map<String, String> extensions(Row row) {
        if (row.chance(60)) {
            return null;
        }
        Map<String, String> extensions = new LinkedHashMap<>();
        extensions.put("visit", "V" + row.random.nextInt(12));
        if (row.chance(30)) {
            extensions.put("operator", "OP-" + row.site() + "-" + row.random.nextInt(5));
        }
        return extensions;
    }
}
