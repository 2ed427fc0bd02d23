package io.firn.daemon.alert;

import io.firn.alerts.publish.Finding;
import io.firn.quality.reconciliation.MissingRecords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Records that are neither in their table nor dead letters, one finding a table. */
final class LostRecords implements FindingSource {
    private final Supplier<List<MissingRecords>> missing;
    private final FindingMaker maker;

    LostRecords(Supplier<List<MissingRecords>> missing, FindingMaker maker) {
        this.missing = missing;
        this.maker = maker;
    }

    @Override
    public String name() {
        return "reconciliation";
    }

    @Override
    public Optional<List<Finding>> find() {
        Map<String, List<MissingRecords>> tables = missing.get().stream()
                .collect(Collectors.groupingBy(MissingRecords::table, TreeMap::new, Collectors.toList()));
        List<Finding> findings = new ArrayList<>();
        tables.forEach((table, lost) -> findings.add(finding(table, lost)));
        return Optional.of(findings);
    }

    private Finding finding(String table, List<MissingRecords> lost) {
        long records = lost.stream().mapToLong(MissingRecords::records).sum();
        Instant since =
                lost.stream().map(MissingRecords::found).min(Instant::compareTo).orElseThrow();
        String more = lost.size() > 1 ? ", and " + (lost.size() - 1) + " ranges more" : "";
        return maker.make(
                "FirnRecordsMissing",
                table,
                Map.of(),
                table + " lacks " + records + (records == 1 ? " record" : " records"),
                "Neither in the table nor dead letters: " + lost.get(0).words() + more + ". `firn ledger " + table
                        + "` lists them; the table's snapshots are kept until this is cleared up.",
                since);
    }
}
