"""The packed events: sorted, complete, and the same for the browser as for Python."""

import base64

import numpy as np
import pandas as pd
import pytest

from geo.events import record
from geo.events.arrays import prepare
from geo.maps import feed

ROWS = [
    {"event_id": "late", "layer": "clash", "date_start": "2025-12-08", "date_end": "2025-12-08",
     "place": "Chong Bok", "latitude": 14.34, "longitude": 105.2, "where_prec": 2,
     "uncertainty_km": 2.0, "coding": "curated", "review_state": "confirmed"},
    {"event_id": "gate", "layer": "border_closure", "date_start": "2025-06-21", "date_end": None,
     "place": "Chong Sai Taku", "latitude": 14.33, "longitude": 103.17, "where_prec": 1,
     "coding": "curated", "review_state": "confirmed"},
    {"event_id": "nowhere", "layer": "shelling", "date_start": "2025-07-24",
     "date_end": "2025-07-25", "place": "Cambodia", "where_prec": 6, "coding": "machine",
     "review_state": "extracted"},
    {"event_id": "never", "layer": "drone", "date_start": None, "date_end": None,
     "place": "Chong Bok", "latitude": 14.34, "longitude": 105.2, "where_prec": 2,
     "uncertainty_km": 2.0, "coding": "machine", "review_state": "extracted"},
    {"event_id": "line", "layer": "clash", "date_start": "2025-12-09", "date_end": "2025-12-20",
     "place": "the border", "where_prec": 5, "border_from_km": 0.0, "border_to_km": 800.0,
     "coding": "curated", "review_state": "confirmed"},
    {"event_id": "province", "layer": "displacement", "date_start": "2025-12-10",
     "date_end": "2025-12-10", "place": "Surin", "adm_1": "Surin", "where_prec": 4,
     "coding": "curated", "review_state": "confirmed"},
]  # fmt: skip


@pytest.fixture(scope="module")
def events():
    frame, problems = record.conform(pd.DataFrame(ROWS))
    assert not problems
    return prepare(frame)


@pytest.fixture(scope="module")
def packed(events):
    return feed.pack(events)


def _ints(text):
    return np.frombuffer(base64.b64decode(text), dtype=np.int32)


def test_events_are_sorted_by_first_day_and_undated_come_last(packed):
    start = _ints(packed.packed["start"])
    assert (np.diff(start) >= 0).all()
    assert packed.event_ids == ["gate", "nowhere", "late", "line", "province", "never"]
    assert start[-1] == feed.NO_DAY


def test_what_still_goes_on_has_an_open_end_and_stands_among_the_long(packed):
    end = _ints(packed.packed["end"])
    assert end[0] == feed.OPEN_END
    assert 0 in packed.packed["long"]


def test_one_place_is_sent_once_and_the_unplaceable_has_none(packed):
    place = dict(zip(packed.event_ids, _ints(packed.packed["place"]), strict=True))
    assert place["late"] == place["never"] >= 0
    assert place["nowhere"] == -1
    assert len(packed.packed["places"]) == 4


def test_every_drawable_row_has_a_place(packed, events):
    placed = _ints(packed.packed["place"]) >= 0
    assert (placed == events.drawable[packed.order]).all()


def test_a_stretch_carries_its_km_and_a_province_its_name(packed):
    by_name = {place["n"]: place for place in packed.packed["places"]}
    assert (by_name["the border"]["a"], by_name["the border"]["b"]) == (0.0, 800.0)
    assert by_name["Surin"]["v"] == ["Surin"]


def test_a_place_goes_by_every_name_that_reports_give_it():
    names = ["Chong Bok", "Mom Bei", "Chong Bok", "Hill 481"]
    rows = [{**ROWS[0], "event_id": str(i), "place": name} for i, name in enumerate(names)]
    packed = feed.pack(prepare(record.conform(pd.DataFrame(rows))[0]))
    assert [p["n"] for p in packed.packed["places"]] == ["Chong Bok / Hill 481 and 1 more"]


def test_only_unreviewed_machine_rows_are_hollow(packed):
    flags = np.frombuffer(base64.b64decode(packed.packed["flags"]), dtype=np.uint8)
    hollow = [e for e, f in zip(packed.event_ids, flags, strict=True) if f & feed.UNREVIEWED]
    assert hollow == ["nowhere", "never"]


def test_a_mask_has_one_bit_an_index(packed, events):
    passes = (events.frame["layer"] == "clash").to_numpy()
    bits = np.unpackbits(
        np.frombuffer(base64.b64decode(packed.mask(passes)), dtype=np.uint8), bitorder="little"
    )[: len(packed.order)]
    assert [e for e, b in zip(packed.event_ids, bits, strict=True) if b] == ["late", "line"]


def test_the_version_follows_the_content(packed, events):
    assert feed.pack(events).version == packed.version
    other, _ = record.conform(pd.DataFrame(ROWS[:3]))
    assert feed.pack(prepare(other)).version != packed.version


def test_an_event_is_found_by_its_id(packed):
    assert packed.event_ids[packed.index("late")] == "late"
    assert packed.index("no such event") == -1


def test_no_events_make_an_empty_feed():
    empty = feed.pack(prepare(record.conform(pd.DataFrame(ROWS[:0]))[0]))
    assert empty.event_ids == []
    assert empty.packed["places"] == []
