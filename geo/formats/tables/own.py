"""Files that this program wrote itself (CSV, GeoJSON, GeoPackage): every field as it was."""

import re
from collections.abc import Collection
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.events import record, shapes
from geo.events.columns import BY_NAME, NAMES
from geo.formats.tables.draft import Draft, Options
from geo.formats.tables.source import Table

NAME: Final = "border monitor"
_NEEDED: Final = frozenset({"event_id", "layer", "date_start", "where_prec", "precision_scheme"})
_GUARDED: Final = re.compile(r"^'(?='*[=+\-@\t\r])")  # what `record.write_csv` puts before formulas
_LIST_COLUMNS: Final = ("claims", "sources", "same_as", "part_of")
_TOLERANCE: Final = 1e-5  # degrees, about a metre: what an export may round away


def knows(heads: Collection[str]) -> bool:
    """Tell whether these are the columns of the event record."""
    return set(heads) >= _NEEDED


def rows(table: Table, options: Options) -> Draft:  # noqa: ARG001  # a dialect takes them
    """Turn the table into event rows; columns that the record does not have are left out."""
    names = [name for name in NAMES if name in table.cells]
    frame = table.cells[names].copy()
    for name in names:
        if BY_NAME[name].kind == "text" and frame[name].str.startswith("'").any():
            frame[name] = frame[name].str.replace(_GUARDED, "", regex=True)
        if BY_NAME[name].kind == "date":
            frame[name] = frame[name].str.slice(0, 10)
    draft = Draft(NAME, frame.astype(object), {name: name for name in names})
    draft.columns = {name: name for name in names}
    draft.countries = frame["country"] if "country" in frame else pd.Series(dtype="str")
    if table.geometry is not None:
        draft.frame["geometry"] = _kept(draft.frame, table)
    return draft


def _kept(frame: pd.DataFrame, table: Table) -> npt.NDArray[Any]:
    """Shapes of the file, without those that the other columns imply anyway."""
    given = np.asarray(table.geometry, dtype=object)
    bare = frame.drop(columns=[n for n in ("geometry", *_LIST_COLUMNS) if n in frame])
    implied = shapes.implied(record.conform(bare)[0])
    ordered = (shapely.normalize(given), shapely.normalize(implied))
    same = shapely.equals_exact(*ordered, tolerance=_TOLERANCE)
    points = shapely.get_type_id(given) == shapely.GeometryType.POINT
    kept = given.copy()
    kept[same | points] = None
    return kept
