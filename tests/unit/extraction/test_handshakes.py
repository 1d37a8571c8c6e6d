"""Which failures of TLS are refusals: real ones, made on real sockets, and those that a busy server gives."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from govhub.extraction.handshakes import is_tls_refusal
from govhub_simulator import certificates


def failure(server: Callable[[socket.socket], None], context: ssl.SSLContext) -> httpx.TransportError:
    """Return what httpx says of a server that takes one connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(10)

        def serve() -> None:
            taken, _ = listening.accept()
            with taken:
                server(taken)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            with pytest.raises(httpx.TransportError) as caught:
                httpx.get(f"https://127.0.0.1:{listening.getsockname()[1]}/", verify=context, timeout=5)
        finally:
            thread.join(10)
    return caught.value


def breaks_off(taken: socket.socket) -> None:
    taken.recv(10)


def speaks_no_tls(taken: socket.socket) -> None:
    taken.recv(2000)
    taken.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def test_a_connection_that_breaks_off_in_the_handshake_may_be_tried_again() -> None:
    assert not is_tls_refusal(failure(breaks_off, ssl.create_default_context()))


def test_a_server_without_tls_refuses_for_good() -> None:
    assert is_tls_refusal(failure(speaks_no_tls, ssl.create_default_context()))


def test_an_unknown_certificate_is_a_refusal(tmp_path: Path) -> None:
    certificates.make(tmp_path)
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(tmp_path / "server.pem", tmp_path / "server.key")

    def serve(taken: socket.socket) -> None:
        with pytest.raises(ssl.SSLError):
            serving.wrap_socket(taken, server_side=True)

    assert is_tls_refusal(failure(serve, ssl.create_default_context()))


@pytest.mark.parametrize("reason", ["APPLICATION_DATA_AFTER_CLOSE_NOTIFY", "TLSV1_ALERT_INTERNAL_ERROR", None])
def test_a_server_in_trouble_may_be_asked_again(reason: str | None) -> None:
    error = ssl.SSLError(1, "the connection ended")
    if reason is not None:
        error.reason = reason

    assert not is_tls_refusal(error)
    error.reason = "TLSV1_ALERT_UNKNOWN_CA"
    assert is_tls_refusal(error)
