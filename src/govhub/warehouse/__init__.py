"""Schemas, roles, the bronze loader and the run ledger; knows no protocol."""
