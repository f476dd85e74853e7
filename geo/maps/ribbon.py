"""What the border ribbon draws besides the events: provinces, sites and checkpoints along the line.

The ribbon is the border unrolled: km from the Laos tripoint to the Gulf across, days down. The
events themselves come from the feed that the map and the clock use (`geo.maps.feed`); here each
gets its stretches of the border.
"""

import base64
import hashlib
import json
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo import border
from geo.events.arrays import Prepared, numbered
from geo.events.reach import NOTHING, provinces_along
from geo.gazetteer import sites
from geo.maps.feed import Feed

COUNTRIES: Final = ("TH", "KH")
_SITE_KM: Final = 6.0  # a site further from the line is no landmark on it
_SAME_KM: Final = 3.0  # an event this near to a site counts as there
_EXACT: Final = 2  # UCDP: the place itself, or near it
CHECKPOINT: Final = "checkpoint"
_KINDS: Final = (
    CHECKPOINT,
    "pass",
    "temple",
    "hill",
    "village",
    "town",
    "base",
    "bridge",
    "casino",
    "area",
)
_ONE_SITE_KM: Final = 2.0  # sites of one name this near are one tick
_KM_PER_DEGREE: Final = 111.195
_DECIMALS: Final = 2


def pack(events: Prepared, feed: Feed, *, singly: bool = True) -> dict[str, Any]:
    """
    Pack what does not change while the page is open, for the browser.

    Parameters
    ----------
    events
        Validated events, prepared for the clock.
    feed
        The same events, packed: the ribbon speaks of them by their index in it.
    singly
        Give the stretches of each event; without, the ribbon gets counts (`geo.maps.stretches`).

    Returns
    -------
    length and published km; feed, the version of the feed that it belongs to; provinces by
    country, each [name, from km, to km]; sites, see `site_ticks`; of, a, b: index of the event,
    first and last border km of each of its stretches (base64); version, a hash of all that.
    """
    index = np.empty(len(feed.order), dtype=np.int64)
    index[feed.order] = np.arange(len(feed.order))
    reach = events.reach if singly else NOTHING
    content: dict[str, Any] = {
        "length": round(border.length_km(), _DECIMALS),
        "published": border.PUBLISHED_KM,
        "feed": feed.version,
        "provinces": {
            country: [[name, round(a, 1), round(b, 1)] for name, a, b in provinces_along(country)]
            for country in COUNTRIES
        },
        "sites": site_ticks(events),
        "of": _base64(index[reach.row].astype(np.int32)),
        "a": _base64(reach.start.astype(np.float32)),
        "b": _base64(reach.end.astype(np.float32)),
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return {**content, "version": hashlib.sha256(text.encode()).hexdigest()[:16]}


def site_ticks(events: Prepared) -> list[dict[str, Any]]:
    """
    List the landmarks along the line, those with most events first.

    Returns
    -------
    One entry a site: n name, km, c country (TH, KH or TH/KH), k kind, e number of events whose
    nearest site it is (within 3 km). Sites known only roughly, and those more than 6 km from the
    line, are left out; sites of one name side by side are one, a checkpoint where one of them is.
    """
    table = _near_sites()
    counts = _events_at(events, table)
    rows = [
        {"n": _short(name), "km": round(float(km), _DECIMALS), "c": country, "k": kind, "e": int(n)}
        for name, km, country, kind, n in zip(
            table["name"], table["km"], table["country"], table["kind"], counts, strict=True
        )
    ]
    return sorted(_merged(rows), key=_rank)


def _merged(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    for row in sorted(rows, key=_rank):
        twin = next((k for k in kept if _same(k, row)), None)
        if twin is None:
            kept.append(dict(row))
            continue
        twin["e"] += row["e"]
        if row["k"] == CHECKPOINT:
            twin["k"] = CHECKPOINT
    return kept


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(one["n"] == other["n"] and abs(one["km"] - other["km"]) <= _ONE_SITE_KM)


def _rank(row: dict[str, Any]) -> tuple[Any, ...]:
    return (-row["e"], row["k"] != CHECKPOINT, row["km"], row["n"])


def _near_sites() -> pd.DataFrame:
    table = sites()
    table = table[table["kind"].isin(_KINDS) & ~table["area_only"].astype(bool)]
    table = table[table["country"].isin([*COUNTRIES, "TH/KH"]) & (table["where_prec"] <= _EXACT)]
    points = _points(table)
    table = table.assign(km=border.km(points), away=border.distance_km(points), point=points)
    return table[table["away"] <= _SITE_KM].reset_index(drop=True)


def _events_at(events: Prepared, table: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Count the events at each site: the named one, else the nearest within 3 km."""
    every = events.frame[events.drawable & np.isin(events.where_prec, (1, 2))]
    alike = numbered(every[name] for name in ("place_id", "place", "longitude", "latitude"))
    _, first, back = np.unique(alike, return_index=True, return_inverse=True)
    rows = every.iloc[first]
    by_id = {f"site:{site_id}": i for i, site_id in enumerate(table["site_id"])}
    by_name = {name: i for i, name in reversed(list(enumerate(table["name"])))}
    near = _nearest(_points(rows), table)
    at = [
        by_id.get(place_id, by_name.get(place.split(" / ")[0].strip(), near[i]))
        for i, (place_id, place) in enumerate(zip(rows["place_id"], rows["place"], strict=True))
    ]
    found = np.array(at, dtype=np.int64)[back]
    found = found[found >= 0]
    return np.bincount(found, minlength=len(table)).astype(np.int64)


def _nearest(points: npt.NDArray[Any], table: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Row of the nearest site of each point, -1 where none is within 3 km."""
    there = shapely.get_coordinates(table["point"].to_numpy())
    nearest = shapely.STRtree(table["point"].to_numpy()).nearest(points)
    offset = (shapely.get_coordinates(points) - there[nearest]) * _KM_PER_DEGREE
    offset[:, 0] *= np.cos(np.radians(there[nearest, 1]))
    away = np.hypot(offset[:, 0], offset[:, 1])
    return np.where(away <= _SAME_KM, nearest, -1).astype(np.int64)


def _points(table: pd.DataFrame) -> npt.NDArray[Any]:
    made: npt.NDArray[Any] = shapely.points(
        table["longitude"].to_numpy(dtype=float), table["latitude"].to_numpy(dtype=float)
    )
    return made


def _short(name: str) -> str:
    """Leave out what the tick itself says."""
    return name.removesuffix(" checkpoint").removesuffix(" casinos")


def _base64(array: npt.NDArray[Any]) -> str:
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode("ascii")
