"""Asks source systems and turns their answers into Arrow tables; knows no warehouse."""

import logging

# Its INFO lines hold whole addresses, in which some sources carry CPFs and passwords.
for _noisy in ("httpx", "httpcore"):
    logging.getLogger(_noisy).setLevel(logging.WARNING)
