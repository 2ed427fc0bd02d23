package io.firn.daemon.glue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.firn.daemon.watch.TableListing.Listed;
import io.firn.lake.catalog.Catalogs;
import io.firn.lake.catalog.LocalFileIO;
import io.firn.lake.config.CatalogConfig;
import io.firn.testing.MotoServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.aws.AwsClientFactories;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.glue.GlueClient;

/**
 * The real AWS client and Iceberg's own Glue catalog against Moto, which answers everything in one page, and for the pages
 * against a server that gives at most 100 tables at once, as Glue does.
 */
class GlueListingIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Schema SCHEMA = new Schema(Types.NestedField.optional(1, "id", Types.LongType.get()));

    @Test
    void thePointersAreThoseOfIcebergsCatalog(@TempDir Path directory) throws Exception {
        try (MotoServer moto = MotoServer.startOrSkip();
                GlueListing listing =
                        GlueListing.of(config(moto.address(), directory)).orElseThrow()) {
            Catalog catalog = Catalogs.open(config(moto.address(), directory));
            ((SupportsNamespaces) catalog).createNamespace(Namespace.of("trials"));
            ((SupportsNamespaces) catalog).createNamespace(Namespace.of("empty"));
            Table visits =
                    catalog.createTable(TableIdentifier.of("trials", "visits"), SCHEMA, PartitionSpec.unpartitioned());
            Table labs =
                    catalog.createTable(TableIdentifier.of("trials", "labs"), SCHEMA, PartitionSpec.unpartitioned());
            try (GlueClient glue = AwsClientFactories.from(
                            config(moto.address(), directory).properties())
                    .glue()) {
                glue.createTable(request -> request.databaseName("trials")
                        .tableInput(table -> table.name("of_hive").parameters(Map.of("table_type", "other"))));
                glue.createTable(request ->
                        request.databaseName("trials").tableInput(table -> table.name("without_parameters")));
            }

            Listed before = listing.list();
            append(visits);
            Listed after = listing.list();

            assertThat(before.pointers().keySet()).containsExactlyInAnyOrderElementsOf(Catalogs.tables(catalog));
            assertThat(after.pointers())
                    .containsEntry(TableIdentifier.of("trials", "visits"), Optional.of(pointer(visits)))
                    .containsEntry(TableIdentifier.of("trials", "labs"), Optional.of(pointer(labs)))
                    .isNotEqualTo(before.pointers());
            assertThat(after.requests()).as("databases, and tables of each").isEqualTo(3);
            if (catalog instanceof Closeable closeable) {
                closeable.close();
            }
        }
    }

    @Test
    void aPageHasAHundredTables(@TempDir Path directory) throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, asked));
        server.start();
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (GlueListing listing = GlueListing.of(config(address, directory)).orElseThrow()) {
            Listed listed = listing.list();

            assertThat(listed.pointers())
                    .hasSize(10_000)
                    .containsEntry(TableIdentifier.of("trials", "t9999"), Optional.of("s3://lake/t9999/1.json"));
            assertThat(asked).hasSize(102).startsWith("databases", "tables trials 0", "tables trials 100");
            assertThat(asked).endsWith("tables dropped 0");
            assertThat(listed.requests()).isEqualTo(102);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void anotherCatalogHasNone() {
        assertThat(GlueListing.of(new CatalogConfig("firn", Map.of("type", "jdbc"))))
                .isEmpty();
    }

    private static void answer(HttpExchange exchange, List<String> asked) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        int status = 200;
        String body;
        if (target.equals("AWSGlue.GetDatabases")) {
            asked.add("databases");
            body = "{\"DatabaseList\": [{\"Name\": \"trials\"}, {\"Name\": \"dropped\"}]}";
        } else {
            assertThat(target).isEqualTo("AWSGlue.GetTables");
            assertThat(request.path("MaxResults").asInt()).isEqualTo(100);
            String database = request.path("DatabaseName").asText();
            int from = request.path("NextToken").asInt(0);
            asked.add("tables " + database + " " + from);
            if (database.equals("trials")) {
                body = page(from);
            } else {
                status = 400;
                body = "{\"__type\": \"EntityNotFoundException\", \"Message\": \"gone\"}";
            }
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String page(int from) {
        List<String> tables = new ArrayList<>();
        for (int i = from; i < from + 100; i++) {
            tables.add("{\"Name\": \"t" + i + "\", \"DatabaseName\": \"trials\", \"Parameters\": {\"table_type\":"
                    + " \"iceberg\", \"metadata_location\": \"s3://lake/t" + i + "/1.json\"}}");
        }
        String next = from + 100 < 10_000 ? ", \"NextToken\": \"" + (from + 100) + "\"" : "";
        return "{\"TableList\": [" + String.join(",", tables) + "]" + next + "}";
    }

    private static CatalogConfig config(URI address, Path directory) {
        return new CatalogConfig(
                "glue",
                Map.of(
                        "type",
                        "glue",
                        "warehouse",
                        "file://" + directory,
                        "io-impl",
                        LocalFileIO.class.getName(),
                        "client.region",
                        "eu-central-1",
                        "client.credentials-provider",
                        GlueOptimizersIT.Credentials.class.getName(),
                        "glue.endpoint",
                        address.toString()));
    }

    private static void append(Table table) {
        table.newFastAppend()
                .appendFile(DataFiles.builder(table.spec())
                        .withPath(table.location() + "/data/a.parquet")
                        .withFileSizeInBytes(1000)
                        .withRecordCount(10)
                        .build())
                .commit();
    }

    private static String pointer(Table table) {
        return ((HasTableOperations) table).operations().current().metadataFileLocation();
    }
}
