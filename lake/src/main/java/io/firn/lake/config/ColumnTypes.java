package io.firn.lake.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Reads declared column types: Iceberg's primitives of format version 2, {@code list<T>}, {@code map<string, T>} and
 * {@code struct<name: T, ...>}. Everything inside a nested type is optional, as a JSON field may always be missing.
 */
public final class ColumnTypes {
    private static final Pattern DECIMAL = Pattern.compile("decimal\\(\\s*(\\d{1,9})\\s*,\\s*(\\d{1,9})\\s*\\)");
    private static final Pattern FIXED = Pattern.compile("fixed\\[\\s*(\\d{1,9})\\s*]");

    private final String text;
    private final IntSupplier nextId;
    private int at;

    private ColumnTypes(String text, IntSupplier nextId) {
        this.text = text;
        this.nextId = nextId;
    }

    /**
     * @param nextId gives nested fields their ids, in the order in which they are written
     * @throws IllegalArgumentException naming the type, if it is malformed
     */
    public static Type parse(String text, IntSupplier nextId) {
        ColumnTypes types = new ColumnTypes(text, nextId);
        Type type = types.type();
        types.skipSpaces();
        if (types.at < text.length()) {
            throw types.malformed("nothing may follow the type, found '" + text.substring(types.at) + "'");
        }
        return type;
    }

    private Type type() {
        String word = word();
        String name = word.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "list" -> list();
            case "map" -> map();
            case "struct" -> struct();
            default -> primitive(name, word);
        };
    }

    private Type list() {
        expect('<');
        int elementId = nextId.getAsInt();
        Type element = type();
        expect('>');
        return Types.ListType.ofOptional(elementId, element);
    }

    private Type map() {
        expect('<');
        int keyId = nextId.getAsInt();
        int valueId = nextId.getAsInt();
        if (type().typeId() != Type.TypeID.STRING) {
            throw malformed("a map's key must be string");
        }
        expect(',');
        Type value = type();
        expect('>');
        return Types.MapType.ofOptional(keyId, valueId, Types.StringType.get(), value);
    }

    private Type struct() {
        expect('<');
        List<Types.NestedField> fields = new ArrayList<>();
        Set<String> names = new HashSet<>();
        do {
            String name = word();
            if (!names.add(name)) {
                throw malformed("the struct has two fields '" + name + "'");
            }
            expect(':');
            int id = nextId.getAsInt();
            fields.add(Types.NestedField.optional(id, name, type()));
        } while (accept(','));
        expect('>');
        return Types.StructType.of(fields);
    }

    private Type primitive(String name, String word) {
        return switch (name) {
            case "boolean" -> Types.BooleanType.get();
            case "int" -> Types.IntegerType.get();
            case "long" -> Types.LongType.get();
            case "float" -> Types.FloatType.get();
            case "double" -> Types.DoubleType.get();
            case "date" -> Types.DateType.get();
            case "time" -> Types.TimeType.get();
            case "timestamp" -> Types.TimestampType.withoutZone();
            case "timestamptz" -> Types.TimestampType.withZone();
            case "string" -> Types.StringType.get();
            case "uuid" -> Types.UUIDType.get();
            case "binary" -> Types.BinaryType.get();
            default -> parameterised(name, word);
        };
    }

    private Type parameterised(String name, String word) {
        Matcher decimal = DECIMAL.matcher(name);
        if (decimal.matches()) {
            int precision = Integer.parseInt(decimal.group(1));
            int scale = Integer.parseInt(decimal.group(2));
            if (precision < 1 || precision > 38 || scale > precision) {
                throw malformed("a decimal has 1 to 38 digits, and no more of them behind the point");
            }
            return Types.DecimalType.of(precision, scale);
        }
        Matcher fixed = FIXED.matcher(name);
        if (fixed.matches()) {
            return Types.FixedType.ofLength(Integer.parseInt(fixed.group(1)));
        }
        throw malformed(
                "'" + word + "' is not an Iceberg type; expected boolean, int, long, float, double, decimal(P,S),"
                        + " date, time, timestamp, timestamptz, string, uuid, fixed[N], binary, list<T>, map<string, T> or"
                        + " struct<name: T, ...>");
    }

    /** A name, or a primitive with its parameters: up to a delimiter outside of parentheses and brackets. */
    private String word() {
        skipSpaces();
        int start = at;
        int depth = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '(' || c == '[') {
                depth++;
            } else if (c == ')' || c == ']') {
                depth--;
            } else if (depth == 0 && (c == '<' || c == '>' || c == ',' || c == ':' || Character.isWhitespace(c))) {
                break;
            }
            at++;
        }
        if (at == start) {
            throw malformed(
                    at < text.length() ? "a name is missing before '" + text.charAt(at) + "'" : "it ends early");
        }
        return text.substring(start, at);
    }

    private void expect(char delimiter) {
        if (!accept(delimiter)) {
            String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
            throw malformed("expected '" + delimiter + "', found " + found);
        }
    }

    private boolean accept(char delimiter) {
        skipSpaces();
        if (at < text.length() && text.charAt(at) == delimiter) {
            at++;
            return true;
        }
        return false;
    }

    private void skipSpaces() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private IllegalArgumentException malformed(String reason) {
        return new IllegalArgumentException("Cannot read type '" + text + "': " + reason);
    }
}
