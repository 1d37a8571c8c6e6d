"""Asks source systems and turns their answers into Arrow tables; knows no warehouse."""
