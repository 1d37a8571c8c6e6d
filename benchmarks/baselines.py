"""What we compare with: PostgreSQL's own COPY of the same JSON, and the usual json-normalise with multi-row INSERT."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import orjson
import psycopg
from psycopg import sql

_INSERT_ROWS = 500


def copy_json(url: str, files: list[Path], rows_in: str = "") -> float:
    """Return the seconds that COPY takes to put every object into one jsonb column: the practical limit.

    `rows_in` is the name under which an envelope holds the objects.
    """
    lines = [[orjson.dumps(row) for row in _objects(file, rows_in)] for file in files]
    with psycopg.connect(url) as connection:
        connection.execute("create table silver.bench_copy (linha jsonb)")
        started = time.perf_counter()
        with connection.cursor().copy("copy silver.bench_copy from stdin") as copy:
            for rows in lines:
                copy.write(b"\n".join(row.replace(b"\\", b"\\\\") for row in rows) + b"\n")
        connection.commit()
        seconds = time.perf_counter() - started
        connection.execute("drop table silver.bench_copy")
    return seconds


def normalise_and_insert(url: str, files: list[Path]) -> float:
    """Return the seconds of flattening in Python, text columns, and INSERT … ON CONFLICT in batches."""
    with psycopg.connect(url) as connection:
        started = time.perf_counter()
        created = False
        for file in files:
            rows = [_flat(row) for row in orjson.loads(file.read_bytes())]
            if not created:
                columns = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(name)) for name in rows[0])
                connection.execute(sql.SQL("create table silver.bench_insert ({}, primary key (id))").format(columns))
                created = True
            for start in range(0, len(rows), _INSERT_ROWS):
                _insert(connection, rows[start : start + _INSERT_ROWS])
        connection.commit()
        seconds = time.perf_counter() - started
        connection.execute("drop table silver.bench_insert")
    return seconds


def _objects(file: Path, rows_in: str) -> list[Any]:
    content: Any = orjson.loads(file.read_bytes())
    found: list[Any] = content[rows_in] if rows_in else content
    return found


def _insert(connection: psycopg.Connection[Any], rows: list[dict[str, Any]]) -> None:
    names = list(rows[0])
    one = sql.SQL("({})").format(sql.SQL(", ").join(sql.Placeholder() for _ in names))
    update = sql.SQL(", ").join(
        sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in names if name != "id"
    )
    statement = sql.SQL("insert into silver.bench_insert ({}) values {} on conflict (id) do update set {}").format(
        sql.SQL(", ").join(map(sql.Identifier, names)), sql.SQL(", ").join([one] * len(rows)), update
    )
    with psycopg.ClientCursor(connection) as cursor:
        cursor.execute(statement, [None if row[name] is None else str(row[name]) for row in rows for name in names])


def _flat(row: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{prefix}{name}__"[:40])
        else:
            found[f"{prefix}{name}"[:60]] = value
    return found
