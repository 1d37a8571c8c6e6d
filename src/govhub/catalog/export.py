"""What editors and newcomers get from the catalog: a JSON Schema of sources/*.yaml and a first file."""

from __future__ import annotations

import json
from typing import Any

from govhub.catalog.declaration import SystemDeclaration
from govhub.catalog.loops import SHORT_LOOPS

_NAMED_BY_YAML = {"ResourceDeclaration": ("system", "name"), "FieldDeclaration": ("name",)}

_NEW_SOURCE = """\
# yaml-language-server: $schema=schema.json
system: {system}
title: Nome do sistema como as pessoas o conhecem
about: O que o sistema guarda, em uma frase
domain: contratos
owner: equipe responsável
protocol: rest
base_url: https://exemplo.gov.br/api
access: Como se obtém o acesso
schedule: "0 6 * * *"
freshness: {{warn_after_h: 36, error_after_h: 72}}
politeness: {{concurrency: 2, per_minute: 60, timeout_s: 60, attempts: 5}}

resources:
  exemplo:
    about: Uma linha por…
    path: /exemplo/{{ug}}
    per: ug
    key: [id]
    load: snapshot
    scope: [ug]
    fields:
      id: {{type: bigint, lgpd: P0, about: Identificador na fonte}}
      nome: {{lgpd: P0, about: Nome}}
"""


def new_source_text(system: str) -> str:
    """Return a declaration that holds, to be completed by whoever adds a source."""
    return _NEW_SOURCE.format(system=system)


def json_schema_text() -> str:
    """Return the JSON Schema of a file of sources/, as editors read it."""
    schema = SystemDeclaration.model_json_schema(by_alias=True)
    for name, keys in _NAMED_BY_YAML.items():
        _drop(schema["$defs"][name], keys)
    field = schema["$defs"]["FieldDeclaration"]
    field["required"] = [key for key in field["required"] if key != "from"]
    resource = schema["$defs"]["ResourceDeclaration"]
    resource["properties"]["fields"] = {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {"$ref": "#/$defs/FieldDeclaration"},
    }
    loops = resource["properties"]["per"]["items"]
    short = {"enum": sorted(SHORT_LOOPS), "type": "string"}
    resource["properties"]["per"] = {"anyOf": [short, loops, {"items": loops, "type": "array"}], "default": []}
    schema["title"] = "Fonte de dados do Gov Hub BR"
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _drop(definition: dict[str, Any], keys: tuple[str, ...]) -> None:
    """Leave out what the YAML file says as a key of the level above."""
    for key in keys:
        definition["properties"].pop(key)
        definition["required"].remove(key)
