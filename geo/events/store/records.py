"""An event as JSON, and back: what is empty is left out, dates are ISO, shapes WKT.

A shape that the other columns imply is left out too (`geo.events.shapes`).
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd
import shapely

from geo.errors import InputError
from geo.events import record, shapes
from geo.events.columns import BY_NAME, NAMES

Record: TypeAlias = dict[str, Any]

_MOVES: Final = frozenset(
    {"latitude", "longitude", "where_prec", "precision_scheme", "uncertainty_km"}
    | {"border_from_km", "border_to_km", "adm_1"}
)
"""Fields from which a shape may follow: when one of them changes, the old shape goes."""


def of(frame: pd.DataFrame) -> list[Record]:
    """Turn a validated frame into JSON records, one a row."""
    given = np.asarray(frame["geometry"], dtype=object)
    same = shapely.equals_exact(given, shapes.implied(frame), tolerance=0)
    wkt = np.array(shapely.to_wkt(given, rounding_precision=-1), dtype=object)
    wkt[same] = None
    rows = frame.drop(columns="geometry").to_dict("records")
    return [_plain(row, shape) for row, shape in zip(rows, wkt, strict=True)]


def frame_of(found: Iterable[Record]) -> pd.DataFrame:
    """
    Turn JSON records into a frame with the record's columns and dtypes (plain pandas).

    A cell that this program's rules no longer allow is emptied; `store check` tells of it.
    """
    rows = list(found)
    return record.conform(pd.DataFrame(rows, columns=list(NAMES), dtype=object))[0]


def changed(before: Mapping[str, Any], fields: Mapping[str, Any]) -> Record:
    """
    Change fields of a record; still to be checked (`checked`).

    Where the place or its precision changes and no shape is given, the shape follows from them.

    Raises
    ------
    InputError
        The event_id is among the fields.
    """
    if "event_id" in fields and fields["event_id"] != before.get("event_id"):
        msg = "An event keeps its event_id; add a new event instead."
        raise InputError(msg)
    after = {**before, **fields}
    if "geometry" not in fields and any(fields.get(k) != before.get(k) for k in _MOVES & {*fields}):
        after.pop("geometry", None)
    return after


def checked(frame: pd.DataFrame) -> list[Record]:
    """
    Validate a frame (`geo.events.record.validate`) and turn it into JSON records.

    Raises
    ------
    RowError
        A cell is not allowed what it holds.
    InputError
        Several are not, or a column is not one of the record's.
    """
    return of(record.validate(frame))


def indexed(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Make a frame of records whose index names them by event_id, for messages."""
    found = list(rows)
    return pd.DataFrame(found, index=[str(r.get("event_id", "")) for r in found], dtype=object)


def _plain(row: Mapping[str, Any], shape: str | None) -> Record:
    kept = {name: _value(row[name]) for name in NAMES if name != "geometry"}
    if shape is not None:
        kept["geometry"] = shape
    return {name: value for name, value in kept.items() if not _empty(name, value)}


def _value(cell: Any) -> Any:  # noqa: ANN401  # whatever a frame holds
    if isinstance(cell, list):
        return json.loads(json.dumps(cell))
    if pd.isna(cell):
        return None
    if isinstance(cell, pd.Timestamp):
        return cell.strftime("%Y-%m-%d")
    return cell.item() if isinstance(cell, np.generic) else cell


def _empty(name: str, value: Any) -> bool:  # noqa: ANN401
    return value is None or value in ("", []) or (BY_NAME[name].kind == "flag" and not value)
