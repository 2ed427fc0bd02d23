package io.firn.pipeline.schema;

import io.firn.lake.config.Provenance;
import io.firn.lake.config.StreamConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;

/** Creates the tables of streams, and brings existing ones to what a stream's configuration asks for. */
public final class StreamTables {
    private static final int ATTEMPTS = 20;

    private final Catalog catalog;

    public StreamTables(Catalog catalog) {
        this.catalog = catalog;
    }

    /**
     * The stream's table, created if it is missing, with the stream's columns and a snapshot to write after. Safe to
     * repeat and to run beside other writers.
     *
     * @throws UnfitTableException if the existing table cannot take the stream
     */
    public Table prepare(StreamTable stream) {
        TableIdentifier identifier = stream.identifier();
        if (!catalog.tableExists(identifier)) {
            create(stream, identifier);
        }
        for (int attempt = 1; ; attempt++) {
            Table table = catalog.loadTable(identifier);
            try {
                reconcile(stream, table);
                Disambiguation.apply(table);
                if (table.currentSnapshot() == null) {
                    // The sink asks the catalog for the branch with every record until it is there.
                    table.newFastAppend().commit();
                }
                return table;
            } catch (CommitFailedException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void create(StreamTable stream, TableIdentifier identifier) {
        createNamespace(identifier.namespace());
        Schema schema = stream.schema();
        try {
            catalog.createTable(identifier, schema, stream.spec(schema), stream.properties());
        } catch (AlreadyExistsException e) {
            // Another process was faster.
        }
    }

    private void createNamespace(Namespace namespace) {
        if (catalog instanceof SupportsNamespaces namespaces) {
            for (int length = 1; length <= namespace.length(); length++) {
                Namespace level = Namespace.of(Arrays.copyOf(namespace.levels(), length));
                try {
                    if (!namespaces.namespaceExists(level)) {
                        namespaces.createNamespace(level);
                    }
                } catch (AlreadyExistsException e) {
                    // Another process was faster.
                }
            }
        }
    }

    private static void reconcile(StreamTable stream, Table table) {
        Set<String> identifiers = table.schema().identifierFieldNames();
        if (!identifiers.isEmpty()
                && !identifiers.equals(Set.copyOf(stream.stream().key()))) {
            throw new UnfitTableException(
                    stream,
                    "its identifier fields " + identifiers
                            + " are not the stream's key: the sink would merge rows by them");
        }
        if (stream.stream().mode() == StreamConfig.Mode.APPEND && !identifiers.isEmpty()) {
            throw new UnfitTableException(
                    stream,
                    "it has identifier fields " + identifiers + ", by which the sink would merge appended rows");
        }
        requirePartitionInKey(stream, table);
        UpdateSchema update = table.updateSchema();
        boolean changed = false;
        for (NestedField wanted : stream.schema().columns()) {
            NestedField found = table.schema().asStruct().field(wanted.name());
            if (found == null) {
                NestedField other = table.schema().asStruct().caseInsensitiveField(wanted.name());
                if (other != null) {
                    throw new UnfitTableException(
                            stream,
                            "its column '" + other.name() + "' and '" + wanted.name() + "' differ only in case");
                }
                update.addColumn(wanted.name(), wanted.type());
                if (wanted.name().equals(Provenance.COLUMN)) {
                    update.moveFirst(wanted.name());
                }
                changed = true;
            } else {
                changed |= adapt(stream, update, found, wanted);
            }
        }
        if (changed) {
            update.commit();
        }
        stream.completePartition(table);
    }

    /** Whether the update got a change: a wider type, or an end of "required". */
    private static boolean adapt(StreamTable stream, UpdateSchema update, NestedField found, NestedField wanted) {
        boolean changed = false;
        if (found.isRequired() && wanted.isOptional()) {
            update.makeColumnOptional(found.name());
            changed = true;
        }
        List<SchemaChange> changes = new ArrayList<>();
        if (!widen(changes, found.name(), found.type(), wanted.type())) {
            throw new UnfitTableException(
                    stream,
                    "its column '" + found.name() + "' is " + found.type() + " and cannot become " + wanted.type());
        }
        changes.forEach(change -> change.applyTo(update));
        return changed || !changes.isEmpty();
    }

    /** Gathers what turns a type into one that holds the wanted type too; false if nothing does. */
    private static boolean widen(List<SchemaChange> changes, String path, Type found, Type wanted) {
        if (found.isPrimitiveType() && wanted.isPrimitiveType()) {
            if (found.equals(wanted) || TypeUtil.isPromotionAllowed(wanted, found.asPrimitiveType())) {
                return true;
            }
            if (TypeUtil.isPromotionAllowed(found, wanted.asPrimitiveType())) {
                changes.add(new SchemaChange.WidenColumn(path, wanted.asPrimitiveType()));
                return true;
            }
            return false;
        }
        if (found.typeId() != wanted.typeId()) {
            return false;
        }
        return switch (found.typeId()) {
            case LIST ->
                widen(
                        changes,
                        path + ".element",
                        found.asListType().elementType(),
                        wanted.asListType().elementType());
            case MAP ->
                widen(
                        changes,
                        path + ".value",
                        found.asMapType().valueType(),
                        wanted.asMapType().valueType());
            default -> widenStruct(changes, path, found, wanted);
        };
    }

    private static boolean widenStruct(List<SchemaChange> changes, String path, Type found, Type wanted) {
        boolean fits = true;
        for (NestedField field : wanted.asStructType().fields()) {
            NestedField existing = found.asStructType().field(field.name());
            if (existing == null) {
                changes.add(new SchemaChange.AddColumn(path, field.name(), field.type()));
            } else {
                fits &= widen(changes, path + "." + field.name(), existing.type(), field.type());
            }
        }
        return fits;
    }

    private static void requirePartitionInKey(StreamTable stream, Table table) {
        if (stream.stream().mode() != StreamConfig.Mode.UPSERT) {
            return;
        }
        table.spec().fields().forEach(field -> {
            String column = table.schema().findColumnName(field.sourceId());
            if (!field.transform().isVoid() && !stream.stream().key().contains(column)) {
                throw new UnfitTableException(
                        stream, "it is partitioned by '" + column + "', which mode upsert needs in the key");
            }
        });
    }
}
