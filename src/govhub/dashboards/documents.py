"""The YAML of the project as dashboards need it: hundreds of files, read and written by libyaml, which takes a tenth of the
time of pure Python and writes the same."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml


class _Plain(yaml.CSafeDumper):
    """Writes what is in two places twice, and not a reference."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the name is the library's
        return True


def read_document(file: Path) -> Any:
    """Return what a file of YAML says; null if it is empty.

    Raises: yaml.YAMLError, OSError.
    """
    return yaml.load(file.read_bytes(), yaml.CSafeLoader)


def text_of(document: Mapping[str, Any]) -> str:
    """Return a document as the files are written."""
    return yaml.dump(dict(document), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=140)
