package io.firn.lake.config;

/** A pattern over {@code namespace.table}: {@code *} is any characters, {@code ?} is one. */
public record Glob(String pattern) {

    /** How much of a name it fixes; the more, the more specific. */
    public int literalCharacters() {
        return (int) pattern.chars().filter(c -> c != '*' && c != '?').count();
    }

    public boolean matches(String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int starName = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                starName = n;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
                p++;
                n++;
            } else if (star >= 0) {
                // The last star takes one character more.
                p = star + 1;
                n = ++starName;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
