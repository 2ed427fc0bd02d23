package io.firn.pipeline.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.types.Type;

/** The changes that one record asks for, gathered: several elements of one array ask for the same ones. */
final class PendingChanges {
    private final Map<Place, Shape> added = new LinkedHashMap<>();
    private final Map<String, Type.PrimitiveType> widened = new LinkedHashMap<>();

    private record Place(String parent, String name) {}

    void add(String parent, String name, Shape shape) {
        added.merge(new Place(parent, name), shape, (before, now) -> before.merge(now, name));
    }

    void widen(String path, Type.PrimitiveType type) {
        widened.put(path, type);
    }

    Type.PrimitiveType widened(String path, Type.PrimitiveType current) {
        return widened.getOrDefault(path, current);
    }

    boolean differsOnlyInCase(String parent, String name) {
        return added.keySet().stream()
                .anyMatch(place ->
                        place.parent.equals(parent) && place.name.equalsIgnoreCase(name) && !place.name.equals(name));
    }

    boolean isEmpty() {
        return added.isEmpty() && widened.isEmpty();
    }

    int addedColumns() {
        AtomicInteger columns = new AtomicInteger(added.size());
        added.values().forEach(shape -> shape.type(columns::incrementAndGet));
        return columns.get();
    }

    String firstAdded() {
        return added.keySet().stream().findFirst().map(Place::name).orElse("");
    }

    List<SchemaChange> changes() {
        List<SchemaChange> changes = new ArrayList<>();
        AtomicInteger ids = new AtomicInteger();
        added.forEach((place, shape) -> shape.type(ids::incrementAndGet)
                .ifPresent(type -> changes.add(new SchemaChange.AddColumn(place.parent, place.name, type))));
        widened.forEach((column, type) -> changes.add(new SchemaChange.WidenColumn(column, type)));
        return changes;
    }
}
