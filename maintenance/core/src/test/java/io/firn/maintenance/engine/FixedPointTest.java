package io.firn.maintenance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.maintenance.columnar.OutputSplit;
import io.firn.maintenance.plan.CompactionThresholds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.RewriteFileGroup;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;

/** Files written by a compaction are not candidates of the next one. Planning reads no data file, so there are none. */
final class FixedPointTest {
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "site", Types.StringType.get()));
    private static final PartitionSpec BY_SITE =
            PartitionSpec.builderFor(SCHEMA).identity("site").build();
    private static final long TARGET = 1 << 20;

    @Property(tries = 100)
    void aSecondCompactionFindsNothingToDo(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3_000) int files,
            @ForAll @IntRange(min = 1, max = 4) int sites,
            @ForAll @IntRange(min = 8, max = 21) int largestBits,
            @ForAll @IntRange(min = 2, max = 10) int minInputFiles,
            @ForAll @IntRange(min = 2, max = 8) int targetsInGroup)
            throws IOException {
        CompactionThresholds thresholds = new CompactionThresholds((long) (TARGET * 0.75), minInputFiles, 0.1);
        Random random = new Random(seed);
        try (InMemoryCatalog catalog = new InMemoryCatalog()) {
            catalog.initialize("memory", Map.of());
            catalog.createNamespace(Namespace.of("clinical"));
            Table table = catalog.createTable(TableIdentifier.of("clinical", "visits"), SCHEMA, BY_SITE);
            AppendFiles append = table.newAppend();
            for (int i = 0; i < files; i++) {
                append.appendFile(file("in-" + i, random.nextInt(sites), 1 + random.nextLong(1L << largestBits)));
            }
            append.commit();

            List<RewriteFileGroup> groups = plan(table, thresholds, targetsInGroup);
            rewrite(table, groups);

            assertThat(groups.stream().mapToInt(RewriteFileGroup::inputFileNum).sum())
                    .isLessThanOrEqualTo(files);
            assertThat(plan(table, thresholds, targetsInGroup)).isEmpty();
        }
    }

    private static List<RewriteFileGroup> plan(Table table, CompactionThresholds thresholds, int targetsInGroup) {
        table.refresh();
        return new FileGroupPlanner(
                        table, table.currentSnapshot().snapshotId(), thresholds, TARGET, targetsInGroup * TARGET)
                .coldestFirst();
    }

    /** As {@link OutputFiles} cuts them: as many as come closest to the target, of rows of one size. */
    private static void rewrite(Table table, List<RewriteFileGroup> groups) {
        List<DataFile> outputs = new ArrayList<>();
        RewriteFiles rewrite = table.newRewrite();
        for (RewriteFileGroup group : groups) {
            long bytes = group.inputFilesSizeInBytes();
            long count = OutputSplit.count(bytes, TARGET);
            FileScanTask first = group.fileScanTasks().get(0);
            group.rewrittenFiles().forEach(rewrite::deleteFile);
            for (int i = 0; i < count; i++) {
                long size = bytes / count + (i < bytes % count ? 1 : 0);
                outputs.add(DataFiles.builder(BY_SITE)
                        .withPath("out-" + outputs.size())
                        .withFormat(FileFormat.PARQUET)
                        .withPartition(first.file().partition())
                        .withFileSizeInBytes(size)
                        .withRecordCount(1)
                        .build());
            }
        }
        if (!groups.isEmpty()) {
            outputs.forEach(rewrite::addFile);
            rewrite.commit();
        }
    }

    private static DataFile file(String name, int site, long bytes) {
        return DataFiles.builder(BY_SITE)
                .withPath(name)
                .withFormat(FileFormat.PARQUET)
                .withPartitionPath("site=" + site)
                .withFileSizeInBytes(bytes)
                .withRecordCount(1)
                .build();
    }
}
