package io.firn.benchmarks.compaction;

import io.firn.benchmarks.LocalCatalog;
import io.firn.lake.config.CatalogConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a catalog and its tables are.
 *
 * @param directory holds the catalog, and the tables unless they are in an object storage
 * @param storage address of an object storage that speaks S3
 */
record Place(Path directory, Optional<String> storage) {

    /** Of what {@link #words} said. */
    static Place of(String[] words, int from) {
        return new Place(
                Path.of(words[from]), words.length > from + 1 ? Optional.of(words[from + 1]) : Optional.empty());
    }

    /** How another process is told. */
    List<String> words() {
        List<String> words = new ArrayList<>(List.of(directory.toString()));
        storage.ifPresent(words::add);
        return words;
    }

    CatalogConfig catalog() {
        Map<String, String> properties = new HashMap<>(LocalCatalog.in(directory));
        storage.ifPresent(address -> properties.putAll(Map.of(
                "warehouse",
                "s3://" + ObjectStorage.BUCKET + "/warehouse",
                "io-impl",
                "org.apache.iceberg.aws.s3.S3FileIO",
                "s3.endpoint",
                address,
                "s3.path-style-access",
                "true",
                "s3.access-key-id",
                "any",
                "s3.secret-access-key",
                "any",
                "client.region",
                "us-east-1",
                "http-client.type",
                "urlconnection")));
        return new CatalogConfig("benchmark", properties);
    }
}
