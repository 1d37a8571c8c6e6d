"""The stand-in for BigQuery, crucible, as a server that takes what a load of ours sends: `PORT FOLDER`.

It runs in an environment of its own. What it lacks is added here, as BigQuery does it:
- load jobs of Parquet (it has those of CSV): read by DuckDB into the table, columns by name, types as they are there;
- transactions of a script: a failure takes all of it back, as does the end of a script that did not commit;
- INFORMATION_SCHEMA.COLUMNS, of which the three columns that we ask for;
- dry runs, as far as telling what kind of statement it is;
- descriptions of columns, which are accepted and forgotten;
- BIGNUMERIC, in DuckDB's 38 digits with 12 of them decimal places; NUMERIC with digits.
"""

from __future__ import annotations

import sys
import uuid
from pathlib import Path
from typing import Any

import uvicorn
from crucible.dialects.bigquery import ddl, errors, metadata, statements, types
from crucible.dialects.bigquery.dialect import DIALECT
from crucible.engine import CommandPlan, CrucibleError, Engine, ExecContext, Pipeline, Result
from crucible.engine.catalog import qualified
from crucible.engine.types import Column
from crucible.server.app import create_app
from crucible.server.bigquery import encoding
from crucible.server.bigquery.app import BigQueryServer
from crucible.server.bigquery.jobs import Runner
from sqlglot import exp
from starlette.responses import JSONResponse

_TEXT = exp.DataType.build("VARCHAR")
_SCALE = 12


def _add_big_numbers() -> None:
    """BIGNUMERIC is DECIMAL(38, 12), and every other DECIMAL a NUMERIC."""
    big = types.T.BIGDECIMAL
    del types._UNSUPPORTED[big]
    types._SCALAR_STORAGE[big], types._SCALAR_NAMES[big] = f"DECIMAL(38, {_SCALE})", "BIGNUMERIC"
    encoding._LEGACY_NAMES["BIGNUMERIC"] = "BIGNUMERIC"
    name_of, encode = types.type_name, encoding.encode_value

    def type_name(data_type: exp.DataType) -> str:
        if data_type.this == types.T.DECIMAL:
            return "BIGNUMERIC" if types._decimal_params(data_type) == (38, _SCALE) else "NUMERIC"
        return str(name_of(data_type))

    def encode_value(value: Any, data_type: exp.DataType, **formats: Any) -> Any:
        if value is not None and data_type.this in (types.T.DECIMAL, big):
            return format(value, "f")
        return encode(value, data_type, **formats)

    types.type_name, encoding.encode_value = type_name, encode_value


def _add_descriptions() -> None:
    """Column options, of which descriptions are the only ones, do nothing."""
    define = ddl.column_def

    def column_def(column: exp.Expr) -> str:
        kept = [
            c
            for c in column.args.get("constraints") or []
            if isinstance(c.args.get("kind"), exp.NotNullColumnConstraint)
        ]
        column.set("constraints", kept)
        return str(define(column))

    ddl.column_def = column_def


def _add_transactions() -> None:
    plan, execute = statements._plan, Pipeline.execute

    def planned(tree: exp.Expr, ctx: ExecContext) -> Any:
        for kind, end in ((exp.Transaction, ExecContext.begin), (exp.Commit, ExecContext.commit)):
            if isinstance(tree, kind):
                return CommandPlan(lambda c, end=end: _done(end, c), kind.__name__.upper())
        if _asks_for_columns(tree):
            return CommandPlan(lambda c: _columns(tree, c), "SELECT")
        return plan(tree, ctx)

    def executed(self: Pipeline, session: Any, sql: str, params: Any = None) -> list[Result]:
        try:
            return execute(self, session, sql, params)
        finally:
            if session.transaction is not None:
                session.transaction.execute("rollback")
                session.transaction.close()
                session.transaction = None

    statements._plan, Pipeline.execute = planned, executed


def _done(end: Any, ctx: ExecContext) -> Result:
    end(ctx)
    return Result("SCRIPT")


def _asks_for_columns(tree: exp.Expr) -> bool:
    return isinstance(tree, exp.Select) and "INFORMATION_SCHEMA.COLUMNS" in tree.sql("bigquery").upper().replace(
        "`", ""
    )


def _columns(tree: exp.Expr, ctx: ExecContext) -> Result:
    """The columns of a dataset, or of one table if the query names it."""
    source = tree.find(exp.Table)
    assert source is not None
    dataset = source.sql("bigquery").replace("`", "").split(".")[0]
    named = [equal.expression.name for equal in tree.find_all(exp.EQ)]
    project = ctx.session.default_catalog
    metadata.check_dataset(ctx, project, dataset)
    found = [ctx.catalog.table(project, dataset, name) for name in named] or ctx.catalog.tables(project, dataset)
    rows = [(info.name, c.name, types.type_name(c.type)) for info in found if info for c in info.columns]
    return Result("SELECT", [Column(name, _TEXT) for name in ("table_name", "column_name", "data_type")], rows)


def _add_parquet_loads() -> None:
    load = Runner._load

    def loaded(self: Runner, job: Any, config: dict[str, Any], data: bytes) -> None:
        config.pop("labels", None)
        if config.get("sourceFormat") != "PARQUET":
            load(self, job, config, data)
            return
        if (config.get("createDisposition"), config.get("writeDisposition")) != ("CREATE_NEVER", "WRITE_APPEND"):
            raise errors.invalid("this stand-in appends Parquet to tables that are there")
        to = config["destinationTable"]
        session = DIALECT.new_session(to["projectId"], to["datasetId"])
        with self.engine.cursor(session) as cursor:
            ctx = ExecContext(self.engine, DIALECT, session, cursor, None)
            info = metadata.find_table(ctx, metadata.Name(to["projectId"], to["datasetId"], to["tableId"]))
            job.load_statistics = {
                "inputFiles": "1",
                "inputFileBytes": str(len(data)),
                "outputRows": str(_append(ctx, info, config["schema"]["fields"], data)),
                "badRecords": "0",
            }

    Runner._load = loaded


def _append(ctx: ExecContext, info: Any, fields: list[dict[str, Any]], data: bytes) -> int:
    """Append a file to a table, whose columns have to be of the types that the job says they are."""
    kinds = {column.name: types.type_name(column.type) for column in info.columns}
    for field in fields:
        wanted = types.type_name(encoding.warehouse_type_from_field(field))
        if kinds.get(field["name"]) != wanted:
            raise errors.invalid(f"Provided Schema does not match Table: field {field['name']} is not {wanted}")
    file = Path(ctx.engine._catalog_dir) / f"{uuid.uuid4().hex}.parquet"  # the only folder that statements may read
    file.write_bytes(data)
    try:
        names = ", ".join(qualified(field["name"]) for field in fields)
        target = qualified(info.catalog, info.schema, info.name)
        ctx.run_sql(f"insert into {target} ({names}) select {names} from read_parquet('{file}')", returns_rows=False)
        [(count,)] = ctx.run_sql(f"select count(*) from read_parquet('{file}')").rows
    finally:
        file.unlink()
    return int(count)


def _add_dry_runs() -> None:
    insert = BigQueryServer.jobs_insert

    async def inserted(self: BigQueryServer, request: Any) -> Any:
        body = await request.json()
        configuration = body["configuration"]
        if not configuration.get("dryRun"):
            return await insert(self, request)
        try:
            trees = [statement.tree for statement in DIALECT.split(configuration["query"]["query"])]
            kind = "SELECT" if isinstance(trees[0], exp.Query) else type(trees[0]).__name__.upper()
            kind = "SCRIPT" if len(trees) > 1 else kind
        except CrucibleError as error:
            return JSONResponse({"error": {"code": 400, "message": str(error), "errors": []}}, status_code=400)
        statistics = {"query": {"statementType": kind, "totalBytesProcessed": "0"}}
        reference = {"projectId": request.path_params["project"], **body.get("jobReference", {})}
        return JSONResponse(
            {
                "configuration": configuration,
                "jobReference": reference,
                "statistics": statistics,
                "status": {"state": "DONE"},
            }
        )

    BigQueryServer.jobs_insert = inserted


def serve(port: int, folder: Path) -> None:
    """Answer on the loopback until the process is interrupted; what it holds lies in a folder."""
    for add in (_add_big_numbers, _add_descriptions, _add_transactions, _add_parquet_loads, _add_dry_runs):
        add()
    sys.setrecursionlimit(20_000)
    engine = Engine(folder / "armazem.duckdb")
    uvicorn.run(create_app("bigquery", engine), host="127.0.0.1", port=port, access_log=False)


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
