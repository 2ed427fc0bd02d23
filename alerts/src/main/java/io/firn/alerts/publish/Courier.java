package io.firn.alerts.publish;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells one receiver what it has not heard yet; waits longer and longer while it cannot be reached. Of one thread. */
final class Courier implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final Receiver receiver;
    private final Outbox outbox;
    private final BooleanSupplier turn;
    private final BiConsumer<String, Answer> attempts;
    private final Clock clock;
    private Optional<Duration> pause = Optional.empty();
    private Instant notBefore = Instant.MIN;
    private String problem = "";

    Courier(Receiver receiver, Outbox outbox, BooleanSupplier turn, BiConsumer<String, Answer> attempts, Clock clock) {
        this.receiver = receiver;
        this.outbox = outbox;
        this.turn = turn;
        this.attempts = attempts;
        this.clock = clock;
    }

    @Override
    public void run() {
        if (!turn.getAsBoolean() || clock.instant().isBefore(notBefore)) {
            return;
        }
        try {
            List<Notice> due = outbox.due(receiver.name(), receiver.forgetsAfter(), clock.instant());
            for (int from = 0; from < due.size(); from += receiver.mostAtOnce()) {
                if (!tell(due.subList(from, Math.min(due.size(), from + receiver.mostAtOnce())))) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            note(String.valueOf(e.getMessage()));
        }
    }

    /** False where it cannot be reached: the others need not be tried now. */
    private boolean tell(List<Notice> notices) throws InterruptedException {
        Answer answer = answer(notices);
        if (answer instanceof Answer.Refused && notices.size() > 1) {
            // One of them, maybe.
            for (Notice notice : notices) {
                if (!tell(List.of(notice))) {
                    return false;
                }
            }
            return true;
        }
        Instant now = clock.instant();
        attempts.accept(receiver.name(), answer);
        outbox.settle(receiver.name(), notices, answer, now);
        if (answer instanceof Answer.Failed failed) {
            Duration next = pause.map(last -> last.multipliedBy(2)).orElse(FIRST_PAUSE);
            next = next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
            pause = Optional.of(next);
            notBefore = now.plus(next);
            note(failed.reason());
            return false;
        }
        pause = Optional.empty();
        note(answer instanceof Answer.Refused refused ? refused.reason() : "");
        return true;
    }

    /** A receiver that throws is broken, and is left in peace like one that is down. */
    private Answer answer(List<Notice> notices) throws InterruptedException {
        try {
            return receiver.tell(notices);
        } catch (RuntimeException e) {
            LOG.debug("Cannot tell {}", receiver.name(), e);
            return new Answer.Failed("a defect: " + e.getClass().getSimpleName());
        }
    }

    /** Once when it begins, and once when it is over. */
    private void note(String reason) {
        if (!problem.isEmpty() && reason.isEmpty()) {
            LOG.info("{} takes alerts again", receiver.name());
        } else if (!reason.isEmpty() && !reason.equals(problem)) {
            LOG.warn("Cannot tell {} of alerts: {}", receiver.name(), reason);
        }
        problem = reason;
    }
}
