"""The table that every container becomes: text cells, shapes, row numbers, broken rows."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import InputError
from geo.formats.tables.rejects import Reject

LONGEST_CELL: Final = 100_000
"""Characters; a spreadsheet cell holds 32,767, a source list of UCDP some thousands."""
MOST_COLUMNS: Final = 2_000
MOST_ROWS: Final = 5_000_000
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass
class Table:
    """
    A table as read, before anybody says what its columns mean.

    `cells` holds text only, "" where there is nothing; its index counts rows as the user sees
    them. `geometry` (EPSG:4326) is there for spatial formats. `decimal_comma`: numbers like 14,35.
    """

    name: str
    container: str
    cells: pd.DataFrame
    geometry: npt.NDArray[Any] | None = None
    rejects: list[Reject] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    decimal_comma: bool = False
    seconds: float = 0.0  # that reading took

    @property
    def total(self) -> int:
        """Rows in the file, broken ones included."""
        return len(self.cells) + len({reject.row for reject in self.rejects})

    def keep(self, rows: npt.NDArray[np.bool_]) -> None:
        """Drop the rows that are not under the mask."""
        if self.geometry is not None:
            self.geometry = self.geometry[rows]
        self.cells = self.cells[rows]


def tidy(table: Table) -> Table:
    """
    Name columns once, cut control characters, and reject rows with a cell beyond all measure.

    Raises
    ------
    InputError
        There is no row, or the table has more columns than any table of events.
    """
    if table.cells.shape[1] > MOST_COLUMNS:
        msg = f"{table.name} has {table.cells.shape[1]:,} columns; no table of events has so many."
        raise InputError(msg)
    if table.cells.empty and not table.rejects:
        msg = f"{table.name} holds no rows below its head; choose another file."
        raise InputError(msg)
    table.cells.columns = pd.Index(_unique([str(name) for name in table.cells.columns]))
    _reject_long(table)
    for name in table.cells:
        cells = table.cells[name]
        if _CONTROL.search("\n".join(cells.tolist())):  # one search: most files have none
            table.cells[name] = cells.str.replace(_CONTROL, " ", regex=True)
    return table


def _reject_long(table: Table) -> None:
    keep = np.ones(len(table.cells), dtype=bool)
    for name in table.cells:
        length = table.cells[name].str.len().to_numpy()
        for i in np.flatnonzero(keep & (length > LONGEST_CELL)):
            value = str(table.cells[name].iloc[i])[:60]
            reason = f"the cell has {length[i]:,} characters; at most {LONGEST_CELL:,} are read"
            table.rejects.append(Reject(int(table.cells.index[i]), str(name), value, reason))
            keep[i] = False
    if not keep.all():
        table.keep(keep)


def _unique(names: list[str]) -> list[str]:
    """Give empty and repeated heads a name of their own."""
    seen: dict[str, int] = {}
    made = []
    for i, name in enumerate(names):
        plain = " ".join(name.replace("\ufeff", "").split())[:200] or f"column {i + 1}"
        seen[plain] = seen.get(plain, 0) + 1
        made.append(plain if seen[plain] == 1 else f"{plain} ({seen[plain]})")
    return made


def frame_of(rows: list[list[str]], names: list[str], numbers: list[int]) -> pd.DataFrame:
    """Make the frame of text cells."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    made = [pd.Series(column, index=numbers, dtype="str") for column in columns]
    if not made:
        return pd.DataFrame(index=numbers)
    frame = pd.concat(made, axis=1)
    frame.columns = pd.Index(names)
    return frame
