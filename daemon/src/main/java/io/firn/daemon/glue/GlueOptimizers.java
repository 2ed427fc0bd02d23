package io.firn.daemon.glue;

import io.firn.lake.config.CatalogConfig;
import io.firn.maintenance.plan.ManagedOptimizers;
import io.firn.maintenance.plan.Operation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.aws.AwsProperties;
import org.apache.iceberg.catalog.TableIdentifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.AccessDeniedException;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.TableOptimizerType;

/**
 * Asks AWS Glue whether one of its table optimizers is enabled (hazard H17), with the catalog's own settings. An answer holds
 * for five minutes, a failure to get one for one minute; a failure is an answer too, as nobody then knows who else maintains
 * the table. Any catalog but Glue's has none.
 */
public final class GlueOptimizers implements ManagedOptimizers, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GlueOptimizers.class);
    private static final Duration HOLDS = Duration.ofMinutes(5);
    private static final Duration FAILURE_HOLDS = Duration.ofMinutes(1);
    private static final Map<Operation, TableOptimizerType> TYPES = Map.of(
            Operation.COMPACTION, TableOptimizerType.COMPACTION,
            Operation.DELETE_FILE_REWRITE, TableOptimizerType.COMPACTION,
            Operation.SNAPSHOT_EXPIRY, TableOptimizerType.RETENTION,
            Operation.ORPHAN_REMOVAL, TableOptimizerType.ORPHAN_FILE_DELETION);

    private final Optional<GlueClient> client;
    private final Optional<String> configuredCatalogId;
    private final Clock clock;
    private final Map<Question, Answer> answers = new ConcurrentHashMap<>();

    private record Question(TableIdentifier table, TableOptimizerType type) {}

    private record Answer(Optional<String> seen, Instant until) {}

    private GlueOptimizers(Optional<GlueClient> client, Optional<String> configuredCatalogId, Clock clock) {
        this.client = client;
        this.configuredCatalogId = configuredCatalogId;
        this.clock = clock;
    }

    /** Connects to nothing yet. */
    public static GlueOptimizers of(CatalogConfig catalog, Clock clock) {
        return new GlueOptimizers(
                GlueClients.of(catalog),
                Optional.ofNullable(catalog.properties().get(AwsProperties.GLUE_CATALOG_ID)),
                clock);
    }

    @Override
    public Optional<String> seen(TableIdentifier table, Operation operation) {
        Optional<TableOptimizerType> type = Optional.ofNullable(TYPES.get(operation));
        if (client.isEmpty() || type.isEmpty()) {
            return Optional.empty();
        }
        return answers.compute(
                        new Question(table, type.get()),
                        (question, known) -> known != null && clock.instant().isBefore(known.until())
                                ? known
                                : ask(client.get(), question))
                .seen();
    }

    private Answer ask(GlueClient glue, Question question) {
        Instant now = clock.instant();
        String database = question.table().namespace().toString();
        try {
            String catalogId = configuredCatalogId.orElseGet(() -> glue.getDatabase(request -> request.name(database))
                    .database()
                    .catalogId());
            Boolean enabled = glue.getTableOptimizer(request -> request.catalogId(catalogId)
                            .databaseName(database)
                            .tableName(question.table().name())
                            .type(question.type()))
                    .tableOptimizer()
                    .configuration()
                    .enabled();
            return new Answer(
                    Boolean.FALSE.equals(enabled) ? Optional.empty() : Optional.of(enabled(question.type())),
                    now.plus(HOLDS));
        } catch (EntityNotFoundException e) {
            return new Answer(Optional.empty(), now.plus(HOLDS)); // The table never had such an optimizer.
        } catch (SdkException e) {
            String reason = "AWS Glue does not say whether its " + question.type() + " optimizer is enabled for this"
                    + " table (" + code(e) + hint(e) + ")";
            LOG.warn("{}: {}", question.table(), reason);
            return new Answer(Optional.of(reason), now.plus(FAILURE_HOLDS));
        }
    }

    private static String enabled(TableOptimizerType type) {
        return "AWS Glue's " + type + " optimizer is enabled for this table: two maintainers undo each other's work;"
                + " disable it, or leave this operation to it (see maintenance.foreign-maintenance)";
    }

    /** Its name only: messages of the service may have names of accounts and keys. */
    private static String code(SdkException e) {
        return e instanceof AwsServiceException answer && answer.awsErrorDetails() != null
                ? answer.awsErrorDetails().errorCode()
                : e.getClass().getSimpleName();
    }

    private static String hint(SdkException e) {
        return e instanceof AccessDeniedException ? ": allow glue:GetTableOptimizer" : "";
    }

    @Override
    public void close() {
        client.ifPresent(GlueClient::close);
    }
}
