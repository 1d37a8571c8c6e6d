"""Parents' keys, read from bronze: what the requests of child resources are made of."""

from __future__ import annotations

from typing import Any

from psycopg import Connection, sql

from govhub.catalog import ParentKeys, ResourceDeclaration, SystemDeclaration
from govhub.errors import ConfigurationError
from govhub.warehouse.bronze import table_name
from govhub.warehouse.ledger import last_good_run


def parent_keys(
    connection: Connection[Any], system: SystemDeclaration, resource: ResourceDeclaration, scopes: list[str] | None
) -> list[str]:
    """Return the distinct current keys of the parents as text, in ascending order.

    `scopes` limits them to rows that came with one of those requests (all rows when null).
    Raises: ConfigurationError when a parent was never loaded, which an empty list would hide.
    """
    assert isinstance(resource.per, ParentKeys)
    for parent in resource.parents:
        if last_good_run(connection, system.name, parent) is None:
            raise ConfigurationError(
                f"O recurso {resource.name} depende de {parent}, que ainda não foi carregado",
                where=f"{system.name}/{resource.name}",
                todo=f"Rode antes `govhub ingest {system.name} {parent}`.",
            )
    column = sql.Identifier(resource.per.key)
    union = sql.SQL(" union ").join(
        sql.SQL(
            "select {} as key from {} where _deleted_at is null and (%(scopes)s::text[] is null or _scope = any(%(scopes)s))"
        ).format(column, table_name(system.resources[parent]))
        for parent in resource.parents
    )
    rows = connection.execute(
        sql.SQL("select key from ({}) as keys order by key").format(union), {"scopes": scopes}
    ).fetchall()
    return [str(row[0]) for row in rows]
