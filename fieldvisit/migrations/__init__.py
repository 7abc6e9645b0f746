"""The history of the tables. A change of a table comes with its migration (``make migration m="…"``)."""

import importlib
import pkgutil

import sqlalchemy as sa
from sqlmodel import SQLModel

import fieldvisit

#: Rooms without tables, or that must not be imported to see them.
WITHOUT_TABLES = {"pages", "offline", "launch", "migrations", "demo", "fieldvisit", "cli", "__main__"}


def metadata() -> sa.MetaData:
    """Every table of every room."""
    for module in pkgutil.walk_packages(fieldvisit.__path__, "fieldvisit."):
        if module.name.split(".")[1] not in WITHOUT_TABLES:
            importlib.import_module(module.name)
    return SQLModel.metadata
