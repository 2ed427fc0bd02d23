package io.firn.quality.engine;

import io.firn.lake.config.CheckConfig;
import io.firn.lake.config.CheckKind;
import io.firn.lake.config.Glob;
import io.firn.lake.config.OnUnknown;
import io.firn.lake.config.QualityConfig;
import io.firn.lake.config.ReconciliationConfig;
import io.firn.lake.config.Severity;
import io.firn.lake.config.Threshold;
import io.firn.quality.check.ScanJudgements;
import io.firn.quality.scan.ScanChecks;
import io.firn.quality.scan.ScanLimits;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** Configurations and databases of tests. */
final class TestChecks {
    static final Duration HOLD = Duration.ofMinutes(15);

    private TestChecks() {}

    static CheckConfig check(String name, CheckKind kind, Threshold threshold) {
        return new CheckConfig(
                new Glob("*"),
                name,
                kind,
                threshold,
                Severity.WARNING,
                OnUnknown.UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                "a test");
    }

    static QualityConfig config(boolean builtIn, List<CheckConfig> checks) {
        return new QualityConfig(
                true,
                builtIn,
                HOLD,
                List.of(),
                List.of(),
                checks,
                new ReconciliationConfig(false, Duration.ZERO, Duration.ZERO, true, Duration.ZERO));
    }

    static ScanJudgements scans() {
        return new ScanJudgements(
                new ScanChecks(table -> Optional.empty(), ScanLimits.DEFAULT, Clock.systemUTC(), new Random(1)));
    }

    static DataSource database() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return source;
    }
}
