"""A wire between a client and an object store that breaks in the middle of a chosen upload.

python -m tests.integration.relay PORT TARGET_PORT [CUT_AT [VICTIM]]

The CUT_AT-th PUT passes with half of its body; then VICTIM (a process) is killed as a power cut would, and the relay
kills itself. Without CUT_AT it only passes bytes on.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import sys
import threading
import time
from dataclasses import dataclass, field


@dataclass
class Cut:
    """Counts the uploads of all connections and tells when the chosen one is half through."""

    at: int = 0
    victim: int = 0
    seen: int = 0
    left: int | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def allowed(self, data: bytes) -> tuple[bytes, bool]:
        """Return what of the client's bytes may pass, and whether the wire breaks after them."""
        with self.lock:
            if self.left is None:
                if not data.startswith(b"PUT "):
                    return data, False
                self.seen += 1
                if self.seen != self.at:
                    return data, False
                head = data.index(b"\r\n\r\n") + 4
                length = re.search(rb"(?i)content-length: *(\d+)", data[:head])
                assert length is not None, "an upload without a length"
                self.left = head + int(length[1]) // 2
            passing = data[: self.left]
            self.left -= len(passing)
            return passing, self.left == 0

    def break_everything(self) -> None:
        time.sleep(0.2)  # what passed must arrive
        if self.victim:
            os.kill(self.victim, signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)


def pump(source: socket.socket, target: socket.socket, cut: Cut | None) -> None:
    try:
        while data := source.recv(65_536):
            broken = False
            if cut is not None:
                data, broken = cut.allowed(data)
            target.sendall(data)
            if broken and cut is not None:
                cut.break_everything()
    except OSError:
        pass
    for end in (source, target):
        end.close()


def main(port: int, target: int, cut_at: int = 0, victim: int = 0) -> None:
    cut = Cut(cut_at, victim)
    with socket.create_server(("127.0.0.1", port)) as server:
        while True:
            client, _ = server.accept()
            store = socket.create_connection(("127.0.0.1", target))
            threading.Thread(target=pump, args=(client, store, cut), daemon=True).start()
            threading.Thread(target=pump, args=(store, client, None), daemon=True).start()


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
