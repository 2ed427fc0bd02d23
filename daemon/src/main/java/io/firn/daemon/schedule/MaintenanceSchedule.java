package io.firn.daemon.schedule;

import io.firn.lake.config.MaintenanceConfig;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.quartz.CronScheduleBuilder;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.utils.DBConnectionManager;

/**
 * Quartz with its clustered store in the daemon's database: each poll and each cron schedule fires on one replica. A
 * firing that was missed is not made up for: the next one sees the same tables.
 */
public final class MaintenanceSchedule implements AutoCloseable {
    private static final String POLL = "poll";
    private static final String CRON = "cron";
    private static final String SOURCE = "org.quartz.jobStore.dataSource";

    private final Scheduler scheduler;

    private MaintenanceSchedule(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** @throws IllegalStateException if the database or Quartz refuses */
    public static MaintenanceSchedule start(
            DataSource database, String catalogName, MaintenanceConfig config, Runnable poll, Upkeep upkeep) {
        try {
            String source = "firn-" + UUID.randomUUID();
            DBConnectionManager.getInstance().addConnectionProvider(source, new PoolConnections(database));
            Properties properties = properties(QuartzTables.create(database));
            properties.setProperty(SOURCE, source);
            properties.setProperty("org.quartz.scheduler.instanceName", "firn-" + catalogName);
            Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
            scheduler.setJobFactory((fired, any) ->
                    fired.getJobDetail().getJobClass() == PollJob.class ? new PollJob(poll) : new CronJob(upkeep));
            MaintenanceSchedule schedule = new MaintenanceSchedule(scheduler);
            schedule.put(config);
            scheduler.start();
            return schedule;
        } catch (SQLException | SchedulerException e) {
            throw new IllegalStateException("Cannot start the scheduler: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            scheduler.shutdown(true);
        } catch (SchedulerException e) {
            throw new IllegalStateException("Cannot stop the scheduler", e);
        }
    }

    private void put(MaintenanceConfig config) throws SchedulerException {
        JobDetail pollJob =
                JobBuilder.newJob(PollJob.class).withIdentity(POLL, POLL).build();
        Trigger pollTrigger = TriggerBuilder.newTrigger()
                .withIdentity(POLL, POLL)
                .startNow()
                .withSchedule(SimpleScheduleBuilder.simpleSchedule()
                        .withIntervalInMilliseconds(config.pollInterval().toMillis())
                        .repeatForever()
                        .withMisfireHandlingInstructionNextWithRemainingCount())
                .build();
        scheduler.scheduleJob(pollJob, Set.of(pollTrigger), true);

        Set<JobKey> obsolete = new HashSet<>(scheduler.getJobKeys(GroupMatcher.jobGroupEquals(CRON)));
        if (config.enabled()) {
            for (CronTimes.Schedule schedule : CronTimes.of(config)) {
                JobKey key = JobKey.jobKey(schedule.operation().id() + " " + schedule.cron(), CRON);
                obsolete.remove(key);
                put(key, schedule);
            }
        }
        for (JobKey key : obsolete) {
            scheduler.deleteJob(key);
        }
    }

    private void put(JobKey key, CronTimes.Schedule schedule) throws SchedulerException {
        JobDetail job = JobBuilder.newJob(CronJob.class)
                .withIdentity(key)
                .usingJobData(CronJob.OPERATION, schedule.operation().id())
                .usingJobData(CronJob.CRON, schedule.cron())
                .build();
        Trigger trigger = TriggerBuilder.newTrigger()
                .withIdentity(key.getName(), CRON)
                .withSchedule(CronScheduleBuilder.cronSchedule(schedule.cron())
                        .withMisfireHandlingInstructionFireAndProceed())
                .build();
        scheduler.scheduleJob(job, Set.of(trigger), true);
    }

    private static Properties properties(String delegate) {
        Properties properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceId", "AUTO");
        properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        properties.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
        properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
        properties.setProperty("org.quartz.threadPool.threadCount", "2");
        properties.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
        properties.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
        properties.setProperty("org.quartz.jobStore.driverDelegateClass", delegate);
        properties.setProperty("org.quartz.jobStore.useProperties", "true");
        properties.setProperty("org.quartz.jobStore.isClustered", "true");
        properties.setProperty("org.quartz.jobStore.clusterCheckinInterval", "10000");
        properties.setProperty("org.quartz.jobStore.misfireThreshold", "10000");
        return properties;
    }
}
