"""What sqlfluff sees in place of dbt's graph: a project without nodes."""

nodes: dict[str, object] = {}
sources: dict[str, object] = {}
exposures: dict[str, object] = {}
