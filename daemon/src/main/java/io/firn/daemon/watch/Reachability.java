package io.firn.daemon.watch;

import io.firn.daemon.view.ComponentView;
import io.firn.daemon.view.ReadyView;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which of the things that the daemon needs can be reached. Says it once when that changes, not at every attempt. */
public final class Reachability {
    private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);

    private final Clock clock;
    private final Map<Component, Condition> conditions = new LinkedHashMap<>();

    /** What the daemon needs. */
    public enum Component {
        DATABASE("database"),
        CATALOG("catalog"),
        KAFKA("kafka");

        private final String id;

        Component(String id) {
            this.id = id;
        }
    }

    private record Condition(ComponentView view, int failures) {}

    public Reachability(Clock clock, List<Component> needed) {
        this.clock = clock;
        for (Component component : needed) {
            conditions.put(
                    component,
                    new Condition(new ComponentView(component.id, false, "not reached yet", clock.instant()), 0));
        }
    }

    public synchronized void reached(Component component) {
        Condition before = condition(component);
        if (before.view().ok()) {
            return;
        }
        if (before.failures() > 0) {
            Duration gone = Duration.between(before.view().since(), clock.instant());
            LOG.info("{} can be reached again after {} s", component.id, gone.toSeconds());
        }
        conditions.put(component, new Condition(new ComponentView(component.id, true, "", clock.instant()), 0));
    }

    public synchronized void lost(Component component, Throwable failure) {
        Condition before = condition(component);
        String message = reason(failure);
        if (before.failures() == 0) {
            LOG.warn("Cannot reach {}, trying again: {}", component.id, message);
        }
        boolean wasLost = before.failures() > 0;
        conditions.put(
                component,
                new Condition(
                        new ComponentView(
                                component.id,
                                false,
                                message,
                                wasLost ? before.view().since() : clock.instant()),
                        before.failures() + 1));
    }

    public synchronized boolean isReached(Component component) {
        return condition(component).view().ok();
    }

    /** How long to wait before the next attempt: {@code usual}, and twice as long with every failure up to {@code most}. */
    public synchronized Duration delay(Component component, Duration usual, Duration most) {
        int failures = condition(component).failures();
        Duration delay = usual.multipliedBy(1L << Math.min(failures, 10));
        return failures == 0 || delay.compareTo(most) < 0 ? delay : most;
    }

    public synchronized ReadyView ready() {
        List<ComponentView> views = new ArrayList<>(
                conditions.values().stream().map(Condition::view).toList());
        return new ReadyView(views.stream().allMatch(ComponentView::ok), views);
    }

    private Condition condition(Component component) {
        Condition condition = conditions.get(component);
        return condition != null
                ? condition
                : new Condition(new ComponentView(component.id, true, "", clock.instant()), 0);
    }

    /** The message of the deepest cause that has one, in one line. */
    static String reason(Throwable failure) {
        Optional<String> message = Optional.empty();
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            String text = cause.getMessage();
            if (text != null && !text.isBlank()) {
                message = Optional.of(cause instanceof java.net.UnknownHostException ? "unknown host " + text : text);
            }
        }
        return message.orElse(failure.getClass().getSimpleName())
                .lines()
                .findFirst()
                .orElse("no reason given");
    }
}
