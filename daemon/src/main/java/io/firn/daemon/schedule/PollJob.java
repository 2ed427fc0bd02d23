package io.firn.daemon.schedule;

import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Looks at every table and has done what they need. In a cluster one replica does it. */
@DisallowConcurrentExecution
final class PollJob implements Job {
    private final Runnable poll;

    PollJob(Runnable poll) {
        this.poll = poll;
    }

    @Override
    public void execute(JobExecutionContext context) {
        poll.run();
    }
}
