"""Many events in short: how many begin and end in each square, of each kind, on each day.

A record of more events than a browser should hold goes to it as counts. A window's number of
events in a square is what had begun by its last day less what was over before its first, so that
two look-ups a square do for any window, and the sums are those of the single events. Places that
are areas, stretches or routes keep their own entry; exact points and those near by are counted in
squares of `SIZE` degrees. Where few events are left in the frame the browser asks for them one by
one (`details`).
"""

import hashlib
import json
import os
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from geo.events.arrays import Mask
from geo.events.vocabulary import LAYERS
from geo.maps.feed import COUNTED, INTERVAL, NO_DAY, OPEN_END, UNREVIEWED, Feed, Ints, base64_of

SIZE: Final = 1 / 8
"""Width and height of a square, degrees: about 14 km."""
ABOVE: Final = 100_000
"""More events than this in view are sent as counts."""
SETTING: Final = "BORDER_MONITOR_SINGLE_EVENTS"
"""Variable of the environment with another number."""
_SHARE: Final = 10  # in the frame, a tenth of that is sent as single events
_POINT: Final = 2  # UCDP: the place itself, or near it
_NO_PLACE: Final = 6  # UCDP: a country
_PRECISIONS: Final = 8
_MOST_BARS: Final = 400  # closures that the timeline draws
_CLOSURES: Final = tuple(LAYERS.index(name) for name in ("fuel_route", "border_closure"))
_NAMED: Final = 2

Passes = Mask
"""Which events pass the filters, in the order of the feed."""


def above() -> int:
    """How many single events a browser is sent; the environment may set another number."""
    given = os.environ.get(SETTING, "")
    return int(given) if given.isdigit() else ABOVE


@dataclass(frozen=True)
class Cells:
    """Where the events of a feed are counted: the places, and each event's number in them."""

    feed: Feed
    places: list[dict[str, Any]]
    of: Ints  # -1 where nothing can be drawn
    precision: npt.NDArray[np.int8]  # that decides the mark, 0 where nothing is drawn


def cells(feed: Feed) -> Cells:
    """Put the places of a feed into squares; what is no point keeps its own place."""
    found: dict[Any, int] = {}
    members: list[list[int]] = []
    cell_of = np.zeros(len(feed.places) + 1, dtype=np.int32)
    for i, place in enumerate(feed.places):
        key = _square(place) or ("place", i)
        cell_of[i] = found.setdefault(key, len(found))
        if cell_of[i] == len(members):
            members.append([])
        members[cell_of[i]].append(i)
    cell_of[-1] = -1
    events = np.bincount(feed.place[feed.place >= 0], minlength=len(feed.places))
    places = [
        _cell(key, sorted(inside, key=lambda i: (-events[i], i)), feed)
        for key, inside in zip(found, members, strict=True)
    ]
    drawn = np.array([0 if p["p"] == _NO_PLACE else p["p"] for p in feed.places] + [0], np.int8)
    return Cells(feed, places, cell_of[feed.place], drawn[feed.place])


def _square(place: dict[str, Any]) -> tuple[int, int] | None:
    if place["p"] > _POINT or "l" in place or "x" not in place:
        return None
    return int(np.floor(place["x"] / SIZE)), int(np.floor(place["y"] / SIZE))


def _cell(key: tuple[Any, Any], inside: list[int], feed: Feed) -> dict[str, Any]:
    if key[0] == "place":
        return feed.places[inside[0]]
    names = [feed.places[i]["n"] for i in inside]
    more = f" and {len(names) - _NAMED} more places" if len(names) > _NAMED else ""
    middle = [round((k + 0.5) * SIZE, 5) for k in key]
    name = " / ".join(names[:_NAMED]) + more
    return {"n": name, "p": 1, "x": middle[0], "y": middle[1], "size": SIZE}


def counted(among: Cells, passes: Passes) -> dict[str, Any]:
    """
    Count the events that pass, for the browser.

    Parameters
    ----------
    among
        The squares and other places.
    passes
        Which events of the feed pass the filters.

    Returns
    -------
    cells, the width of a square in degrees; places, layers, first and last day, total as in a
    feed; undated, how many pass without a day; begun and ended, see `series`, by place and layer,
    then unreviewed by place, then by precision; exact and vague, incidents by layer and day
    (float32, base64); bars, the closures: first and last day, layer, place; version.
    """
    feed = among.feed
    dated = passes & (feed.start < NO_DAY)
    begun, ended = _by_day(among, dated)
    exact, vague = _histogram(feed, dated)
    content = {
        "cells": SIZE,
        "layers": list(LAYERS),
        "places": among.places,
        "first": feed.first,
        "last": feed.last,
        "total": len(feed),
        "limit": max(1, above() // _SHARE),
        "undated": int(np.count_nonzero(passes & ~dated)),
        "begun": begun,
        "ended": ended,
        "exact": base64_of(exact),
        "vague": base64_of(vague),
        "bars": _bars(feed, dated),
    }
    text = json.dumps(content, sort_keys=True)
    content["version"] = hashlib.sha256((feed.version + text).encode()).hexdigest()[:16]
    return content


def details(
    among: Cells, passes: Passes, wanted: list[int], days: tuple[int, int]
) -> dict[str, Any] | None:
    """
    Pack the single events of some squares, for a browser that has the counts.

    Parameters
    ----------
    among, passes
        As for `counted`.
    wanted
        Numbers of the squares.
    days
        First and last day.

    Returns
    -------
    A feed's excerpt, with the squares and days that it is complete for; None where it would hold
    more events than a browser is sent at once.
    """
    squares = [i for i in wanted if 0 <= i < len(among.places) and "size" in among.places[i]]
    at = _at(among, passes, squares, days)
    if len(at) > max(1, above() // _SHARE):
        return None
    return among.feed.excerpt(at) | {"cells": squares, "from": days[0], "to": days[1]}


def indices(among: Cells, passes: Passes, wanted: list[int], days: tuple[int, int]) -> list[int]:
    """List events at squares or other places on some days, by index in the feed, oldest first."""
    known = [i for i in wanted if 0 <= i < len(among.places)]
    found: list[int] = _at(among, passes, known, days).tolist()
    return found


def _at(
    among: Cells, passes: Passes, wanted: list[int], days: tuple[int, int]
) -> npt.NDArray[np.intp]:
    feed = among.feed
    inside = np.zeros(len(among.places) + 1, dtype=bool)
    inside[wanted] = True
    on = (feed.start <= days[1]) & (feed.end >= days[0]) & passes & inside[among.of]
    return np.flatnonzero(on & (among.precision > 0))


def _by_day(among: Cells, dated: Mask) -> tuple[dict[str, Any], dict[str, Any]]:
    """Count beginnings by day, and ends by the day after."""
    feed, first = among.feed, among.feed.first
    size = feed.last - first + 1
    number_of, at = _numbered(among, dated)
    number = len(among.places) * (len(LAYERS) + 1) + _PRECISIONS
    begun = series(number_of, feed.start[at] - first, number, size)
    over = feed.end[at] < feed.last
    return begun, series(number_of[over], feed.end[at[over]] + 1 - first, number, size)


def _numbered(among: Cells, dated: Mask) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.intp]]:
    """Give the number of each series that an event counts in, and the event's index."""
    feed, layers, places = among.feed, len(LAYERS), len(among.places)
    drawn = np.flatnonzero(dated & (among.precision > 0))
    hollow = drawn[(feed.flags[drawn] & UNREVIEWED) > 0]
    every = np.flatnonzero(dated)
    series = (
        among.of[drawn].astype(np.int64) * layers + feed.layer[drawn],
        places * layers + among.of[hollow].astype(np.int64),
        places * (layers + 1) + among.precision[every].astype(np.int64),
    )
    return np.concatenate(series), np.concatenate((drawn, hollow, every))


def series(series: npt.NDArray[np.int64], day: Ints, number: int, days: int) -> dict[str, Any]:
    """
    Pack counts by series and day.

    Returns
    -------
    of, how many days each series has; day, the days since the first; n, how many events on each;
    all base64, with the bytes of a number.
    """
    key, n = np.unique(series * days + day, return_counts=True)
    of = np.bincount(key // days, minlength=number)
    return {"of": _packed(of), "day": _packed(key % days), "n": _packed(n)}


def _packed(numbers: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Pack whole numbers from 0 on in as few bytes as the greatest needs."""
    kind = np.min_scalar_type(int(numbers.max(initial=0)))
    return {"bytes": kind.itemsize, "data": base64_of(numbers.astype(kind))}


def _histogram(feed: Feed, dated: Mask) -> tuple[npt.NDArray[np.float32], ...]:
    """Spread each incident over its days, closures aside; those whose day is not known apart."""
    closure = np.isin(feed.layer, _CLOSURES)
    at = np.flatnonzero(dated & ~closure & ((feed.flags & COUNTED) > 0))
    first, size = feed.first, feed.last - feed.first + 1
    start, end = feed.start[at] - first, np.minimum(feed.end[at], feed.last) - first
    share = 1.0 / (end - start + 1)
    slot = feed.layer[at].astype(np.int64) * (size + 1)
    many = len(LAYERS) * (size + 1)
    found = []
    for chosen in (feed.date_prec[at] <= 1, feed.date_prec[at] > 1):
        weight = np.where(chosen, share, 0.0)
        up = np.bincount(slot + start, weight, many) - np.bincount(slot + end + 1, weight, many)
        rows = np.cumsum(up.reshape(len(LAYERS), size + 1), axis=1)[:, :-1]
        found.append(np.where(rows < _DUST, 0, rows).astype(np.float32))
    return tuple(found)


_DUST: Final = 1e-6  # what is left where sums of shares cancel out


def _bars(feed: Feed, dated: Mask) -> list[list[Any]]:
    """Give the first closures that hold from a first to a last day."""
    holds = dated & np.isin(feed.layer, _CLOSURES) & ((feed.flags & INTERVAL) > 0)
    return [
        [
            int(feed.start[i]),
            min(int(feed.end[i]), OPEN_END),
            int(feed.layer[i]),
            feed.places[feed.place[i]]["n"] if feed.place[i] >= 0 else "",
        ]
        for i in np.flatnonzero(holds)[:_MOST_BARS]
    ]
