package io.firn.maintenance.orphans;

import io.firn.maintenance.reachability.Locations;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;

/**
 * Where a table writes: its location and whatever its properties name beside it.
 *
 * @param location the table's own
 * @param roots every directory, none of them within another, in the spelling of the metadata
 * @param metadata where manifests and metadata files are
 */
record TablePaths(String location, List<String> roots, String metadata) {
    private static final List<String> PROPERTIES = List.of(
            TableProperties.WRITE_DATA_LOCATION,
            TableProperties.WRITE_METADATA_LOCATION,
            "write.object-storage.path",
            "write.folder-storage.path");

    TablePaths {
        roots = List.copyOf(roots);
    }

    static TablePaths of(Table table) {
        Map<String, String> properties = table.properties();
        Set<String> all = new LinkedHashSet<>();
        all.add(table.location());
        PROPERTIES.stream().filter(properties::containsKey).map(properties::get).forEach(all::add);
        List<String> roots = all.stream()
                .filter(path -> all.stream()
                        .noneMatch(other -> !Locations.asDirectory(other).equals(Locations.asDirectory(path))
                                && Locations.isWithin(path, other)))
                .toList();
        return new TablePaths(
                table.location(),
                roots,
                properties.getOrDefault(
                        TableProperties.WRITE_METADATA_LOCATION, slashed(table.location()) + "metadata"));
    }

    boolean overlaps(TablePaths other) {
        return roots.stream().anyMatch(other::overlaps);
    }

    /** Whether one lies within the other. */
    boolean overlaps(String directory) {
        return roots.stream()
                .anyMatch(root -> Locations.isWithin(root, directory) || Locations.isWithin(directory, root));
    }

    static String slashed(String directory) {
        return directory.endsWith("/") ? directory : directory + "/";
    }
}
