"""CSV and its relatives -> `Table`: encoding, separator, and rows that are broken.

Records are read strictly: a lenient reader would let a quotation mark that was never closed
swallow the rows after it. A broken row is rejected, and reading goes on with the next line.
"""

import csv
import io
from collections.abc import Iterator
from typing import Final

from geo.errors import InputError
from geo.formats import encoding
from geo.formats.tables.rejects import Reject
from geo.formats.tables.source import MOST_ROWS, Table, frame_of

SEPARATORS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_FIRST_ROW: Final = 2
_MOST_LINES: Final = 400  # lines of one record; beyond, a quotation mark was never closed
_UNPAIRED: Final = "its quotation marks do not pair; a mark within a cell must be doubled"
_BIGGEST: Final = 2**31 - 1  # cells are measured later, so that one too big costs its row only


def read(data: bytes, name: str) -> Table:
    """
    Read a table of separated values.

    Raises
    ------
    InputError
        The bytes are no text, or no table.
    """
    mended = encoding.mended(data)
    text = mended[0] if mended else encoding.decode(data, name)
    separator, text = _separator(text.removeprefix("\ufeff"))
    records = _records(list(io.StringIO(text, newline="")), separator)
    head = next((cells for cells, fault in records if _filled(cells) and not fault), [])
    if not head:
        msg = f"{name} cannot be read as a table: it has no head; save it as CSV in UTF-8."
        raise InputError(msg)
    table = Table(name, "CSV", frame_of([], head, []), decimal_comma=separator == ";")
    if mended:
        table.remarks.append(
            f"Bytes that are not UTF-8 ({mended[1]:,}) were read as windows-1252; check the names."
        )
    kept: list[list[str]] = []
    numbers: list[int] = []
    for row, (cells, fault) in enumerate(records, start=_FIRST_ROW):
        if fault or _filled(cells[len(head) :]):
            reason = fault or f"the row has {len(cells)} cells, the head {len(head)}"
            table.rejects.append(Reject(row, "", separator.join(cells)[:200], reason))
        elif _filled(cells):
            kept.append(cells[: len(head)] + [""] * (len(head) - len(cells)))
            numbers.append(row)
        if row > MOST_ROWS:
            msg = f"{name} has more than {MOST_ROWS:,} rows; split it."
            raise InputError(msg)
    table.cells = frame_of(kept, head, numbers)
    return table


def _filled(cells: list[str]) -> bool:
    """Tell whether a row holds anything: one of blanks alone holds nothing."""
    return any(cells) and any(cell.strip() for cell in cells)


def _separator(text: str) -> tuple[str, str]:
    """Tell the separator by the head; Excel's `sep=;` line says it outright."""
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == len("sep=;"):
        return first.strip()[-1], rest
    counts = {mark: _outside_quotes(first, mark) for mark in SEPARATORS}
    best = max(counts, key=lambda mark: counts[mark])
    return (best if counts[best] else ","), text


def _outside_quotes(line: str, mark: str) -> int:
    return sum(part.count(mark) for part in line.split('"')[::2])


def _records(lines: list[str], separator: str) -> Iterator[tuple[list[str], str]]:
    """
    Give each record's cells and, where it is broken, its fault.

    A window of lines is read at a time. Where it ends within a record, or a record is at fault,
    the next window starts at that record; a record at fault at its window's start costs one line.
    """
    csv.field_size_limit(_BIGGEST)
    at = 0
    while at < len(lines):
        window = iter(lines[at : at + _MOST_LINES])
        reader = csv.reader(window, delimiter=separator, strict=True)
        good = 0
        try:
            for cells in reader:
                yield cells, ""
                good = reader.line_num
        except csv.Error:
            if good == 0:
                yield [lines[at].rstrip("\r\n")], _UNPAIRED
                good = 1
        at += good
