"""Many events along the border in short: how many begin and end on each stretch, by kind and day.

What is known to the point is counted by `BIN_KM` of the border; a district, province or stretch
keeps its own extent. The sums of a window of days, and of a range of whole bins, are those of the
single events.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from geo.events.arrays import Mask, Prepared
from geo.events.vocabulary import LAYERS
from geo.maps.cells import series
from geo.maps.feed import INTERVAL, NO_DAY, Feed, Ints

BIN_KM: Final = 5.0
"""Length of border that exact places are counted by."""
_UNPLACED, _OFF = -1, -2


@dataclass(frozen=True)
class Along:
    """Where the events of a feed are counted: the stretches, and each event's number in them."""

    feed: Feed
    places: list[dict[str, Any]]
    of: Ints  # -1 where nothing can be drawn, -2 far from the border


def along(events: Prepared, feed: Feed) -> Along:
    """Put the stretches of events into bins; what is no spot keeps its own."""
    reach = events.reach
    rows, first, number = np.unique(reach.row, return_index=True, return_counts=True)
    spot = (number == 1) & (reach.start[first] == reach.end[first])
    of_row = np.where(events.drawable, _OFF, _UNPLACED).astype(np.int32)
    bins, code = np.unique(np.floor(reach.start[first[spot]] / BIN_KM), return_inverse=True)
    of_row[rows[spot]] = code
    places: list[dict[str, Any]] = [{"k": int(k), "p": 1} for k in bins]
    known: dict[tuple[Any, ...], int] = {}
    prec = events.where_prec
    cut = zip(rows[~spot].tolist(), first[~spot].tolist(), number[~spot].tolist(), strict=True)
    for row, at, n in cut:
        a, b = reach.start[at : at + n].tolist(), reach.end[at : at + n].tolist()
        key = (int(prec[row]), *a, *b)
        if key not in known:
            known[key] = len(places)
            places.append({"p": key[0], "a": a, "b": b})
        of_row[row] = known[key]
    return Along(feed, places, of_row[feed.order])


def counted(among: Along, passes: Mask) -> dict[str, Any]:
    """
    Count the events that pass, for the browser.

    Parameters
    ----------
    among
        The stretches.
    passes
        Which events of the feed pass the filters.

    Returns
    -------
    bin, the length of a bin in km; places: p precision, k the bin, or a and b, where stretches
    begin and end; layers, first and last day, total; begun and ended as in `geo.maps.cells`, by
    place and layer, then by place those whose day is not exact, then closures that hold, then what
    cannot be drawn and what lies far from the border; record, the version of the feed; version.
    """
    feed, layers, n = among.feed, len(LAYERS), len(among.places)
    dated = np.flatnonzero(passes & (feed.start < NO_DAY))
    on = dated[among.of[dated] >= 0]
    place = among.of[on].astype(np.int64)
    vague, holds = feed.date_prec[on] > 1, (feed.flags[on] & INTERVAL) > 0
    off = dated[among.of[dated] < 0]
    number = np.concatenate(
        [
            place * layers + feed.layer[on],
            n * layers + place[vague],
            n * (layers + 1) + place[holds],
            n * (layers + 2) + np.where(among.of[off] == _UNPLACED, 0, 1),
        ]
    )
    at = np.concatenate([on, on[vague], on[holds], off])
    size, many = feed.last - feed.first + 1, n * (layers + 2) + 2
    over = feed.end[at] < feed.last
    content = {
        "bin": BIN_KM,
        "places": among.places,
        "layers": list(LAYERS),
        "first": feed.first,
        "last": feed.last,
        "total": len(feed),
        "begun": series(number, feed.start[at] - feed.first, many, size),
        "ended": series(number[over], feed.end[at[over]] + 1 - feed.first, many, size),
        "record": feed.version,
    }
    text = json.dumps(content, sort_keys=True)
    return content | {"version": hashlib.sha256(text.encode()).hexdigest()[:16]}


def indices(
    among: Along, passes: Mask, wanted: list[int], days: tuple[int, int]
) -> npt.NDArray[np.intp]:
    """List events that begin on some days on some of the stretches, by index in the feed."""
    feed = among.feed
    begins = (feed.start >= days[0]) & (feed.start <= days[1])
    return np.flatnonzero(begins & passes & np.isin(among.of, [i for i in wanted if i >= 0]))
