package io.firn.daemon.alert;

import io.firn.alerts.publish.Finding;
import io.firn.daemon.watch.LakeWatch;
import io.firn.maintenance.ledger.Pause;
import io.firn.maintenance.plan.Guard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Live files that are not in the storage. Whoever notices pauses what deletes from that table until a person resumes it; that
 * pause is what is found here, so it stays as long as nobody has dealt with it.
 */
final class LostFiles implements FindingSource {
    private static final String FROZEN_BY = "guard " + Guard.H19.name();

    private final Supplier<List<Pause>> pauses;
    private final LakeWatch watch;
    private final FindingMaker maker;

    LostFiles(Supplier<List<Pause>> pauses, LakeWatch watch, FindingMaker maker) {
        this.pauses = pauses;
        this.watch = watch;
        this.maker = maker;
    }

    @Override
    public String name() {
        return "files";
    }

    @Override
    public Optional<List<Finding>> find() {
        if (watch.lastLook().isEmpty()) {
            return Optional.empty();
        }
        Map<String, Pause> first = new TreeMap<>();
        for (Pause pause : pauses.get()) {
            if (pause.by().equals(FROZEN_BY)) {
                pause.table()
                        .filter(table -> watch.table(table).isPresent())
                        .ifPresent(table -> first.putIfAbsent(table, pause));
            }
        }
        List<Finding> findings = new ArrayList<>();
        first.forEach((table, pause) -> findings.add(maker.make(
                "FirnLiveFileMissing",
                table,
                Map.of("guard", Guard.H19.name()),
                "Live files of " + table + " are missing: " + pause.reason(),
                "Expiry and orphan removal of the table are paused. Stop who deletes its files, restore them, then `firn"
                        + " resume " + table + "`.",
                pause.since())));
        return Optional.of(findings);
    }
}
