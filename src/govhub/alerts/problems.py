"""What can be wrong, in kinds that people know, and what tells one problem from another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["warehouse", "falha", "encolheu", "tarefa", "teste", "transformacao", "parada", "volume", "campo"]


@dataclass(frozen=True, slots=True)
class Nature:
    """How a kind is told: its title for one problem and for several, and whether it is told again while it lasts."""

    one: str
    several: str
    repeats: bool = True


_NATURES: dict[str, Nature] = {
    "warehouse": Nature("O warehouse não pode ser lido", "O warehouse não pode ser lido"),
    "falha": Nature("A carga falhou", "Cargas falharam"),
    "encolheu": Nature("A fonte deixou de enviar muitas linhas", "A fonte deixou de enviar muitas linhas"),
    "tarefa": Nature("Uma tarefa falhou", "Tarefas falharam"),
    "teste": Nature("Um teste de qualidade reprovou os dados", "Testes de qualidade reprovaram os dados"),
    "transformacao": Nature("Os painéis não recebem os dados novos", "Os painéis não recebem os dados novos"),
    "parada": Nature("A fonte não traz dados há tempo demais", "A fonte não traz dados há tempo demais"),
    "volume": Nature("A fonte enviou bem menos que de costume", "A fonte enviou bem menos que de costume", False),
    "campo": Nature("A fonte mudou o que envia", "A fonte mudou o que envia", False),
}


def nature_of(kind: str) -> Nature:
    """Return how a kind is told; one that a later or earlier version wrote is told by its name."""
    return _NATURES.get(kind, Nature(kind, kind, repeats=False))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what, where, since when, what to do.

    `group` is what a digest puts together (a system, a DAG, a model), `place` where exactly; `item` tells apart problems
    of one kind and place. `what` is a sentence; `stands` says what state the data are in. `dag`, `run` and `task` lead
    to a log of Airflow. What `follows` from another problem, or may still be mended by a retry, is not told; told before,
    it is not over either.
    """

    kind: Kind
    group: str
    place: str
    since: datetime
    what: str
    todo: str
    item: str = ""
    stands: str = ""
    dag: str = ""
    run: str | None = None
    task: str = ""
    follows: bool = False

    @property
    def fingerprint(self) -> str:
        """What stays the same as long as it is the same problem."""
        return ":".join(part for part in (self.kind, self.place, self.item) if part)
