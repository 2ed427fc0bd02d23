package io.firn.maintenance.plan;

import io.firn.lake.config.DataSize;
import io.firn.lake.table.ManifestState;
import io.firn.lake.table.TableState;
import io.firn.maintenance.policy.Policy;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.util.PropertyUtil;

/** Whether a table has more manifests of data files than its policy allows and its files need. */
public final class ManifestPlan {
    private ManifestPlan() {}

    static Decision decide(TableState state, Policy.Manifests policy, Trigger trigger) {
        Map<Integer, Long> bytesBySpec = state.manifests().stream()
                .filter(manifest -> !manifest.ofDeletes())
                .collect(Collectors.groupingBy(
                        ManifestState::partitionSpecId, Collectors.summingLong(ManifestState::bytes)));
        long count = state.manifests().stream()
                .filter(manifest -> !manifest.ofDeletes())
                .count();
        long bytes = bytesBySpec.values().stream().mapToLong(Long::longValue).sum();
        long target = targetBytes(policy, state.properties());
        long needed = bytesBySpec.values().stream()
                .mapToLong(specBytes -> needed(specBytes, target))
                .sum();
        // A gain of less than a quarter would come and go with the rounding of sizes.
        boolean gains = trigger.relaxesThresholds() ? needed < count : count - needed >= Math.max(1, count / 4);
        boolean tooMany = trigger.relaxesThresholds() || count > policy.maxCount();
        String reason = count + " manifests of data files, " + needed + " would do at " + new DataSize(target) + " each"
                + (trigger.relaxesThresholds() ? "" : ", more than " + policy.maxCount() + " needed");
        boolean chosen = tooMany && gains;
        return new Decision(
                state.name(), Operation.MANIFEST_REWRITE, chosen, reason, chosen ? count : 0, chosen ? bytes : 0);
    }

    /** Manifests that {@code bytes} of one partition spec need. */
    public static long needed(long bytes, long targetBytes) {
        return Math.max(1, (bytes + targetBytes - 1) / targetBytes);
    }

    /** The policy's size, unless the table's own property makes Iceberg roll sooner. */
    public static long targetBytes(Policy.Manifests policy, Map<String, String> tableProperties) {
        return Math.min(
                policy.targetSize().bytes(),
                PropertyUtil.propertyAsLong(
                        tableProperties,
                        TableProperties.MANIFEST_TARGET_SIZE_BYTES,
                        TableProperties.MANIFEST_TARGET_SIZE_BYTES_DEFAULT));
    }
}
