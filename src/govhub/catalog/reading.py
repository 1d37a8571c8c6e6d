"""Reads sources/*.yaml, orgaos.yaml and privacidade.yaml; every refusal names file, line, key and remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from govhub.catalog.bodies import Bodies
from govhub.catalog.declaration import ResourceDeclaration, SystemDeclaration
from govhub.catalog.purposes import Purpose, Purposes
from govhub.errors import ConfigurationError
from govhub.settings import Settings

M = TypeVar("M", bound=BaseModel)
Location = tuple[str | int, ...]

_PLAIN = {
    "missing": "falta esta chave",
    "extra_forbidden": "esta chave não é conhecida; confira a grafia ou apague-a",
    "literal_error": "valor fora da lista aceita: {expected}",
    "string_type": "precisa ser texto; ponha o valor entre aspas",
    "string_pattern_mismatch": "não tem a forma esperada ({pattern})",
    "string_too_short": "texto curto demais",
    "int_type": "precisa ser número inteiro",
    "int_parsing": "precisa ser número inteiro",
    "greater_than_equal": "precisa ser ao menos {ge}",
    "greater_than": "precisa ser maior que {gt}",
    "too_short": "precisa de ao menos {min_length} item",
    "tuple_type": "precisa ser uma lista",
    "dict_type": "precisa ser um mapa de chaves e valores",
    "model_type": "precisa ser um mapa de chaves e valores",
}


@dataclass(frozen=True, slots=True)
class Catalog:
    """Every declared system and the bodies they are read for."""

    systems: Mapping[str, SystemDeclaration]
    bodies: Bodies

    def system(self, name: str) -> SystemDeclaration:
        """Return one system.

        Raises: ConfigurationError if no file of sources/ declares it.
        """
        if name not in self.systems:
            known = ", ".join(sorted(self.systems)) or "nenhum"
            raise ConfigurationError(
                f"O sistema {name} não está declarado em sources/", todo=f"Sistemas declarados: {known}."
            )
        return self.systems[name]

    def resource(self, system: str, name: str) -> ResourceDeclaration:
        """Return one resource of one system.

        Raises: ConfigurationError if the system does not declare it.
        """
        resources = self.system(system).resources
        if name not in resources:
            raise ConfigurationError(
                f"O recurso {name} não existe em {system}", todo=f"Recursos declarados: {', '.join(resources)}."
            )
        return resources[name]


def load_catalog(settings: Settings, only: str | None = None) -> Catalog:
    """Read all declarations, or that of one system.

    Raises: ConfigurationError for the first file that does not hold.
    """
    files = sorted(settings.sources_dir.glob(f"{only or '*'}.yaml"))
    if not files:
        raise ConfigurationError(
            "Nenhuma fonte declarada",
            where=str(settings.sources_dir),
            todo="Crie uma com `govhub sources new SISTEMA`.",
        )
    systems = {system.name: system for system in map(read_system, files)}
    return Catalog(systems=systems, bodies=read_bodies(settings.orgaos_file))


def read_system(file: Path) -> SystemDeclaration:
    """Read one file of sources/.

    Raises: ConfigurationError with file, line, key and remedy; also when file and system names differ.
    """
    document, lines = _parse(file)
    system = _validated(SystemDeclaration, _with_names(document), file, lines)
    if file.stem != system.name:
        raise ConfigurationError(
            f"O arquivo declara o sistema {system.name}",
            where=f"{file.name}, chave system",
            todo=f"Renomeie o arquivo para {system.name}.yaml ou corrija a chave.",
        )
    return system


def read_bodies(file: Path) -> Bodies:
    """Read orgaos.yaml.

    Raises: ConfigurationError with file, line, key and remedy.
    """
    document, lines = _parse(file)
    return _validated(Bodies, document, file, lines)


def read_purposes(file: Path) -> Mapping[str, Purpose]:
    """Read privacidade.yaml: why the personal data of each system are held.

    Raises: ConfigurationError with file, line, key and remedy.
    """
    document, lines = _parse(file)
    return _validated(Purposes, document, file, lines).sistemas


def _with_names(document: Any) -> Any:
    """Write the names that YAML holds as keys into the objects themselves."""
    if not isinstance(document, dict) or not isinstance(document.get("resources"), dict):
        return document
    resources = {}
    for name, resource in document["resources"].items():
        if isinstance(resource, dict):
            fields = resource.get("fields")
            if isinstance(fields, dict):
                listed = [
                    {"name": key, "from": key, **field} if isinstance(field, dict) else field
                    for key, field in fields.items()
                ]
                resource = {**resource, "fields": listed}
            inherited = {"system": document.get("system"), "protocol": document.get("protocol")}
            resource = {**inherited, "name": name, **resource}
        resources[name] = resource
    return {**document, "resources": resources}


def _parse(file: Path) -> tuple[Any, dict[Location, int]]:
    try:
        text = file.read_text(encoding="utf-8")
        loader = yaml.CSafeLoader(text)
        node = loader.get_single_node()
        lines: dict[Location, int] = {}
        _index(node, (), lines, file)
        return (loader.construct_document(node) if node is not None else None), lines
    except OSError as error:
        raise ConfigurationError(
            "O arquivo não pôde ser lido", where=str(file), todo="Confira o caminho e a permissão."
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError("O arquivo não está em UTF-8", where=file.name, todo="Salve-o em UTF-8.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{file.name}, linha {mark.line + 1}" if mark else file.name
        raise ConfigurationError(
            "O YAML não pôde ser interpretado", where=place, todo="Confira recuo, dois-pontos e aspas dessa linha."
        ) from error


def _index(node: yaml.Node | None, location: Location, lines: dict[Location, int], file: Path) -> None:
    """Record the line of every key; a key written twice is refused, YAML would keep the last."""
    if node is None:
        return
    lines.setdefault(location, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                raise ConfigurationError(
                    f"A chave '{key.value}' aparece duas vezes",
                    where=f"{file.name}, linha {key.start_mark.line + 1}",
                    todo="Apague uma delas.",
                )
            seen.add(key.value)
            lines[(*location, key.value)] = key.start_mark.line + 1
            _index(value, (*location, key.value), lines, file)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _index(value, (*location, index), lines, file)


def _validated(model: type[M], document: Any, file: Path, lines: dict[Location, int]) -> M:
    try:
        return model.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        location = _as_written(first["loc"], document)
        line = next((lines[location[:end]] for end in range(len(location), -1, -1) if location[:end] in lines), 1)
        key = ".".join(str(part) for part in location) or "raiz"
        raise ConfigurationError(
            f"Declaração recusada: {_in_portuguese(first)}",
            where=f"{file.name}, linha {line}, chave {key}",
            todo="Corrija e confira com `govhub sources check`.",
        ) from error


def _as_written(location: tuple[int | str, ...], document: Any) -> Location:
    """Turn pydantic's location into the path of the YAML file: fields are keyed by name there."""
    path: list[str | int] = []
    current = document
    for part in location:
        if isinstance(current, dict) and part in current:
            current = current[part]
        elif isinstance(current, list) and isinstance(part, int) and part < len(current):
            current = current[part]
            if isinstance(current, dict) and "name" in current and path and path[-1] == "fields":
                part = current["name"]
        elif isinstance(current, dict):
            path.append(part)
            break
        path.append(part)
    return tuple(path)


def _in_portuguese(error: Any) -> str:
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    return _PLAIN.get(error["type"], "valor inválido").format(**error.get("ctx", {}))
