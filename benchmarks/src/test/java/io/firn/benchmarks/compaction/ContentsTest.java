package io.firn.benchmarks.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.benchmarks.compaction.Contents.Sum;
import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContentsTest {
    private static final double SMALLEST = 0.001;

    @TempDir
    private Path directory;

    private final Contents contents = new Contents();

    @ParameterizedTest
    @EnumSource(names = {"STRINGS", "POSITION_DELETES", "EQUALITY_DELETES"})
    void theLiveRowsAreThoseThatIcebergReads(SampleSet set) throws Exception {
        Table sample = new Lake(new Place(directory, Optional.empty())).create(set, SMALLEST);
        List<Record> rows = rows(sample);
        Collections.shuffle(rows, new Random(1));

        Sum live = contents.live(sample);

        assertThat(live.rows()).isEqualTo(rows.size());
        assertThat(contents.of(List.of(written(sample, rows)), sample)).isEqualTo(live);
        if (set.deletes() != SampleSet.Deletes.NONE) {
            assertThat(live.rows()).isLessThan((long) set.files(SMALLEST) * set.rowsPerFile());
        }
    }

    @Test
    void aRowThatIsMissingThereTwiceOrAnotherIsNoticed() throws Exception {
        Table sample = new Lake(new Place(directory, Optional.empty())).create(SampleSet.STRINGS, SMALLEST);
        List<Record> rows = rows(sample);
        Sum whole = contents.of(List.of(written(sample, rows)), sample);

        List<Record> missing = new ArrayList<>(rows.subList(1, rows.size()));
        assertThat(contents.of(List.of(written(sample, missing)), sample)).isNotEqualTo(whole);
        missing.add(rows.get(1));
        assertThat(contents.of(List.of(written(sample, missing)), sample)).isNotEqualTo(whole);
        List<Record> swapped = new ArrayList<>(rows);
        Object note = rows.get(0).getField("note");
        swapped.get(0).setField("note", rows.get(1).getField("note"));
        swapped.get(1).setField("note", note);
        assertThat(contents.of(List.of(written(sample, swapped)), sample)).isNotEqualTo(whole);
    }

    @Test
    void aRowThatIsOutOfOrderIsNoticed() throws Exception {
        Table sample = new Lake(new Place(directory, Optional.empty())).create(SampleSet.SORT, SMALLEST);
        List<String> order = Lake.order(sample);
        List<Record> rows = rows(sample);
        rows.sort(Comparator.comparing((Record row) -> (String) row.getField("subject_id"))
                .thenComparing(row -> (OffsetDateTime) row.getField("event_ts")));
        assertThat(contents.rowsOutOfOrder(written(sample, rows), order)).isZero();

        Collections.swap(rows, 0, rows.size() - 1);

        assertThat(order).containsExactly("subject_id", "event_ts");
        assertThat(contents.rowsOutOfOrder(written(sample, rows), order)).isEqualTo(2);
    }

    private static List<Record> rows(Table table) throws IOException {
        List<Record> rows = new ArrayList<>();
        try (CloseableIterable<Record> read = IcebergGenerics.read(table).build()) {
            read.forEach(rows::add);
        }
        return rows;
    }

    private static String written(Table table, List<Record> rows) throws IOException {
        DataWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                .build()
                .newDataWriter(
                        OutputFileFactory.builderFor(table, 99, 0).build().newOutputFile(), table.spec(), null);
        try (writer) {
            rows.forEach(writer::write);
        }
        return writer.toDataFile().location();
    }
}
