package io.firn.daemon.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something that the daemon found.
 *
 * @param id the same for the same labels
 * @param severity {@code critical} or {@code warning}
 * @param labels as receivers get them
 * @param endedAt absent while it is so
 * @param runbook the name of its file
 * @param runbookUrl absent where the configuration does not say where runbooks are
 * @param receivers who is told of it
 */
public record AlertView(
        String id,
        String name,
        String severity,
        String catalog,
        String table,
        Map<String, String> labels,
        String summary,
        String description,
        Instant since,

        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Instant> endedAt,
        String runbook,

        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> runbookUrl,
        List<ReceiverView> receivers) {

    /**
     * Whether somebody has heard of it.
     *
     * @param state {@code delivered}, {@code waiting} or {@code refused}
     * @param reason why it was not delivered, empty where it was or nobody has tried yet
     */
    public record ReceiverView(String receiver, String state, String reason) {}
}
