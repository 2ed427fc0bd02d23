package io.firn.lake.config;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * What one scalar must be.
 *
 * @param expected completes "expected ..." in a problem and names the kind in the reference
 * @param parse throws IllegalArgumentException where the text is something else
 * @param disclosure what a problem may say of a wrong value
 */
record Kind<T>(String expected, Function<String, T> parse, Disclosure disclosure) {
    /** What a problem may say of a wrong value. */
    enum Disclosure {
        /** The text as it is written in the file. */
        WRITTEN,
        /** The parser's own message, unless the text came from elsewhere. */
        EXPLAINED,
        NOTHING
    }

    static final Kind<String> TEXT = of("text", text -> text, text -> !text.isBlank());
    /** A value of a free map, which may be a credential. */
    static final Kind<String> PROPERTY = new Kind<>("text", text -> text, Disclosure.NOTHING);

    static final Kind<Secret> SECRET = new Kind<>("text that is not empty", Kind::secret, Disclosure.NOTHING);
    static final Kind<Boolean> FLAG = of("true or false", text -> text.equals("true"), value -> true)
            .onlyIf(text -> text.equals("true") || text.equals("false"));
    static final Kind<Double> RATIO = of("a number from 0 to 1", Double::valueOf, ratio -> ratio >= 0 && ratio <= 1);
    static final Kind<String> CRON = matching(
            "a Quartz cron expression of six or seven fields",
            "[0-9*?/,\\-]+(\\s+[0-9*?/,\\-]+){2}\\s+[0-9*?/,\\-LWC]+\\s+[0-9A-Za-z*?/,\\-]+\\s+[0-9A-Za-z*?/,\\-#]+(\\s+[0-9*?/,\\-]+)?");
    static final Kind<String> WINDOW = matching(
            "days and hours in UTC such as MON-FRI, SAT 08:00-20:00 or 22:00-06:00",
            "(?=.)((MON|TUE|WED|THU|FRI|SAT|SUN)(-(MON|TUE|WED|THU|FRI|SAT|SUN))?)?( ?([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9])?");
    static final Kind<Pattern> REGEX = explained("a regular expression", Kind::regex);
    static final Kind<PartitionExpression> PARTITION = explained("a column or transform", PartitionExpression::parse);
    static final Kind<URI> LOCATION = of("a directory or URI", Kind::location, location -> true);

    static <T> Kind<T> of(String expected, Function<String, T> parse, Predicate<T> allowed) {
        return new Kind<>(expected, text -> allow(parse.apply(text), allowed), Disclosure.WRITTEN);
    }

    static <T> Kind<T> explained(String expected, Function<String, T> parse) {
        return new Kind<>(expected, parse, Disclosure.EXPLAINED);
    }

    static Kind<String> matching(String expected, String regex) {
        Pattern pattern = Pattern.compile(regex);
        return of(expected, text -> text, text -> pattern.matcher(text).matches());
    }

    static Kind<Integer> wholeFrom(int least) {
        return of("a whole number of at least " + least, Integer::valueOf, number -> number >= least);
    }

    static Kind<Integer> wholeBetween(int least, int most) {
        return of(
                "a whole number from " + least + " to " + most,
                Integer::valueOf,
                number -> number >= least && number <= most);
    }

    static Kind<Duration> durationFrom(String least) {
        Duration bound = Durations.parse(least);
        String expected = "a duration such as 250ms, 10s, 5m, 1h or 7d";
        return of(
                bound.isZero() ? expected : expected + " of at least " + least,
                Durations::parse,
                duration -> duration.compareTo(bound) >= 0);
    }

    static Kind<DataSize> sizeFrom(String least) {
        DataSize bound = DataSize.parse(least);
        return of(
                "a size such as 512KB, 128MB or 1GB of at least " + least,
                DataSize::parse,
                size -> size.compareTo(bound) >= 0);
    }

    /** One of the constants, written in lower case with hyphens. */
    static <E extends Enum<E>> Kind<E> oneOf(Class<E> type) {
        String names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining(" or "));
        return of(
                        names,
                        text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_')),
                        constant -> true)
                .onlyIf(text -> text.equals(text.toLowerCase(Locale.ROOT).replace('_', '-')));
    }

    /** Text that a problem never shows, for what may carry a password inside. */
    Kind<T> withheld() {
        return new Kind<>(expected, parse, Disclosure.NOTHING);
    }

    private Kind<T> onlyIf(Predicate<String> written) {
        return new Kind<>(expected, text -> parse.apply(allow(text, written)), disclosure);
    }

    private static <T> T allow(T value, Predicate<T> allowed) {
        if (!allowed.test(value)) {
            throw new IllegalArgumentException("not allowed");
        }
        return value;
    }

    private static Secret secret(String text) {
        return new Secret(allow(text, value -> !value.isBlank()));
    }

    private static Pattern regex(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "Cannot read pattern '" + text + "': " + e.getDescription() + " near character " + e.getIndex(), e);
        }
    }

    private static URI location(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("blank");
        }
        if (text.matches("[A-Za-z][A-Za-z0-9+.-]+:/.*")) {
            return URI.create(text);
        }
        try {
            return Path.of(text).toAbsolutePath().normalize().toUri();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
