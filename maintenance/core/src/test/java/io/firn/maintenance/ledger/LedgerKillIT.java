package io.firn.maintenance.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerKillIT {
    private static final int KILLS = 6;

    @Test
    void whatTheLedgerHasAcknowledgedOutlivesTheKillOfItsProcess(@TempDir Path directory) throws Exception {
        String url = "jdbc:h2:file:" + directory.resolve("ledger") + ";WRITE_DELAY=0";
        Set<String> acknowledged = new HashSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            LedgerWriter.class.getName(),
                            url)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                // Killed while it writes, each time after another number of rows.
                for (int rows = 0; rows < 10 + 9 * kill; rows++) {
                    acknowledged.add(Optional.ofNullable(output.readLine()).orElseThrow());
                }
                // By its handle, which leaves the output open for what was acknowledged last.
                process.toHandle().destroyForcibly();
                String line = output.readLine();
                while (line != null) {
                    if (line.length() == 36) {
                        acknowledged.add(line);
                    }
                    line = output.readLine();
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
        JdbcConnectionPool pool = JdbcConnectionPool.create(url, "", "");
        try {
            Ledger ledger = new Ledger(pool, Clock.systemUTC());
            Set<String> kept = ledger.runs(Optional.empty(), Integer.MAX_VALUE).stream()
                    .map(Run::id)
                    .collect(Collectors.toSet());
            assertThat(acknowledged).hasSizeGreaterThan(10 * KILLS);
            assertThat(kept).containsAll(acknowledged);
        } finally {
            pool.dispose();
        }
    }
}
