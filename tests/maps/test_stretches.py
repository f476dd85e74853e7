"""Counts along the border: sums of any window and whole bins are those of the single events."""

import random

import numpy as np
import pytest

from geo.bench import synthetic
from geo.events import window
from geo.events.vocabulary import LAYERS
from geo.events.window import Filters
from geo.maps import feed, ribbon, stretches
from tests.maps.test_cells import Browser, behind_the_shipped

FILTERS = [
    Filters(),
    Filters(layers=["clash", "landmine", "border_closure"]),
    Filters(where_precs=[2, 4, 5], review_states=None),
    Filters(text="no event says this"),
]


@pytest.fixture(scope="module")
def prepared():
    return behind_the_shipped(synthetic.events(2500, seed=5))


@pytest.fixture(scope="module")
def packed(prepared):
    return feed.pack(prepared)


@pytest.fixture(scope="module")
def among(prepared, packed):
    return stretches.along(prepared, packed)


def _holds(place, low, high):
    if "k" in place:
        return low <= place["k"] * stretches.BIN_KM < high
    pairs = zip(place["a"], place["b"], strict=True)
    return any(a <= high and b >= low for a, b in pairs)


@pytest.mark.parametrize("chosen", FILTERS)
def test_sums_are_those_of_the_single_events(prepared, packed, among, chosen):
    sent = Browser(stretches.counted(among, chosen.passing(prepared)[packed.order]))
    many, kinds, dice = len(sent.places), len(LAYERS), random.Random(5)
    for _ in range(40):
        first, last = sorted(dice.choices(range(packed.first, packed.last + 1), k=2))
        low, high = sorted(dice.sample(range(0, 830, 5), 2))
        days = [np.datetime64(day, "D") for day in (first, last)]
        seen = window.view(prepared, *days, "window", chosen)
        known = prepared.reach.known(len(prepared))
        numbers = sent.window(first, last)
        assert numbers[-2:].tolist() == [seen.counts.unplaced, int((seen.shown & ~known).sum())]
        here = [_holds(place, low, high) for place in sent.places]
        on = seen.shown & prepared.reach.touching(low, high, len(prepared))
        by_layer = sent.by_place_and_layer(numbers)[here].sum(axis=0)
        assert by_layer.tolist() == np.bincount(prepared.layer[on], minlength=kinds).tolist()
        vague = numbers[many * kinds : many * (kinds + 1)][here].sum()
        assert vague == int((on & (prepared.date_prec > 1)).sum())
        holding = sent.window(last, last)[many * (kinds + 1) : many * (kinds + 2)][here].sum()
        assert holding == int((on & seen.in_force).sum())


def test_a_count_gives_its_events(packed, among):
    everything = np.ones(len(packed), dtype=bool)
    wanted, days = [3, len(among.places) - 1], (packed.first + 20, packed.first + 200)
    found = stretches.indices(among, everything, wanted, days)
    begun = [
        i
        for i in range(len(packed))
        if among.of[i] in wanted and days[0] <= packed.start[i] <= days[1]
    ]
    assert found.tolist() == begun
    assert len(found) > 0


def test_the_ground_is_the_same_without_the_events(prepared, packed):
    singly, counted = ribbon.pack(prepared, packed), ribbon.pack(prepared, packed, singly=False)
    assert (counted["of"], counted["a"], counted["b"]) == ("", "", "")
    for name in ("length", "feed", "provinces", "sites"):
        assert counted[name] == singly[name]
