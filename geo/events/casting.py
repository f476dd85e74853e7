"""From whatever a cell came as (CSV text, numpy, Python) to the dtype of its column.

Each cast takes a column and gives it in its dtype, bad cells emptied, with a mask of those cells.
"""

import json
from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.events.columns import Kind

Mask: TypeAlias = npt.NDArray[np.bool_]
Cast: TypeAlias = tuple[pd.Series, Mask]


def _blank(given: pd.Series) -> Mask:
    """Cells that hold nothing."""
    if pd.api.types.is_numeric_dtype(given) or pd.api.types.is_datetime64_any_dtype(given):
        return np.asarray(given.isna(), dtype=bool)
    cells = given.to_numpy(dtype=object)
    return np.array([c is None or c is pd.NA or c != c or c == "" for c in cells], dtype=bool)  # noqa: PLR0124


def _cast_text(given: pd.Series) -> Cast:
    if given.dtype == "str" and not given.isna().any():
        return given, np.zeros(len(given), dtype=bool)
    blank = _blank(given)
    cells = ["" if b else str(c) for b, c in zip(blank, given, strict=True)]
    return pd.Series(cells, index=given.index, dtype="str"), np.zeros(len(given), dtype=bool)


def _cast_date(given: pd.Series) -> Cast:
    blank = _blank(given)
    if pd.api.types.is_datetime64_any_dtype(given):
        when = given.dt.tz_localize(None) if given.dt.tz is not None else given
    else:
        when = pd.to_datetime(given.mask(blank), format="%Y-%m-%d", errors="coerce")
    when = when.dt.normalize().astype("datetime64[ms]")
    return when, when.isna().to_numpy(dtype=bool) & ~blank


def _cast_number(given: pd.Series) -> Cast:
    if pd.api.types.is_bool_dtype(given):
        return pd.Series(np.nan, index=given.index), np.ones(len(given), dtype=bool)
    blank = _blank(given)
    if blank.all():
        return pd.Series(np.nan, index=given.index), np.zeros(len(given), dtype=bool)
    number = pd.to_numeric(given.mask(blank).astype(object), errors="coerce").astype("float64")
    bad = ~np.isfinite(number.to_numpy()) & ~blank
    return number.mask(bad), bad


def _cast_integer(given: pd.Series, dtype: str, most: float) -> Cast:
    number, bad = _cast_number(given)
    with np.errstate(invalid="ignore"):
        bad |= ((number % 1 != 0) & number.notna()).to_numpy() | (number.abs() > most).to_numpy()
    return number.mask(bad).astype(dtype), bad


def _cast_code(given: pd.Series) -> Cast:
    return _cast_integer(given, "Int8", 127)


def _cast_count(given: pd.Series) -> Cast:
    return _cast_integer(given, "Int64", 2**53)


_FLAGS: Final = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}


def _cast_flag(given: pd.Series) -> Cast:
    if pd.api.types.is_bool_dtype(given) and not given.isna().any():
        return given.astype(bool), np.zeros(len(given), dtype=bool)
    blank = _blank(given)
    cells = [False if b else _FLAGS.get(str(c).lower()) for b, c in zip(blank, given, strict=True)]
    bad = np.array([c is None for c in cells], dtype=bool)
    return pd.Series([bool(c) for c in cells], index=given.index, dtype=bool), bad


def _cast_list(given: pd.Series) -> Cast:
    blank = [isinstance(c, str | float) or c is None or c is pd.NA for c in given]
    cells = [_as_list(c) if b else c for b, c in zip(blank, given, strict=True)]
    bad = np.array([not isinstance(c, list) for c in cells], dtype=bool)
    fine = [[] if b else c for b, c in zip(bad, cells, strict=True)]
    return pd.Series(fine, index=given.index, dtype=object), bad


def _as_list(cell: object) -> object:
    if not isinstance(cell, str):
        return []
    try:
        return json.loads(cell) if cell else []
    except ValueError:
        return None


def _cast_geometry(given: pd.Series) -> Cast:
    blank = given.isna().to_numpy(dtype=bool) | (given.astype(object) == "").to_numpy(dtype=bool)
    cells = given.to_numpy(dtype=object)
    shapes = [None if b else _as_shape(c) for b, c in zip(blank, cells, strict=True)]
    bad = np.array([s is None for s in shapes], dtype=bool) & ~blank
    return pd.Series(shapes, index=given.index, dtype=object), bad


def _as_shape(cell: object) -> shapely.Geometry | None:
    shape = shapely.from_wkt(cell, on_invalid="ignore") if isinstance(cell, str) else cell
    return shape if isinstance(shape, shapely.Geometry) and not shape.is_empty else None


CAST: Final[dict[Kind, Callable[[pd.Series], Cast]]] = {
    "text": _cast_text,
    "date": _cast_date,
    "code": _cast_code,
    "count": _cast_count,
    "number": _cast_number,
    "flag": _cast_flag,
    "list": _cast_list,
    "geometry": _cast_geometry,
}

EXPECTED: Final[dict[Kind, str]] = {
    "text": "any text will do",
    "date": "it must be a date like 2025-12-08",
    "code": "it must be a whole number",
    "count": "it must be a whole number of people",
    "number": "it must be a finite number",
    "flag": "it must be true or false",
    "list": "it must be a list, in a CSV as JSON text",
    "geometry": "it must be a shape, in a CSV as WKT",
}
"""What a cell of each kind must be, as a message says it."""
