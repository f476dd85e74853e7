"""Heads of columns: how they are compared, and which ones each dialect is known by."""

import csv
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from geo.errors import DataError

FOLDER: Final = Path(__file__).parents[2] / "data" / "imports"
_MARKS: Final = re.compile(r"[\W_]+", re.UNICODE)


def plain(head: str) -> str:
    """Fold a head: lower case, words joined by `_`, no other marks."""
    return _MARKS.sub("_", head.strip().casefold()).strip("_")


def rows(name: str) -> list[dict[str, str]]:
    """
    Read one of the mapping tables of `geo/data/imports`.

    Raises
    ------
    DataError
        The file is missing or malformed.
    """
    path = FOLDER / name
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except (OSError, ValueError) as error:
        msg = f"The mapping table {path.name} cannot be read ({error}); restore it from git."
        raise DataError(msg) from error


@cache
def synonyms(dialect: str) -> dict[str, str]:
    """Give the field that each folded head stands for in a dialect."""
    return {plain(r["head"]): r["field"] for r in rows("heads.csv") if r["dialect"] == dialect}


def renamed(heads: Iterable[str], dialect: str) -> dict[str, str]:
    """
    Map the heads of a file to the fields of a dialect, each field once, the first head wins.

    A head that is a field's own name comes before one that is a synonym.
    """
    known = synonyms(dialect)
    own = set(known.values())
    given = [(head, plain(head)) for head in heads]
    found: dict[str, str] = {}
    for exact in (True, False):
        for head, folded in given:
            field = folded if exact and folded in own else known.get(folded, "")
            if field and field not in found.values() and head not in found:
                found[head] = field
    return found


@cache
def _all_known() -> frozenset[str]:
    heads = {plain(r["head"]) for r in rows("heads.csv")}
    return frozenset(heads | {r["field"] for r in rows("heads.csv")})


def known_share(cells: list[str]) -> float:
    """Tell which share of a row's cells are heads that some dialect knows, weighed by number."""
    found = sum(plain(cell) in _all_known() for cell in cells if cell)
    return found * found / max(len(cells), 1)
