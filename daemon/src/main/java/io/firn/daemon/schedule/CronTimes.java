package io.firn.daemon.schedule;

import io.firn.lake.config.ConfigException;
import io.firn.lake.config.MaintenanceConfig;
import io.firn.lake.config.PolicyConfig;
import io.firn.lake.config.Problem;
import io.firn.maintenance.plan.Operation;
import io.firn.maintenance.policy.Policy;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.quartz.CronExpression;

/** When policies want an operation tried, whatever the thresholds say. */
public final class CronTimes {
    private CronTimes() {}

    /** One schedule of one operation. */
    record Schedule(Operation operation, String cron) {}

    /** @throws ConfigException naming every cron expression that Quartz does not understand */
    public static void check(MaintenanceConfig config) {
        List<Problem> problems = new ArrayList<>();
        for (Schedule schedule : of(config)) {
            try {
                new CronExpression(schedule.cron());
            } catch (ParseException e) {
                problems.add(new Problem(
                        "maintenance",
                        0,
                        0,
                        "Cannot schedule " + schedule.operation().id() + ": cron '" + schedule.cron()
                                + "' is not a Quartz expression, " + e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    /** Every distinct schedule that the defaults or a policy set. */
    static Set<Schedule> of(MaintenanceConfig config) {
        Set<Schedule> schedules = new LinkedHashSet<>();
        Stream.concat(Stream.of(config.defaults()), config.policies().stream())
                .map(CronTimes::of)
                .forEach(crons -> crons.forEach((operation, cron) ->
                        cron.ifPresent(expression -> schedules.add(new Schedule(operation, expression)))));
        return schedules;
    }

    /** The schedule of an operation under a table's policy. */
    public static Optional<String> of(Policy policy, Operation operation) {
        return switch (operation) {
            case COMPACTION -> policy.compaction().cron();
            case SNAPSHOT_EXPIRY -> policy.snapshots().cron();
            case DELETE_FILE_REWRITE -> policy.deleteFiles().cron();
            case ORPHAN_REMOVAL -> policy.orphans().cron();
            case MANIFEST_REWRITE -> policy.manifests().cron();
        };
    }

    /** When the operation's schedule fires next, if it has one. */
    public static Optional<Instant> next(Policy policy, Operation operation, Instant now) {
        return of(policy, operation).flatMap(cron -> next(cron, now));
    }

    private static Optional<Instant> next(String cron, Instant now) {
        try {
            return Optional.ofNullable(new CronExpression(cron).getNextValidTimeAfter(Date.from(now)))
                    .map(Date::toInstant);
        } catch (ParseException e) {
            return Optional.empty();
        }
    }

    private static Map<Operation, Optional<String>> of(PolicyConfig policy) {
        Map<Operation, Optional<String>> crons = new EnumMap<>(Operation.class);
        crons.put(Operation.COMPACTION, policy.compaction().cron());
        crons.put(Operation.SNAPSHOT_EXPIRY, policy.snapshots().cron());
        crons.put(Operation.DELETE_FILE_REWRITE, policy.deleteFiles().cron());
        crons.put(Operation.ORPHAN_REMOVAL, policy.orphans().cron());
        crons.put(Operation.MANIFEST_REWRITE, policy.manifests().cron());
        return crons;
    }
}
