package io.firn.daemon.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The history's contract on H2, and what it takes there. */
final class HistoryStoreTest implements HistoryStoreContract {
    private static final JdbcDataSource SOURCE = new JdbcDataSource();

    static {
        SOURCE.setURL("jdbc:h2:mem:history;DB_CLOSE_DELAY=-1");
    }

    @Override
    public DataSource source() {
        return SOURCE;
    }

    @Test
    void aPointOfATableTakesLessThanThirtyBytes() {
        Random random = new Random(7);
        Map<String, HistoryPoint> shard = tables(random, 1_000 / HistoryStore.SHARDS);

        assertThat(PointCodec.encode(shard).length / shard.size()).isLessThan(30);
    }

    /**
     * Minutes long: the figure in docs/operations.md, with -Dfirn.measure=true. H2 gives back what was overwritten after 45 s,
     * which here are days: it shall not wait.
     */
    @Test
    @EnabledIfSystemProperty(named = "firn.measure", matches = "true")
    void whatFourteenDaysOfAThousandTablesTake(@TempDir Path directory) throws Exception {
        JdbcConnectionPool pool = JdbcConnectionPool.create(
                "jdbc:h2:file:" + directory.resolve("daemon") + ";WRITE_DELAY=0;RETENTION_TIME=0", "", "");
        HistoryStore store = new HistoryStore(pool, "firn");
        Random random = new Random(7);
        Instant at = NOON;
        long nanos = 0;
        int looks = 0;
        for (int hour = 0; hour < 15 * 24; hour++) {
            int inHour = hour < 15 * 24 - 4 ? 4 : 120;
            for (int look = 0; look < inHour; look++, looks++) {
                Map<String, HistoryPoint> tables = tables(random, 1_000);
                long before = System.nanoTime();
                store.add(at.plusSeconds(3600L / inHour * look), tables);
                nanos += System.nanoTime() - before;
            }
            at = at.plusSeconds(3600);
        }
        long before = System.nanoTime();
        store.all(Resolution.QUARTER, at.minusSeconds(86_400));
        long read = System.nanoTime() - before;
        before = System.nanoTime();
        store.series("warehouse.some_table_0007", Resolution.HOUR, at.minusSeconds(14 * 86_400));
        long one = System.nanoTime() - before;
        System.out.printf(
                "a look takes %d ms; the last day of all %d ms; 14 days of one %d ms; the file has %d KB before compaction%n",
                nanos / looks / 1_000_000,
                read / 1_000_000,
                one / 1_000_000,
                Files.size(directory.resolve("daemon.mv.db")) >> 10);
        pool.getConnection().createStatement().execute("SHUTDOWN COMPACT");
        System.out.printf("and %d KB after it%n", Files.size(directory.resolve("daemon.mv.db")) >> 10);
    }

    private static Map<String, HistoryPoint> tables(Random random, int count) {
        Map<String, HistoryPoint> tables = new HashMap<>();
        for (int i = 0; i < count; i++) {
            tables.put(
                    String.format("warehouse.some_table_%04d", i),
                    new HistoryPoint(
                            random.nextInt(5_000),
                            random.nextLong(1L << 40),
                            random.nextInt(100),
                            random.nextInt(50),
                            random.nextLong(1L << 32),
                            Optional.of((long) random.nextInt(600)),
                            Optional.of((long) random.nextInt(60))));
        }
        return tables;
    }
}
