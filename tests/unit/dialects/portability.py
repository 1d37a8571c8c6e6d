"""What of a statement an engine would refuse, or take in another sense: found without the engine.

Parsers of SQL dialects accept more than each engine does, so a parse proves little. Every function that the project uses must
therefore be in `_FUNCTIONS`, and what only PostgreSQL writes is in `_CONSTRUCTS`. Types of operands are not known here: that
two dates subtract to days, or that `||` takes a number, only a build shows.
"""

from __future__ import annotations

import re

ENGINES = ("bigquery", "redshift", "snowflake")
_LETTERS = {"b": "bigquery", "r": "redshift", "s": "snowflake"}

# Which engines have a function in the sense of PostgreSQL, or one of their own that a macro writes for them.
_FUNCTIONS = {
    "brs": """abs ascii avg cast chr coalesce concat count date_trunc dense_rank extract first_value initcap lag last_value lead
        left length lower lpad ltrim max min nullif percent_rank rank regexp_replace replace right round row_number rtrim substr
        sum translate trim upper""",
    "rs": "floor dateadd datediff last_day listagg md5 percentile_cont regexp_instr regexp_substr split_part to_char to_date is_array",
    "r": "get_array_length getdate json_serialize split_to_array bool_and bool_or btrim greatest json_parse json_extract_path_text least strpos",
    "s": """array_agg array_compact array_construct array_construct_compact array_distinct array_generate_range array_size array_sort
        array_to_string as_object as_varchar dayofweekiso boolor_agg booland_agg convert_timezone current_timestamp date_from_parts flatten
        get get_path greatest_ignore_nulls least_ignore_nulls object_agg object_construct position regexp_substr_all split table to_json try_cast typeof""",
    "b": """any_value array array_agg array_length array_to_string bool current_timestamp date date_add date_diff date_sub div
        format_date format_timestamp generate_array generate_date_array if int64 json_object json_query json_query_array json_type json_value
        lax_string logical_and logical_or md5 mod offset parse_date regexp_contains regexp_extract regexp_extract_all safe_cast
        safe_offset split string string_agg struct strpos timestamp timestamp_sub timestamp_diff to_hex to_json_string unnest floor json_keys""",
}
_KNOWN = {engine: {name for letters, names in _FUNCTIONS.items() if letter in letters for name in names.split()}
          for letter, engine in _LETTERS.items()}  # fmt: skip

# Words that may stand before a parenthesis without calling anything, and types that carry a size.
_WORDS = frozenset(
    re.findall(
        r"\w+",
        """all and any array as between bignumeric by case decimal distinct else except exists filter from group having in
        intersect interval join lateral like not numeric on or order over partition select then union unnest using values
        varchar when where with within ilike""",
    )
)

_CONSTRUCTS = (
    ("filter (where)", r"\bfilter\s*\(", "brs"),
    ("distinct on", r"\bdistinct on\b", "brs"),
    ("operator ~", r"~", "bs"),
    ("operator ::", r"::", "b"),
    ("operator %", r"%", "b"),
    ("operator ->>", r"->|#>", "brs"),
    ("lateral", r"\blateral\b", "br"),
    ("lateral values", r"\blateral\s*\(\s*values\b", "s"),
    ("values in from", r"\(\s*values\b", "br"),
    ("values of a CTE", r"\bas\s*\(\s*values\b", "s"),
    ("array[…]", r"\barray\s*\[", "rs"),
    ("subscript", r"\)\s*\[\s*\d", "brs"),
    ("type text", r"\bas text\b", "br"),
    ("type text[]", r"\btext\s*\[\s*\]", "brs"),
    ("type jsonb", r"\bjsonb\b", "brs"),
    ("type bit", r"\bbit\s*\(", "brs"),
    ("type timestamp with time zone", r"\btimestamp with time zone\b|\btimestamptz\b", "b"),
    ("numeric of more than 9 decimals", r"\bnumeric\(\s*\d+\s*,\s*\d\d", "b"),
    ("with ordinality", r"\bwith ordinality\b", "brs"),
    ("substring from pattern", r"\bsubstring\([^()]*(?:\([^()]*\)[^()]*)*\bfrom\b", "brs"),
    ("interval 'n unit'", r"\binterval\s+''", "b"),
    ("date_trunc('unit', …)", r"\bdate_trunc\(\s*''", "b"),
    ("extract(isodow)", r"\bextract\(\s*isodow\b", "brs"),
    ("extract(doy)", r"\bextract\(\s*doy\b", "b"),
    ("extract(epoch)", r"\bextract\(\s*epoch\b", "brs"),
    ("at time zone", r"\bat time zone\b", "bs"),
    ("any(array)", r"=\s*any\s*\(", "brs"),
    ("offset without limit", r"\boffset 0\b", "bs"),
    ("md5 of bytes", r"(?<!to_hex\()\bmd5\(", "b"),
    ("named window", r"\bwindow \w+ as\b", "rs"),
    ("is distinct from", r"\bis (not )?distinct from\b", "r"),
    ("ilike", r"\bilike\b", "b"),
    ("union without all", r"\bunion\b(?!\s+(?:all|distinct)\b)", "b"),
    ("array_agg(… order by)", r"\barray_agg\([^()]*(?:\([^()]*\)[^()]*)*\border by\b", "s"),
)
_STRING = re.compile(r"""r?'(?:[^']|'')*'|"[^"]*"|\$\$.*?\$\$""", re.DOTALL)
_CALL = re.compile(r"\b([a-z_]\w*)\s*\(")
_ALIASED = re.compile(r"\b(?:as|with|recursive)\s+([a-z_]\w*)\s*\(|,\s+([a-z_]\w*)\s*\([\w\s,]*\)\s+as\s+\(")


def problems(sql: str, engine: str) -> set[str]:
    """Return what `engine` would refuse in a statement; empty when all of it is known to work there."""
    letter = engine[0]
    text = _STRING.sub("''", sql.lower())
    no_problem = _WORDS | _KNOWN[engine] | _with_columns(text)
    found = {f"{name}()" for name in _CALL.findall(text) if name not in no_problem}
    found |= {name for name, pattern, refuse in _CONSTRUCTS if letter in refuse and re.search(pattern, text)}
    if re.search(r"'-?infinity'", sql):
        found.add("date 'infinity'")
    return found


def _with_columns(text: str) -> set[str]:
    """Tables and CTEs whose columns are listed: `serie (ano)` calls nothing."""
    return {name for names in _ALIASED.findall(text) for name in names if name}
