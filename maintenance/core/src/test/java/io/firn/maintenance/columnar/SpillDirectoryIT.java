package io.firn.maintenance.columnar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that sort on one disk. */
final class SpillDirectoryIT {
    @TempDir
    private Path parent;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
    }

    /** The file that a process has written in a directory of its own, once it has. */
    private Path otherProcess() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SpillingProcess.class.getName(),
                        parent.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(process);
        return process.inputReader(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(SpillingProcess.WRITTEN))
                .map(line -> Path.of(line.substring(SpillingProcess.WRITTEN.length())))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatAKilledProcessHasLeftGoesAndWhatALivingOneHasStays() throws Exception {
        Path ofKilled = otherProcess();
        started.get(0).destroyForcibly().waitFor();
        assertThat(ofKilled).exists();

        Path ofLiving = otherProcess();
        assertThat(ofKilled.getParent()).doesNotExist();

        SpillDirectory.in(parent).close();
        assertThat(ofLiving).exists();

        started.get(1).destroyForcibly().waitFor();
        SpillDirectory.in(parent).close();
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void aSecondSortOfAProcessDoesNotEndTheLockOfItsFirst() throws Exception {
        try (SpillDirectory first = SpillDirectory.in(parent)) {
            Files.writeString(first.file(0, 0), "rows");
            SpillDirectory.in(parent).close();

            Path ofOther = otherProcess();

            assertThat(first.file(0, 0)).exists();
            assertThat(ofOther).exists();
        }
    }
}
