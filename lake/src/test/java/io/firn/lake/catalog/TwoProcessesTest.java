package io.firn.lake.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lake.table.ManifestSummaryCache;
import io.firn.lake.table.TableState;
import io.firn.lake.table.TableStateReader;
import java.io.File;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pipeline and the daemon commit to one SQLite catalog: no acknowledged commit may be lost. */
class TwoProcessesTest {
    private static final int COMMITS = 20;
    private static final TableIdentifier TABLE = TableIdentifier.of("a", "x");

    @TempDir
    private Path directory;

    @Test
    void noAcknowledgedAppendIsLost() throws Exception {
        try (JdbcCatalog catalog = SqliteCatalog.open(SqliteCatalog.in(directory))) {
            catalog.createNamespace(Namespace.of("a"));
            catalog.createTable(
                    TABLE,
                    new Schema(Types.NestedField.required(1, "id", Types.LongType.get())),
                    PartitionSpec.unpartitioned(),
                    Map.of("commit.retry.num-retries", "20", "commit.retry.min-wait-ms", "5"));

            Process one = appender("one");
            Process two = appender("two");
            try {
                assertThat(one.waitFor(50, TimeUnit.SECONDS)).isTrue();
                assertThat(two.waitFor(50, TimeUnit.SECONDS)).isTrue();
            } finally {
                one.destroyForcibly();
                two.destroyForcibly();
            }

            assertThat(one.exitValue()).isZero();
            assertThat(two.exitValue()).isZero();
            TableState state = new TableStateReader(new ManifestSummaryCache(1 << 20))
                    .read("firn", TABLE, catalog.loadTable(TABLE), Instant.EPOCH);
            assertThat(state.dataFiles().files()).isEqualTo(2 * COMMITS);
            assertThat(state.snapshots()).hasSize(2 * COMMITS);
        }
    }

    private Process appender(String name) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        File log = directory.resolve(name + ".log").toFile();
        return new ProcessBuilder(
                        java,
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Appender.class.getName(),
                        directory.toString(),
                        name,
                        String.valueOf(COMMITS))
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
    }
}
