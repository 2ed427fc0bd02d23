package io.firn.local.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedChildTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final HeardNarrator heard = new HeardNarrator();
    private SupervisedChild child;

    @AfterEach
    void stop() throws InterruptedException {
        child.stop();
    }

    @Test
    void aChildThatDiesIsNamedShownAndStartedAgain() throws Exception {
        start("echo READY; echo the disk is full; read line; exit 7");
        assertThat(child.awaitReady(PATIENCE, 0)).isTrue();
        long first = child.pid().orElseThrow();

        ProcessHandle.of(first).orElseThrow().destroyForcibly();

        assertThat(heard.awaitLineWith("died")).contains("clock died after", "killed: signal 9");
        heard.awaitLineWith("    | the disk is full");
        heard.awaitLineWith("clock starts again in");
        heard.awaitLineWith("ready after");
        assertThat(child.pid().orElseThrow()).isNotEqualTo(first);
    }

    @Test
    void theExitCodeSaysWhy() throws Exception {
        start("exit 3");
        assertThat(heard.awaitLineWith("died")).contains("exit code 3: out of memory");
        assertThat(child.awaitReady(PATIENCE, 0)).isFalse();
    }

    @Test
    void aChildThatRefusesIsNotStartedAgain() throws Exception {
        start("echo nothing to do; exit 2");
        assertThat(child.awaitReady(PATIENCE, Integer.MAX_VALUE)).isFalse();
        assertThat(child.hasRefused()).isTrue();
        assertThat(child.lastLines()).containsExactly("nothing to do");
    }

    @Test
    void aChildThatDoesNotObeyIsKilled() throws Exception {
        start("trap '' TERM; echo READY; while :; do read line || sleep 1; done");
        assertThat(child.awaitReady(PATIENCE, 0)).isTrue();
        ProcessHandle process = ProcessHandle.of(child.pid().orElseThrow()).orElseThrow();

        child.stop();

        heard.awaitLineWith("clock does not end within 1 s: killing it");
        process.onExit().get(20, TimeUnit.SECONDS);
        assertThat(child.pid()).isEmpty();
    }

    private void start(String script) {
        ChildSpec spec = new ChildSpec(
                "clock", List.of("/bin/sh", "-c", script), new Readiness.Line("READY"), Duration.ofSeconds(1));
        Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMinutes(1));
        child = new SupervisedChild(spec, directory, backoff, heard.narrator(), () -> {});
        child.start();
    }
}
