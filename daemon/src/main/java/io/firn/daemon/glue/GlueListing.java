package io.firn.daemon.glue;

import io.firn.daemon.watch.TableListing;
import io.firn.lake.config.CatalogConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.BaseMetastoreTableOperations;
import org.apache.iceberg.aws.AwsProperties;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Database;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.GetDatabasesResponse;
import software.amazon.awssdk.services.glue.model.GetTablesResponse;
import software.amazon.awssdk.services.glue.model.Table;

/**
 * Lists the Iceberg tables of AWS Glue with their pointers: {@code GetTables} gives 100 tables a page, each with its
 * parameters, of which one is where its metadata is. A look at 10,000 tables that nobody wrote to is 100 requests and one for
 * every 100 databases. Needs {@code glue:GetDatabases} and {@code glue:GetTables}, as Iceberg's own listing does.
 */
public final class GlueListing implements TableListing, AutoCloseable {
    /** The most that Glue gives. */
    private static final int PAGE = 100;

    private final GlueClient client;
    private final Optional<String> catalogId;

    private GlueListing(GlueClient client, Optional<String> catalogId) {
        this.client = client;
        this.catalogId = catalogId;
    }

    /** With the catalog's own settings; none where the catalog is not Glue. Connects to nothing yet. */
    public static Optional<GlueListing> of(CatalogConfig catalog) {
        return GlueClients.of(catalog)
                .map(client -> new GlueListing(
                        client, Optional.ofNullable(catalog.properties().get(AwsProperties.GLUE_CATALOG_ID))));
    }

    @Override
    public Listed list() {
        Map<TableIdentifier, Optional<String>> pointers = new LinkedHashMap<>();
        long requests = 0;
        @Nullable String next = null;
        do {
            String from = next;
            GetDatabasesResponse page = client.getDatabases(request ->
                    request.catalogId(catalogId.orElse(null)).maxResults(PAGE).nextToken(from));
            requests++;
            for (Database database : page.databaseList()) {
                requests += list(database.name(), pointers);
            }
            next = page.nextToken();
        } while (next != null);
        return new Listed(pointers, requests);
    }

    /** The number of requests. */
    private long list(String database, Map<TableIdentifier, Optional<String>> pointers) {
        Map<TableIdentifier, Optional<String>> found = new LinkedHashMap<>();
        long requests = 0;
        @Nullable String next = null;
        try {
            do {
                String from = next;
                requests++;
                GetTablesResponse page = client.getTables(request -> request.catalogId(catalogId.orElse(null))
                        .databaseName(database)
                        .maxResults(PAGE)
                        .nextToken(from));
                page.tableList().stream().filter(GlueListing::isIceberg).forEach(table -> {
                    TableIdentifier identifier = TableIdentifier.of(database, table.name());
                    found.put(
                            identifier,
                            Optional.ofNullable(
                                    table.parameters().get(BaseMetastoreTableOperations.METADATA_LOCATION_PROP)));
                });
                next = page.nextToken();
            } while (next != null);
            pointers.putAll(found);
        } catch (EntityNotFoundException droppedSinceListed) {
            // None of its tables is there any more.
        }
        return requests;
    }

    /** As Iceberg's own catalog tells them apart. */
    private static boolean isIceberg(Table table) {
        return table.hasParameters()
                && BaseMetastoreTableOperations.ICEBERG_TABLE_TYPE_VALUE.equalsIgnoreCase(
                        table.parameters().get(BaseMetastoreTableOperations.TABLE_TYPE_PROP));
    }

    @Override
    public void close() {
        client.close();
    }
}
