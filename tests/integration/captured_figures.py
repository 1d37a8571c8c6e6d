"""The captured payloads read by the standard library alone, to compare with what the platform made of them.

Nothing here knows a declaration or calls the platform: a file is taken apart with json or ElementTree, a value keeps the
text that the source sent, and each table says by hand where its key, sums and dates are.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

Row = dict[str, Any]
CONTRACTS, TRANSFERS, SIAPE, SIAFI = (
    "comprasnet/dpu_290002",
    "transferegov/samples",
    "siape/synthetic",
    "siafi/synthetic",
)


@dataclass(frozen=True, slots=True)
class Capture:
    """A table and the files that hold its rows: in XML those of one element.

    `key`, `money` and `dates` give the place in the payload of columns; `given` are the columns that the request or the
    surroundings fill, `dropped` the places whose values must not be kept.
    """

    table: str
    files: tuple[str, ...]
    key: dict[str, str]
    money: dict[str, str] = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)
    element: str | None = None
    given: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def resource(self) -> tuple[str, str]:
        """System and resource."""
        system, _, name = self.table.partition("__")
        return system, name

    def rows(self, samples: Path) -> list[Row]:
        """Return the rows of the files, nested as they are."""
        found: list[Row] = []
        for file in self.files:
            if self.element is None:
                found += json.loads((samples / file).read_text(encoding="utf-8"), parse_float=Decimal)
            else:
                found += [tree(node) for node in ET.parse(samples / file).iter() if local(node) == self.element]
        return found


def same(*names: str) -> dict[str, str]:
    """Columns whose name is that of the payload."""
    return {name: name for name in names}


CAPTURES = (
    Capture(
        "compras_gov__contratos",
        (f"{CONTRACTS}/contrato_ug_290002.json",),
        same("id"),
        same("valor_inicial", "valor_global", "valor_parcela", "valor_acumulado"),
        same("data_assinatura", "data_publicacao", "vigencia_inicio", "vigencia_fim"),
    ),
    Capture(
        "compras_gov__historico",
        tuple(f"{CONTRACTS}/{name}.json" for name in ("4388_historico", "4390_historico", "15209_historico_parcial")),
        same("id", "contrato_id"),
        same("valor_inicial", "valor_global", "novo_valor_global", "novo_valor_parcela", "retroativo_valor"),
        same("data_assinatura", "data_inicio_novo_valor", "criado_em", "alterado_em"),
    ),
    Capture(
        "compras_gov__empenhos",
        (f"{CONTRACTS}/4388_empenhos.json",),
        same("id"),
        same("empenhado", "aliquidar", "liquidado", "pago", "rpinscrito", "rppago"),
        same("data_emissao"),
        given=("contrato_id",),
    ),
    Capture(
        "compras_gov__faturas",
        (f"{CONTRACTS}/15209_faturas.json", f"{CONTRACTS}/8711_faturas_pf_anonimizado.json"),
        same("id", "contrato_id"),
        same("valor", "juros", "multa", "glosa", "valorliquido"),
        same("emissao", "vencimento", "ateste", "data_liquidacao"),
    ),
    Capture(
        "compras_gov__responsaveis",
        (f"{CONTRACTS}/15209_responsaveis_pseudonimizado.json",),
        same("id", "contrato_id"),
        dates=same("data_inicio"),
    ),
    Capture(
        "transferegov_fundoafundo__planos_acao",
        (f"{TRANSFERS}/fundoafundo_planos-acao_1617_subset.json",),
        same("id_plano_acao", "id_programa"),
        same("valor_total_repasse_plano_acao", "valor_total_plano_acao", "valor_total_custeio_plano_acao"),
        same("data_inicio_vigencia_plano_acao", "data_fim_vigencia_plano_acao"),
    ),
    Capture(
        "transferegov_fundoafundo__relatorios_gestao",
        (f"{TRANSFERS}/fundoafundo_relatorios-gestao_1617_subset.json",),
        same("id_relatorio_gestao", "id_plano_acao"),
        same("valor_executado_relatorio_gestao", "valor_pendente_relatorio_gestao"),
    ),
    Capture(
        "siape__lista_uorgs",
        (f"{SIAPE}/listaUorgs.xml",),
        same("codigo"),
        dates={"data_ultima_transacao": "dataUltimaTransacao"},
        element="Uorg",
        given=("cod_orgao",),
    ),
    Capture(
        "siape__dados_uorg",
        (f"{SIAPE}/dadosUorg.xml",),
        {"cod_orgao": "codOrgao", "cod_uorg": "codUorg"},
        dates={"data_criacao_uorg": "dataCriacaoUorg"},
        element="out",
    ),
    Capture(
        "siape__lista_servidores",
        (f"{SIAPE}/listaServidores.xml",),
        same("cpf"),
        dates={"data_ultima_transacao": "dataUltimaTransacao"},
        element="Servidor",
        given=("cod_orgao", "cod_uorg"),
    ),
    Capture(
        "siape__consulta_dados_pessoais",
        (f"{SIAPE}/consultaDadosPessoais.xml",),
        same("nome"),
        dates={"data_nascimento": "dataNascimento"},
        element="out",
        given=("cod_orgao", "cpf"),
        dropped=("codDefFisica", "nomeMae"),
    ),
    Capture(
        "siape__consulta_dados_funcionais",
        (f"{SIAPE}/consultaDadosFuncionais_2vinculos.xml",),
        {"cod_orgao": "codOrgao", "matricula_siape": "matriculaSiape"},
        dates={"data_ocorr_exclusao": "dataOcorrExclusao", "data_exercicio_no_orgao": "dataExercicioNoOrgao"},
        element="DadosFuncionais",
        given=("cpf",),
    ),
    Capture(
        "siafi__notas_empenho",
        (f"{SIAFI}/orcEmpenhoDados.xml",),
        {"ug_emitente": "ugEmitente", "ano_empenho": "anoEmpenho", "num_empenho": "numEmpenho"},
        {"vlr_empenho": "vlrEmpenho", "vlr_taxa_cambio": "vlrTaxaCambio"},
        {"dt_emis": "dtEmis"},
        element="orcEmpenhoDados",
    ),
    Capture(
        "siafi__notas_empenho_itens",
        (f"{SIAFI}/orcEmpenhoDados.xml",),
        {"num_seq_item": "numSeqItem"},
        element="itemEmpenho",
        given=("ug_emitente", "ano_empenho", "num_empenho"),
    ),
    Capture(
        "siafi__notas_empenho_operacoes",
        (f"{SIAFI}/orcEmpenhoDados.xml",),
        {"tipo_operacao_item_empenho": "tipoOperacaoItemEmpenho"},
        {"vlr_operacao": "vlrOperacao", "vlr_unitario": "vlrUnitario"},
        element="operacaoItemEmpenho",
        given=("ug_emitente", "ano_empenho", "num_empenho", "num_seq_item", "cod_sub_elemento", "ordem"),
    ),
    Capture(
        "siafi__documentos_habeis",
        (f"{SIAFI}/cprDHDetalharDH_ok.xml",),
        {"cod_ug_emit": "codUgEmit", "ano_dh": "anoDH", "cod_tipo_dh": "codTipoDH", "num_dh": "numDH"},
        {"vlr": "dadosBasicos.vlr"},
        {"dt_emis": "dadosBasicos.dtEmis", "dt_venc": "dadosBasicos.dtVenc", "dt_ateste": "dadosBasicos.dtAteste"},
        element="documentoHabil",
    ),
    Capture(
        "siafi__saldos_contabeis",
        (f"{SIAFI}/tabConsultarSaldoContabil_ok.xml",),
        {"cod_ug": "codUG", "conta_contabil": "contaContabil", "conta_corrente": "contaCorrente"},
        {"vlr_saldo": "vlrSaldo"},
        element="saldoContabilInfo",
        given=("ano", "mes_ref_saldo", "numero_empenho", "cod_sub_elemento"),
    ),
)


def local(node: ET.Element) -> str:
    """Name of an element without its namespace."""
    return node.tag.rpartition("}")[2]


def tree(node: ET.Element) -> Any:
    """Return an element as text, null when empty, or as an object of its children; a repeated child is a list."""
    if not len(node):
        return (node.text or "").strip() or None
    found: Row = {}
    for child in node:
        name, value = local(child), tree(child)
        if name not in found:
            found[name] = value
        elif isinstance(found[name], list):
            found[name].append(value)
        else:
            found[name] = [found[name], value]
    return found


def at(row: Row, place: str) -> Any:
    """Return what lies at a dotted place, null where a part is missing."""
    found: Any = row
    for part in place.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def leaves(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield every single value inside, as place and text; a number without the zeros that say nothing."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, f"{place}.{name}" if place else name)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part, place)
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        yield place, format(Decimal(str(value)).normalize(), "f")
    elif value is not None:
        yield place, str(value)


def texts(row: Row, without: tuple[str, ...] = ()) -> Counter[str]:
    """Count the single values of a row by their text."""
    return Counter(text for place, text in leaves(row) if place not in without)


def places(rows: list[Row]) -> set[str]:
    """Return the dotted places of everything that the rows have, objects and lists included."""
    found: set[str] = set()

    def walk(value: Any, place: str) -> None:
        if place:
            found.add(place)
        if isinstance(value, dict):
            for name, part in value.items():
                walk(part, f"{place}.{name}" if place else name)

    for row in rows:
        walk(row, "")
    return found


def reais(value: Any) -> Decimal:
    """Return an amount that a source wrote as a number, with a decimal point, or the Brazilian way."""
    text = str(value or 0)
    return Decimal(text.replace(".", "").replace(",", ".") if "," in text else text)
