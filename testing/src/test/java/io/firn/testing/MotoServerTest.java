package io.firn.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** What the tests do on a machine where moto cannot be installed. */
class MotoServerTest {
    private static final String WORDS = "No module named venv";

    @TempDir
    private Path directory;

    private String python;

    @BeforeEach
    void aPythonWithoutVenv() throws IOException {
        Path script = Files.writeString(directory.resolve("python3"), "#!/bin/sh\necho '" + WORDS + "'\nexit 1\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        python = script.toString();
    }

    @Test
    void withoutItATestIsSkippedAndSaysWhy() {
        List<String> told = new ArrayList<>();
        assertThatThrownBy(() -> MotoServer.startOrSkip(python, directory, false, told::add))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining(WORDS);
        assertThat(told)
                .singleElement()
                .asString()
                .startsWith("Skipped: no moto to ask: Cannot run [" + python)
                .contains(WORDS);
    }

    @Test
    void whereEverythingMustRunItIsAFailure() {
        assertThatThrownBy(() -> MotoServer.startOrSkip(python, directory, true, ignored -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(WORDS);
    }
}
