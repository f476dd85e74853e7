"""Events as they stand, one row each, for counting and drawing without reading any record.

The table follows the revisions: it is written in the transaction that writes them, holds nothing
that they do not say, and can be made anew from them at any time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
import sqlalchemy as sa

from geo.events import intervals, record, shapes
from geo.events.casting import CAST
from geo.events.columns import BY_NAME
from geo.events.store import digest, intake
from geo.events.store.schema import events, revisions
from geo.events.store.shape import packed
from geo.events.vocabulary import LAYERS

if TYPE_CHECKING:
    from geo.events.store.records import Record
    from geo.events.store.revisions import Revision

Row: TypeAlias = dict[str, Any]

OPEN_END: Final = 2**30
"""Last day of what still goes on."""
UNDATED: Final = -1
"""Span of what has no first day."""
LASTS: Final = (0, 6, 31, 366)
"""How many days after the first one an event of each span ends at most; beyond, without a limit."""
SPANS: Final = len(LASTS) + 1
NOWHERE: Final = "?"
"""Area of what is not known to the point and names no province."""

_POINT: Final = (1, 2)
_PROVINCE: Final = (3, 4)
_OWN: Final = (
    *("event_id", "layer", "date_start", "date_end", "date_prec", "adm_1", "country"),
    *("latitude", "longitude", "where_prec", "precision_scheme", "uncertainty_km", "border_km"),
    *("border_distance_km", "border_from_km", "border_to_km", "side", "is_total", "same_as"),
    *("part_of", "review_state", "geometry"),
)
_READ: Final = tuple(dict.fromkeys((*_OWN, *digest.READ)))
_TEXTS: Final = ("event_id", "adm_1", "country", "side", "review_state")
_NUMBERS: Final = ("longitude", "latitude")
_BOUNDS: Final = ("west", "south", "east", "north")
_AT_ONCE: Final = 500  # ids in one question: SQLite allows so many parameters
_CHUNK: Final = 5_000


def rows(found: Sequence["Record"]) -> list[Row]:
    """
    Work out the table's rows of records, all but the column `revision`.

    A cell that this program's rules do not allow counts as empty, as on screen.
    """
    made = columns(_frame(found))
    return [dict(zip(made, row, strict=True)) for row in zip(*made.values(), strict=True)]


def columns(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Work out the table's columns, all but `revision`, of a validated frame of events."""
    made: dict[str, list[Any]] = {
        name: digest.all_storable(frame[name].tolist()) for name in _TEXTS
    }
    made |= {name: _or_none(frame[name].to_numpy(dtype=float)) for name in _NUMBERS}
    made |= _days(frame)
    made["layer"] = [name if name in LAYERS else "other" for name in frame["layer"].tolist()]
    made["date_prec"] = frame["date_prec"].to_numpy(dtype=int, na_value=0).tolist()
    made |= _places(frame)
    made["is_total"] = frame["is_total"].tolist()
    made["holds"] = intervals.holds(frame.assign(layer=made["layer"])).tolist()
    linked = zip(frame["same_as"].tolist(), frame["part_of"].tolist(), strict=True)
    made["linked"] = [bool(same or whole) for same, whole in linked]
    return made | digest.columns(frame)


def follow(
    connection: sa.Connection,
    written: "Mapping[int, Revision]",
    frame: pd.DataFrame | None = None,
) -> None:
    """
    Bring the table up to revisions that were just written.

    Parameters
    ----------
    connection
        Of the transaction that wrote them.
    written
        The revisions by their ids, in rising order.
    frame
        Their records as a validated frame, row by row, where the caller has it and no event stands
        in it twice.
    """
    changed = [row.event_id for row in written.values() if row.number > 1]
    if changed:
        some = intake.among(connection, events.c.event_id, changed)
        connection.execute(sa.delete(events).where(some))
    if frame is not None:
        _insert_frame(connection, frame, list(written))
        return
    last = {row.event_id: (number, row.record) for number, row in written.items()}
    _insert(connection, [(number, one) for number, one in last.values() if one is not None])


def rebuild(connection: sa.Connection) -> None:
    """Make the whole table anew."""
    connection.execute(sa.delete(events))
    found = latest(connection)
    while chunk := list(islice(found, _CHUNK)):
        _insert(connection, chunk)


def latest(connection: sa.Connection) -> "Iterator[tuple[int, Record]]":
    """Give id and record of each event's latest revision that has one, read bit by bit."""
    later = revisions.alias()
    same = (later.c.event_id == revisions.c.event_id) & (later.c.number > revisions.c.number)
    query = (
        sa.select(revisions.c.id, revisions.c.record)
        .where(~sa.exists().where(same), revisions.c.record.is_not(None))
        .order_by(revisions.c.id)
    )
    streamed = connection.execute(query, execution_options={"yield_per": _CHUNK})
    return ((row.id, row.record) for row in streamed)


def differing(connection: sa.Connection) -> list[str]:
    """Event_ids whose row is not what their revisions say, missing and needless ones included."""
    held = set(connection.execute(sa.select(events.c.revision)).scalars())
    found, wrong = latest(connection), []
    while chunk := list(islice(found, _CHUNK)):
        due = _due(chunk)
        ids = [row["revision"] for row in due]
        have = {row["revision"]: row for row in _having(connection, ids)}
        wrong += [row["event_id"] for row in due if have.get(row["revision"]) != row]
        held.difference_update(ids)
    for row in _having(connection, sorted(held)):
        wrong.append(row["event_id"])
    return sorted(set(wrong))


def _having(connection: sa.Connection, ids: Sequence[int]) -> Iterator[Row]:
    for at in range(0, len(ids), _AT_ONCE):
        query = sa.select(events).where(events.c.revision.in_(ids[at : at + _AT_ONCE]))
        yield from (dict(row) for row in connection.execute(query).mappings())


def _insert(connection: sa.Connection, found: Sequence[tuple[int, "Record"]]) -> None:
    for at in range(0, len(found), _CHUNK):
        some = found[at : at + _CHUNK]
        _insert_frame(connection, _frame(one for _, one in some), [number for number, _ in some])


def _insert_frame(connection: sa.Connection, frame: pd.DataFrame, ids: Sequence[int]) -> None:
    made = columns(frame) | {"revision": list(ids)}
    made["geometry"] = packed(made["geometry"], connection.dialect)
    intake.insert(connection, events, made)


def _due(found: Sequence[tuple[int, "Record"]]) -> list[Row]:
    made = rows([one for _, one in found])
    return [{**row, "revision": number} for row, (number, _) in zip(made, found, strict=True)]


def _frame(found: Iterable["Record"]) -> pd.DataFrame:
    """Cast the fields that the table is made of; shapes that others imply are made."""
    given = list(found)
    cast = {
        name: CAST[BY_NAME[name].kind](pd.Series([one.get(name) for one in given], dtype=object))[0]
        for name in _READ
    }
    for name in _READ:
        if BY_NAME[name].kind == "text" and BY_NAME[name].default:
            cast[name] = cast[name].replace("", BY_NAME[name].default)
    frame = pd.DataFrame(cast, columns=list(_READ))
    frame["geometry"] = shapes.filled(frame)
    return frame


def _days(frame: pd.DataFrame) -> Row:
    """First and last day, and the span that the two make."""
    undated = frame["date_start"].isna().to_numpy()
    start = _whole_days(frame["date_start"], 0)
    end = np.maximum(_whole_days(frame["date_end"], OPEN_END), start)
    span = np.where(undated, UNDATED, np.searchsorted(LASTS, end - start))
    return {
        "span": span.tolist(),
        "date_start": _unless(undated, start),
        "date_end": _unless(undated, end),
    }


def _whole_days(dates: pd.Series, missing: int) -> npt.NDArray[np.int64]:
    days = dates.to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.where(dates.isna().to_numpy(), missing, days)


def _places(frame: pd.DataFrame) -> Row:
    """Precision, bounds, the area where there is no point, and the km of a point near the line."""
    from geo.events.reach import NEAR_KM  # noqa: PLC0415  # brings the gazetteer

    prec = shapes.drawn_prec(frame)
    drawable = record.drawable(frame)
    shape = shapely.get_type_id(frame["geometry"].to_numpy(dtype=object))
    point = np.isin(prec, _POINT) & drawable & (shape == shapely.GeometryType.POINT)
    province = np.isin(prec, _PROVINCE) & (frame["adm_1"] != "").to_numpy(dtype=bool)
    near = ~(frame["border_distance_km"].to_numpy(dtype=float) > NEAR_KM)
    edges = bounds(frame, drawable)
    km = np.where(point & near, frame["border_km"].to_numpy(dtype=float), np.nan)
    names = np.where(province, frame["adm_1"].to_numpy(dtype=object), NOWHERE)
    return {
        "where_prec": prec.astype(int).tolist(),
        "drawable": drawable.tolist(),
        "area": np.where(point, "", names).tolist(),
        "border_km": _or_none(km),
        "geometry": _unless(~drawable, frame["geometry"].to_numpy(dtype=object)),
        **{name: _or_none(edges[:, i]) for i, name in enumerate(_BOUNDS)},
    }


def bounds(frame: pd.DataFrame, drawable: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Bounds of what is drawn: the shape, else the named provinces as the atlas has them."""
    edges = shapely.bounds(frame["geometry"].to_numpy(dtype=object))
    edges[~drawable] = np.nan
    bare = drawable & np.isnan(edges[:, 0])
    if bare.any():
        names, back = np.unique(frame["adm_1"].to_numpy(dtype=object)[bare], return_inverse=True)
        edges[bare] = np.array([_of_provinces(name) for name in names]).reshape(-1, 4)[back]
    return np.asarray(edges, dtype=np.float64)


def _of_provinces(adm_1: str) -> npt.NDArray[np.float64]:
    from geo import atlas  # noqa: PLC0415

    outlines = atlas.province_shapes()
    named = [part.strip() for part in adm_1.split("/")]
    return np.asarray(shapely.total_bounds([outlines[name] for name in named if name in outlines]))


def _or_none(values: npt.NDArray[np.float64]) -> list[float | None]:
    return _unless(np.isnan(values), values)


def _unless(missing: npt.NDArray[np.bool_], values: npt.NDArray[Any]) -> list[Any]:
    cells = zip(missing.tolist(), values.tolist(), strict=True)
    return [None if gone else cell for gone, cell in cells]
