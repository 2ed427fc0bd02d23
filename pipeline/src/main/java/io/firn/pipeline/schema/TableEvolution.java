package io.firn.pipeline.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;

/**
 * Applies what {@link Evolution} decides to the table, as the catalog has it now: each attempt loads the table, decides
 * again and commits by compare-and-swap, so two writers that add the same column agree.
 */
public final class TableEvolution {
    private static final int ATTEMPTS = 20;

    private final Catalog catalog;

    public TableEvolution(Catalog catalog) {
        this.catalog = catalog;
    }

    /** The table after the changes, and whether the record fits it now. */
    public record Outcome(Table table, Decision decision) {}

    /** @throws CommitFailedException if other writers won every attempt */
    public Outcome evolve(StreamTable stream, Evolution evolution, ObjectNode fields) {
        for (int attempt = 1; ; attempt++) {
            Table table = catalog.loadTable(stream.identifier());
            Decision decision = evolution.decide(table.schema(), fields);
            if (!(decision instanceof Decision.Changes changes)) {
                return new Outcome(table, decision);
            }
            try {
                commit(table, changes.changes());
                stream.completePartition(table);
                Disambiguation.apply(table);
            } catch (CommitFailedException | CommitStateUnknownException e) {
                // The next look at the table tells what became of it.
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    static void commit(Table table, List<SchemaChange> changes) {
        UpdateSchema update = table.updateSchema();
        changes.forEach(change -> change.applyTo(update));
        update.commit();
    }
}
