"""Of a run that was redacted, the last edition counts."""

from __future__ import annotations

from govhub.lake.editions import former_names, superseded

RUN = "siape/pessoas/2026/11/27/20261127T080000-0a1b2c3d"


def test_each_edition_is_superseded_by_the_last_whatever_their_order() -> None:
    names = [f"{RUN}r10.manifest.json", f"{RUN}.manifest.json", f"{RUN}r9.manifest.json", f"{RUN[:-1]}e.manifest.json"]

    last = f"{RUN}r10.manifest.json"
    assert superseded(names) == {f"{RUN}.manifest.json": last, f"{RUN}r9.manifest.json": last}


def test_runs_that_were_never_redacted_supersede_nothing() -> None:
    assert superseded([f"{RUN}.manifest.json", f"{RUN[:-1]}e.manifest.json"]) == {}


def test_a_former_name_is_known_even_where_its_file_is_gone() -> None:
    last = f"{RUN}r2.manifest.json"

    assert former_names([last, f"{RUN[:-1]}e.manifest.json"]) == {
        f"{RUN}.manifest.json": last,
        f"{RUN}r1.manifest.json": last,
    }
