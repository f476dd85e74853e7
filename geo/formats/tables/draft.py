"""What a dialect makes of a table: rows of the event record, not yet checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from geo.formats.tables.cells import number, refused, text
from geo.formats.tables.dates import Dates, Order
from geo.formats.tables.rejects import Reject

_ODD: Final = re.compile(r"[^\w.\-]+")
_SEMICOLON: Final = re.compile(r"\s*;\s*")
MOST_SOURCES: Final = 50
NO_DATE: Final = "it is no date that can be read; write it as 2025-12-08"
NO_NUMBER: Final = "it must be a number"


@dataclass(frozen=True)
class Options:
    """
    What the user says about a file.

    `mapping` gives the field for each head of a file in no known format ("" leaves a column out);
    `layer` is the kind of event where the file does not tell; `retrieved_at` is ISO 8601.
    """

    date_order: Order | None = None
    dataset: str = ""
    dataset_version: str = ""
    layer: str = "other"
    mapping: Mapping[str, str] | None = None
    retrieved_at: str = ""


@dataclass
class Draft:
    """Rows as a dialect reads them, and what it could not read."""

    dialect: str
    frame: pd.DataFrame  # columns of the record; the index counts the file's rows
    heads: dict[str, str]  # field of the dialect -> head in the file
    rejects: list[Reject] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)  # record column -> head in the file
    countries: pd.Series = field(default_factory=lambda: pd.Series(dtype="str"))

    def head(self, name: str) -> str:
        """Head of a field in the file."""
        return self.heads.get(name, name)

    def named(self, cells: pd.DataFrame, name: str) -> pd.Series:
        """Give a column under the head that it has in the file, for messages."""
        return text(cells, name).rename(self.head(name))

    def take_dates(self, cells: pd.DataFrame, name: str, found: Dates) -> None:
        """Reject what is no date; tell of Buddhist years."""
        self.rejects += refused(cells, name, found.bad, self.head(name), NO_DATE)
        if found.buddhist:
            self.remarks.append("Years of the Buddhist era were read as year − 543.")

    def take_number(
        self, cells: pd.DataFrame, name: str, *, decimal_comma: bool = False
    ) -> pd.Series:
        """Read a column of numbers and reject what is none."""
        found, bad = number(cells, name, decimal_comma=decimal_comma)
        self.rejects += refused(cells, name, bad, self.head(name), NO_NUMBER)
        return found

    def require(self, cells: pd.DataFrame, name: str, reason: str) -> None:
        """Reject rows in which a cell is empty."""
        empty = (text(cells, name) == "").to_numpy()
        filled = cells if name in cells else cells.assign(**{name: ""})
        self.rejects += refused(filled, name, empty, self.head(name), reason)


def ids(prefix: str, given: pd.Series) -> pd.Series:
    """Make event_ids of a source's own ids."""
    return (prefix + given.str.replace(_ODD, "_", regex=True)).where(given != "", "")


def publishers(cells: pd.Series) -> list[list[dict[str, str]]]:
    """Turn `AFP; Khmer Times` into sources, one a name."""
    codes, words = pd.factorize(cells)
    split = [[n for n in _SEMICOLON.split(str(word)) if n][:MOST_SOURCES] for word in words]
    return [[{"publisher": name} for name in split[code]] for code in codes]


def whole(found: pd.Series) -> pd.Series:
    """Write whole numbers of a column as text, "" where there is none."""
    return found.map(lambda n: "" if np.isnan(n) else f"{n:g}").astype("str")
