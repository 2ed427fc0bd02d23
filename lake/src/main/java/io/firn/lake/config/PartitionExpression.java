package io.firn.lake.config;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;

/** An Iceberg partition transform over one column: {@code x}, {@code bucket(16, x)}, {@code truncate(4, x)}, {@code days(ts)}. */
public sealed interface PartitionExpression {
    String column();

    /** The column's own value. */
    record Identity(String column) implements PartitionExpression {
        @Override
        public String toString() {
            return column;
        }
    }

    /** A hash of the value, modulo {@code buckets}. */
    record Bucket(int buckets, String column) implements PartitionExpression {
        @Override
        public String toString() {
            return "bucket(" + buckets + ", " + column + ")";
        }
    }

    /** The first characters of a string, or a number rounded down to a multiple of {@code width}. */
    record Truncate(int width, String column) implements PartitionExpression {
        @Override
        public String toString() {
            return "truncate(" + width + ", " + column + ")";
        }
    }

    /** A date or a time, cut to a unit. */
    record Calendar(Unit unit, String column) implements PartitionExpression {
        @Override
        public String toString() {
            return unit.name().toLowerCase(Locale.ROOT) + "(" + column + ")";
        }
    }

    enum Unit {
        YEARS,
        MONTHS,
        DAYS,
        HOURS
    }

    /** @throws IllegalArgumentException naming the text, if it is none of the forms above */
    static PartitionExpression parse(String text) {
        Matcher call = Syntax.CALL.matcher(text.strip());
        if (!call.matches()) {
            String column = text.strip();
            if (!Syntax.COLUMN.matcher(column).matches()) {
                throw Syntax.malformed(text, "expected a column or a transform such as days(ts) or bucket(16, id)");
            }
            return new Identity(column);
        }
        String transform = call.group("transform").toLowerCase(Locale.ROOT);
        String column = call.group("column");
        return switch (transform) {
            case "bucket" -> new Bucket(Syntax.number(text, call, "the number of buckets"), column);
            case "truncate" -> new Truncate(Syntax.number(text, call, "a width"), column);
            case "years", "months", "days", "hours" -> {
                if (call.group("number") != null) {
                    throw Syntax.malformed(text, transform + " takes a column only");
                }
                yield new Calendar(Unit.valueOf(transform.toUpperCase(Locale.ROOT)), column);
            }
            default ->
                throw Syntax.malformed(
                        text, "the transforms are bucket, truncate, years, months, days and hours, not " + transform);
        };
    }

    /** The spec of a new table. @throws IllegalArgumentException if a column is missing or of a type that its transform refuses */
    static PartitionSpec spec(Schema schema, List<PartitionExpression> expressions) {
        PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
        for (PartitionExpression expression : expressions) {
            String column = expression.column();
            if (expression instanceof Bucket bucket) {
                spec.bucket(column, bucket.buckets());
            } else if (expression instanceof Truncate truncate) {
                spec.truncate(column, truncate.width());
            } else if (expression instanceof Calendar calendar) {
                switch (calendar.unit()) {
                    case YEARS -> spec.year(column);
                    case MONTHS -> spec.month(column);
                    case DAYS -> spec.day(column);
                    case HOURS -> spec.hour(column);
                }
            } else {
                spec.identity(column);
            }
        }
        return spec.build();
    }

    /** How the text form is taken apart. */
    final class Syntax {
        private static final Pattern COLUMN = Pattern.compile("[^\\s(),]+");
        private static final Pattern CALL = Pattern.compile(
                "(?<transform>\\w+)\\s*\\(\\s*(?:(?<number>-?\\d+)\\s*,\\s*)?(?<column>[^\\s(),]+)\\s*\\)");

        private Syntax() {}

        private static int number(String text, Matcher call, String what) {
            String digits = call.group("number");
            if (digits == null) {
                throw malformed(text, call.group("transform") + " needs " + what + " before the column");
            }
            try {
                int number = Integer.parseInt(digits);
                if (number > 0) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw malformed(text, digits + " is too large");
            }
            throw malformed(text, what + " must be at least 1");
        }

        private static IllegalArgumentException malformed(String text, String reason) {
            return new IllegalArgumentException("Cannot read partition '" + text + "': " + reason);
        }
    }
}
