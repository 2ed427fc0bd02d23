package io.firn.pipeline.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class BrokenProcessExceptionTest {
    @Test
    void whatStaysWithTheJvmNeedsANewProcess() {
        assertThat(BrokenProcessException.isFor(new IOException(new ExceptionInInitializerError("no space left"))))
                .isTrue();
        assertThat(BrokenProcessException.isFor(new OutOfMemoryError())).isTrue();
        assertThat(BrokenProcessException.isFor(new IOException("no space left")))
                .isFalse();
    }
}
