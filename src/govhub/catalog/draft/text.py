"""The draft as YAML that people go on with: facts plain, guesses marked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from govhub.catalog.draft.envelope import Envelope
from govhub.catalog.draft.fields import FieldGuess
from govhub.catalog.draft.request import Asked

_LOOPS = {"ug": "Unidade gestora consultada", "orgao": "Código SIAFI do órgão consultado"}
_GUESS = "palpite"


def draft_text(
    resource: str, about: str, asked: Asked, envelope: Envelope, fields: Iterable[FieldGuess], key: tuple[str, ...]
) -> str:
    """Return the `resources:` of a declaration; `key` without the loop's own field, which is added."""
    listed, loop = list(fields), asked.loop
    whole_key = [*([loop_field(loop, listed)] if loop else []), *key]
    sample = len(envelope.rows)
    lines = ["", "resources:", f"  {resource}:", f"    about: {_value(about)}", f"    path: {_value(asked.path)}"]
    if asked.params:
        lines.append(f"    params: {_flow(asked.params)}")
    if loop:
        lines.append(f"    per: {loop}  # um pedido por código de orgaos.yaml")
    if envelope.paging:
        lines.append(f"    paging: {_flow(envelope.paging)}")
    lines += [f"    # {note}" for note in envelope.notes]
    lines += [
        f"    key: [{', '.join(whole_key)}]  # {_GUESS}: nunca se repete nas {sample} linhas vistas; confirme",
        f"    load: snapshot  # {_GUESS}: cada resposta traz tudo do seu escopo; se traz só o que mudou, events, sem scope",
        f"    scope: [{loop or ''}]",
        "    fields:",
    ]
    if loop:
        name = loop_field(loop, listed)
        lines.append(f"      {name}: {{from: ${loop}, lgpd: P0, about: {_LOOPS[loop]}}}")
    lines += [_field(field) for field in listed]
    return "\n".join(lines) + "\n"


def loop_field(loop: str, fields: Iterable[FieldGuess]) -> str:
    """Return the name of the column that holds who was asked for, which the rows may have taken."""
    return f"{loop}_consultado" if loop in {field.name for field in fields} else loop


def _field(field: FieldGuess) -> str:
    said: dict[str, Any] = {} if field.source == field.name else {"from": field.source}
    if field.type != "text":
        said["type"] = field.type
    said["lgpd"] = field.lgpd
    if field.identifier:
        said |= {"identifier": "cpf", "context": "servidor"}
    if field.discard:
        said["discard"] = True
    said["about"] = f"{field.name.replace('_', ' ').capitalize()} (a descrever)"
    doubts = f"  # {_GUESS}: {'; '.join(field.doubts)}" if field.doubts else ""
    return f"      {field.name}: {_flow(said)}{doubts}"


def _flow(value: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{name}: {_value(inner)}" for name, inner in value.items()) + "}"


def _value(value: Any) -> str:
    """Return a value inside YAML's flow style: JSON's texts are YAML's too."""
    if isinstance(value, Mapping):
        return _flow(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and not _is_plain(value):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _is_plain(text: str) -> bool:
    """Tell whether a text may stand without quotes: words that YAML takes for nothing else."""
    words = text.replace("_", "").replace(" ", "").replace("(", "").replace(")", "").replace("/", "").replace(".", "")
    reserved = {"yes", "no", "on", "off", "true", "false", "null", "y", "n"}
    return words.isalnum() and text[0].isalpha() and text == text.strip() and text.lower() not in reserved
