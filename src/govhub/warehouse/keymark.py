"""Which key the pseudonyms of this warehouse were made with: `bronze._privacy`, one row, the key's mark and never the key.

Two keys in one warehouse would break every join without a word, so a load compares marks in its transaction. Loads share a
lock, which a change of the key holds alone.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from psycopg import Connection, sql

_TABLE = sql.Identifier("bronze", "_privacy")
_LOCK = "hashtextextended('govhub.privacy', 2)"
SHARE_KEY = sql.SQL(f"select pg_advisory_xact_lock_shared({_LOCK})")
HOLD_KEY = sql.SQL(f"select pg_advisory_xact_lock({_LOCK})")
READ_MARK = sql.SQL("select key_mark from {}").format(_TABLE)


def key_mark(key: bytes) -> str:
    """Return what tells one key from another and does not give it away: 64 bits of an HMAC, in hexadecimal."""
    return hmac.new(key, b"govhub key mark", hashlib.sha256).hexdigest()[:16]


def create_keymark(connection: Connection[Any], mark: str | None) -> None:
    """Create the table if it is missing, and note the mark of the key in a warehouse that has none yet."""
    connection.execute(
        sql.SQL(
            "create table if not exists {} (only_row boolean primary key default true check (only_row),"
            " key_mark text not null, since timestamptz not null default now())"
        ).format(_TABLE)
    )
    connection.execute(
        sql.SQL(
            "comment on table {} is 'A marca da chave dos pseudônimos gravados, em uma linha só; a chave não está aqui'"
        ).format(_TABLE)
    )
    if mark is not None:
        connection.execute(note_statement(mark))


def note_statement(mark: str) -> sql.Composed:
    """Return the statement that notes the mark where there is none."""
    return sql.SQL("insert into {} (key_mark) values ({}) on conflict do nothing").format(_TABLE, sql.Literal(mark))


def renew_statement(mark: str) -> sql.Composed:
    """Return the statement that puts another mark into the place of the former one."""
    return sql.SQL("update {} set key_mark = {}, since = now()").format(_TABLE, sql.Literal(mark))
