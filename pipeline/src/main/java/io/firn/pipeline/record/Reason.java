package io.firn.pipeline.record;

/** Why a record became a dead letter. The names are the stable codes of the header {@code firn-reason}. */
public enum Reason {
    /** A tombstone or an empty value. */
    EMPTY_RECORD,
    /** Larger than {@code max-record-size}, or with a key that is. */
    TOO_LARGE,
    /** Not UTF-8. */
    NOT_UTF8,
    /** Not JSON, or more than one JSON value. */
    MALFORMED_JSON,
    /** JSON, but not an object. */
    NOT_AN_OBJECT,
    /** An object names a field twice. */
    DUPLICATE_FIELD,
    /** Nested more deeply than a table can hold. */
    TOO_DEEP,
    /** A name that no column can have. */
    BAD_FIELD_NAME,
    /** A field that is not declared. */
    UNKNOWN_FIELD,
    /** A required field is absent or null. */
    MISSING_FIELD,
    /** A field of the key is absent or null. */
    MISSING_KEY,
    /** A value that is not of its column's type. */
    WRONG_TYPE,
    /** A number that its column's type cannot hold without changing it. */
    NUMBER_NOT_EXACT,
    /** A declared rule does not hold. */
    RULE_BROKEN,
    /** The table cannot change so that the record fits. */
    SCHEMA_CONFLICT,
    /** The table would get more columns than {@code max-columns}. */
    TOO_MANY_COLUMNS
}
