"""Masks and pseudonyms: what stands for a person's identifier outside bronze."""
