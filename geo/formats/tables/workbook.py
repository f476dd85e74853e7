"""XLSX -> `Table`: the sheet with most rows, its values (never its formulas), dates as ISO text."""

import io
import warnings
from datetime import date, datetime, time
from typing import Any, Final

from geo.errors import InputError
from geo.formats.tables import archive
from geo.formats.tables.headers import known_share
from geo.formats.tables.rejects import Reject
from geo.formats.tables.source import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Table, frame_of

_HEAD_WITHIN: Final = 15  # rows in which the head is looked for
_BLANK_RUN: Final = 1_000  # empty rows after which a sheet is taken to be over


def read(data: bytes, name: str) -> Table:
    """
    Read the sheet that holds most rows.

    Raises
    ------
    InputError
        It is no workbook, is protected, or holds no table.
    """
    with archive.opened(data, name) as packed:
        archive.refuse_entities(packed, name)
    sheets = _sheets(data, name)
    title, rows = max(sheets, key=lambda sheet: len(sheet[1]), default=("", []))
    if not rows:
        msg = f"{name} holds no rows; choose another file."
        raise InputError(msg)
    table = _table(rows, name)
    if sum(bool(found) for _, found in sheets) > 1:
        table.remarks.append(f"Of {len(sheets)} sheets the longest was read: {title!r}.")
    return table


def _sheets(data: bytes, name: str) -> list[tuple[str, list[tuple[int, list[str]]]]]:
    import openpyxl  # noqa: PLC0415  # slow to import, and few sessions open a workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that no table needs
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=True, keep_links=False
            )
            found = [(sheet.title, _rows(sheet)) for sheet in book.worksheets]
            book.close()
    except InputError:
        raise
    except Exception as error:  # a hostile workbook makes openpyxl raise anything
        msg = f"{name} cannot be read as a workbook; save it again as .xlsx or as CSV."
        raise InputError(msg) from error
    return found


def _rows(sheet: Any) -> list[tuple[int, list[str]]]:  # noqa: ANN401  # openpyxl has no types
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    found: list[tuple[int, list[str]]] = []
    blank = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_text(cell) for cell in row[:MOST_COLUMNS]]
        while cells and not cells[-1]:
            cells.pop()
        blank = 0 if cells else blank + 1
        if cells:
            found.append((number, cells))
        if blank > _BLANK_RUN or number > MOST_ROWS:
            break
    return found


def _text(cell: Any) -> str:  # noqa: ANN401  # whatever a cell holds
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip() if len(cell) <= LONGEST_CELL else cell
    if isinstance(cell, datetime):
        midnight = cell.time() == time(0)
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _table(rows: list[tuple[int, list[str]]], name: str) -> Table:
    top = rows[:_HEAD_WITHIN]
    at = max(range(len(top)), key=lambda i: (known_share(top[i][1]), -i))
    head = rows[at][1]
    table = Table(name, "XLSX", frame_of([], head, []))
    fitting = []
    for number, cells in rows[at + 1 :]:
        if len(cells) > len(head):
            reason = f"the row has {len(cells)} cells, the head {len(head)}"
            table.rejects.append(Reject(number, "", " | ".join(cells)[:200], reason))
        else:
            fitting.append((number, cells + [""] * (len(head) - len(cells))))
    table.cells = frame_of([cells for _, cells in fitting], head, [row for row, _ in fitting])
    return table
