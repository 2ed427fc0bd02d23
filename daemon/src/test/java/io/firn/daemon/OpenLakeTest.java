package io.firn.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenLakeTest {
    @Test
    void h2KeepsWhatItAcknowledgedAndStaysOpenUntilTheLastRunHasEnded() {
        assertThat(OpenLake.durable("jdbc:h2:file:/x"))
                .isEqualTo("jdbc:h2:file:/x;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
        assertThat(OpenLake.durable("jdbc:h2:file:/x;write_delay=0"))
                .isEqualTo("jdbc:h2:file:/x;write_delay=0;DB_CLOSE_ON_EXIT=FALSE");
        assertThat(OpenLake.durable("jdbc:postgresql://h/d")).isEqualTo("jdbc:postgresql://h/d");
    }
}
