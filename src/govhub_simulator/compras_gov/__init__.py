"""Compras.gov.br Contratos: contracts and everything that hangs on them."""
