"""What the ribbon gets: each event's stretches by its index in the feed, provinces, sites."""

import base64

import numpy as np
import pytest

from geo import border, events
from geo.events.arrays import prepare
from geo.gazetteer import sites
from geo.maps import feed, ribbon


@pytest.fixture(scope="module")
def prepared():
    return prepare(events.load())


@pytest.fixture(scope="module")
def fed(prepared):
    return feed.pack(prepared)


@pytest.fixture(scope="module")
def packed(prepared, fed):
    return ribbon.pack(prepared, fed)


def _decoded(packed):
    kinds = {"of": np.int32, "a": np.float32, "b": np.float32}
    return [np.frombuffer(base64.b64decode(packed[name]), kind) for name, kind in kinds.items()]


def test_stretches_stand_at_the_index_of_their_event(prepared, fed, packed):
    of, start, end = _decoded(packed)
    rows = fed.order[of]
    assert (rows == prepared.reach.row).all()
    assert start == pytest.approx(prepared.reach.start, abs=0.001)
    assert end == pytest.approx(prepared.reach.end, abs=0.001)


def test_every_shown_event_is_on_the_ribbon_or_far_from_it(prepared, fed, packed):
    of, _, _ = _decoded(packed)
    on = np.zeros(len(prepared), dtype=bool)
    on[fed.order[of]] = True
    assert not (on & ~prepared.drawable).any()
    frame = prepared.frame
    exact = prepared.drawable & np.isin(prepared.where_prec, (1, 2))
    for i in np.flatnonzero(exact):
        near = frame["border_distance_km"].iloc[i] <= 60
        assert on[i] == near, frame["event_id"].iloc[i]


def test_stretches_stay_on_the_line(packed):
    _, start, end = _decoded(packed)
    assert (start <= end).all()
    assert start.min() >= 0
    assert end.max() <= border.length_km() + 0.01
    assert packed["length"] == pytest.approx(border.length_km(), abs=0.01)
    assert packed["published"] == 817


def test_sites_stand_once_each_and_on_the_line(packed):
    ticks = packed["sites"]
    assert len(ticks) > 50
    for tick in ticks:
        assert 0 <= tick["km"] <= border.length_km()
        assert tick["c"] in {"TH", "KH", "TH/KH"}
    names = [(tick["n"], round(tick["km"] / 10)) for tick in ticks]
    assert len(names) == len(set(names))


def test_sites_known_only_as_an_area_are_no_ticks(packed):
    table = sites()
    areas = set(table["name"][table["area_only"].astype(bool)])
    exact = set(table["name"][~table["area_only"].astype(bool)])
    assert not (areas - exact) & {tick["n"] for tick in packed["sites"]}


def test_the_busiest_site_stands_first(packed):
    numbers = [tick["e"] for tick in packed["sites"]]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] >= 5
    first = {tick["n"] for tick in packed["sites"][:12]}
    assert {"Ta Muen Thom", "Chong Bok"} <= first


def test_an_event_counts_at_one_site_at_most(prepared, packed):
    exact = prepared.drawable & np.isin(prepared.where_prec, (1, 2))
    assert sum(tick["e"] for tick in packed["sites"]) <= exact.sum()


def test_checkpoints_are_told_apart(packed):
    kinds = {tick["n"]: tick["k"] for tick in packed["sites"]}
    for name in ("Chong Chom", "Ban Khlong Luek", "Ban Hat Lek", "Chong Sa-ngam"):
        assert kinds[name] == ribbon.CHECKPOINT
    assert not any(name.endswith(" checkpoint") for name in kinds)


def test_equal_events_give_an_equal_version(prepared, fed, packed):
    assert ribbon.pack(prepared, fed)["version"] == packed["version"]
    assert packed["feed"] == fed.version
    fewer = prepare(prepared.frame.iloc[:-1])
    assert ribbon.pack(fewer, feed.pack(fewer))["version"] != packed["version"]
