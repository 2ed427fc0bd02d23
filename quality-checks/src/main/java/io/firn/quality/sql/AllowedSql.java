package io.firn.quality.sql;

import java.util.Locale;
import java.util.Set;

/**
 * What a rule may be made of: whatever is not listed is refused. The list leaves out all that could read from elsewhere,
 * write, or make text or lists grow: DuckDB does not count these against its memory limit, and does not interrupt a function
 * in the middle of a value.
 */
final class AllowedSql {
    /** Statement nodes, sources, modifiers and expressions, as DuckDB's parser names them. */
    private static final Set<String> TYPES = Set.of(
            "SELECT_NODE",
            "SET_OPERATION_NODE",
            "BASE_TABLE",
            "SUBQUERY",
            "JOIN",
            "EMPTY",
            "ORDER_MODIFIER",
            "LIMIT_MODIFIER",
            "DISTINCT_MODIFIER",
            "COLUMN_REF",
            "STAR",
            "VALUE_CONSTANT",
            "FUNCTION",
            "CASE_EXPR",
            "OPERATOR_CAST",
            "TYPE",
            "OPERATOR_NOT",
            "OPERATOR_IS_NULL",
            "OPERATOR_IS_NOT_NULL",
            "OPERATOR_COALESCE",
            "OPERATOR_NULLIF",
            "OPERATOR_TRY",
            "STRUCT_EXTRACT",
            "CONJUNCTION_AND",
            "CONJUNCTION_OR",
            "COMPARE_EQUAL",
            "COMPARE_NOTEQUAL",
            "COMPARE_LESSTHAN",
            "COMPARE_GREATERTHAN",
            "COMPARE_LESSTHANOREQUALTO",
            "COMPARE_GREATERTHANOREQUALTO",
            "COMPARE_DISTINCT_FROM",
            "COMPARE_NOT_DISTINCT_FROM",
            "COMPARE_BETWEEN",
            "COMPARE_NOT_BETWEEN",
            "COMPARE_IN",
            "COMPARE_NOT_IN",
            "WINDOW",
            "WINDOW_AGGREGATE",
            "WINDOW_ROW_NUMBER",
            "WINDOW_RANK",
            "WINDOW_RANK_DENSE",
            "WINDOW_PERCENT_RANK",
            "WINDOW_CUME_DIST",
            "WINDOW_NTILE",
            "WINDOW_LEAD",
            "WINDOW_LAG",
            "WINDOW_FIRST_VALUE",
            "WINDOW_LAST_VALUE",
            "WINDOW_NTH_VALUE",
            // The direction of an ORDER BY.
            "ORDER_DEFAULT",
            "ASCENDING",
            "DESCENDING");

    private static final Set<String> FUNCTIONS =
            Set.of(("+ - * / // % ** abs sign round floor ceil ceiling trunc sqrt ln log log10 exp pow power mod "
                            + "isnan isinf isfinite greatest least ifnull nullif coalesce "
                            + "length len strlen lower upper lcase ucase trim ltrim rtrim substring substr left right "
                            + "starts_with prefix suffix ends_with contains instr strpos position ascii unicode "
                            + "~~ !~~ ~~* !~~* like_escape not_like_escape ilike_escape not_ilike_escape ~ !~ "
                            + "regexp_matches regexp_full_match "
                            + "date_part datepart date_trunc datetrunc date_diff datediff date_sub datesub age epoch epoch_ms "
                            + "year month day hour minute second dayofweek isodow dayofyear week quarter last_day "
                            + "now get_current_timestamp current_timestamp current_date today make_date make_timestamp "
                            + "to_years to_months to_weeks to_days to_hours to_minutes to_seconds to_milliseconds "
                            + "try_strptime strptime struct_extract typeof "
                            + "count count_star count_if countif sum avg mean min max median stddev stddev_samp "
                            + "stddev_pop variance var_samp var_pop bool_and bool_or any_value first last arg_min arg_max "
                            + "approx_count_distinct corr row_number rank dense_rank percent_rank cume_dist ntile lead lag "
                            + "first_value last_value nth_value")
                    .split(" "));

    /** Single values, whose size is bounded. */
    private static final Set<String> CASTS = Set.of(
            ("boolean bool tinyint int1 smallint int2 integer int int4 bigint int8 hugeint utinyint usmallint uinteger "
                            + "ubigint uhugeint real float4 float double float8 decimal numeric date time timestamp "
                            + "datetime timestamptz varchar text string char uuid interval")
                    .split(" "));

    private AllowedSql() {}

    static boolean isType(String type) {
        return TYPES.contains(type);
    }

    static boolean isCast(String type) {
        return CASTS.contains(type.toLowerCase(Locale.ROOT));
    }

    static boolean isFunction(String name) {
        return FUNCTIONS.contains(name.toLowerCase(Locale.ROOT));
    }
}
