package io.firn.lake.config;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code firn.yaml}. Later sources override earlier ones: mappings merge deeply, scalars and lists replace, except
 * {@code pipeline.streams} and {@code maintenance.policies}, which add up (a stream of the same topic replaces the
 * earlier one).
 */
public final class ConfigLoader {
    private ConfigLoader() {}

    /**
     * @param environment the value of a variable, null where it is unset
     * @throws ConfigException with every problem, if there is one
     */
    @SuppressWarnings("DoNotCallSuggester")
    public static FirnConfig load(List<ConfigSource> sources, UnaryOperator<@Nullable String> environment) {
        throw new UnsupportedOperationException("configuration of " + sources.size() + environment.apply("PATH"));
    }
}
