"""What editors and newcomers get from the catalog: a JSON Schema of sources/*.yaml and a first file."""

from __future__ import annotations

import json
from typing import Any

import yaml

from govhub.catalog.declaration import Protocol, SystemDeclaration
from govhub.catalog.loops import SHORT_LOOPS

_NAMED_BY_YAML = {"ResourceDeclaration": ("system", "name"), "FieldDeclaration": ("name",)}

_SYSTEM = """\
# yaml-language-server: $schema=schema.json
system: {system}
title: {title}
about: O que o sistema guarda, em uma frase
domain: geral  # o tema, que vira etiqueta no Airflow: contratos, pessoal, financeiro…
owner: equipe responsável
protocol: {protocol}
base_url: {base_url}
access: {access}
schedule: "0 6 * * *"  # minuto, hora, dia, mês e dia da semana; horário de Brasília
freshness: {{warn_after_h: 36, error_after_h: 72}}  # horas sem carga até o aviso e até a falha
politeness: {{concurrency: 2, per_minute: 60, timeout_s: 60, attempts: 5}}  # o que a fonte suporta
"""

_REST = """
resources:
  exemplo:
    about: Uma linha por…
    path: /exemplo/{ug}
    per: ug  # para quem se pergunta: um pedido por unidade gestora de orgaos.yaml
    key: [id]
    load: snapshot  # cada resposta é um retrato completo do seu escopo
    scope: [ug]
    fields:
      id: {type: bigint, lgpd: P0, about: Identificador na fonte}
      nome: {lgpd: P0, about: Nome}

# O que uma fonte REST ainda costuma pedir, dentro do recurso:
#   params: {uasg: "{ug}"}                 parâmetros da consulta
#   paging: {array: {rows: dados}}         a lista está em «dados», e não na raiz
#   paging: {page_number: {page_param: pagina, size_param: tamanho, size: 100, rows: dados, total_rows: total}}
#   matches: {codigo_ug: ug}               o campo que precisa repetir o filtro, para a fonte que o ignora
#   on_request: true                       só é lido quando pedido pelo nome
# e na fonte:
#   probe: /status                         um endereço leve, para `govhub doctor`
"""

_SOAP = """\
auth:
  needs:  # cada nome é uma variável GOVHUB_SOURCE_<SISTEMA>_<NOME>
    username: Usuário do serviço
    password: Senha do serviço

resources:
  exemplo:
    about: Uma linha por…
    path: /servico
    per: {body: siape, as: orgao}  # um pedido por órgão de orgaos.yaml que tem código SIAPE
    soap:
      operation: listaExemplos
      params: {usuario: "{source[username]}", senha: "{source[password]}", codOrgao: "{orgao}"}  # na ordem do WSDL
      result: out  # onde está o conteúdo, abaixo de listaExemplosResponse
    unfold: {exemplo: "Exemplo[]"}  # a lista dentro do conteúdo cujos elementos são as linhas
    key: [orgao, codigo]
    load: snapshot  # cada resposta é um retrato completo do seu escopo
    scope: [orgao]
    fields:
      orgao: {from: $orgao, lgpd: P0, about: Código SIAPE do órgão consultado}
      codigo: {lgpd: P0, about: Código na fonte}
      nome: {lgpd: P0, about: Nome}

# O que um serviço SOAP ainda costuma pedir, na fonte:
#   texts:                                 o que o serviço diz em palavras, em minúsculas e sem acentos
#     - {contains: nao existem dados, means: empty}
#   probe: /servico?wsdl                   um endereço leve, para `govhub doctor`
"""

_FILES = """
resources:
  exemplo:
    about: Uma linha por…
    per: {values: [exemplo], as: assunto}  # o assunto da mensagem ou o começo do nome do arquivo
    file: {amounts: [valor]}  # as colunas que a linha «Total» do relatório soma
    key: [assunto, codigo]
    load: snapshot  # cada arquivo é um retrato completo do seu assunto
    scope: [assunto]
    fields:
      assunto: {from: $assunto, lgpd: P0, about: Relatório de que a linha veio}
      codigo: {from: Código, lgpd: P0, about: Código na fonte}
      nome: {from: Código+1, lgpd: P0, about: "Nome, na coluna sem título depois do código"}
      valor: {from: Valor, lgpd: P0, about: "Valor em reais, no formato brasileiro (1.234,56)"}
"""

_PUBLIC = "Pública; não exige cadastro nem chave  # ou a quem se pede o acesso, e como"
_ASKED_FOR = "A quem se pede o acesso, e como"
_FIRST: dict[Protocol, tuple[str, str, str]] = {
    "rest": ("https://exemplo.gov.br/api", _PUBLIC, _REST),
    "soap": ("https://exemplo.gov.br", _ASKED_FOR, _SOAP),
    "files": ("file:///dados/relatorios", _ASKED_FOR, _FILES),
}


def new_source_text(
    system: str,
    protocol: Protocol = "rest",
    title: str = "",
    base_url: str = "",
    resources: str | None = None,
    token_header: str = "",
) -> str:
    """Return a declaration that holds, to be completed by whoever adds a source.

    Without `resources` there is one made up for each protocol; `token_header` names the header of an access key.
    """
    usual_url, access, example = _FIRST[protocol]
    access = _ASKED_FOR if token_header else access
    head = _SYSTEM.format(
        system=system,
        title=_quoted(title or system.replace("_", " ").capitalize()),
        protocol=protocol,
        base_url=_quoted(base_url or usual_url),
        access=access,
    )
    return head + (_token(token_header) if token_header else "") + (example if resources is None else resources)


def _token(header: str) -> str:
    """Return how a key that travels in a header is declared; its value is a setting."""
    return f'auth: {{needs: {{token: Chave de acesso}}, headers: {{{_quoted(header)}: "{{source[token]}}"}}}}\n'


def _quoted(text: str) -> str:
    """Return a text as YAML takes it: JSON's strings are YAML's too."""
    try:
        is_plain = yaml.safe_load(text) == text and "\n" not in text
    except yaml.YAMLError:
        is_plain = False
    return text if is_plain else json.dumps(text, ensure_ascii=False)


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
