"""Reads sources/*.yaml, orgaos.yaml and privacidade.yaml into typed, validated objects."""

from govhub.catalog.bodies import Bodies, Body
from govhub.catalog.declaration import ResourceDeclaration, SystemDeclaration
from govhub.catalog.fields import FieldDeclaration
from govhub.catalog.loops import ParentKeys
from govhub.catalog.reading import Catalog, load_catalog, read_bodies, read_purposes, read_system

__all__ = [
    "Bodies",
    "Body",
    "Catalog",
    "FieldDeclaration",
    "ParentKeys",
    "ResourceDeclaration",
    "SystemDeclaration",
    "load_catalog",
    "read_bodies",
    "read_purposes",
    "read_system",
]
