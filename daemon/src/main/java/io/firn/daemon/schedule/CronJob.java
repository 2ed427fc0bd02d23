package io.firn.daemon.schedule;

import io.firn.maintenance.plan.Operation;
import org.quartz.Job;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;

/** Tries an operation on the tables whose policy has this schedule. */
final class CronJob implements Job {
    static final String OPERATION = "operation";
    static final String CRON = "cron";

    private final Upkeep upkeep;

    CronJob(Upkeep upkeep) {
        this.upkeep = upkeep;
    }

    @Override
    public void execute(JobExecutionContext context) {
        JobDataMap data = context.getMergedJobDataMap();
        Operation.parse(data.getString(OPERATION)).ifPresent(operation -> upkeep.fire(operation, data.getString(CRON)));
    }
}
