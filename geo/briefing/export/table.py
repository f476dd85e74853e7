"""CSV: the event record's own columns, then each row's lot and a note of window and counts."""

import csv
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from geo.briefing.export.extract import Extract
from geo.events import record

EXTRA = ("lot", "export_note")
"""Columns after the record's: drop them to read the file as an event record again."""


def write(extract: Extract, path: Path) -> None:
    """
    Write an extract as UTF-8 CSV, one line an event.

    The record's columns are as `geo.events.record.write_csv` writes them: lists as JSON, shapes as
    WKT where other columns do not imply them, text that a spreadsheet would run as a formula with
    an apostrophe in front.
    """
    with TemporaryDirectory() as folder:
        plain = Path(folder) / "record.csv"
        record.write_csv(extract.frame, plain)
        with plain.open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
    note = harmless(extract.note)
    lines = [[*head, *EXTRA], *([*row, lot, note] for row, lot in _paired(rows, extract.lots))]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n", quoting=_quoting(lines)).writerows(lines)


def harmless(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula."""
    return f"'{text}" if text.lstrip("'")[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _paired(rows: list[list[str]], lots: list[str]) -> list[tuple[list[str], str]]:
    return list(zip(rows, lots, strict=True))


def _quoting(lines: list[list[str]]) -> Literal[0, 1]:
    """Quote everything where a bare carriage return would end a line."""
    returns = any("\r" in cell for line in lines for cell in line)
    return csv.QUOTE_ALL if returns else csv.QUOTE_MINIMAL
