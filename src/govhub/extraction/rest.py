"""REST resources: JSON over HTTP GET."""

from __future__ import annotations

import httpx
import orjson

from govhub.catalog import ResourceDeclaration, SystemDeclaration
from govhub.extraction.answers import BadAnswer
from govhub.extraction.paging import Answer, Unwrap, lookup, nothing
from govhub.extraction.politeness import json_body

NOTHING = b""


class RestService:
    """What a REST answer is worth: status, content type, and the status that some services put into the body."""

    def __init__(self, system: SystemDeclaration, resource: ResourceDeclaration) -> None:
        self._system = system
        self._resource = resource

    def check(self, response: httpx.Response) -> bytes:
        """Return the body of a good answer, nothing for a status that says that there is nothing.

        Raises: PassingFault, BadAnswer.
        """
        if response.status_code in self._resource.empty_statuses:
            return NOTHING
        return json_body(response, self._system.title)

    def read(self, body: bytes, unwrap: Unwrap) -> Answer:
        """Take an answer apart.

        Raises: BadAnswer for the code of an error inside a good HTTP answer.
        """
        if body is NOTHING:
            return nothing(body)
        status = self._system.status
        if status is None:
            return unwrap(body)
        answer = _status_only(body)
        code = lookup(answer, status.code)
        if str(code) in status.empty:
            return nothing(body)
        if code is not None and str(code) not in status.ok:
            raise BadAnswer(
                f"O {self._system.title} respondeu com o erro {code} do serviço",
                todo="Confira os códigos de orgaos.yaml; a resposta está guardada junto da execução.",
                body=body,
            )
        return unwrap(body)


def _status_only(body: bytes) -> object:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None  # the unwrapping that follows says so
