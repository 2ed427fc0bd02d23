package io.firn.local.generator;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Begins and ends faults as ordered. */
final class FaultWatch {
    private final FaultFile orders;
    private final Consumer<String> log;
    private String complaint = "";

    FaultWatch(FaultFile orders, Consumer<String> log) {
        this.orders = orders;
        this.log = log;
    }

    /** The state in which the next event is to be sent; the same if nothing changes. */
    GeneratorState look(GeneratorState state, Instant now) throws IOException {
        Optional<FaultOrder> order = read();
        Optional<InjectedFault> current = state.currentFault();
        if (current.isPresent() && order.isPresent() && isOver(current.get(), order.get(), now)) {
            orders.clear();
            order = Optional.empty();
        }
        Optional<Fault> wanted = order.map(FaultOrder::fault);
        if (wanted.equals(current.map(InjectedFault::fault))) {
            return state;
        }
        current.ifPresent(fault -> log.accept("Fault " + fault.fault().text() + " ends"));
        wanted.ifPresent(fault -> log.accept("Fault " + fault.text() + " begins"));
        GeneratorState calm = current.isPresent() ? state.withoutFault(now) : state;
        return wanted.map(fault -> calm.with(fault, now)).orElse(calm);
    }

    private static boolean isOver(InjectedFault current, FaultOrder order, Instant now) {
        Optional<Duration> lasts = order.lasts();
        return current.fault() == order.fault()
                && lasts.isPresent()
                && !now.isBefore(current.began().at().plus(lasts.get()));
    }

    private Optional<FaultOrder> read() throws IOException {
        try {
            return orders.read();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.equals(complaint)) {
                log.accept(message);
                complaint = message;
            }
            return Optional.empty();
        }
    }
}
