"""The service behind the gateway: reads an envelope, checks it as strictly as the real one, and answers."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date

from lxml import etree

from govhub_simulator.siape import documents, education, family, leaves, payroll, records, units
from govhub_simulator.siape.envelope import NO_DATA, Fault, Node
from govhub_simulator.siape.gateway import AUTHORISED_CPF, SYSTEM_CODE, SYSTEM_NAME, SYSTEM_PASSWORD
from govhub_simulator.siape.population import Member, body_of_code, person_asked
from govhub_simulator.siape.schema import OPERATIONS, SERVICE_NS
from govhub_simulator.world import Body, World

Params = Mapping[str, str]
OfPerson = Callable[[World, Member, Body], Node]

_VERSION = "ConsultaSIAPE 5.2.1"
_OF_PERSON: dict[str, OfPerson] = {
    "consultaDadosPessoais": records.personal,
    "consultaDadosFuncionais": records.functional,
    "consultaDadosUorg": records.units_of_bonds,
    "consultaDadosFinanceiros": payroll.last_sheet,
    "consultaDadosAfastamento": leaves.current,
    "consultaDadosEscolares": education.schooling,
    "consultaDadosCurriculo": education.curriculum,
    "consultaDadosDependentes": family.dependants,
    "consultaDadosPA": family.alimony,
    "consultaPensoesInstituidas": family.pensions_left,
    "consultaDadosBancarios": documents.bank_accounts,
    "consultaDadosRepresentanteLegal": documents.legal_representative,
    "consultaDadosDocumentacao": documents.papers,
    "consultaDadosEnderecoResidencial": documents.address,
    "consultaDadosSICAJ": documents.lawsuits,
    "verificaVinculo": records.bond_check,
}


def parse(body: bytes) -> tuple[str, dict[str, str]]:
    """Return operation and parameters of a request.

    Raises: Fault for another envelope, an unknown operation, or parameters qualified, missing or out of order.
    """
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise Fault("Mensagem invalida", code="soap:Client") from error
    envelope = root.find("{http://schemas.xmlsoap.org/soap/envelope/}Body")
    element = envelope[0] if envelope is not None and len(envelope) else None
    name = etree.QName(element) if element is not None else None
    if element is None or name is None or name.namespace != SERVICE_NS or name.localname not in OPERATIONS:
        raise Fault("Operacao desconhecida", code="soap:Client")
    given = tuple(str(child.tag) for child in element)
    if given != OPERATIONS[name.localname]:
        raise Fault("Parametros invalidos", code="soap:Client")
    return str(name.localname), {str(child.tag): child.text or "" for child in element}


def answer(world: World, operation: str, params: Params) -> Node:
    """Return the contents of `out`.

    Raises: Fault, whose code is the same for "no data" and for errors.
    """
    if operation == "obterVersao":
        return _VERSION
    if (params["siglaSistema"], params["nomeSistema"], params["senha"]) != (SYSTEM_CODE, SYSTEM_NAME, SYSTEM_PASSWORD):
        raise Fault("Sistema nao autorizado ou senha invalida")
    if operation == "getPensionista":
        return family.pensioner(world, params["cpfPensionista"])
    body = body_of_code(world, params.get("codOrgao") or params.get("orgao", ""))
    if body is None:
        raise Fault("Orgao n&amp;#xE3;o autorizado para o usu&amp;#xE1;rio")
    if "parmExistPag" not in params:
        return _of_body(world, body, operation, params)
    if (params["parmExistPag"], params["parmTipoVinculo"]) != ("b", "c"):
        raise Fault("Parametro de pesquisa invalido")
    if operation == "consultaPensaoRecebida":
        return family.pension_received(world, params["cpf"], body)
    person = person_asked(world, params["cpf"])
    if person is None:
        raise Fault(NO_DATA)
    return _of_person(world, person, body, operation, params)


def _of_body(world: World, body: Body, operation: str, params: Params) -> Node:
    if operation == "listaInformacoesAposentadoria":
        person = person_asked(world, params["cpf"])
        if person is None:
            raise Fault(NO_DATA)
        return records.retirement(world, person, body, params["matricula"])
    if params["cpf"] != AUTHORISED_CPF:
        raise Fault("Usuario nao autorizado")
    if operation == "consultaTotalizadorVagasOrgao":
        return units.vacancies(world, body)
    if operation == "listaUorgs":
        if params["codUorg"] not in {"", "00000000"}:
            raise Fault(NO_DATA)
        return units.list_units(world, body)
    if operation == "dadosUorg":
        return units.unit_data(world, body, params["codUorg"])
    return units.list_people(world, body, params["codUorg"])


def _of_person(world: World, person: Member, body: Body, operation: str, params: Params) -> Node:
    if operation in _OF_PERSON:
        return _OF_PERSON[operation](world, person, body)
    try:
        first, last = int(params["anoInicial"]), int(params["anoFinal"])
        if operation == "consultaDadosFinanceirosHistorico":
            return payroll.sheets(world, person, body, first, last)
        start = date(first, int(params["mesInicial"]), 1)
        month = int(params["mesFinal"])
        return leaves.history(world, person, body, start, date(last, month, monthrange(last, month)[1]))
    except ValueError as error:
        raise Fault("Periodo invalido") from error
