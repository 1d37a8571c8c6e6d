"""What may be wrong with an installation, each thing told in one line: what, where, what to do."""

from govhub.local.diagnosis.finding import Finding, guarded

__all__ = ["Finding", "guarded"]
