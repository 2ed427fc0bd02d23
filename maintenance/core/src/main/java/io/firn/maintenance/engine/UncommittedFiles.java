package io.firn.maintenance.engine;

import io.firn.maintenance.ledger.DeletionJournal;
import io.firn.maintenance.ledger.DeletionJournal.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that a run writes, until a commit names them. Each is in the journal before it exists, so that the next start
 * finds what a killed process has left; whether it may go is then decided by the table alone. Safe for use by many threads.
 */
public final class UncommittedFiles {
    private static final Logger LOG = LoggerFactory.getLogger(UncommittedFiles.class);

    private final DeletionJournal journal;
    private final String runId;
    private final String tableUuid;
    private final FileIO storage;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    public UncommittedFiles(DeletionJournal journal, String runId, Table table) {
        this.journal = journal;
        this.runId = runId;
        this.tableUuid = table.uuid().toString();
        this.storage = table.io();
    }

    /** The table's storage; a file that is to be written through it is in the journal first. */
    FileIO io() {
        return new Announced(storage, this::begin);
    }

    private void begin(String location) {
        Entry entry = new Entry(runId, numbers.getAndIncrement(), tableUuid, location, 0);
        journal.write(List.of(entry));
        entries.put(location, entry);
    }

    /** To be called once the table, loaded anew, has them. */
    void committed(Collection<String> locations) {
        forget(locations);
    }

    /** Deletes files that provably no commit has named; what cannot be deleted stays in the journal. */
    void discard(Collection<String> locations) {
        List<String> gone = new ArrayList<>();
        for (String location : locations) {
            try {
                storage.deleteFile(location);
                gone.add(location);
            } catch (NotFoundException e) {
                gone.add(location); // Begun and never finished.
            } catch (RuntimeException e) {
                LOG.debug("Cannot delete an abandoned file: {}", Failures.describe(e));
            }
        }
        if (gone.size() < locations.size()) {
            LOG.warn(
                    "Cannot delete {} of {} files that a rewrite has abandoned: tried again later",
                    locations.size() - gone.size(),
                    locations.size());
        }
        forget(gone);
    }

    /** Discards all that are left. */
    void discard() {
        discard(List.copyOf(entries.keySet()));
    }

    private void forget(Collection<String> locations) {
        List<Entry> settled =
                locations.stream().map(entries::remove).filter(Objects::nonNull).toList();
        try {
            journal.remove(settled);
        } catch (RuntimeException e) {
            // What the table reaches is never deleted, and what is gone need not be.
            LOG.warn("Cannot remove {} files from the journal: {}", settled.size(), Failures.describe(e));
        }
    }

    private record Announced(FileIO storage, Consumer<String> begin) implements FileIO {
        private static final long serialVersionUID = 1;

        @Override
        public InputFile newInputFile(String location) {
            return storage.newInputFile(location);
        }

        @Override
        public OutputFile newOutputFile(String location) {
            begin.accept(location);
            return storage.newOutputFile(location);
        }

        @Override
        public void deleteFile(String location) {
            storage.deleteFile(location);
        }
    }
}
