"""`govhub doctor`: each failure that can be provoked is provoked, and told in one line with its remedy, and no other is."""

from __future__ import annotations

import json
import os
import resource
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import psutil
import psycopg
import pytest
from typer.testing import CliRunner

from govhub.cli.root import app
from govhub.extraction import probing
from govhub.local.diagnosis import machine
from govhub.local.inspection import Finding, doctor
from govhub.settings import CHECKOUT, load_settings
from govhub_simulator.server import Simulator, free_port

from .certificates import make_authority, make_certificate, serve_tls
from .conftest import BODY, Warehouse

SYSTEMS = sorted(file.stem for file in (CHECKOUT / "sources").glob("*.yaml"))


@dataclass(slots=True)
class Bench:
    """A project that is well, to be harmed in one way."""

    project: Path
    patch: pytest.MonkeyPatch
    undo: ExitStack = field(default_factory=ExitStack)
    warehouse: Warehouse | None = None

    @property
    def home(self) -> Path:
        return self.project / ".govhub"

    def set(self, **variables: object) -> None:
        for name, value in variables.items():
            self.patch.setenv(name, str(value))

    def ask_only(self, system: str, **variables: object) -> None:
        """Turn one source on; all are off at first."""
        self.set(**{f"GOVHUB_SOURCE_{system.upper()}_ENABLED": "true"})
        self.set(**{f"GOVHUB_SOURCE_{system.upper()}_{name}": value for name, value in variables.items()})

    def write(self, name: str, text: str) -> Path:
        file = self.project / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def sql(self, statement: str, url: str = "warehouse_admin_url") -> None:
        assert self.warehouse is not None
        with psycopg.connect(self.warehouse.settings.require(url)) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def findings(self) -> list[Finding]:
        return doctor(load_settings(self.project))

    def serve(self, status: int = 200, headers: dict[str, str] | None = None, body: bytes = b"{}") -> str:
        return self.undo.enter_context(serving(status, headers or {}, body))

    def spawn(self, **variables: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(["sleep", "60"], env={**os.environ, **variables})
        self.undo.callback(process.wait)
        self.undo.callback(process.kill)
        return process


@contextmanager
def serving(status: int, headers: dict[str, str], body: bytes) -> Iterator[str]:
    """Answer every question in one way, on a real socket."""

    class Always(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the output of the tests to themselves."""

    with served(Always) as url:
        yield url


@contextmanager
def served(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve on a port of its own; yield the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    for name in [name for name in os.environ if name.startswith(("GOVHUB_", "SUPERSET_", "AIRFLOW_"))]:
        monkeypatch.delenv(name)
    made = Bench(tmp_path / "projeto", monkeypatch)
    made.home.mkdir(parents=True)
    nowhere = f"127.0.0.1:{free_port()}/govhub"
    made.set(
        GOVHUB_SOURCES_DIR=CHECKOUT / "sources",
        GOVHUB_ORGAOS_FILE=BODY,
        GOVHUB_SECRETS_DIR=tmp_path / "sem-segredos",
        GOVHUB_PRIVACY_KEY="chave-de-teste",
        GOVHUB_AIRFLOW_PORT=free_port(),
        GOVHUB_SUPERSET_PORT=free_port(),
        GOVHUB_WAREHOUSE_URL=f"postgresql://etl_user:senha-etl@{nowhere}",
        GOVHUB_WAREHOUSE_ADMIN_URL=f"postgresql://govhub_admin:senha-admin@{nowhere}",
        GOVHUB_BI_URL=f"postgresql://bi_user:senha-bi@{nowhere}",
    )
    made.set(**{f"GOVHUB_SOURCE_{system.upper()}_ENABLED": "false" for system in SYSTEMS})
    with made.undo:
        yield made


@pytest.fixture
def full_bench(warehouse: Warehouse, bench: Bench) -> Bench:
    bench.set(**{name: value for name, value in warehouse.environment.items() if name.endswith(("_URL", "_PORT"))})
    bench.warehouse = warehouse
    return bench


def missing_setting(bench: Bench) -> None:
    bench.patch.delenv("GOVHUB_PRIVACY_KEY")


def open_env_file(bench: Bench) -> None:
    bench.write(".env", "A=1\n").chmod(0o644)


def broken_source(bench: Bench) -> None:
    bench.write("fontes/frota.yaml", "system: frota\ntitle: [\n")
    bench.set(GOVHUB_SOURCES_DIR=bench.project / "fontes")


def source_of_unknown_key(bench: Bench) -> None:
    text = (CHECKOUT / "sources" / "siorg.yaml").read_text(encoding="utf-8")
    bench.write("fontes/siorg.yaml", text.replace("owner:", "dono: equipe\nowner:", 1))
    bench.set(GOVHUB_SOURCES_DIR=bench.project / "fontes")


def no_source(bench: Bench) -> None:
    bench.set(GOVHUB_SOURCES_DIR=bench.project / "vazia")


def broken_bodies(bench: Bench) -> None:
    bench.set(GOVHUB_ORGAOS_FILE=bench.write("orgaos.yaml", "orgaos:\n  - sigla: DPU\n    ugs: [290002]\n"))


def missing_bodies(bench: Bench) -> None:
    bench.set(GOVHUB_ORGAOS_FILE=bench.project / "nao-ha.yaml")


def unknown_body(bench: Bench) -> None:
    bench.set(GOVHUB_ORGAOS="DPU,ENAP")


def half_a_venv(bench: Bench) -> None:
    for program in ("python", "dbt", "airflow"):
        bench.write(f".venv/bin/{program}", "").chmod(0o755)


def broken_python(bench: Bench) -> None:
    half_a_venv(bench)
    bench.write(".venv-superset/bin/superset", "").chmod(0o755)
    (bench.project / ".venv/bin/python").unlink()
    (bench.project / ".venv/bin/python").symlink_to("/usr/bin/python-que-foi-removido")


def old_venv(bench: Bench) -> None:
    half_a_venv(bench)
    bench.write(".venv-superset/bin/superset", "").chmod(0o755)
    os.utime(bench.write(".venv/.platform", ""), (1, 1))
    bench.write("requirements/platform.lock", "")


def missing_browser(bench: Bench) -> None:
    bench.set(SUPERSET_SMTP_HOST="correio.orgao.gov.br", SUPERSET_CHROMIUM="/nao/ha/chromium")


def spent_quota(bench: Bench) -> None:
    """The kernel refuses the bytes, as it does for a full disk: a file may not pass 64 KiB."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, before[1]))
    bench.undo.callback(resource.setrlimit, resource.RLIMIT_FSIZE, before)


def file_as_home(bench: Bench) -> None:
    bench.set(GOVHUB_HOME=bench.write("casa", ""), GOVHUB_LAKE_URL=bench.project / "lake")


def dead_supervisor(bench: Bench) -> None:
    bench.write(".govhub/run/supervisor.pid", "4194304 1.0")


def orphan(bench: Bench) -> None:
    bench.spawn(GOVHUB_STACK=str(bench.home))


def taken_port(bench: Bench) -> None:
    bench.set(GOVHUB_SUPERSET_PORT=bench.serve().rpartition(":")[2])


def file_as_lake(bench: Bench) -> None:
    bench.set(GOVHUB_LAKE_URL=bench.write("lake", ""))


def stale_manifest(bench: Bench) -> None:
    os.utime(bench.write(".govhub/dbt/target/manifest.json", "{}"), (1, 1))
    bench.write("dbt/models/gold/novo.sql", "select 1")


def supervised(bench: Bench, *names: str) -> None:
    """A supervisor that lives, as the one that started these services would."""
    process = bench.spawn()
    bench.write(".govhub/run/supervisor.pid", f"{process.pid} {psutil.Process(process.pid).create_time()}")
    bench.write(".govhub/run/services.txt", "\n".join(names))


def airflow_down(bench: Bench) -> None:
    supervised(bench, "airflow-api", "airflow-scheduler")
    bench.write(".govhub/dbt/target/manifest.json", "{}")


def airflow_without_manifest(bench: Bench) -> None:
    airflow_answers(bench, {name: {"status": "healthy"} for name in COMPONENTS})


COMPONENTS = ("metadatabase", "scheduler", "triggerer", "dag_processor")


def airflow_answers(bench: Bench, health: dict[str, Any]) -> None:
    supervised(bench, "airflow-api")
    url = bench.serve(headers={"Content-Type": "application/json"}, body=json.dumps(health).encode())
    bench.set(GOVHUB_AIRFLOW_PORT=url.rpartition(":")[2], GOVHUB_AIRFLOW_LOGIN="fab")


def scheduler_dead(bench: Bench) -> None:
    bench.write(".govhub/dbt/target/manifest.json", "{}")
    airflow_answers(bench, {name: {"status": "unhealthy" if name == "scheduler" else "healthy"} for name in COMPONENTS})


def something_else_at_airflow(bench: Bench) -> None:
    bench.set(GOVHUB_AIRFLOW_URL=bench.serve(body=b"<html>"))


def airflow_refuses_us(bench: Bench) -> None:
    bench.write(".govhub/dbt/target/manifest.json", "{}")
    airflow_answers(bench, {name: {"status": "healthy"} for name in COMPONENTS})
    bench.set(GOVHUB_AIRFLOW_LOGIN="simple", AIRFLOW_ADMIN_USERNAME="admin", AIRFLOW_ADMIN_PASSWORD="senha-velha")


def superset_down(bench: Bench) -> None:
    supervised(bench, "superset")


MACHINE: dict[str, tuple[Callable[[Bench], None], str, str, str]] = {
    "falta a chave de privacidade": (missing_setting, "GOVHUB_PRIVACY_KEY", "falta", "`govhub init`"),
    ".env aberto a todos": (open_env_file, "arquivo .env", "podem ler", "`chmod 600"),
    "fonte com YAML quebrado": (broken_source, "sources/frota.yaml", "frota.yaml, linha 3", "Confira recuo"),
    "fonte com chave desconhecida": (source_of_unknown_key, "sources/siorg.yaml", "chave dono", "sources check`"),
    "nenhuma fonte": (no_source, "sources", "Nenhuma fonte declarada em", "GOVHUB_SOURCES_DIR"),
    "orgaos.yaml errado": (broken_bodies, "orgaos.yaml", "orgaos.yaml, linha", "Corrija"),
    "orgaos.yaml ausente": (missing_bodies, "orgaos.yaml", "não pôde ser lido", "Confira o caminho"),
    "órgão desconhecido": (unknown_body, "GOVHUB_ORGAOS", "ENAP não está em orgaos.yaml", "Corrija a sigla"),
    "Superset não instalado": (half_a_venv, "programas", ".venv-superset/bin/superset falta", "`make setup`"),
    "Python removido": (broken_python, "programas", ".venv/bin/python falta", "`make setup`"),
    "dependências velhas": (old_venv, "programas", "mais velho que requirements/platform.lock", "`make setup`"),
    "sem navegador": (missing_browser, "navegador", "/nao/ha/chromium", "pacote chromium"),
    "disco cheio ou cota": (spent_quota, "espaço em disco", "cheio, ou a cota", "libere espaço"),
    "pasta de trabalho fechada": (file_as_home, "espaço em disco", "não aceita escrita", "GOVHUB_HOME"),
    "plataforma caiu": (dead_supervisor, "plataforma", "stack.log", "`govhub down` e depois `govhub up`"),
    "processos sem dono": (orphan, "processos sem dono", "1 processo(s)", "`govhub down`"),
    "porta ocupada": (taken_port, "porta de superset", "já está em uso", "GOVHUB_SUPERSET_PORT"),
    "lake inalcançável": (file_as_lake, "lake", "O lake não pôde ser", "Confira"),
    "manifesto velho": (stale_manifest, "manifesto do dbt", "dbt/models/gold/novo.sql", "`govhub dbt parse`"),
    "sem manifesto": (airflow_without_manifest, "manifesto do dbt", "Falta", "`govhub dbt parse`"),
    "Airflow parado": (airflow_down, "airflow", "não respondeu como Airflow", "reinicie a plataforma"),
    "agendador morto": (scheduler_dead, "airflow", "Não dão sinal de vida: agendador", "reinicie a plataforma"),
    "outro programa no lugar do Airflow": (something_else_at_airflow, "airflow", "não respondeu como", "reinicie"),
    "senha do Airflow errada": (airflow_refuses_us, "conta do Airflow", "recusou a conta", "reinicie"),
    "Superset parado": (superset_down, "superset", "não respondeu", "reinicie a plataforma"),
}


def dead_source(bench: Bench) -> None:
    bench.ask_only("siorg", BASE_URL=f"http://127.0.0.1:{free_port()}")


def nameless_source(bench: Bench) -> None:
    bench.ask_only("siorg", BASE_URL="http://fonte-que-nao-ha.invalid")


def silent_source(bench: Bench) -> None:
    bench.patch.setattr(probing, "_TIMEOUT_S", 0.3)
    listener = bench.undo.enter_context(socket.create_server(("127.0.0.1", 0)))
    bench.ask_only("siorg", BASE_URL=f"http://127.0.0.1:{listener.getsockname()[1]}")


def refusing_source(bench: Bench) -> None:
    bench.ask_only("siorg", BASE_URL=bench.serve(401))


def failing_source(bench: Bench) -> None:
    bench.ask_only("siorg", BASE_URL=bench.serve(503))


def late_clock(bench: Bench) -> None:
    bench.ask_only("siorg", BASE_URL=bench.serve(headers={"Date": "Mon, 02 Nov 2026 10:00:00 GMT"}))


def ill_typed_source(bench: Bench) -> None:
    bench.ask_only("siorg", PER_MINUTE="muitos")


def misspelt_address(bench: Bench) -> None:
    bench.ask_only("siorg", BASE_URL="https://siorg.gov.br:porta")


def no_credentials(bench: Bench) -> None:
    bench.ask_only("siape")


def expired_server(bench: Bench) -> None:
    secure_source(bench, days=-1)


def unknown_authority(bench: Bench) -> None:
    secure_source(bench, trusted=False)


def other_name(bench: Bench) -> None:
    secure_source(bench, name="outro.gov.br")


def secure_source(bench: Bench, *, days: int = 30, name: str = "127.0.0.1", trusted: bool = True) -> None:
    folder = bench.project / "certificados"
    folder.mkdir()
    authority = make_authority(folder)
    certificate = make_certificate(authority, folder, name, days=days)
    url = bench.undo.enter_context(serve_tls(certificate))
    bench.ask_only("siorg", BASE_URL=url, **({"CA_FILE": authority.file} if trusted else {}))


def expired_client_certificate(bench: Bench) -> None:
    folder = bench.project / "certificados"
    folder.mkdir()
    certificate = make_certificate(make_authority(folder), folder, "govhub", days=-1)
    bench.ask_only("siafi", CERT_FILE=certificate.file, KEY_FILE=certificate.key_file, CPF="52998224725")


def missing_folder(bench: Bench) -> None:
    bench.ask_only("tesouro_gerencial", BASE_URL="file:///nao/ha/relatorios")


SOURCES: dict[str, tuple[Callable[[Bench], None], str, str, str]] = {
    "fonte fora do ar": (dead_source, "siorg", "não aceitou a conexão", "GOVHUB_SOURCE_SIORG_BASE_URL"),
    "nome que não se resolve": (nameless_source, "siorg", "fonte-que-nao-ha.invalid não se resolve", "DNS"),
    "fonte muda": (silent_source, "siorg", "não respondeu em 0.3 segundos", "firewall"),
    "credencial recusada": (refusing_source, "siorg", "recusou as credenciais (código 401)", "Renove-as"),
    "erro na fonte": (failing_source, "siorg", "código 503", "mais tarde"),
    "relógio errado": (late_clock, "relógio da máquina", "do que as fontes dizem", "NTP"),
    "variável mal escrita": (ill_typed_source, "siorg", "GOVHUB_SOURCE_SIORG_PER_MINUTE", ".env.example"),
    "endereço mal escrito": (misspelt_address, "siorg", "não pode ser usado", "GOVHUB_SOURCE_SIORG_BASE_URL"),
    "faltam credenciais": (no_credentials, "siape", "GOVHUB_SOURCE_SIAPE_PASSWORD (Senha", "Defina-as"),
    "certificado da fonte vencido": (expired_server, "siorg", "certificado vencido", "relógio"),
    "autoridade desconhecida": (unknown_authority, "siorg", "não reconhece", "_CA_FILE"),
    "certificado de outro endereço": (other_name, "siorg", "de outro endereço", "avise a fonte"),
    "nosso certificado vencido": (expired_client_certificate, "siafi", "venceu em", "Renove-o"),
    "pasta de relatórios ausente": (missing_folder, "tesouro_gerencial", "relatorios", "Confira"),
}


def wrong_password(bench: Bench) -> None:
    bench.set(GOVHUB_BI_URL=_url(bench, "bi_url").replace("senha-bi", "senha-errada"))


def wrong_database(bench: Bench) -> None:
    bench.set(GOVHUB_WAREHOUSE_URL=_url(bench, "warehouse_url").rpartition("/")[0] + "/outro")


def wrong_login(bench: Bench) -> None:
    bench.set(GOVHUB_BI_URL=_url(bench, "warehouse_url"))


def unreadable_address(bench: Bench) -> None:
    bench.set(GOVHUB_WAREHOUSE_URL="postgresql://etl_user@127.0.0.1:porta/govhub")


def closed_login(bench: Bench) -> None:
    bench.sql("alter role bi_user nologin")
    bench.undo.callback(bench.sql, "alter role bi_user login")


def excessive_grant(bench: Bench) -> None:
    bench.sql("grant select on bronze._runs to bi_user")


def missing_grant(bench: Bench) -> None:
    bench.sql("revoke usage on schema silver from analista")


def missing_column(bench: Bench) -> None:
    bench.sql("alter table bronze.siorg__unidades drop column nome")


def missing_table(bench: Bench) -> None:
    bench.sql("drop table bronze.siorg__unidades")


def old_ledger(bench: Bench) -> None:
    bench.sql("alter table bronze._runs drop column drift")


def other_type(bench: Bench) -> None:
    bench.sql("alter table bronze.siorg__unidades alter column nome type varchar(10)")


def other_key(bench: Bench) -> None:
    bench.set(GOVHUB_PRIVACY_KEY="outra-chave")


RUN = (
    "insert into bronze._runs (run_id, system, resource, kind, status, orgaos, started_at)"
    " values ('r1', 'siorg', 'unidades', 'ingest', '{status}', '', now() {when})"
)


def killed_load(bench: Bench) -> None:
    bench.sql(RUN.format(status="executando", when="- interval '1 hour'"))


def failed_load(bench: Bench) -> None:
    bench.sql(RUN.format(status="falha", when="- interval '1 hour'"))


def load_of_tomorrow(bench: Bench) -> None:
    bench.sql(RUN.format(status="sucesso", when="+ interval '1 day'"))


def _url(bench: Bench, name: str) -> str:
    assert bench.warehouse is not None
    return bench.warehouse.settings.require(name)


WAREHOUSE: dict[str, tuple[Callable[[Bench], None], str, str, str]] = {
    "senha errada": (wrong_password, "warehouse, como bi_user", "recusou a senha de bi_user", "GOVHUB_BI_URL"),
    "banco que não há": (wrong_database, "warehouse", "não tem o banco outro", "GOVHUB_WAREHOUSE_URL"),
    "papel trocado": (wrong_login, "warehouse, como bi_user", "entra como etl_user, e deveria", "Corrija-a"),
    "endereço ilegível": (unreadable_address, "warehouse", "não pode ser lido", ".env.example"),
    "conta fechada": (closed_login, "warehouse, como bi_user", "fechou a conta de bi_user", "`govhub warehouse setup`"),
    "direito a mais": (excessive_grant, "direitos no warehouse", "bi_user pode SELECT em bronze", "warehouse setup`"),
    "direito a menos": (missing_grant, "direitos no warehouse", "analista não pode USAGE em silver", "setup`"),
    "coluna que falta": (
        missing_column,
        "tabelas do warehouse",
        "bronze.siorg__unidades: coluna nova (nome)",
        "setup`",
    ),
    "tabela que falta": (missing_table, "tabelas do warehouse", "bronze.siorg__unidades: ", "setup`"),
    "registro de cargas antigo": (old_ledger, "tabelas do warehouse", "bronze._runs: coluna nova (drift)", "setup`"),
    "tipo trocado": (other_type, "tabelas do warehouse", "nome é character varying(10)", "Volte o tipo"),
    "outra chave de privacidade": (other_key, "chave de privacidade", "não é a chave", "`govhub secrets rotate"),
    "carga morta no meio": (killed_load, "cargas interrompidas", "siorg/unidades", "`govhub ingest siorg unidades`"),
    "carga com falha": (failed_load, "cargas", "siorg/unidades", "`govhub runs --failed`"),
    "relógio atrasado": (load_of_tomorrow, "relógio", "data futura", "NTP"),
}


def told(findings: list[Finding], expected: set[str]) -> str:
    """Return the line of the one thing that is wrong; no line breaks, whatever failed."""
    bad = {finding.what: finding.detail for finding in findings if not finding.good}
    assert set(bad) == expected
    assert not [line for line in bad.values() if "\n" in line or "senha-" in line]
    return " ".join(bad.values())


@pytest.mark.parametrize("name", MACHINE)
def test_a_failure_of_the_machine_is_told_with_its_remedy(bench: Bench, name: str) -> None:
    provoke, what, words, remedy = MACHINE[name]
    provoke(bench)

    line = told(bench.findings(), {"warehouse", what})  # none answers here, which is told as well

    assert words in line
    assert remedy in line


@pytest.mark.parametrize("name", SOURCES)
def test_a_failure_of_a_source_is_told_with_its_remedy(bench: Bench, name: str) -> None:
    provoke, what, words, remedy = SOURCES[name]
    provoke(bench)

    line = told(bench.findings(), {"warehouse", what})

    assert words in line
    assert remedy in line


@pytest.mark.parametrize("name", WAREHOUSE)
def test_a_failure_of_the_warehouse_is_told_with_its_remedy(full_bench: Bench, name: str) -> None:
    provoke, what, words, remedy = WAREHOUSE[name]
    provoke(full_bench)

    line = told(full_bench.findings(), {what})

    assert words in line
    assert remedy in line


def test_an_installation_that_is_well_has_nothing_to_tell(full_bench: Bench, simulator: Simulator) -> None:
    full_bench.set(**simulator.environment())
    for system in SYSTEMS:
        full_bench.ask_only(system)

    findings = full_bench.findings()

    assert [finding for finding in findings if not finding.good] == []
    assert {"warehouse", "lake", "direitos no warehouse", "chave de privacidade", *SYSTEMS} <= {
        finding.what for finding in findings
    }


def test_a_load_that_runs_is_not_taken_for_a_dead_one(full_bench: Bench) -> None:
    killed_load(full_bench)
    with psycopg.connect(_url(full_bench, "warehouse_url")) as running:
        running.execute("select pg_advisory_lock(hashtextextended('siorg__unidades', 0))")

        assert told(full_bench.findings(), set()) == ""


def test_a_warehouse_that_is_down_is_told_once_with_who_holds_its_port(bench: Bench) -> None:
    port = bench.serve().rpartition(":")[2]
    bench.set(
        GOVHUB_POSTGRES_PORT=port, GOVHUB_WAREHOUSE_URL=f"postgresql://etl_user:senha-etl@127.0.0.1:{port}/govhub"
    )

    assert f"A porta {port} já está em uso" in told(bench.findings(), {"warehouse", "porta de warehouse"})


def test_a_look_that_fails_is_told_and_hides_no_other(bench: Bench) -> None:
    bench.patch.setattr(machine, "room", lambda _: 1 / 0)

    line = told(bench.findings(), {"warehouse", "espaço em disco"})

    assert "A conferência falhou no próprio Gov Hub (ZeroDivisionError)" in line
    assert "não está no ar" in line


def test_settings_that_do_not_hold_are_the_one_finding(bench: Bench) -> None:
    bench.set(GOVHUB_AIRFLOW_PORT="oitenta")

    result = CliRunner().invoke(app, ["doctor", "--json"])

    assert result.exit_code == 1
    assert json.loads(result.stdout) == [
        {
            "what": "configuração",
            "good": False,
            "detail": "Valor inválido em GOVHUB_AIRFLOW_PORT. Compare com .env.example e corrija o ambiente ou o arquivo"
            " .env.",
        }
    ]


def test_all_sources_are_asked_side_by_side(bench: Bench) -> None:
    """Each answer waits until all were asked, so that a network that is down takes as long as one silence."""
    asked = [name for name in SYSTEMS if name.startswith(("compras", "transferegov", "siorg"))]
    meeting = Barrier(len(asked), timeout=20)

    class Together(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            meeting.wait()
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the output of the tests to themselves."""

    url = bench.undo.enter_context(served(Together))
    for system in asked:
        bench.ask_only(system, BASE_URL=url)

    findings = bench.findings()

    told(findings, {"warehouse"})
    assert len(asked) == 7
    assert [finding.detail for finding in findings if finding.what in asked] == [
        "127.0.0.1 respondeu com o código 200"
    ] * 7


def test_doctor_changes_nothing(full_bench: Bench) -> None:
    before = sorted(full_bench.project.rglob("*"))

    told(full_bench.findings(), set())

    assert sorted(full_bench.project.rglob("*")) == before
