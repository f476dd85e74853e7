"""Rows that cannot be taken, each with its column, value and reason, and the file of them."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from geo.errors import InputError, RowError

COLUMNS: Final = ("file", "row", "column", "value", "reason")
_SHOWN: Final = 200  # characters of a value that the file repeats
_RISKY: Final = re.compile(r"^[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class Reject:
    """
    One reason why a row is left out.

    `row` counts as a spreadsheet does (the head is row 1); in GeoJSON, GeoPackage and KML it is
    the number of the feature, from 1.
    """

    row: int
    column: str
    value: str
    reason: str


def of_errors(
    errors: Iterable[RowError], columns: Mapping[str, str], cells: pd.DataFrame
) -> list[Reject]:
    """
    Turn broken rules of the event record into rejects.

    Parameters
    ----------
    errors
        What `geo.events.record.conform` found.
    columns
        The file's column for each of the record's.
    cells
        The file's cells: a reject repeats what stands there, not what was made of it.
    """
    return [
        Reject(
            int(str(error.row)),
            columns.get(error.column, error.column),
            _cell(error, columns.get(error.column, ""), cells),
            error.allowed,
        )
        for error in errors
    ]


def _cell(error: RowError, head: str, cells: pd.DataFrame) -> str:
    if head in cells:
        return str(cells.loc[error.row, head])[:_SHOWN]
    return "" if error.value is None else str(error.value)[:_SHOWN]


def as_csv(found: Iterable[tuple[str, Reject]]) -> bytes:
    """
    Put rejects into a CSV (UTF-8 with a byte order mark, so that spreadsheets read Thai).

    Parameters
    ----------
    found
        Pairs of the input's name and a reject.
    """
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for name, r in found:
        rows.writerow([_safe(name), r.row, _safe(r.column), _safe(r.value), _safe(r.reason)])
    return out.getvalue().encode("utf-8-sig", "replace")


def write(path: Path, found: Iterable[tuple[str, Reject]]) -> None:
    """
    Write rejects to a file, see `as_csv`; one that is there is replaced.

    Raises
    ------
    InputError
        The file cannot be written.
    """
    try:
        path.write_bytes(as_csv(found))
    except OSError as error:
        msg = (
            f"The rejected rows cannot be written to {path} ({error.strerror}); "
            "name another file with --rejects."
        )
        raise InputError(msg) from error


def _safe(text: str) -> str:
    """Keep a spreadsheet from running the text as a formula."""
    short = text[:_SHOWN].replace("\x00", " ")
    return f"'{short}" if _RISKY.match(short) else short
