"""Which stretches of the border an event is about: a spot, a range, or its provinces' stretches.

Border km count from the Laos tripoint. An event far from the line has no stretch: the nearest
border km says nothing about it.
"""

from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo import atlas, border
from geo.gazetteer import sites

NEAR_KM: Final = 60
"""Beyond this distance from the line a place has no border km of its own."""

Floats = npt.NDArray[np.float64]
Stretch = tuple[float, float]

_STEP_KM: Final = 0.5
_SHORTEST_KM: Final = 3.0  # shorter runs along the generalised outlines are their noise
_SITE_NEAR_KM: Final = 30.0
_OF_ROW: Final = ("longitude", "latitude", "uncertainty_km", "border_from_km", "border_to_km")


class Reach(NamedTuple):
    """Stretches of the border, one or several an event; `row` rises."""

    row: npt.NDArray[np.int64]  # row of the frame
    start: Floats  # border km
    end: Floats  # border km, equal to `start` for a spot

    def touching(self, start: float, end: float, rows: int) -> npt.NDArray[np.bool_]:
        """Tell which of `rows` rows have a stretch that meets border km `start` to `end`."""
        met = np.zeros(rows, dtype=bool)
        met[self.row[(self.start <= end) & (self.end >= start)]] = True
        return met

    def known(self, rows: int) -> npt.NDArray[np.bool_]:
        """Tell which of `rows` rows have a stretch at all."""
        return self.touching(-np.inf, np.inf, rows)


NOTHING: Final = Reach(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
"""No event is about any stretch."""


def reach(
    frame: pd.DataFrame, prec: npt.NDArray[np.int8], drawable: npt.NDArray[np.bool_]
) -> Reach:
    """
    Find the border stretches of events.

    Parameters
    ----------
    frame
        A validated event frame.
    prec
        Place precision that decides each row's mark (`geo.events.shapes.drawn_prec`).
    drawable
        Rows that have something to draw; the others get no stretch.

    Returns
    -------
    The stretches. Precision 1 and 2 give a spot, 3 the point with its uncertainty, 4 the stretches
    of the named provinces, 5 the range of border km, or the provinces' where it is not stated.
    Places more than `NEAR_KM` from the line, at sea (7) or along another line have none.
    """
    km, near = _along(frame)
    found: list[tuple[int, float, float]] = []
    cells = zip(frame["adm_1"], frame["geometry"], *(frame[name] for name in _OF_ROW), strict=True)
    for i, (adm_1, geometry, _, _, radius, start, end) in enumerate(cells):
        if not drawable[i]:
            continue
        spot = float(km[i]) if near[i] else np.nan
        stretches = _stretches(int(prec[i]), spot, _or_zero(radius), (start, end), adm_1, geometry)
        found += [(i, a, b) for a, b in stretches]
    columns = np.array(found, dtype=float).reshape(-1, 3)
    return Reach(columns[:, 0].astype(np.int64), columns[:, 1], columns[:, 2])


def _stretches(  # the six things that decide it
    prec: int, spot: float, radius: float, stated: tuple[Any, Any], adm_1: str, geometry: object
) -> list[Stretch]:
    here = [] if np.isnan(spot) else [_clipped(spot - radius, spot + radius)]
    if prec in (1, 2):
        return [(spot, spot)] if here else []
    if prec == 3:  # noqa: PLR2004  # UCDP: district
        return here or _of_provinces(adm_1)
    if prec == 4:  # noqa: PLR2004  # UCDP: province
        return _of_provinces(adm_1) or here
    if prec != 5:  # noqa: PLR2004  # UCDP: a stretch or a vague region
        return []
    if not pd.isna(stated[0]) and not pd.isna(stated[1]):
        return [_clipped(float(stated[0]), float(stated[1]))]
    elsewhere = getattr(geometry, "geom_type", "") == "LineString"
    return [] if elsewhere else _of_provinces(adm_1) or here


def _of_provinces(adm_1: str) -> list[Stretch]:
    """Stretches of the named provinces, those that touch or overlap put together."""
    named = (part.strip() for part in adm_1.split("/"))
    merged: list[Stretch] = []
    for start, end in sorted(s for name in named for s in by_province().get(name, [])):
        if merged and start <= merged[-1][1] + _STEP_KM:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


@cache
def by_province() -> dict[str, list[Stretch]]:
    """Border stretches of each province that has any, approximate: see `provinces_along`."""
    found: dict[str, list[Stretch]] = {}
    for country in ("TH", "KH"):
        for name, start, end in provinces_along(country):
            found.setdefault(name, []).append((start, end))
    return found


@cache
def provinces_along(country: str) -> list[tuple[str, float, float]]:
    """
    List the provinces of one country along the border, from the Laos tripoint to the Gulf.

    The nearest outline of the atlas decides, and the atlas is generalised. Where all border sites
    of a run name another province than the outline, the sites are right.

    Parameters
    ----------
    country
        TH or KH.

    Returns
    -------
    (name, from km, to km), without gaps from 0 to the border's length.
    """
    runs = _joined(_runs_along_outlines(country))
    runs = _joined([(_as_sites_say(country, *run), run[1], run[2]) for run in runs])
    return [(name, float(start), float(end)) for name, start, end in runs]


def _runs_along_outlines(country: str) -> list[tuple[str, float, float]]:
    features = [f["properties"] for f in atlas.provinces()]
    names = [str(p["name"]) for p in features if p["country"] == country]
    tree = shapely.STRtree([atlas.province_shapes()[name] for name in names])
    km = np.arange(_STEP_KM / 2, border.length_km(), _STEP_KM)
    nearest = tree.nearest(border.at_km(km))
    edges = np.flatnonzero(np.diff(nearest)) + 1
    starts = [0, *edges.tolist()]
    ends = [*edges.tolist(), len(km)]
    last = border.length_km()
    return [
        (names[nearest[a]], a * _STEP_KM, last if b == len(km) else b * _STEP_KM)
        for a, b in zip(starts, ends, strict=True)
    ]


def _joined(runs: list[tuple[str, float, float]]) -> list[tuple[str, float, float]]:
    """Put neighbours of one name together; what is very short goes to the run before it."""
    joined = runs[:1]
    for name, start, end in runs[1:]:
        before, since, _ = joined[-1]
        if name == before or end - start < _SHORTEST_KM:
            joined[-1] = (before, since, end)
        else:
            joined.append((name, start, end))
    return joined


def _as_sites_say(country: str, name: str, start: float, end: float) -> str:
    table = _sites_along(country)
    said = table["admin1"][(table["km"] >= start) & (table["km"] <= end)]
    if said.empty or (said == name).any():
        return name
    return str(said.mode().iloc[0])


@cache
def _sites_along(country: str) -> pd.DataFrame:
    """Border km and province of the sites of one country near the line."""
    table = sites()
    points = shapely.points(table["longitude"].astype(float), table["latitude"].astype(float))
    table = table.assign(km=border.km(points), away=border.distance_km(points))
    known = atlas.province_shapes()
    here = (table["country"] == country) & table["admin1"].isin(list(known))
    return table[here & (table["away"] <= _SITE_NEAR_KM)]


def _along(frame: pd.DataFrame) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Border km of each row's point, and whether the point is near enough for it to mean much."""
    lon, lat = (frame[name].to_numpy(dtype=float) for name in ("longitude", "latitude"))
    known = ~np.isnan(lon) & ~np.isnan(lat)
    km, away = np.full(len(frame), np.nan), np.full(len(frame), np.inf)
    points = shapely.points(lon[known], lat[known])
    km[known], away[known] = border.km(points), border.distance_km(points)
    return km, np.asarray(away <= NEAR_KM, dtype=bool)


def _clipped(start: float, end: float) -> Stretch:
    return max(0.0, start), min(border.length_km(), end)


def _or_zero(value: float) -> float:
    return 0.0 if pd.isna(value) else float(value)
