"""The fields of the rows of an answer: name, place, type on the wire, and a guess at the privacy class."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from govhub.catalog.fields import FieldType, Lgpd

_MAX_NAME = 50  # leaves room for the columns that an identifier adds
_BIGINT = 2**63
_AMOUNT = re.compile(r"(^|_)(valor|vl|vlr|preco|saldo|custo|percentual|total)(_|$)")
_CPF = re.compile(r"(^|_)cpf(_|$)")
_CNPJ = re.compile(r"(^|_)cnpj(_|$)")
_NAMED = re.compile(r"\s+-\s.*", re.DOTALL)  # «code - name»
_MASKED_CPF = re.compile(r"\s*\*{3}\.?\d{3}\.?\d{3}-?\*{2}")
_CONTACT = re.compile(r"(^|_)(email|e_mail|telefone|celular|fone|endereco|logradouro|nascimento|rg|pis|pasep|nit)(_|$)")
_PERSON_NAME = re.compile(r"(^|_)nome(_|$)")
_PERSON = re.compile(
    r"(^|_)(servidor|pessoa|responsavel|motorista|usuario|fiscal|gestor|beneficiario|dependente|mae|pai|social|completo)(_|$)"
)
_SENSITIVE = re.compile(
    r"(^|_)(raca|cor|etnia|sanguineo|religiao|deficiencia|def|saude|doenca|cid|sindicato|orientacao)(_|$)"
)
_PRIVATE = re.compile(r"(^|_)(sexo|genero|estado_civil|nacionalidade|matricula)(_|$)")
_FREE_TEXT = re.compile(
    r"(^|_)(observacao|observacoes|obs|obser|objeto|objetivo|objetivos|descritivo|justificativa|complementar|infcomplementar"
    r"|diagnostico|parecer|comentario|texto|txt)(_|$)"
)
_PROSE_WORDS = 8  # a text that long is written by somebody, and may name somebody
_ASKS_FOR_REVIEW = "revise a classe"


@dataclass(frozen=True, slots=True)
class FieldGuess:
    """A field as it may be declared; `doubts` say what a person has to look at."""

    name: str
    source: str
    type: FieldType
    lgpd: Lgpd
    identifier: bool = False
    discard: bool = False
    doubts: tuple[str, ...] = ()


def guess_fields(rows: Iterable[Mapping[str, Any]], taken: Iterable[str] = ()) -> list[FieldGuess]:
    """Return the fields of rows in the order in which they are first seen; names in `taken` are avoided.

    Objects inside a row become fields of their own; lists stay JSON. A key that no path can name is left out: its value
    arrives in `_extras`.
    """
    values: dict[str, list[Any]] = {}
    for row in rows:
        _collect(row, "", values)
    used, found = set(taken), []
    for place, seen in values.items():
        if any(isinstance(value, dict) for value in seen) and not any(_is_plain(value) for value in seen):
            continue  # its inner fields speak for it
        name = _name(place, used)
        used.add(name)
        found.append(_field(name, place, seen))
    return _without_inner(found, values)


def _collect(row: Mapping[str, Any], above: str, values: dict[str, list[Any]]) -> None:
    for key, value in row.items():
        if not key or "." in key or key[0] in "$@^":
            continue
        place = f"{above}{key}"
        values.setdefault(place, []).append(value)
        if isinstance(value, dict) and value:
            _collect(value, f"{place}.", values)


def _without_inner(fields: list[FieldGuess], values: Mapping[str, list[Any]]) -> list[FieldGuess]:
    """Drop what lies inside a place that is an object only now and then: it is kept whole, as JSON."""
    whole = tuple(
        f"{place}."
        for place, seen in values.items()
        if any(isinstance(value, dict) for value in seen) and any(_is_plain(value) for value in seen)
    )
    return [field for field in fields if not (whole and field.source.startswith(whole))]


def _is_plain(value: Any) -> bool:
    return value is not None and not isinstance(value, dict)


def _name(place: str, used: set[str]) -> str:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", place.replace(".", "_"))
    plain = unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"_+", "_", re.sub(r"[^a-z0-9]+", "_", plain)).strip("_")[:_MAX_NAME].rstrip("_") or "campo"
    name = name if name[0].isalpha() else f"campo_{name}"[:_MAX_NAME]
    number, candidate = 1, name
    while candidate in used:
        number += 1
        candidate = f"{name}_{number}"
    return candidate


def _field(name: str, place: str, seen: list[Any]) -> FieldGuess:
    given = [value for value in seen if value is not None]
    kind, doubts = _type(name, given)
    if _CPF.search(name) or _may_hold_cpf(name, given):
        return _cpf(name, place, "text" if not given else kind)
    lgpd = _lgpd(name, given)
    if lgpd != "P0":
        doubts = (*doubts, _ASKS_FOR_REVIEW)
    return FieldGuess(name, place, kind, lgpd, doubts=doubts)


def _may_hold_cpf(name: str, given: list[Any]) -> bool:
    """Tell whether every value is the document of a person, alone or before a name.

    CNPJs count too unless the name says that the field is for them: where suppliers are, a CPF comes sooner or later, and
    a sample rarely has it (the `niFornecedor` of PNCP, the `fornecedor_ic` of Compras.gov).
    """
    documents = [_NAMED.sub("", value).strip() if isinstance(value, str) else value for value in given]
    also_cnpj = not _CNPJ.search(name)
    return bool(given) and all(is_cpf(value) or (also_cnpj and is_cnpj(value)) for value in documents)


def _cpf(name: str, place: str, kind: FieldType) -> FieldGuess:
    """A CPF that comes as text gets pseudonym and mask; one in another shape could get neither, so it is not kept."""
    if kind == "text":
        whose = "diga em 'context' de quem é o CPF"
        return FieldGuess(name, place, "text", "P3", identifier=True, doubts=(_ASKS_FOR_REVIEW, whose))
    doubts = ("CPF que não vem como texto não pode ter pseudônimo; por isso é descartado",)
    return FieldGuess(name, place, kind, "P3", discard=True, doubts=doubts)


def _type(name: str, given: list[Any]) -> tuple[FieldType, tuple[str, ...]]:
    """Return the narrowest type of the catalog that takes every value seen."""
    if not given:
        return "scalar", ("vazio em toda a amostra: confira o tipo",)
    if any(isinstance(value, dict | list) for value in given):
        return "json", ()
    kinds = {_kind(value) for value in given}
    if kinds == {"text"}:
        return "text", ()
    if kinds == {"boolean"}:
        return "boolean", ()
    if kinds == {"bigint"}:
        return ("number" if _AMOUNT.search(name) else "bigint"), ()
    if kinds <= {"bigint", "number"}:
        return "number", ()
    return "scalar", ("a fonte mistura tipos",)


def _kind(value: Any) -> FieldType:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "bigint" if -_BIGINT <= value < _BIGINT else "number"
    return "number" if isinstance(value, float) else "text"


def _lgpd(name: str, given: list[Any]) -> Lgpd:
    if _SENSITIVE.search(name):
        return "P4"
    texts = [value for value in given if isinstance(value, str)]
    if _CONTACT.search(name) or _PRIVATE.search(name):
        return "P2"
    if any(_MASKED_CPF.match(text) for text in texts):
        return "P2"  # who masks a CPF writes it beside the name of its person
    if _FREE_TEXT.search(name) or any(len(text.split()) >= _PROSE_WORDS for text in texts):
        return "P2"
    if _PERSON_NAME.search(name):
        return "P2" if _PERSON.search(name) or name == "nome" else "P1"
    return "P0"


def is_cpf(value: Any) -> bool:
    """Tell whether a text is a CPF: eleven digits, with or without the usual marks, whose check digits hold."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{3}\.?\d{3}\.?\d{3}-?\d{2}", value):
        return False
    digits = [int(digit) for digit in value if digit.isdigit()]
    if len(set(digits)) == 1:
        return False
    for length in (9, 10):
        rest = sum(digit * (length + 1 - place) for place, digit in enumerate(digits[:length])) * 10 % 11 % 10
        if rest != digits[length]:
            return False
    return True


def is_cnpj(value: Any) -> bool:
    """Tell whether a text is a CNPJ, also one with letters, with or without the usual marks, whose check digits hold."""
    marks = r"[\dA-Z]{2}\.?[\dA-Z]{3}\.?[\dA-Z]{3}/?[\dA-Z]{4}-?\d{2}"
    if not isinstance(value, str) or not re.fullmatch(marks, value):
        return False
    digits = [ord(character) - ord("0") for character in value if character.isalnum()]
    for length in (12, 13):
        weights = [(length - 1 - place) % 8 + 2 for place in range(length)]
        rest = sum(digit * weight for digit, weight in zip(digits, weights, strict=False)) % 11
        if digits[length] != (0 if rest < 2 else 11 - rest):
            return False
    return len(set(digits)) > 1
