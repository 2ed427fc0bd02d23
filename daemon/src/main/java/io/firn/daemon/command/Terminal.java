package io.firn.daemon.command;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where a command reads and prints.
 *
 * @param environment a variable's value, null where it is unset
 * @param interactive whether a person watches {@code err}, so that progress may be drawn there
 */
public record Terminal(
        InputStream in,
        PrintStream out,
        PrintStream err,
        UnaryOperator<@Nullable String> environment,
        boolean interactive) {

    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.apply(name)).filter(value -> !value.isBlank());
    }
}
