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
from geo.events.columns import BY_NAME, NAMES, Kind

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
    made: list[Record] = [{} for _ in range(len(frame))]
    columns = {name: _plain(frame[name], BY_NAME[name].kind) for name in NAMES[:-1]}
    for name, cells in {**columns, "geometry": wkt.tolist()}.items():
        for record_, cell in zip(made, cells, strict=True):
            if cell is not None:
                record_[name] = cell
    return made


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


def _plain(cells: pd.Series, kind: Kind) -> list[Any]:
    """Turn one column into JSON values, None where a record leaves it out."""
    if kind == "list":
        return [json.loads(json.dumps(cell)) if cell else None for cell in cells.tolist()]
    if kind in ("text", "flag"):
        return [cell or None for cell in cells.tolist()]
    if cells.isna().all():
        return [None] * len(cells)
    if kind == "date":
        days = np.datetime_as_string(cells.to_numpy().astype("datetime64[D]"))
        cells = pd.Series(days, cells.index, dtype=object).mask(cells.isna(), None)
        return list(cells)
    return list(cells.astype(object).where(cells.notna(), None))
