"""What the browser gets of the events: time-sorted typed arrays and the table of their places.

The arrays go over the page's own websocket, once a session; a window of days then costs nothing
but two numbers. Text stays on the server: the browser asks for an event by its index.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo import atlas
from geo.events.arrays import OPEN, Mask, Prepared, numbered
from geo.events.vocabulary import LAYERS

UNREVIEWED: Final = 1
COUNTED: Final = 2
INTERVAL: Final = 4
OPEN_END: Final = 2**30  # last day of what still goes on
NO_DAY: Final = 2**30 + 1  # first day of what has none: after every window
LONG_DAYS: Final = (
    31  # what lasts longer stands in a list of its own, so that a window is one slice
)
_DECIMALS: Final = 5
_OF_PLACES: Final = (
    "place",
    "longitude",
    "latitude",
    "uncertainty_km",
    "adm_1",
    "border_from_km",
    "border_to_km",
    "geometry",
)

_NUMBERS: Final = ("longitude", "latitude", "uncertainty_km", "border_from_km", "border_to_km")

_ARRAYS: Final = ("order", "start", "end", "layer", "place", "flags", "date_prec")

Ints: TypeAlias = npt.NDArray[np.int32]
Bytes: TypeAlias = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Feed:
    """
    Events in the order of their first days, as arrays; an event's place in them is its index.

    `order` is each index's row in the frame. Days are counted from 1970-01-01; `place` is -1 where
    nothing can be drawn, else a number into `places`.
    """

    order: npt.NDArray[np.intp]
    start: Ints
    end: Ints
    layer: Bytes
    place: Ints
    flags: Bytes
    date_prec: Bytes
    places: list[dict[str, Any]]
    names: "pd.Series[str]"  # event_id of each row of the frame

    def __len__(self) -> int:
        """Count the events."""
        return len(self.order)

    @property
    def event_ids(self) -> list[str]:
        """The event_id at each index."""
        ids: list[str] = self.names.iloc[self.order].tolist()
        return ids

    @cached_property
    def first(self) -> int:
        """First day of all, 0 where there is none."""
        return int(self.start[0]) if self._dated else 0

    @cached_property
    def last(self) -> int:
        """Last day on which something begins or ends."""
        return _last_day(self.start[: self._dated], self.end[: self._dated])

    @cached_property
    def _dated(self) -> int:
        return int(np.searchsorted(self.start, NO_DAY))

    @cached_property
    def version(self) -> str:
        """Hash of the content: equal feeds are equal pictures."""
        digest = hashlib.sha256(json.dumps(self.places, sort_keys=True).encode())
        for name in _ARRAYS:
            digest.update(np.ascontiguousarray(getattr(self, name)).tobytes())
        return digest.hexdigest()[:16]

    @cached_property
    def packed(self) -> dict[str, Any]:
        """All events as the browser takes them."""
        return self._content(slice(None), self.places, self.place) | {"version": self.version}

    def excerpt(self, index: npt.NDArray[np.intp]) -> dict[str, Any]:
        """
        Pack some of the events, on the timeline of all.

        Parameters
        ----------
        index
            Where the events stand in the feed, in ascending order.

        Returns
        -------
        As `packed`, with `index`, so that the browser can ask for an event by its index in the
        whole feed, and `total`, the number of events in that.
        """
        used, numbered = np.unique(self.place[index], return_inverse=True)
        drawn = used[used >= 0]
        place = (numbered - (len(used) - len(drawn))).astype(np.int32)
        content = self._content(index, [self.places[i] for i in drawn], place)
        chosen = hashlib.sha256(self.version.encode() + index.astype(np.int64).tobytes())
        return content | {
            "index": base64_of(index.astype(np.int32)),
            "total": len(self),
            "version": chosen.hexdigest()[:16],
        }

    def _content(
        self, at: slice | npt.NDArray[np.intp], places: list[dict[str, Any]], place: Ints
    ) -> dict[str, Any]:
        start, end = self.start[at], self.end[at]
        return {
            "layers": list(LAYERS),
            "start": base64_of(start),
            "end": base64_of(end),
            "layer": base64_of(self.layer[at]),
            "place": base64_of(place),
            "flags": base64_of(self.flags[at]),
            "datePrec": base64_of(self.date_prec[at]),
            "places": places,
            "short": LONG_DAYS,
            "long": np.flatnonzero((start < NO_DAY) & (end - start > LONG_DAYS)).tolist(),
            "first": self.first,
            "last": self.last,
        }

    def mask(self, passes: Mask) -> str:
        """Pack which rows of the frame pass the filters, one bit an index, base64."""
        return base64_of(np.packbits(passes[self.order], bitorder="little"))

    def index(self, event_id: str) -> int:
        """Index of an event, -1 where there is none."""
        if not event_id:
            return -1
        rows = np.flatnonzero((self.names == event_id).to_numpy(dtype=bool))
        return int(np.flatnonzero(self.order == rows[0])[0]) if len(rows) else -1

    def __contains__(self, event_id: object) -> bool:
        """Tell whether an event is among them."""
        return isinstance(event_id, str) and self.index(event_id) >= 0


def pack(events: Prepared) -> Feed:
    """Sort and number events (validated, and prepared for the clock) for the browser."""
    frame = events.frame
    start = np.where(events.dated, events.start, NO_DAY).astype(np.int32)
    end = np.where(events.end == OPEN, OPEN_END, events.end).astype(np.int32)
    order = np.argsort(start, kind="stable")
    start, end = start[order], np.maximum(end[order], start[order])
    place, places = _places(events)
    everything = np.ones(len(frame), dtype=bool)
    flags = (
        _unreviewed(frame) * UNREVIEWED
        + events.counted(everything) * COUNTED
        + events.interval * INTERVAL
    ).astype(np.uint8)
    return Feed(
        order=order,
        start=start,
        end=end,
        layer=events.layer.astype(np.uint8)[order],
        place=place[order],
        flags=flags[order],
        date_prec=events.date_prec.astype(np.uint8)[order],
        places=places,
        names=frame["event_id"],
    )


def _last_day(start: Ints, end: Ints) -> int:
    closed = end[end < OPEN_END]
    return int(max([*start[-1:], closed.max(initial=0)], default=0))


def _unreviewed(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    by_machine = frame["coding"] != "curated"  # one that was confirmed and reopened included
    settled = frame["review_state"].isin(["confirmed", "merged"])
    return np.asarray(by_machine & ~settled, dtype=bool)


def _places(events: Prepared) -> tuple[Ints, list[dict[str, Any]]]:
    """Give each distinct place a number, and -1 to an event that cannot be drawn."""
    frame, prec, can = events.frame, events.where_prec, events.drawable
    found: dict[str, int] = {}
    places: list[dict[str, Any]] = []
    alike = _alike(events)
    rows, first = np.unique(alike, return_index=True)
    numbers = np.full(len(rows), -1, dtype=np.int32)
    columns = [frame[name].iloc[first].tolist() for name in _OF_PLACES]
    drawn = zip(prec[first].tolist(), can[first].tolist(), zip(*columns, strict=True), strict=True)
    for i, (code, drawable, values) in enumerate(drawn):
        place = _place(code, values) if drawable else None
        if place is None:
            continue
        key = repr([item for item in place.items() if item[0] != "n"])
        if key not in found:
            found[key] = len(places)
            places.append(place)
        numbers[i] = found[key]
    of_rows = numbers[alike]
    _name(places, of_rows, frame["place"])
    return of_rows, places


def _name(places: list[dict[str, Any]], of_rows: Ints, names: "pd.Series[str]") -> None:
    """Name each place by all that reports call it: the two commonest, and how many more."""
    placed = of_rows >= 0
    codes, words = pd.factorize(names[placed])
    pairs, counts = np.unique(of_rows[placed] * np.int64(len(words)) + codes, return_counts=True)
    called: dict[int, list[tuple[int, str]]] = {}
    for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
        place, word = divmod(pair, len(words))
        called.setdefault(place, []).append((-count, str(words[word])))
    for place, given in called.items():
        ranked = [name for _, name in sorted(given) if name]
        more = f" and {len(ranked) - 2} more" if len(ranked) > 2 else ""  # noqa: PLR2004
        places[place]["n"] = " / ".join(ranked[:2]) + more


def _alike(events: Prepared) -> npt.NDArray[np.intp]:
    """Give rows that are drawn alike the same number, counted by first appearance."""
    frame, prec = events.frame, events.where_prec
    shapes = np.asarray(frame["geometry"], dtype=object)
    kind = shapely.get_type_id(shapes)
    lines = frame["border_from_km"].isna().to_numpy() & (kind == shapely.GeometryType.LINESTRING)
    wkb = np.full(len(frame), "", dtype=object)
    wkb[lines] = shapely.to_wkb(shapes[lines], hex=True)
    adm_1 = np.where(np.isin(prec, (3, 4)), frame["adm_1"].to_numpy(dtype=object), "")
    numbers = [np.round(frame[name].to_numpy(dtype=float), _DECIMALS) for name in _NUMBERS]
    drawn = np.where(events.drawable, prec.astype(np.intp), -1)
    return numbered([drawn, *numbers, adm_1, wkb])


def _place(prec: int, values: tuple[Any, ...]) -> dict[str, Any] | None:
    """
    One place in short, None where nothing can be drawn.

    n name, p precision, x y point, u km, v provinces to shade, a b border km, l line.
    """
    name, lon, lat, uncertainty, adm_1, start, end, geometry = values
    place: dict[str, Any] = {"n": name, "p": prec}
    drawn_line = geometry is not None and geometry.geom_type == "LineString" and np.isnan(start)
    if drawn_line:  # a route, not a stretch of the border
        place["l"] = _rounded(shapely.get_coordinates(geometry))
    for key, value in (("x", lon), ("y", lat), ("u", uncertainty), ("a", start), ("b", end)):
        if not pd.isna(value):
            place[key] = round(float(value), _DECIMALS)
    if prec == 4 or (prec == 3 and "x" not in place):  # noqa: PLR2004  # province; district unseen
        named = [part.strip() for part in str(adm_1).split("/")]
        place["v"] = [name for name in named if name in atlas.province_names()]
        if not place["v"] and "x" not in place:
            return None
    return place


def _rounded(coordinates: npt.NDArray[np.float64]) -> list[list[float]]:
    rows: list[list[float]] = np.round(coordinates, _DECIMALS).tolist()
    return rows


def base64_of(array: npt.NDArray[Any]) -> str:
    """Write an array's bytes as text."""
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode("ascii")
