"""Settings, the file that holds them, and the declarations."""

from __future__ import annotations

from collections.abc import Iterator

from govhub.catalog import Catalog, read_bodies, read_system
from govhub.catalog.bodies import Bodies
from govhub.errors import GovhubError
from govhub.local.diagnosis.finding import Finding, few
from govhub.local.environment import env_file
from govhub.settings import Settings

_NEEDED = ("warehouse_url", "warehouse_admin_url", "bi_url", "privacy_key")
_OF_OTHERS = 0o077


def settings_given(settings: Settings) -> Iterator[Finding]:
    """Tell which of the settings that nothing works without are there."""
    for name in _NEEDED:
        present = getattr(settings, name) is not None
        yield Finding(f"GOVHUB_{name.upper()}", present, "definida" if present else "falta; rode `govhub init`")


def secrets_closed(settings: Settings) -> Iterator[Finding]:
    """Tell whether others of the machine may read `.env`; nothing where there is none."""
    file = env_file(settings.project_dir)
    if file.exists() and file.stat().st_mode & _OF_OTHERS:
        yield Finding("arquivo .env", False, f"Outras contas desta máquina podem ler {file}. Rode `chmod 600 {file}`.")


def declared(settings: Settings) -> tuple[Catalog, list[Finding]]:
    """Return what the files that hold declare, and a finding for each that does not."""
    findings, systems = [], {}
    for file in sorted(settings.sources_dir.glob("*.yaml")):
        try:
            system = read_system(file)
        except GovhubError as error:
            findings.append(Finding(f"sources/{file.name}", False, str(error)))
        else:
            systems[system.name] = system
    if not systems and not findings:
        told = f"Nenhuma fonte declarada em {settings.sources_dir}. Confira GOVHUB_SOURCES_DIR."
        findings.append(Finding("sources", False, told))
    bodies = Bodies.model_construct(orgaos=())
    try:
        bodies = read_bodies(settings.orgaos_file)
    except GovhubError as error:
        findings.append(Finding("orgaos.yaml", False, str(error)))
    else:
        findings += _served(settings, bodies)
    if not findings:
        told = f"{len(systems)} sistema(s), {len(bodies.orgaos)} órgão(s)"
        findings.append(Finding("declarações", True, told))
    return Catalog(systems=systems, bodies=bodies), findings


def _served(settings: Settings, bodies: Bodies) -> Iterator[Finding]:
    unknown = sorted(set(settings.orgaos) - {body.sigla for body in bodies.orgaos})
    if unknown:
        told = f"{few(unknown)} não está em orgaos.yaml. Corrija a sigla, ou acrescente o órgão ao arquivo."
        yield Finding("GOVHUB_ORGAOS", False, told)
