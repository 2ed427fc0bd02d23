package io.firn.quality.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The SQL that needs no SQL engine: comparisons between the columns of one row, joined by {@code and}, such as
 * {@code ended < begun} or {@code status = 'final' and result is null}. As in SQL, a comparison with a null is not true.
 */
record RowCondition(List<Comparison> comparisons) {
    /** What SQL does not take for a column. */
    private static final Set<String> KEYWORDS = Set.of(
            "null",
            "not",
            "or",
            "in",
            "like",
            "between",
            "case",
            "exists",
            "current_date",
            "current_time",
            "current_timestamp");

    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:(?<text>'(?:[^']|'')*')|(?<number>-?[0-9]+(?:\\.[0-9]+)?)|(?<operator><=|>=|<>|!=|==|=|<|>)|(?<quoted>\"(?:[^\"]|\"\")+\")|(?<word>[\\p{L}_][\\p{L}\\p{N}_.]*))");

    public RowCondition {
        comparisons = List.copyOf(comparisons);
    }

    /** How two values compare. */
    enum Operator {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL,
        IS_NULL,
        IS_NOT_NULL;

        boolean holds(int order) {
            return switch (this) {
                case EQUAL -> order == 0;
                case NOT_EQUAL -> order != 0;
                case LESS -> order < 0;
                case LESS_OR_EQUAL -> order <= 0;
                case GREATER -> order > 0;
                case GREATER_OR_EQUAL -> order >= 0;
                case IS_NULL, IS_NOT_NULL -> false;
            };
        }
    }

    /** @param isColumn whether the text names a column, and is no value */
    record Side(String text, boolean isColumn) {}

    /** @param right absent for {@code is null} and {@code is not null} */
    record Comparison(Side left, Operator operator, Optional<Side> right) {}

    private record Token(String kind, String text) {
        boolean is(String word) {
            return kind.equals("word") && text.toLowerCase(Locale.ROOT).equals(word);
        }
    }

    /** @throws IllegalArgumentException saying what is not understood */
    static RowCondition parse(String text) {
        List<Token> tokens = tokens(text);
        Parser parser = new Parser(text, tokens);
        return parser.condition();
    }

    /** Names of the columns, in no promised order. */
    List<String> columns() {
        List<String> columns = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            columns.add(comparison.left().text());
            comparison.right().filter(Side::isColumn).map(Side::text).ifPresent(columns::add);
        }
        return columns;
    }

    private static List<Token> tokens(String text) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        int at = 0;
        while (matcher.find(at) && matcher.start() == at && matcher.end() > at) {
            for (String kind : List.of("text", "number", "operator", "quoted", "word")) {
                if (matcher.group(kind) != null) {
                    tokens.add(new Token(kind, unquoted(matcher.group(kind))));
                }
            }
            at = matcher.end();
        }
        if (!text.substring(at).isBlank()) {
            throw new IllegalArgumentException("Cannot read condition '" + text + "': what begins at character "
                    + (at + 1) + " is not understood");
        }
        return tokens;
    }

    private static String unquoted(String token) {
        String quote = token.substring(0, 1);
        return quote.equals("'") || quote.equals("\"")
                ? token.substring(1, token.length() - 1).replace(quote + quote, quote)
                : token;
    }

    private static final class Parser {
        private final String text;
        private final List<Token> tokens;
        private int next;

        Parser(String text, List<Token> tokens) {
            this.text = text;
            this.tokens = tokens;
        }

        RowCondition condition() {
            List<Comparison> comparisons = new ArrayList<>();
            do {
                comparisons.add(comparison());
            } while (accept("and"));
            if (next < tokens.size()) {
                throw unread("nothing more");
            }
            return new RowCondition(comparisons);
        }

        private Comparison comparison() {
            Side left = side();
            if (!left.isColumn()) {
                next--;
                throw unread("a column");
            }
            if (accept("is")) {
                Operator operator = accept("not") ? Operator.IS_NOT_NULL : Operator.IS_NULL;
                expect("null");
                return new Comparison(left, operator, Optional.empty());
            }
            Token token = take("an operator");
            Operator operator =
                    switch (token.kind().equals("operator") ? token.text() : "") {
                        case "=", "==" -> Operator.EQUAL;
                        case "<>", "!=" -> Operator.NOT_EQUAL;
                        case "<" -> Operator.LESS;
                        case "<=" -> Operator.LESS_OR_EQUAL;
                        case ">" -> Operator.GREATER;
                        case ">=" -> Operator.GREATER_OR_EQUAL;
                        default -> {
                            next--;
                            throw unread("an operator");
                        }
                    };
            return new Comparison(left, operator, Optional.of(side()));
        }

        private Side side() {
            Token token = take("a column or a value");
            return switch (token.kind()) {
                case "text", "number" -> new Side(token.text(), false);
                case "word" -> word(token);
                case "quoted" -> new Side(token.text(), true);
                default -> {
                    next--;
                    throw unread("a column or a value");
                }
            };
        }

        private Side word(Token token) {
            if (KEYWORDS.contains(token.text().toLowerCase(Locale.ROOT))) {
                next--;
                throw unread("a column or a value");
            }
            return new Side(token.text(), !token.is("true") && !token.is("false"));
        }

        private Token take(String expected) {
            if (next == tokens.size()) {
                throw unread(expected);
            }
            return tokens.get(next++);
        }

        private boolean accept(String word) {
            boolean found = next < tokens.size() && tokens.get(next).is(word);
            next += found ? 1 : 0;
            return found;
        }

        private void expect(String word) {
            if (!accept(word)) {
                throw unread("'" + word + "'");
            }
        }

        private IllegalArgumentException unread(String expected) {
            String found = next < tokens.size() ? "'" + tokens.get(next).text() + "'" : "its end";
            return new IllegalArgumentException(
                    "Cannot read condition '" + text + "': expected " + expected + ", found " + found);
        }
    }
}
