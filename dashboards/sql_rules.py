"""Which SQL reaches the warehouse: questions only, and only with functions that answer questions.

PostgreSQL has functions that run the text they are given, sleep, read files, or make a gigabyte of one letter; a list of
forbidden ones is never complete. So a function must be in the list below, or in SUPERSET_SQL_FUNCTIONS.
"""

from __future__ import annotations

import os

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

# As sqlglot calls them, and as PostgreSQL does where sqlglot has no name of its own.
_CONDITIONS = "and or xor case if cast try_cast coalesce nullif greatest least exists ifnull is_null_value row"
_AGGREGATES = """
    count count_if sum avg min max stddev stddev_pop stddev_samp variance variance_pop var_pop var_samp corr covar_pop
    covar_samp regr_slope regr_intercept regr_r2 regr_count percentile_cont percentile_disc mode median array_agg
    group_concat logical_and logical_or bool_and bool_or every any_value grouping approx_distinct
"""
_WINDOWS = "row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value"
_NUMBERS = (
    "abs ceil floor round trunc sign sqrt cbrt pow exp ln log mod div pi degrees radians width_bucket random rand"
)
_TEXTS = """
    lower upper initcap trim btrim ltrim rtrim left right length char_length substring replace translate concat
    concat_ws split_part str_position strpos starts_with ends_with contains reverse ascii chr md5 quote_literal
    quote_ident regexp_replace regexp_like regexp_i_like regexp_extract regexp_count regexp_match unaccent hex
"""
_DATES = """
    current_date current_timestamp current_time localtime localtimestamp date extract date_trunc timestamp_trunc
    date_part age make_date make_interval justify_days justify_interval date_bin time_to_str str_to_time str_to_date
    unix_to_time to_char to_number to_date to_timestamp number_to_str date_add date_sub date_diff timestamp_add
    timestamp_sub ts_or_ds_to_date ts_or_ds_to_timestamp ts_or_ds_add year quarter month week day hour minute second
    day_of_week day_of_month day_of_year time_str_to_time last_day clock_timestamp statement_timestamp
    transaction_timestamp isfinite timezone
"""
_LISTS = """
    array array_size array_length array_to_string string_to_array array_contains array_contains_all array_overlaps
    array_append array_remove array_position cardinality unnest explode json_extract json_extract_scalar jsonb_extract
    jsonb_extract_scalar jsonb_contains jsonb_exists jsonb_each jsonb_each_text jsonb_array_elements
    jsonb_array_elements_text jsonb_array_length jsonb_object_keys jsonb_typeof to_json to_jsonb row_to_json json_agg
    jsonb_agg jsonb_build_object json_build_object j_s_o_n_object_agg j_s_o_n_b_object_agg j_s_o_n_array_agg
"""
_ALLOWED = frozenset(" ".join((_CONDITIONS, _AGGREGATES, _WINDOWS, _NUMBERS, _TEXTS, _DATES, _LISTS)).split())
_WRITING = (exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create, exp.Drop, exp.Alter, exp.Into, exp.Lock)


def allowed_functions() -> frozenset[str]:
    """Return the functions that may be called, those of SUPERSET_SQL_FUNCTIONS included."""
    return _ALLOWED | {name.lower() for name in os.environ.get("SUPERSET_SQL_FUNCTIONS", "").replace(",", " ").split()}


def function_refusal(sql: str) -> str | None:
    """Return why a statement calls what it may not, null when it does not."""
    try:
        statements = sqlglot.parse(sql, dialect="postgres")
    except SqlglotError:
        return "O SQL não pôde ser entendido."
    return next(filter(None, (_function_refusal(statement) for statement in statements if statement)), None)


def script_refusal(sql: str, tables: frozenset[str]) -> str | None:
    """Return why a script of the SQL Lab may not run, null when it may; `tables` are the names of all datasets.

    A common table expression must not have the name of a table: whoever reads the script could take the one for the
    other, and row rules with it.
    """
    try:
        statements = [statement for statement in sqlglot.parse(sql, dialect="postgres") if statement]
    except SqlglotError:
        return "O SQL não pôde ser entendido."
    for statement in statements:
        if not isinstance(statement, exp.Query) or statement.find(*_WRITING):
            return "No SQL Lab só se fazem consultas (SELECT)."
        named = {expression.alias.lower() for expression in statement.find_all(exp.CTE)}
        taken = named & {name.lower() for name in tables}
        if taken:
            return f"Dê outro nome a «{sorted(taken)[0]}» no WITH: é o nome de uma tabela."
        refused = _function_refusal(statement)
        if refused:
            return refused
    return None


def _function_refusal(statement: exp.Expression) -> str | None:
    allowed = allowed_functions()
    for function in statement.find_all(exp.Func):
        name = _name(function)
        if name not in allowed:
            return f"A função SQL {name} não é permitida."
    return None


def _name(function: exp.Func) -> str:
    anonymous = isinstance(function, (exp.Anonymous, exp.AnonymousAggFunc))
    return (function.name if anonymous else function.sql_name()).lower()
