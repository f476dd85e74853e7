"""The event record: one row is one incident at one place over one stretch of time.

`COLUMNS` is the whole contract; `validate` holds any frame to it. The check is our own table of
rules over whole columns: pandera would double the import time of the dashboard's first paint
(0.75 s against 0.35 s for pandas alone) and pydantic would check cell by cell.

Text that is not known is "", numbers and dates are missing (NA, NaT). Lists are real lists in
memory and JSON text in a CSV.
"""

import csv
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geo.errors import InputError, RowError
from geo.events import checks, shapes
from geo.events.casting import CAST, EXPECTED, Mask
from geo.events.columns import BY_NAME, COLUMNS, NAMES, Column
from geo.events.vocabulary import FAMILIES, LAYER_FAMILY, LAYERS

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = [
    "COLUMNS",
    "CRS",
    "FAMILIES",
    "LAYERS",
    "LAYER_FAMILY",
    "NAMES",
    "Column",
    "as_geo",
    "conform",
    "drawable",
    "empty",
    "problems",
    "read_csv",
    "validate",
    "write_csv",
]

CRS: Final = "EPSG:4326"
_SHOWN_PROBLEMS: Final = 5
_RISKY: Final = re.compile(r"^'*[=+\-@\t\r]")
_GUARDED: Final = re.compile(r"^'(?='*[=+\-@\t\r])")


def empty() -> "gpd.GeoDataFrame":
    """Make a record frame without rows."""
    return validate(pd.DataFrame(columns=list(NAMES)))


def validate(frame: pd.DataFrame) -> "gpd.GeoDataFrame":
    """
    Hold a frame to the record: add absent columns, set dtypes and order, check every cell.

    Parameters
    ----------
    frame
        Any subset of `NAMES` as columns. Cells may be text as read from a CSV; the geometry may be
        WKT or shapely. The index is kept and names the rows in messages.

    Returns
    -------
    A GeoDataFrame in EPSG:4326 with exactly the columns `NAMES`.

    Raises
    ------
    RowError
        One cell breaks its column's rule.
    InputError
        Several do (the first five are told), or a column is not one of the record's.
    """
    return as_geo(_checked(*conform(frame)))


def problems(frame: pd.DataFrame) -> list[RowError]:
    """Every cell that breaks a rule, for importers that keep the good rows and report the rest."""
    return conform(frame)[1]


def as_geo(frame: pd.DataFrame) -> "gpd.GeoDataFrame":
    """Make a conforming frame a GeoDataFrame in EPSG:4326 (geopandas is imported here, late)."""
    import geopandas as gpd  # noqa: PLC0415  # half the import time of a first paint

    return gpd.GeoDataFrame(frame, geometry="geometry", crs=CRS)


def drawable(frame: pd.DataFrame) -> Mask:
    """
    Tell which rows have something to draw on a map.

    A row has when its geometry is there, or when it is known to the district or province (3, 4)
    and names a province that the atlas has. Country-wide rows (6) never do.
    """
    prec = shapes.drawn_prec(frame)
    shape = ~shapely.is_missing(np.asarray(frame["geometry"], dtype=object))
    vague = np.isin(prec, (3, 4))
    if vague.any():
        vague[vague] = _in_atlas(frame[vague])
    return np.asarray((shape | vague) & ~np.isin(prec, (0, 6)), dtype=bool)


def _in_atlas(frame: pd.DataFrame) -> Mask:
    """Tell which rows name a province of Thailand or Cambodia; others have no outline here."""
    from geo import atlas  # noqa: PLC0415  # read only where some row needs an outline

    known = {str(feature["properties"]["name"]) for feature in atlas.provinces()}
    codes, names = pd.factorize(frame["adm_1"])
    named = np.array([any(p.strip() in known for p in str(n).split("/")) for n in names], bool)
    abroad = ~frame["country"].str.contains("TH|KH|^$", regex=True).to_numpy(dtype=bool)
    return np.asarray(named[codes] & ~abroad, dtype=bool)


def conform(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[RowError]]:
    """
    Give the frame the record's columns and dtypes, and say what is wrong in it.

    Returns
    -------
    The frame (bad cells emptied; plain pandas, geometry as shapely objects, made from the other
    columns where it is missing: `geo.events.shapes`) and the problems, column by column.
    """
    strange = [str(name) for name in frame.columns if name not in BY_NAME]
    if strange:
        msg = f"No column of the event record is called {', '.join(strange)}; rename or drop it."
        raise InputError(msg)
    made: dict[str, Any] = {}
    found: list[RowError] = []
    for column in COLUMNS:
        given = frame[column.name] if column.name in frame else _absent(column, frame.index)
        made[column.name], bad = CAST[column.kind](given)
        if column.kind == "text" and column.default:
            made[column.name] = made[column.name].replace("", column.default)
        found += checks.row_errors(given, bad, EXPECTED[column.kind])
    conformed = pd.DataFrame(made, index=frame.index, columns=list(NAMES))
    conformed["geometry"] = shapes.filled(conformed)
    return conformed, found + checks.find(conformed, {error.row for error in found})


def _absent(column: Column, index: pd.Index) -> pd.Series:
    value = column.default if column.kind in ("text", "flag") else None
    return pd.Series([value] * len(index), index=index, dtype=object, name=column.name)


def _checked(frame: pd.DataFrame, found: list[RowError]) -> pd.DataFrame:
    if len(found) == 1:
        raise found[0]
    if found:
        told = " ".join(str(error) for error in found[:_SHOWN_PROBLEMS])
        more = f" And {len(found) - _SHOWN_PROBLEMS} more." if len(found) > _SHOWN_PROBLEMS else ""
        msg = f"{len(found)} cells break the rules of the event record. {told}{more}"
        raise InputError(msg)
    return frame


def read_csv(path: Path) -> "gpd.GeoDataFrame":
    """
    Read a CSV that `write_csv` wrote, or one edited by hand, and validate it.

    Raises
    ------
    InputError
        The file cannot be read as a table, or its cells break the record's rules.
    """
    try:
        cells = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")
    except (OSError, ValueError) as error:
        msg = f"{path.name} cannot be read as a table of events: {error}."
        raise InputError(msg) from error
    return validate(pd.DataFrame({name: _unguarded(cells[name]) for name in cells}))


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """
    Write a validated frame as a CSV (UTF-8, one line an event) that `read_csv` reads back equal.

    Lists become JSON. Shapes become WKT, but only those that the other columns do not imply.
    Text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    made = pd.DataFrame({name: _as_text(frame[name], BY_NAME[name]) for name in NAMES})
    given = np.asarray(frame["geometry"], dtype=object)
    implied = shapely.equals_exact(given, shapes.implied(frame), tolerance=0)
    made["geometry"] = np.where(implied, "", made["geometry"])
    returns = any("\r" in cell for name in made for cell in made[name])
    quoting = csv.QUOTE_ALL if returns else csv.QUOTE_MINIMAL  # a bare \r would end the line
    made.to_csv(path, index=False, encoding="utf-8", lineterminator="\n", quoting=quoting)


def _as_text(cells: pd.Series, column: Column) -> pd.Series:
    """Turn one column into the text that a CSV holds."""
    if column.kind == "list":
        return cells.map(lambda entry: json.dumps(entry, ensure_ascii=False) if entry else "")
    if column.kind == "date":
        return cells.dt.strftime("%Y-%m-%d").fillna("")
    if column.kind == "geometry":
        return pd.Series(shapely.to_wkt(np.asarray(cells, dtype=object)), cells.index).fillna("")
    if column.kind == "text":
        return cells.str.replace(_RISKY, r"'\g<0>", regex=True)
    return cells.map(lambda value: "" if pd.isna(value) else f"{value}", na_action=None)


def _unguarded(cells: pd.Series) -> pd.Series:
    if cells.name in BY_NAME and BY_NAME[cells.name].kind != "text":
        return cells
    if not any(cell.startswith("'") for cell in cells):
        return cells
    return cells.str.replace(_GUARDED, "", regex=True)
