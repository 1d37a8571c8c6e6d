"""Superset datasets, generated from the contracts of gold and a hand-kept list of metrics."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from govhub.dashboards.contracts import GoldColumn, GoldProduct, read_products
from govhub.dashboards.documents import read_document, text_of
from govhub.dashboards.values import label_column, label_expression, read_values
from govhub.errors import ConfigurationError

DATABASE_UUID = str(uuid.uuid5(uuid.NAMESPACE_URL, "govhub/database/warehouse"))
_HEADER = (
    "# Gerado dos contratos do dbt, de dashboards/metrics/ e values.yaml por `govhub dashboards generate`; não edite.\n"
)
# Words that lose their accents or their case in a column's name.
_WORDS = {
    "acao": "ação", "ate": "até", "beneficiario": "beneficiário", "beneficiarios": "beneficiários", "cadencia": "cadência",
    "canonica": "canônica", "celula": "célula", "cnpj": "CNPJ", "cobranca": "cobrança", "codigo": "código",
    "competencia": "competência", "confianca": "confiança", "contradicao": "contradição", "contratavel": "contratável",
    "conversao": "conversão", "correspondencia": "correspondência", "credito": "crédito", "criticos": "críticos",
    "descricao": "descrição", "devolucao": "devolução", "diferenca": "diferença", "dimensao": "dimensão",
    "disponivel": "disponível", "divergencia": "divergência", "dominio": "domínio", "dotacao": "dotação", "duracao": "duração",
    "eh": "é", "emissao": "emissão", "estagio": "estágio", "evidencia": "evidência", "excluidos": "excluídos",
    "execucao": "execução", "execucoes": "execuções", "exercicio": "exercício", "formula": "fórmula", "funcao": "função",
    "habeis": "hábeis", "habil": "hábil", "hhi": "HHI", "id": "ID", "inicio": "início", "iso": "ISO", "juncao": "junção",
    "lancamento": "lançamento", "lgpd": "LGPD", "liquidacao": "liquidação", "liquido": "líquido", "mes": "mês",
    "metodo": "método", "minimo": "mínimo", "municipio": "município", "nao": "não", "ne": "NE", "nivel": "nível", "num": "nº",
    "numero": "número", "numeros": "números", "ocupacao": "ocupação", "orcamentario": "orçamentário", "orgao": "órgão",
    "paginas": "páginas", "pct": "%", "propria": "própria", "prorrogacoes": "prorrogações", "ptres": "PTRES",
    "rank": "posição", "referencia": "referência", "relatorio": "relatório", "repeticoes": "repetições",
    "rescisao": "rescisão", "responsavel": "responsável", "rotulo": "rótulo", "rp": "RP", "run": "execução",
    "salario": "salário", "semaforo": "semáforo", "servico": "serviço", "siape": "SIAPE", "siorg": "SIORG",
    "situacao": "situação", "so": "só", "ted": "TED", "teds": "TEDs", "transferencia": "transferência", "uf": "UF", "ug": "UG",
    "ultima": "última", "ultimo": "último", "unitario": "unitário", "uo": "UO", "uorg": "UORG", "variacao": "variação",
    "vigencia": "vigência", "vinculo": "vínculo",
}  # fmt: skip
_LABELS = {
    "prazo_dias": "Dias até o fim",
    "dias_para_vencer": "Dias para vencer",
    "valor_inicial_original": "Valor inicial",
    "valor_global": "Valor global",
    "pct_variacao_valor_inicial": "Variação",
    "situacao_frescor": "Frescor",
    "ultimo_sucesso_em": "Última carga completa",
    "ultimo_desfecho": "Desfecho",
    "qtd_recebidas": "Recebidas",
    "qtd_novas": "Novas",
    "qtd_alteradas": "Alteradas",
    "qtd_removidas": "Removidas",
    "motivos_baixa": "Motivo",
    "orgao_chave": "Órgão",
    "fiscal_responsavel": "Fiscal",
    "ug_codigo": "UG",
    "codigo_plano_acao": "Plano de ação",
    "tipo_fluxo": "Fluxo",
    "duracao_s": "Duração (s)",
    "situacao_grupo": "Situação funcional",
    "acumulado_12m": "Em 12 meses",
    "tempo_servico_mediano_12m": "Tempo de serviço mediano (anos)",
}
_TEMPORAL = ("date", "timestamp")
_VIEW_TIMEOUT_S = 300  # what a view shows moves with every load, and only builds make the cache forget
_NUMERIC = ("numeric", "integer", "bigint")


def dataset_uuid(name: str) -> str:
    """Return the fixed identity of a dataset."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"govhub/dataset/{name}"))


def generated_datasets(project_dir: Path) -> dict[Path, str]:
    """Return file and text of every dataset."""
    metrics = read_metrics(project_dir)
    products = read_products(project_dir)
    values = read_values(project_dir, products)
    return {
        _folder(project_dir) / f"{name}.yaml": _text(product, metrics.get(name, []), values.get(name, {}))
        for name, product in products.items()
    }


def stale_datasets(project_dir: Path) -> list[Path]:
    """Return the files of datasets that gold has no product for, or none that a dashboard may show."""
    products = read_products(project_dir)
    return [file for file in sorted(_folder(project_dir).glob("*.yaml")) if file.stem not in products]


def _folder(project_dir: Path) -> Path:
    return project_dir / "dashboards" / "assets" / "datasets" / "warehouse"


def read_metrics(project_dir: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the metrics of every dataset, as the files of dashboards/metrics/ list them.

    Raises: ConfigurationError for a dataset that two files have.
    """
    metrics: dict[str, list[dict[str, Any]]] = {}
    for file in sorted((project_dir / "dashboards" / "metrics").glob("*.yaml")):
        listed: dict[str, list[dict[str, Any]]] = read_document(file) or {}
        twice = sorted(set(listed) & set(metrics))
        if twice:
            raise ConfigurationError(
                f"{file.name}: {twice[0]} já tem métricas em outro arquivo",
                where="dashboards/metrics/",
                todo="Junte as duas listas em um arquivo só.",
            )
        metrics |= listed
    return metrics


def _text(product: GoldProduct, metrics: list[dict[str, Any]], values: dict[str, dict[str, str]]) -> str:
    dates = [column.name for column in product.columns if column.data_type == "date"]
    main = next((name for name in ("competencia", "mes_fim", "vigencia_fim", "data_vencimento") if name in dates), None)
    document = {
        "table_name": product.name,
        "main_dttm_col": main,
        "description": product.description,
        "schema": "gold",
        "catalog": "govhub",
        "uuid": dataset_uuid(product.name),
        "version": "1.0.0",
        "database_uuid": DATABASE_UUID,
        **({"cache_timeout": _VIEW_TIMEOUT_S} if product.is_view else {}),
        "normalize_columns": False,
        "columns": [
            *(_column(column) for column in product.columns),
            *(_label_column(column, values[column.name]) for column in product.columns if column.name in values),
        ],
        "metrics": [_metric(metric) for metric in metrics],
    }
    return _HEADER + text_of(document)


def _column(column: GoldColumn) -> dict[str, Any]:
    return {
        "column_name": column.name,
        "verbose_name": column.label or _LABELS.get(column.name) or _label(column.name),
        "description": column.description,
        "type": column.data_type.upper(),
        "is_dttm": column.data_type.startswith(_TEMPORAL),
        "is_active": True,
        "groupby": not column.data_type.startswith(_NUMERIC)
        or column.name.endswith("_id")
        or column.name in {"ano", "exercicio"},
        "filterable": True,
    }


def _label_column(column: GoldColumn, texts: dict[str, str]) -> dict[str, Any]:
    """Return the column that shows texts instead of codes, with the title of the coded one."""
    shown = _column(column)
    return {
        **shown,
        "column_name": label_column(column.name),
        "expression": label_expression(column.name, texts),
        "groupby": True,
    }


def _label(name: str) -> str:
    words = name.removeprefix("valor_").removeprefix("qtd_").removeprefix("pct_").split("_")
    text = " ".join(_WORDS.get(word, word) for word in words)
    return text[:1].upper() + text[1:]


def _metric(metric: dict[str, Any]) -> dict[str, Any]:
    money = metric.get("money", False)
    return {
        "metric_name": metric["name"],
        "verbose_name": metric["label"],
        "description": metric.get("about"),
        "expression": metric["expression"],
        "metric_type": "expression",
        "d3format": metric.get("format", ",.2f" if money else ",d"),
        "currency": {"symbol": "BRL", "symbolPosition": "prefix"} if money else None,
    }
