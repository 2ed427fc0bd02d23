package io.firn.lake.catalog;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Turns a failure of a catalog into one line that says why, without the credentials that drivers like to repeat. */
final class Reasons {
    private static final Pattern CREDENTIAL =
            Pattern.compile("(?i)((?:password|secret|token|credential)[^=:\\s]*=)[^&;\\s]+");

    private Reasons() {}

    /** The outermost message and, where it says more, the innermost one. */
    static String of(Throwable failure, Map<String, String> properties) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String outer = message(failure);
        String inner = message(root);
        String reason = outer.contains(inner) ? outer : outer + ": " + inner;
        for (Map.Entry<String, String> property : properties.entrySet()) {
            if (isCredential(property.getKey()) && !property.getValue().isEmpty()) {
                reason = reason.replace(property.getValue(), "***");
            }
        }
        return CREDENTIAL.matcher(reason).replaceAll("$1***").replaceAll("\\s*\\R\\s*", " ");
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message.strip();
    }

    private static boolean isCredential(String key) {
        String name = key.toLowerCase(Locale.ROOT);
        return name.contains("password")
                || name.contains("secret")
                || name.contains("token")
                || name.contains("credential");
    }
}
