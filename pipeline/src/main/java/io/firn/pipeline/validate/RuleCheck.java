package io.firn.pipeline.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.lake.config.ColumnConfig;
import io.firn.lake.config.Rule;
import io.firn.pipeline.record.Reason;
import io.firn.pipeline.record.Rejection;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The declared rules of a stream's columns, held against records whose types are right already. */
final class RuleCheck {
    private final List<Check> checks = new ArrayList<>();

    private record Check(String column, Rule rule, Set<String> values) {}

    RuleCheck(List<ColumnConfig> columns) {
        for (ColumnConfig column : columns) {
            for (Rule rule : column.rules()) {
                Set<String> values = rule instanceof Rule.OneOf oneOf ? Set.copyOf(oneOf.values()) : Set.of();
                checks.add(new Check(column.name(), rule, values));
            }
        }
    }

    /** The first rule that does not hold. A null passes every rule. */
    Optional<Rejection> firstBroken(ObjectNode fields) {
        for (Check check : checks) {
            JsonNode value = fields.get(check.column);
            if (value != null && !value.isNull()) {
                String broken = broken(check, value);
                if (!broken.isEmpty()) {
                    return Optional.of(new Rejection(Reason.RULE_BROKEN, "field '" + check.column + "': " + broken));
                }
            }
        }
        return Optional.empty();
    }

    /** What the rule expects, empty if it holds. */
    private static String broken(Check check, JsonNode value) {
        if (check.rule instanceof Rule.Range range) {
            return isWithin(range, value) ? "" : "expected " + described(range);
        }
        if (check.rule instanceof Rule.Matches matches) {
            return isMatch(matches, value) ? "" : "expected text that matches " + matches.pattern();
        }
        return isOneOf(check.values, value) ? "" : "expected one of the declared values";
    }

    private static boolean isWithin(Rule.Range range, JsonNode value) {
        if (!value.isNumber()) {
            return false;
        }
        BigDecimal number = value.decimalValue();
        return range.min().map(min -> number.compareTo(min) >= 0).orElse(true)
                && range.max().map(max -> number.compareTo(max) <= 0).orElse(true);
    }

    private static String described(Rule.Range range) {
        String from = range.min().map(min -> "at least " + min.toPlainString()).orElse("");
        String to = range.max().map(max -> "at most " + max.toPlainString()).orElse("");
        return "a number of " + from + (from.isEmpty() || to.isEmpty() ? "" : " and ") + to;
    }

    private static boolean isMatch(Rule.Matches matches, JsonNode value) {
        try {
            return value.isTextual()
                    && matches.pattern().matcher(value.textValue()).matches();
        } catch (StackOverflowError e) {
            // The pattern needs more depth than there is for so long a text.
            return false;
        }
    }

    private static boolean isOneOf(Set<String> values, JsonNode value) {
        if (!value.isNumber()) {
            return values.contains(value.asText());
        }
        BigDecimal number = value.decimalValue();
        return values.stream().anyMatch(one -> isSame(one, number));
    }

    private static boolean isSame(String text, BigDecimal number) {
        try {
            return new BigDecimal(text).compareTo(number) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
