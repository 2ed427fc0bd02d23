package io.firn.lake.config;

/** Kinds of text that have a meaning outside of Firn. */
final class Kinds {
    /** Leaves room for the suffixes of the derived topics within Kafka's 249 characters. */
    static final Kind<String> TOPIC =
            Kind.matching("a topic of at most 237 letters, digits, '.', '_' and '-'", "[A-Za-z0-9._-]{1,237}");

    static final Kind<String> TABLE =
            Kind.matching("namespace.name of letters, digits, '_' and '-'", "[\\p{L}\\p{N}_-]+(\\.[\\p{L}\\p{N}_-]+)+");
    static final Kind<String> PIPELINE = Kind.matching("letters, digits, '.', '_' and '-'", "[A-Za-z0-9._-]{1,100}");
    static final Kind<String> SERVERS = Kind.matching(
            "host:port, with commas between several", "[^\\s,:]+:[0-9]{1,5}(\\s*,\\s*[^\\s,:]+:[0-9]{1,5})*");
    static final Kind<String> JDBC_URL = Kind.matching("a JDBC URL of H2 or PostgreSQL", "jdbc:(h2|postgresql):.+")
            .withheld();
    static final Kind<TokenHash> TOKEN_HASH =
            new Kind<>("sha256: and 64 hexadecimal digits", TokenHash::parse, Kind.Disclosure.NOTHING);
    static final Kind<String> FIELD = Kind.matching("a field's name", "\\S(.*\\S)?");

    static final Kind<String> OPERATION = Kind.matching("append, overwrite or delete", "append|overwrite|delete");
    /** A number, or a duration in seconds. */
    static final Kind<Double> AMOUNT =
            Kind.of("a number, or a duration such as 5m", Kinds::amount, amount -> Double.isFinite(amount));

    private Kinds() {}

    private static double amount(String text) {
        return text.matches(".*[a-zA-Z]") ? Durations.parse(text).toMillis() / 1000.0 : Double.parseDouble(text);
    }
}
