package io.firn.maintenance.plan;

import io.firn.lake.config.DataSize;
import io.firn.lake.table.ManifestState;
import io.firn.lake.table.TableState;
import io.firn.maintenance.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.util.PropertyUtil;

/**
 * Whether a table's manifests of data files are too many for its policy, too large, or so mixed that planning a scan of one
 * partition reads too much. Each needs a gain of a quarter, so that sizes that come out a little other than planned do not
 * bring it up again.
 */
public final class ManifestPlan {
    /** Iceberg's readers begin another manifest at the target: a table has larger ones after its target was lowered. */
    private static final long OVERSIZED = 2;

    /**
     * Full manifests' worth that planning a scan of one partition must read on average before clustering counts. Below,
     * {@link Policy.Manifests#maxCount()} decides alone: a writer whose commits each touch every partition would have all
     * manifests rewritten again and again for a few small ones.
     */
    private static final long MIXED = 10;

    private final Policy.Manifests policy;
    private final Trigger trigger;
    private final long target;
    private final ManifestLayout after;
    private final int enough;
    private final List<ManifestState> manifests;
    private final List<ManifestState> oversized;
    private final long partitions;

    // With smaller manifests than the engine writes, so that what it leaves is never more than enough.
    private ManifestPlan(TableState state, Policy.Manifests policy, Trigger trigger) {
        this.policy = policy;
        this.trigger = trigger;
        this.target = targetBytes(policy, state.properties());
        this.after = ManifestLayout.of(state.partitions(), target);
        this.enough = ManifestLayout.of(state.partitions(), target * 2 / 3).manifests();
        this.manifests = state.manifests().stream()
                .filter(manifest -> !manifest.ofDeletes())
                .toList();
        this.oversized = manifests.stream()
                .filter(manifest -> manifest.bytes() > OVERSIZED * target && manifest.liveFiles() > 1)
                .toList();
        this.partitions = Math.max(
                1,
                state.partitions().stream()
                        .filter(partition -> partition.dataFiles().files() > 0)
                        .count());
    }

    static Decision decide(TableState state, Policy.Manifests policy, Trigger trigger) {
        ManifestPlan plan = new ManifestPlan(state, policy, trigger);
        String reason = plan.reason();
        boolean chosen = plan.areTooMany() || plan.areMixed() || plan.areTooLarge();
        return new Decision(
                state.name(),
                Operation.MANIFEST_REWRITE,
                chosen,
                reason,
                chosen ? plan.manifests.size() : 0,
                chosen ? bytes(plan.manifests) : 0);
    }

    private boolean areTooMany() {
        return trigger.relaxesThresholds()
                ? enough < manifests.size()
                : manifests.size() > policy.maxCount() && enough <= manifests.size() * 3L / 4;
    }

    private boolean areMixed() {
        double now = bytesReadByAll();
        return now > 0
                && after.bytesReadByAll() <= now * 3 / 4
                && (trigger.relaxesThresholds() || now / partitions >= MIXED * target);
    }

    /** A few large ones among many are not worth a rewrite of all. */
    private boolean areTooLarge() {
        return !oversized.isEmpty() && (trigger.relaxesThresholds() || bytes(oversized) >= bytes(manifests) / 4);
    }

    private String reason() {
        List<String> chosen = new ArrayList<>();
        List<String> others = new ArrayList<>();
        (areTooMany() ? chosen : others)
                .add(manifests.size() + " manifests of data files, " + after.manifests() + " would do at "
                        + new DataSize(target) + " each"
                        + (trigger.relaxesThresholds() ? "" : ", more than " + policy.maxCount() + " needed"));
        (areMixed() ? chosen : others)
                .add("planning one partition reads " + kilobytes(bytesReadByAll() / partitions)
                        + " of them on average, " + kilobytes(after.bytesReadByAll() / partitions) + " would do"
                        + (trigger.relaxesThresholds()
                                ? ""
                                : ", at least " + new DataSize(MIXED * target) + " needed"));
        (areTooLarge() ? chosen : others)
                .add(oversized.size() + " are above " + new DataSize(OVERSIZED * target) + ", with "
                        + bytes(oversized) * 100 / Math.max(1, bytes(manifests)) + " % of the bytes"
                        + (trigger.relaxesThresholds() ? "" : ", at least 25 % needed"));
        return String.join("; ", chosen.isEmpty() ? others : chosen);
    }

    private double bytesReadByAll() {
        return manifests.stream()
                .mapToDouble(manifest -> (double) manifest.bytes() * manifest.partitions())
                .sum();
    }

    private static long bytes(List<ManifestState> manifests) {
        return manifests.stream().mapToLong(ManifestState::bytes).sum();
    }

    private static DataSize kilobytes(double bytes) {
        return new DataSize(Math.round(bytes / 1024) * 1024);
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
