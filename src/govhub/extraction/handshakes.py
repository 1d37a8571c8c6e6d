"""Why a TLS connection failed: the other side refuses for good, or it merely broke off and may be tried again."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

_BROKEN_OFF = (
    ssl.SSLEOFError,
    ssl.SSLZeroReturnError,
    ssl.SSLWantReadError,
    ssl.SSLWantWriteError,
    ssl.SSLSyscallError,
)
# OpenSSL's reasons for a connection that ended in the middle, or of a server in trouble of its own.
_PASSING = frozenset(
    {
        "APPLICATION_DATA_AFTER_CLOSE_NOTIFY",
        "TLSV1_ALERT_INTERNAL_ERROR",
        "UNEXPECTED_EOF_WHILE_READING",
        None,  # a handshake that took too long has a text and no reason
    }
)


def is_tls_refusal(error: BaseException) -> bool:
    """Tell whether a connection failed for certificates or versions of TLS; one that broke off may be tried again."""
    return any(isinstance(cause, ssl.SSLError) and not _passes(cause) for cause in causes(error))


def causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what it came from, nearest first."""
    current: BaseException | None = error
    while current is not None:
        yield current
        current = current.__cause__ or current.__context__


def _passes(error: ssl.SSLError) -> bool:
    if isinstance(error, ssl.SSLCertVerificationError):
        return False
    return isinstance(error, _BROKEN_OFF) or getattr(error, "reason", None) in _PASSING
