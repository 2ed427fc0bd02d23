package io.firn.daemon.glue;

import io.firn.lake.config.CatalogConfig;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.aws.AwsClientFactories;
import software.amazon.awssdk.services.glue.GlueClient;

/** Makes clients of Glue with a catalog's own settings. */
final class GlueClients {
    private GlueClients() {}

    /** None where the catalog is not Glue. Connects to nothing yet. */
    static Optional<GlueClient> of(CatalogConfig catalog) {
        Map<String, String> properties = catalog.properties();
        boolean isGlue =
                CatalogUtil.ICEBERG_CATALOG_TYPE_GLUE.equalsIgnoreCase(properties.get(CatalogUtil.ICEBERG_CATALOG_TYPE))
                        || CatalogUtil.ICEBERG_CATALOG_GLUE.equals(properties.get(CatalogProperties.CATALOG_IMPL));
        return isGlue ? Optional.of(AwsClientFactories.from(properties).glue()) : Optional.empty();
    }
}
