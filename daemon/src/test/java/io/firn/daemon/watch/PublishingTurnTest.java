package io.firn.daemon.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.maintenance.ledger.Ledger;
import io.firn.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PublishingTurnTest {
    private static final Duration LIFE = Duration.ofSeconds(30);

    private final MovableClock time = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final JdbcConnectionPool database =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "", "");
    private final Ledger ledger = new Ledger(database, time);
    private final PublishingTurn first = new PublishingTurn(ledger.leases(), "lake", "first", LIFE, time);
    private final PublishingTurn second = new PublishingTurn(ledger.leases(), "lake", "second", LIFE, time);

    @AfterEach
    void dispose() {
        database.dispose();
    }

    @Test
    void oneOfTwoReplicasHasTheTurnForAsLongAsItKeepsIt() {
        assertThat(first.isMine()).as("nobody has asked yet").isFalse();
        for (int i = 0; i < 20; i++) {
            first.keep();
            second.keep();
            assertThat(first.isMine()).isTrue();
            assertThat(second.isMine()).isFalse();
            time.advance(Duration.ofSeconds(10));
        }
    }

    @Test
    void theOtherGoesOnWhenTheFirstIsStuckAndNeverBothAtOnce() {
        first.keep();
        time.advance(LIFE.minusMillis(1));
        second.keep();
        assertThat(first.isMine()).isTrue();
        assertThat(second.isMine()).isFalse();

        time.advance(LIFE.dividedBy(3));
        assertThat(first.isMine()).isFalse();
        second.keep();
        assertThat(second.isMine()).isTrue();
        first.keep();
        assertThat(first.isMine()).isFalse();
    }

    @Test
    void theOtherGoesOnAtOnceWhenTheFirstStops() {
        first.keep();
        first.close();
        second.keep();

        assertThat(first.isMine()).isFalse();
        assertThat(second.isMine()).isTrue();
    }

    @Test
    void withoutTheDatabaseItStaysAsItWas() throws Exception {
        first.keep();
        second.keep();
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("DROP TABLE firn_lease");
        }

        for (int i = 0; i < 10; i++) {
            time.advance(Duration.ofSeconds(20));
            first.keep();
            second.keep();
            assertThat(first.isMine()).isTrue();
            assertThat(second.isMine()).isFalse();
        }
    }
}
