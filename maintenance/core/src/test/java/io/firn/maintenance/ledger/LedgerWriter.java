package io.firn.maintenance.ledger;

import java.time.Clock;
import java.time.Instant;
import org.h2.jdbcx.JdbcDataSource;

/** A process that adds runs to a ledger and says on its output which ones the database has acknowledged. */
final class LedgerWriter {
    private LedgerWriter() {}

    @SuppressWarnings("SystemOut") // Its output is its protocol.
    public static void main(String[] arguments) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(arguments[0]);
        Ledger ledger = new Ledger(source, Clock.systemUTC());
        while (true) {
            Run run = LedgerContract.run("ns.table", Outcome.RUNNING, Instant.now());
            ledger.add(run);
            System.out.println(run.id());
            System.out.flush();
        }
    }
}
