"""Counts in the place of events: every window's sums are those of the single events."""

import base64
import random

import numpy as np
import pandas as pd
import pytest

from geo import events as house
from geo.bench import synthetic
from geo.events import record, window
from geo.events.arrays import prepare
from geo.events.vocabulary import LAYERS
from geo.events.window import Filters
from geo.maps import cells, feed
from tests.maps.test_feed import ROWS

FILTERS = [
    Filters(),
    Filters(layers=["clash", "landmine"]),
    Filters(where_precs=[2, 5]),
    Filters(confidences=["high"], sides=["TH"]),
    Filters(text="no event says this"),
]


def behind_the_shipped(made):
    """Prepare the events that ship, made-up ones and undated ones as one record."""
    undated = record.conform(pd.DataFrame(ROWS))[0]
    frame = pd.concat([pd.DataFrame(f) for f in (house.load(), made, undated)], ignore_index=True)
    return prepare(record.as_geo(frame))


class Browser:
    """What the browser makes of the counts: `cells.js` and `counting.js`, in Python."""

    def __init__(self, packed):
        self.packed = packed
        self.places, self.first = packed["places"], packed["first"]
        self.begun, self.ended = (_series(packed[name]) for name in ("begun", "ended"))

    def window(self, start, end):
        """Number of each series in a window of days."""
        return _until(self.begun, end - self.first) - _until(self.ended, start - self.first)

    def by_place_and_layer(self, numbers):
        n = len(self.places) * len(LAYERS)
        return numbers[:n].reshape(-1, len(LAYERS))

    def hollow(self, numbers):
        n = len(self.places) * len(LAYERS)
        return numbers[n : n + len(self.places)]

    def by_precision(self, numbers):
        return numbers[-8:]


def _series(packed):
    of, day, n = (_numbers(packed[name]) for name in ("of", "day", "n"))
    return np.repeat(np.arange(len(of)), of), day, n, len(of)


def _numbers(packed):
    kind = {1: np.uint8, 2: np.uint16, 4: np.uint32}[packed["bytes"]]
    return np.frombuffer(base64.b64decode(packed["data"]), dtype=kind).astype(np.int64)


def _until(series, day):
    of, days, n, number = series
    return np.bincount(of[days <= day], n[days <= day], number).astype(int)


@pytest.fixture(scope="module")
def prepared():
    """The events that ship with made-up ones behind them: many days, all precisions, undated."""
    made = synthetic.events(3000)
    made.loc[made.index % 5 == 0, "review_state"] = "extracted"
    return behind_the_shipped(made)


@pytest.fixture(scope="module")
def packed(prepared):
    return feed.pack(prepared)


@pytest.fixture(scope="module")
def among(packed):
    return cells.cells(packed)


@pytest.mark.parametrize("chosen", FILTERS)
def test_sums_of_any_window_are_those_of_the_single_events(prepared, packed, among, chosen):
    sent = Browser(cells.counted(among, chosen.passing(prepared)[packed.order]))
    dice = random.Random(817)
    for _ in range(40):
        first, last = sorted(dice.choices(range(packed.first - 2, packed.last + 3), k=2))
        wanted = window.view(prepared, _day(first), _day(last), "window", chosen)
        numbers = sent.window(first, last)
        by_layer = sent.by_place_and_layer(numbers).sum(axis=0)
        assert by_layer.tolist() == list(wanted.shown_by_layer.values())
        precision = sent.by_precision(numbers)
        assert precision[0] == wanted.counts.unplaced
        shown = prepared.where_prec[wanted.shown]
        assert precision[1:].tolist() == np.bincount(shown, minlength=8)[1:].tolist()
        filtered = sent.packed["total"] - precision.sum() - sent.packed["undated"]
        assert filtered == wanted.counts.filtered
        assert sent.packed["undated"] == wanted.counts.undated


def test_each_square_counts_the_events_that_lie_in_it(packed, among):
    everything = np.ones(len(packed), dtype=bool)
    sent = Browser(cells.counted(among, everything))
    numbers = sent.by_place_and_layer(sent.window(packed.first, packed.last)).sum(axis=1)
    squares = 0
    for i, place in enumerate(sent.places):
        if "size" not in place:
            continue
        squares += 1
        half = cells.SIZE / 2
        inside = [
            j
            for j, p in enumerate(packed.places)
            if p["p"] <= 2
            and "l" not in p
            and place["x"] - half <= p["x"] < place["x"] + half
            and place["y"] - half <= p["y"] < place["y"] + half
        ]
        dated = packed.start < feed.NO_DAY
        assert numbers[i] == np.isin(packed.place[dated], inside).sum() > 0
    assert squares > 20


def test_unreviewed_events_are_counted_by_square(packed, among):
    everything = np.ones(len(packed), dtype=bool)
    sent = Browser(cells.counted(among, everything))
    hollow = sent.hollow(sent.window(packed.first, packed.last))
    drawn = (packed.place >= 0) & (packed.start < feed.NO_DAY)
    assert hollow.sum() == ((packed.flags & feed.UNREVIEWED > 0) & drawn).sum() > 0


def test_bars_of_the_timeline_are_those_of_the_single_events(packed, among):
    sent = cells.counted(among, np.ones(len(packed), dtype=bool))
    size = packed.last - packed.first + 1
    exact, vague = (
        np.frombuffer(base64.b64decode(sent[name]), dtype=np.float32).reshape(-1, size)
        for name in ("exact", "vague")
    )
    wanted = np.zeros((2, len(LAYERS), size))
    closures = [LAYERS.index(name) for name in ("fuel_route", "border_closure")]
    for i in np.flatnonzero((packed.start < feed.NO_DAY) & (packed.flags & feed.COUNTED > 0)):
        if packed.layer[i] in closures:
            continue
        a, b = packed.start[i] - packed.first, min(packed.end[i], packed.last) - packed.first
        wanted[int(packed.date_prec[i] > 1), packed.layer[i], a : b + 1] += 1 / (b - a + 1)
    assert np.allclose(exact, wanted[0], atol=1e-4)
    assert np.allclose(vague, wanted[1], atol=1e-4)
    assert 0 < len(sent["bars"]) <= 400
    assert {bar[2] for bar in sent["bars"]} <= set(closures)


def test_details_are_all_events_of_their_squares_and_days(monkeypatch, packed, among):
    monkeypatch.setenv("BORDER_MONITOR_SINGLE_EVENTS", "5000")
    passes = packed.layer != LAYERS.index("drone")
    squares = [i for i, place in enumerate(among.places) if "size" in place][3:9]
    days = packed.first + 100, packed.first + 150
    found = cells.details(among, passes, [*squares, -1, 10**6], days)
    index = np.frombuffer(base64.b64decode(found["index"]), dtype=np.int32)
    on = (packed.start <= days[1]) & (packed.end >= days[0])
    wanted = np.flatnonzero(on & passes & np.isin(among.of, squares))
    assert index.tolist() == wanted.tolist()
    assert found["cells"] == squares
    assert cells.indices(among, passes, squares, days) == wanted.tolist()


def test_more_details_than_a_browser_is_sent_are_refused(monkeypatch, packed, among):
    monkeypatch.setenv("BORDER_MONITOR_SINGLE_EVENTS", "1000")
    squares = [i for i, place in enumerate(among.places) if "size" in place]
    everything = np.ones(len(packed), dtype=bool)
    assert cells.details(among, everything, squares, (packed.first, packed.last)) is None
    assert cells.details(among, everything, [], (packed.first, packed.last)) is not None


def test_an_excerpt_says_where_its_events_stand_and_keeps_the_timeline(packed):
    index = np.arange(5, len(packed), 7)
    sent = packed.excerpt(index)
    start, place, at = (
        np.frombuffer(base64.b64decode(sent[name]), dtype=np.int32)
        for name in ("start", "place", "index")
    )
    assert at.tolist() == index.tolist()
    assert start.tolist() == packed.start[index].tolist()
    assert (sent["first"], sent["last"], sent["total"]) == (packed.first, packed.last, len(packed))
    for i, p in zip(index, place, strict=True):
        was = packed.place[i]
        assert (sent["places"][p] == packed.places[was]) if was >= 0 else p == -1
    assert packed.excerpt(index[1:])["version"] != sent["version"]


def test_no_events_make_empty_counts():
    empty = feed.pack(prepare(record.conform(pd.DataFrame(ROWS[:0]))[0]))
    sent = cells.counted(cells.cells(empty), np.zeros(0, dtype=bool))
    assert sent["places"] == sent["bars"] == []
    assert Browser(sent).window(0, 10).tolist() == [0] * 8


@pytest.mark.parametrize(
    ("given", "number"), [("", 100_000), ("300", 300), ("many", 100_000), ("-1", 100_000)]
)
def test_the_number_of_single_events_can_be_set(monkeypatch, given, number):
    monkeypatch.setenv("BORDER_MONITOR_SINGLE_EVENTS", given)
    assert cells.above() == number


def _day(number):
    return str(np.datetime64(int(number), "D"))
