"""Near-duplicates: suggested by place, day and kind; merged by a person; undone at will.

A merge is a pure function on two rows of the record. The kept row gains every source and claim of
the other, and the better place and days, and its note says from where; the other row stays, as
merged. Figures are never averaged: each side's claim remains.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from geo.errors import InputError
from geo.events.arrays import NEVER
from geo.events.vocabulary import ACLED_DRAWN_AS, LAYER_FAMILY

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.events.arrays import Codes, Prepared

Row = dict[str, Any]

NEAR_DAYS: Final = 2
"""Days that two date intervals may lie apart and still be taken for one event."""
SAME_KM: Final = 1.0
"""What is this close may be one place, however exact both points are."""
WIDE_KM: Final = 200.0
"""A place that may be this far off says nothing by itself."""
LOOK_BACK: Final = dt.timedelta(days=60)
"""How far before its publication an undated event is looked for."""

PLACE_FIELDS: Final = (
    "place", "place_detail", "place_id", "adm_1", "adm_2", "country", "latitude", "longitude",
    "where_prec", "precision_scheme", "uncertainty_km", "border_km", "border_distance_km",
    "border_from_km", "border_to_km", "side", "geometry",
)  # fmt: skip
DATE_FIELDS: Final = ("date_start", "date_end", "date_prec")
_FIGURES: Final = ("", "injured_", "displaced_")
_CLOSED: Final = ("rejected", "merged")
_GEOD: Final = Geod(ellps="WGS84")
_OPEN: Final = dt.date.max
_PINNED: Final = (1, 2)  # a point
_KM_PER_DEGREE: Final = 111.195
_SLACK: Final = 1.05  # a flat reckoning beside the geodesic one


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two rows that may report one event."""

    first: str
    second: str
    distance_km: float
    days_apart: int
    reason: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Two rows after a merge, and as they were before it."""

    kept: Row
    taken: Row
    before: tuple[Row, Row]


def suggest(rows: "gpd.GeoDataFrame", others: "gpd.GeoDataFrame | None" = None) -> list[Suggestion]:
    """
    Find pairs of rows that may report the same event.

    Parameters
    ----------
    rows
        A record frame.
    others
        Another, such as the chronology; without it the pairs are sought within `rows`.

    Returns
    -------
    Pairs of one layer family (the same layer where the family is a mixed bag), no farther apart
    than their two uncertainties, with date intervals that overlap within `NEAR_DAYS`; the closest
    first. A row "somewhere on the border" meets only its own layer and days. Rejected and merged
    rows, linked pairs, and a toll beside an incident are left out.
    """
    found = [s for one, other in _pairs(rows, others) if (s := compare(one, other)) is not None]
    return sorted(found, key=lambda s: (s.distance_km, s.days_apart, s.first, s.second))


def near(events: "Prepared", row: int) -> "Codes":
    """
    Give the rows that a row may meet in `suggest`, and few others, the nearest first.

    What is not known to the point, and what has no day, is never left out by place or day.
    """
    lat, lon, off = (events.number(n) for n in ("latitude", "longitude", "uncertainty_km"))
    off = np.nan_to_num(off)
    families, _ = pd.factorize(np.array(list(LAYER_FAMILY.values()), dtype=object))
    kin = np.asarray(families[events.layer] == families[events.layer[row]])
    kin[row] = False
    if events.start[row] != NEVER:
        apart = np.maximum(events.start, events.start[row]).astype(float)
        apart -= np.minimum(events.end, events.end[row]).astype(float)
        kin &= (apart <= NEAR_DAYS) | ~events.dated
    across = (lon - lon[row]) * np.cos(np.radians(lat[row]))
    away = np.hypot(across, lat - lat[row]) * _KM_PER_DEGREE
    pinned = np.isin(events.where_prec, _PINNED)
    if pinned[row]:
        allowed = np.maximum(SAME_KM, off + off[row]) * _SLACK + SAME_KM
        kin &= ~pinned | ~(away > allowed)
    at = np.flatnonzero(kin)
    return at[np.argsort(np.nan_to_num(away[at], nan=np.inf), kind="stable")]


def compare(one: Row, other: Row) -> Suggestion | None:
    """Hold two rows against each other; None where they cannot be one event."""
    if not _comparable(one, other) or _says_little(one) or _says_little(other):
        return None
    apart = days_apart(one, other)
    distance = distance_km(one, other)
    if apart is None or distance is None or apart > NEAR_DAYS:
        return None
    if (_is_wide(one) or _is_wide(other)) and (apart or one["layer"] != other["layer"]):
        return None
    allowed = max(SAME_KM, _uncertainty(one) + _uncertainty(other))
    if distance > allowed:
        return None
    reason = (
        f"{one['layer']} and {other['layer']}; {distance:.0f} km apart where {allowed:.0f} km are"
        f" uncertain; {_days_said(one, other, apart)}"
    )
    return Suggestion(one["event_id"], other["event_id"], round(distance, 2), apart, reason)


def accept(keep: Row, take: Row) -> Merge:
    """
    Merge the row `take` into the row `keep`.

    Raises
    ------
    InputError
        One of them is merged or rejected already, or both are the same row.
    """
    if keep["event_id"] == take["event_id"] or {keep["review_state"], take["review_state"]} & {
        *_CLOSED
    }:
        msg = "Only two different events that are neither merged nor rejected can be merged."
        raise InputError(msg)
    kept, taken = dict(keep), dict(take)
    notes = [*_sharpen(kept, take), *_fill_figures(kept, take)]
    kept["sources"] = _union(keep["sources"], take["sources"])
    kept["claims"] = _union(keep["claims"], take["claims"])
    if "yes" in (keep["disputed"], take["disputed"]):
        kept["disputed"] = "yes"
    kept["note"] = " ".join(n for n in (keep["note"], *notes) if n)
    taken["review_state"], taken["merged_into"] = "merged", keep["event_id"]
    return Merge(kept, taken, (dict(keep), dict(take)))


def undo(merge: Merge) -> tuple[Row, Row]:
    """Give both rows as they were before the merge: the kept one and the taken one."""
    kept, taken = merge.before
    return dict(kept), dict(taken)


def replaced(frame: "gpd.GeoDataFrame", *changed: Row) -> "gpd.GeoDataFrame":
    """Put changed rows into a record frame, by event_id; the frame itself stays as it is."""
    from geo.events.record import validate  # noqa: PLC0415 (geopandas only when rows change)

    by_id = {row["event_id"]: row for row in changed}
    rows = [by_id.get(row["event_id"], row) for row in frame.to_dict("records")]
    return validate(pd.DataFrame(rows, index=frame.index))


# --- may they be one event? -----------------------------------------------------------------------


def _pairs(
    rows: "gpd.GeoDataFrame", others: "gpd.GeoDataFrame | None"
) -> Iterator[tuple[Row, Row]]:
    first = rows.to_dict("records")
    if others is None:
        yield from ((a, b) for i, a in enumerate(first) for b in first[i + 1 :])
        return
    second = others.to_dict("records")
    yield from ((a, b) for a in first for b in second if a["event_id"] != b["event_id"])


def _comparable(one: Row, other: Row) -> bool:
    families = LAYER_FAMILY[one["layer"]], LAYER_FAMILY[other["layer"]]
    alike = families[0] == families[1] and (
        families[0] != "other" or one["layer"] == other["layer"]
    )
    closed = {one["review_state"], other["review_state"]} & {*_CLOSED}
    return alike and not closed and one["is_total"] == other["is_total"] and not _linked(one, other)


def _says_little(row: Row) -> bool:
    """Tell rows that would meet everything: somewhere on the border, on some day of many."""
    interval = _interval(row)
    if interval is None:
        return True
    return _is_wide(row) and (interval[1] - interval[0]).days > NEAR_DAYS


def _is_wide(row: Row) -> bool:
    """Tell "somewhere on the border": near everything, so the day and the layer must agree."""
    return not pd.isna(row["uncertainty_km"]) and row["uncertainty_km"] >= WIDE_KM


def _linked(one: Row, other: Row) -> bool:
    links = {*one["same_as"], *one["part_of"]}, {*other["same_as"], *other["part_of"]}
    return other["event_id"] in links[0] or one["event_id"] in links[1]


def days_apart(one: Row, other: Row) -> int | None:
    """
    Give the days between the two date intervals, 0 where they overlap.

    An undated row may lie anywhere in the `LOOK_BACK` before its publication; None where nothing is
    known of one of the two.
    """
    first, second = _interval(one), _interval(other)
    if first is None or second is None:
        return None
    gap = max(first[0], second[0]) - min(first[1], second[1])
    return max(0, gap.days)


def _interval(row: Row) -> tuple[dt.date, dt.date] | None:
    if not pd.isna(row["date_start"]):
        end = _OPEN if pd.isna(row["date_end"]) else _day(row["date_end"])
        return _day(row["date_start"]), end
    published = [s.get("published") for s in row["sources"] if s.get("published")]
    if not published:
        return None
    last = dt.date.fromisoformat(max(published))
    return last - LOOK_BACK, last


def _day(value: Any) -> dt.date:  # noqa: ANN401 (a timestamp)
    return dt.date.fromisoformat(str(value)[:10])


def distance_km(one: Row, other: Row) -> float | None:
    """Give the distance between the two geometries (geodesic, km), 0 where they touch."""
    shapes = _shape(one), _shape(other)
    if shapes[0] is None or shapes[1] is None:
        return None
    near = shapely.get_coordinates(shapely.shortest_line(*shapes))
    return float(_GEOD.inv(*near[0], *near[1])[2]) / 1000


def _shape(row: Row) -> shapely.Geometry | None:
    if row["geometry"] is not None and not row["geometry"].is_empty:
        return row["geometry"]
    if pd.isna(row["latitude"]) or _prec(row) in (6, 9):
        return None
    return shapely.Point(row["longitude"], row["latitude"])


def _uncertainty(row: Row) -> float:
    """Give what a row's mark may be off by; an area or stretch is as large as it is drawn."""
    drawn = row["geometry"] is not None and row["geometry"].geom_type != "Point"
    return 0.0 if drawn or pd.isna(row["uncertainty_km"]) else float(row["uncertainty_km"])


def _days_said(one: Row, other: Row, apart: int) -> str:
    if pd.isna(one["date_start"]) or pd.isna(other["date_start"]):
        return "one of them is undated"
    return f"{apart} days apart" if apart else "dates overlap"


# --- what the kept row gains ----------------------------------------------------------------------


def _prec(row: Row) -> int:
    """Give the place precision on one scale for comparing, 9 where none is known."""
    if pd.isna(row["where_prec"]):
        return 9
    code = int(row["where_prec"])
    return ACLED_DRAWN_AS.get(code, 9) if row["precision_scheme"] == "acled" else code


def _sharpen(kept: Row, take: Row) -> Iterator[str]:
    """Take over the better place and the better days, and say from where."""
    if _vagueness(take) < _vagueness(kept):
        kept |= {name: take[name] for name in PLACE_FIELDS}
        yield f"Place from {_cited(take)}."
    if _date_vagueness(take) < _date_vagueness(kept):
        kept |= {name: take[name] for name in DATE_FIELDS}
        yield f"Date from {_cited(take)}."


def _vagueness(row: Row) -> tuple[int, float]:
    off = row["uncertainty_km"]
    return _prec(row), float("inf") if pd.isna(off) else float(off)


def _date_vagueness(row: Row) -> int:
    return 9 if pd.isna(row["date_start"]) or pd.isna(row["date_prec"]) else int(row["date_prec"])


def _cited(row: Row) -> str:
    publishers = [s.get("publisher") for s in row["sources"] if s.get("publisher")]
    return f"{row['event_id']} ({publishers[0]})" if publishers else str(row["event_id"])


def _fill_figures(kept: Row, take: Row) -> Iterator[str]:
    """Fill figures that the kept row lacks; where both have one the kept row's stands."""
    for stem in _FIGURES:
        names = [f"{stem}{part}" for part in ("low", "best", "high")]
        told = [any(not pd.isna(row[n]) for n in names) for row in (kept, take)]
        what = stem.rstrip("_") or "deaths"
        if told == [False, True]:
            kept |= {n: take[n] for n in names}
            yield f"Figure ({what}) from {_cited(take)}."
        elif all(told) and any(_differ(kept[n], take[n]) for n in names):
            yield f"{_cited(take)} gives another figure ({what}): see the claims."


def _differ(one: Any, other: Any) -> bool:  # noqa: ANN401 (NA or a number)
    return bool(pd.isna(one) != pd.isna(other) or (not pd.isna(one) and one != other))


def _union(first: list[Row], second: list[Row]) -> list[Row]:
    return [*first, *(entry for entry in second if entry not in first)]
