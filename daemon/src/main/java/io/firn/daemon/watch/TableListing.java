package io.firn.daemon.watch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;

/** Lists the tables of a catalog, with what it says of them in the same answers. */
public interface TableListing {
    /** @throws RuntimeException if the catalog does not answer */
    Listed list();

    /**
     * Every table there was.
     *
     * @param pointers of each table the location of its current metadata; empty where the catalog has to be asked for each
     * @param requests that the listing took
     */
    record Listed(Map<TableIdentifier, Optional<String>> pointers, long requests) {
        public Listed {
            pointers = new LinkedHashMap<>(pointers);
        }
    }
}
