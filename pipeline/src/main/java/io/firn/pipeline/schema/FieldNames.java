package io.firn.pipeline.schema;

import io.firn.pipeline.record.Reason;
import org.apache.iceberg.MetadataColumns;

/** Which JSON names can become column names. */
final class FieldNames {
    private static final int MAX_LENGTH = 255;

    private FieldNames() {}

    /** @throws Refusal if the name cannot be a column's in every engine */
    static void require(String name) {
        if (name.isBlank()) {
            throw new Refusal(Reason.BAD_FIELD_NAME, name, "an empty name cannot be a column's");
        }
        if (name.length() > MAX_LENGTH) {
            throw new Refusal(Reason.BAD_FIELD_NAME, name, "longer than " + MAX_LENGTH + " characters");
        }
        if (name.indexOf('.') >= 0) {
            throw new Refusal(Reason.BAD_FIELD_NAME, name, "a dot separates levels of names");
        }
        if (MetadataColumns.isMetadataColumn(name)) {
            throw new Refusal(Reason.BAD_FIELD_NAME, name, "Iceberg reserves the name");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isISOControl(c) || (Character.isSurrogate(c) && !isPaired(name, i))) {
                throw new Refusal(Reason.BAD_FIELD_NAME, "", "a name holds characters that a column's cannot");
            }
        }
    }

    private static boolean isPaired(String name, int at) {
        return Character.isHighSurrogate(name.charAt(at))
                ? at + 1 < name.length() && Character.isLowSurrogate(name.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(name.charAt(at - 1));
    }
}
