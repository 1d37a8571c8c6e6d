"""The stand-in for Snowflake, fakesnow, as a server that takes statements as long as ours: `PORT`.

Its parser is recursive and our statements nest deeper than Python allows by default; what it does not expect it answers
with status 500, which the connector tries again without end: here it is an error of the statement. It takes no comment on
several columns at once, which is how dbt-snowflake describes them: those statements do nothing here. Its arrays are JSON,
which its `array_to_string` and `array_sort` do not take: they are given to them as lists; and a text out of them keeps
its quotation marks, which are taken away. Some it leaves as lists of DuckDB, which it can't describe: here all are JSON.
Its `array_agg` keeps nulls, and is null without a row: here it leaves them out, and is empty, as Snowflake's.
A temporary table may not be of a schema there: here those of one are tables like others, which dbt drops after use.
Its `flatten` numbers the elements in any order: here in theirs. Its `to_char` leaves the format out: here it follows it.
It lacks `as_varchar` and `as_object`, which are written for it.
It adds in floating point, in case that texts are added: here nothing is made of what is added, and decimals stay exact.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from string import Template
from typing import Any

import fakesnow.server as protocol
import snowflake.connector.errors
import uvicorn
from fakesnow import macros, transforms
from fakesnow.cursor import FakeSnowflakeCursor
from sqlglot import Expr, exp, parse_one

_STACK_BYTES = 512 * 1024 * 1024
_COMMENTS = r"\s*(alter\s+(table|view)\s+\S+\s+alter\b|comment (if exists )?on)"

_FORMS = (("YYYY", "%Y"), ("MM", "%m"), ("DD", "%d"), ("HH24", "%H"), ("MI", "%M"), ("SS", "%S"))
_TEXTS = exp.DataType.build("varchar[]", dialect="duckdb")
_STRICT = {
    "as_varchar": "case when json_type($1) = 'VARCHAR' then json_extract_string($1, '$') end",
    "as_object": "case when json_type($1) = 'OBJECT' then $1 end",
}

_FLATTEN = """
create or replace macro ${catalog}._fs_flatten(input) as table
select
    hash(to_json(input))::ubigint as seq,
    e.k as key,
    coalesce(e.k, '[' || e.i || ']') as path,
    e.i as index,
    e.v as value,
    to_json(input) as this
from (
    select unnest(
        case
            when json_type(to_json(input)) = 'OBJECT'
                then list_transform(
                    json_keys(to_json(input)),
                    lambda x: struct_pack(k := x, v := cast(to_json(input) -> x as json), i := null::bigint)
                )
            else list_transform(
                cast(to_json(input) as json[]),
                lambda x, n: struct_pack(k := null::varchar, v := x, i := cast(n - 1 as bigint))
            )
        end, recursive := true
    )
) as e(k, v, i)
"""


def _refusing(method: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        try:
            return method(*arguments, **named)
        except snowflake.connector.errors.Error:
            raise
        except Exception as error:
            raise snowflake.connector.errors.ProgrammingError(
                msg=f"{type(error).__name__}: {str(error)[:2000]}", errno=1003, sqlstate="42000"
            ) from error

    return call


def _mending(transform: Callable[..., Expr]) -> Callable[..., Expr]:
    def call(cursor: FakeSnowflakeCursor, expression: Expr, *others: Any) -> Expr:
        if isinstance(expression, exp.Create):
            _keep_in_its_schema(expression)
        for node in list(expression.find_all(exp.Array, exp.ToChar, exp.Anonymous)):
            if other := _in_place_of(node):
                node.replace(other)
        transformed = transform(cursor, expression, *others)
        _gather_without_nulls(transformed)
        for taking in transformed.find_all(exp.ArrayToString, exp.SortArray):
            taking.set("this", exp.Cast(this=taking.this, to=_TEXTS.copy()))
        for cast in list(transformed.find_all(exp.Cast)):
            if isinstance(cast.this, exp.GetExtract) and cast.to.this in exp.DataType.TEXT_TYPES:
                key = cast.this.expression
                path = exp.Literal.string(f'$."{key.name}"' if key.is_string else f"$[{key.name}]")
                cast.replace(exp.Anonymous(this="json_extract_string", expressions=[cast.this.this, path]))
        return transformed

    return call


def _keep_in_its_schema(created: exp.Create) -> None:
    table, more = created.this.find(exp.Table), created.args.get("properties")
    if table and table.db and more:
        more.set("expressions", [one for one in more.expressions if not isinstance(one, exp.TemporaryProperty)])


def _in_place_of(node: Expr) -> Expr | None:
    """Return what an expression is written as instead; None when it stays."""
    if isinstance(node, exp.Array):
        return exp.Anonymous(this="json_array", expressions=node.expressions)
    if isinstance(node, exp.ToChar) and (form := node.args.get("format")):
        return exp.Anonymous(this="strftime", expressions=[node.this, _strftime(form.name)])
    if isinstance(node, exp.Anonymous) and (template := _STRICT.get(node.name.lower())):
        return parse_one(template.replace("$1", node.expressions[0].sql("snowflake")), read="snowflake")
    return None


def _gather_without_nulls(transformed: Expr) -> None:
    for gathered in list(transformed.find_all(exp.ArrayAgg)):
        gathered.set("nulls_excluded", True)
        made = gathered.parent
        if isinstance(made, exp.Anonymous) and made.name.upper() == "TO_JSON":
            made.replace(exp.Coalesce(this=made.copy(), expressions=[exp.Anonymous(this="json_array")]))


def _strftime(form: str) -> Expr:
    for ours, theirs in _FORMS:
        form = form.replace(ours, theirs)
    return exp.Literal.string(form)


def _as_it_is(expression: Expr) -> Expr:
    return expression


def serve(port: int) -> None:
    """Answer on the loopback until the process is interrupted."""
    ending = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, ending)  # for this thread to wait for, and none of the others to die of
    sys.setrecursionlimit(200_000)
    threading.stack_size(_STACK_BYTES)  # of the threads that parse, which start later
    for owner, name, mend in (
        (FakeSnowflakeCursor, "execute", _refusing),
        (FakeSnowflakeCursor, "_describe_last_sql", _refusing),
        (FakeSnowflakeCursor, "_transform", _mending),
        (protocol, "describe_as_rowtype", _refusing),
    ):
        setattr(owner, name, mend(getattr(owner, name)))
    transforms.numeric_agg_implicit_cast = _as_it_is
    macros.FS_FLATTEN = Template(_FLATTEN)
    protocol.shared_fs.nop_regexes = [_COMMENTS]
    server = uvicorn.Server(uvicorn.Config(protocol.app, host="127.0.0.1", port=port))
    thread = threading.Thread(target=server.run)
    thread.start()
    signal.sigwait(ending)
    server.should_exit = True
    thread.join()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
