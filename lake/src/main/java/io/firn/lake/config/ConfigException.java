package io.firn.lake.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used. It carries every problem that was found, not only the first. */
public class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial")
    private final List<Problem> problems;

    public ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
