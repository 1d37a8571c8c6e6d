"""What a backup holds: its manifest, written last. A backup without manifest never existed."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class KeptFile(_Frozen):
    """One file: what it was called, and the content that it had."""

    name: str
    bytes: int
    sha256: str


class TableFigures(_Frozen):
    """One table as its snapshot showed it: rows, and the sum of 64 bits of each row's SHA-256, in any order."""

    name: str
    rows: int
    checksum: str


class Role(_Frozen):
    """A role of the cluster without its password: whether it may log in, what it is set to, whose member it is.

    `admin_of` are the roles whose members it may choose, which since PostgreSQL 16 is what lets it alter them.
    """

    name: str
    login: bool
    settings: tuple[str, ...]
    member_of: tuple[str, ...]
    admin_of: tuple[str, ...]


class DatabaseCopy(_Frozen):
    """One database in one snapshot: the files of its dump, and figures by which a restored one is judged."""

    name: str
    files: tuple[KeptFile, ...]
    tables: tuple[TableFigures, ...]
    objects: dict[str, int]

    @property
    def rows(self) -> int:
        """Rows of all its tables."""
        return sum(table.rows for table in self.tables)


class Manifest(_Frozen):
    """A whole backup; `key_marks` tell which keys its contents need and do not give them away."""

    id: str
    started_at: datetime
    finished_at: datetime
    server_version: int
    program_version: int
    roles: tuple[Role, ...]
    databases: tuple[DatabaseCopy, ...]
    lake: tuple[KeptFile, ...] | None
    configuration: tuple[KeptFile, ...]
    key_marks: dict[str, tuple[str, ...]]
    bytes_added: int

    @property
    def files(self) -> tuple[KeptFile, ...]:
        """Every file of it."""
        dumped = tuple(file for database in self.databases for file in database.files)
        return dumped + (self.lake or ()) + self.configuration

    @property
    def bytes(self) -> int:
        """Size of all that it needs, shared with others or not."""
        return sum({file.sha256: file.bytes for file in self.files}.values())
