package io.firn.maintenance.run;

import static io.firn.maintenance.run.Lakehouse.append;
import static io.firn.maintenance.run.Lakehouse.name;
import static io.firn.maintenance.run.Lakehouse.row;

import io.firn.maintenance.ledger.Run;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.plan.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;

/** A table with a writer that commits now and then, files planted beside its own, and days that pass. */
final class OrphanLake {
    static final TableIdentifier VISITS = name("visits");

    final Lakehouse lake;
    private int rows;

    OrphanLake(Lakehouse lake) {
        this.lake = lake;
        Table table = lake.create("visits");
        for (int i = 0; i < 12; i++) {
            write(table);
        }
    }

    Table table() {
        return lake.catalog.loadTable(VISITS);
    }

    Path directory() {
        return path(table().location());
    }

    static Path path(String location) {
        return Path.of(location.replaceFirst("^file:(//)?", ""));
    }

    /** A commit of a writer. */
    void write(Table table) {
        append(table, row(rows++, "a", 1));
    }

    /** A file that no snapshot needs, changed ten days ago. */
    Path plant(String path) throws IOException {
        Path file = directory().resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "orphan");
        return age(file);
    }

    Path age(Path file) throws IOException {
        return Files.setLastModifiedTime(
                file, FileTime.from(lake.clock.instant().minus(Duration.ofDays(10))));
    }

    Run scan(Maintenance maintenance) {
        return maintenance.run(VISITS, Operation.ORPHAN_REMOVAL, Trigger.REQUEST);
    }

    Run scan() {
        return scan(lake.maintenance());
    }

    /** Late enough for the second scan, soon enough for the writer not to be silent for too long. */
    Run scanADayLater(Maintenance maintenance) {
        lake.clock.advance(Duration.ofHours(25));
        return scan(maintenance);
    }

    Run scanTwice() {
        scan();
        return scanADayLater(lake.maintenance());
    }

    List<Path> quarantined() throws IOException {
        Path folder = directory().resolveSibling("_firn_quarantine");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
