package io.firn.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.pipeline.testing.Await;
import io.firn.pipeline.testing.ChildPipeline;
import io.firn.pipeline.testing.SharedBroker;
import io.firn.pipeline.testing.TestLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ResilienceIT {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path directory;

    @Test
    void outageOfTheCatalogRewritesBesideAndADroppedColumnLoseNothing() throws Exception {
        TestLake lake = new TestLake(
                BROKER.bootstrapServers(),
                directory,
                "tough",
                "{topic: tough, table: t.tough, key: [id], mode: append, columns: evolve}");
        try (ChildPipeline pipeline = ChildPipeline.start(lake.yaml(), directory)) {
            pipeline.awaitReady();
            lake.send("tough", records(0, 200));
            lake.awaitRows("t.tough", 200);

            try (Connection catalog = DriverManager.getConnection("jdbc:sqlite:" + directory + "/catalog.db");
                    Statement statement = catalog.createStatement()) {
                statement.execute("BEGIN EXCLUSIVE");
                lake.send("tough", records(200, 400));
                Await.until(() -> pipeline.log().contains("tough-land failed"), pipeline::log);
                statement.execute("COMMIT");
            }
            assertThat(lake.awaitRows("t.tough", 400)).hasSize(400);

            for (int i = 0; i < 5; i++) {
                lake.send("tough", records(400 + 20 * i, 420 + 20 * i));
                rewrite(lake.table("t.tough"), i);
            }
            assertThat(lake.awaitRows("t.tough", 500)).hasSize(500);
            pipeline.kill();
        }
        lake.table("t.tough").updateSchema().deleteColumn("v").commit();
        try (ChildPipeline pipeline = ChildPipeline.start(lake.yaml(), directory)) {
            pipeline.awaitReady();
            lake.send("tough", records(500, 520));
            assertThat(lake.awaitRows("t.tough", 520)).hasSize(520);
            assertThat(lake.rows("t.tough").stream().filter(row -> row.getField("v") != null))
                    .hasSize(20);
        }
    }

    /** Replaces every data file by a copy, as a compaction would. */
    private static void rewrite(Table table, int round) throws IOException {
        Set<DataFile> before = new HashSet<>();
        Set<DataFile> after = new HashSet<>();
        RewriteFiles rewrite = table.newRewrite();
        rewrite.validateFromSnapshot(table.currentSnapshot().snapshotId());
        try (CloseableIterable<FileScanTask> files = table.newScan().planFiles()) {
            for (FileScanTask task : files) {
                DataFile file = task.file();
                Path path = Path.of(file.location().replaceFirst("^file:(//)?", ""));
                Path copy = path.resolveSibling("rewritten-" + round + "-" + path.getFileName());
                Files.copy(path, copy);
                before.add(file);
                after.add(DataFiles.builder(table.spec())
                        .copy(file)
                        .withPath("file:" + copy)
                        .build());
            }
        }
        before.forEach(rewrite::deleteFile);
        after.forEach(rewrite::addFile);
        rewrite.commit();
    }

    private static List<String> records(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"id\":" + i + ",\"v\":" + i + "}")
                .toList();
    }
}
