package io.firn.lake.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ParentWatchTest {
    @Test
    void theEndOfInputIsTheEndOfTheParent() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (PipedOutputStream parent = new PipedOutputStream()) {
            ParentWatch.watch(new PipedInputStream(parent), gone::countDown);
            parent.write(1);
            parent.flush();
            assertThat(gone.getCount()).isOne();
        }
        assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
