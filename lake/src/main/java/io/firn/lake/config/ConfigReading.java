package io.firn.lake.config;

import io.firn.lake.config.Tree.Scalar;
import java.util.Optional;

/** What all sections of one configuration share while it is read. */
final class ConfigReading {
    private final Problems problems;
    private final Interpolation interpolation;
    private final ConfigReference reference;
    private final Purpose purpose;

    /** Whether values are wanted, or every key described once, also those of lists that are empty. */
    enum Purpose {
        READ,
        DESCRIBE
    }

    ConfigReading(Problems problems, Interpolation interpolation, ConfigReference reference, Purpose purpose) {
        this.problems = problems;
        this.interpolation = interpolation;
        this.reference = reference;
        this.purpose = purpose;
    }

    Problems problems() {
        return problems;
    }

    ConfigReference reference() {
        return reference;
    }

    boolean isDescribing() {
        return purpose == Purpose.DESCRIBE;
    }

    /** The value of a scalar node; empty, and a problem noted, where it is not of the kind. */
    <T> Optional<T> scalar(String path, Tree tree, Kind<T> kind) {
        if (!(tree instanceof Scalar scalar) || scalar.isNull()) {
            problems.add(
                    tree.origin(), "Cannot use " + path + ": expected " + kind.expected() + ", found " + tree.noun());
            return Optional.empty();
        }
        String text;
        try {
            text = interpolation.resolve(scalar.text());
        } catch (IllegalArgumentException e) {
            problems.add(scalar.origin(), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
        try {
            return Optional.of(kind.parse().apply(text));
        } catch (IllegalArgumentException e) {
            problems.add(scalar.origin(), wrong(path, scalar, text, kind, e));
            return Optional.empty();
        }
    }

    /** Shows the text of the file and never what a reference in it stood for. */
    private static String wrong(String path, Scalar scalar, String text, Kind<?> kind, IllegalArgumentException e) {
        String expectation = "Cannot use " + path + ": expected " + kind.expected();
        return switch (kind.disclosure()) {
            case NOTHING -> expectation;
            case WRITTEN -> expectation + ", found '" + scalar.text() + "'";
            case EXPLAINED ->
                text.equals(scalar.text())
                        ? String.valueOf(e.getMessage())
                        : expectation + ", found '" + scalar.text() + "'";
        };
    }
}
