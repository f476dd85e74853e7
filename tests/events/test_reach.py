"""Which stretches of the border events are about, and the filter on them."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import border, events
from geo.events import reach, record, window
from geo.events.arrays import prepare

TA_MUEN = {"longitude": 103.26639, "latitude": 14.34917}  # on the line, about km 327
BANGKOK = {"longitude": 100.5, "latitude": 13.75}
KM = st.floats(0, border.length_km())


def _stretches(**fields):
    common = {"event_id": "made-up", "layer": "clash", "date_start": "2025-07-24"}
    prepared = prepare(record.validate(pd.DataFrame([common | fields])))
    found = prepared.reach
    return list(zip(found.start.tolist(), found.end.tolist(), strict=True))


@pytest.fixture(scope="module")
def shipped():
    made = prepare(events.load())
    assert len(made.reach.row)  # worked out once, before hypothesis looks at the clock
    return made


def test_a_place_on_the_line_is_a_spot():
    ((start, end),) = _stretches(where_prec="1", **TA_MUEN)
    assert start == end == pytest.approx(327, abs=1)


def test_a_district_reaches_as_far_as_it_is_uncertain():
    ((start, end),) = _stretches(where_prec="3", uncertainty_km="12", **TA_MUEN)
    assert end - start == pytest.approx(24)
    assert (start + end) / 2 == pytest.approx(327, abs=1)


def test_a_stretch_is_what_the_row_says():
    assert _stretches(where_prec="5", border_from_km="59", border_to_km="340.5") == [(59, 340.5)]


def test_the_end_of_the_line_is_not_passed():
    hat_lek = {"longitude": 102.91, "latitude": 11.65}
    ((start, end),) = _stretches(where_prec="3", uncertainty_km="20", **hat_lek)
    assert end == border.length_km()
    assert start == pytest.approx(end - 20, abs=2)


def test_a_province_is_all_its_stretches():
    found = _stretches(where_prec="4", adm_1="Battambang")
    assert len(found) == 2  # Pailin lies between
    assert found == reach.by_province()["Battambang"]


def test_provinces_that_touch_are_one_stretch():
    both = _stretches(where_prec="4", adm_1="Surin / Buri Ram")
    named = [reach.by_province()[name][0] for name in ("Surin", "Buri Ram")]
    assert both == [(named[0][0], named[1][1])]


@pytest.mark.parametrize(
    "fields",
    [
        {"where_prec": "1", **BANGKOK},
        {"where_prec": "7", "uncertainty_km": "30", **TA_MUEN},
        {"where_prec": "6", "country": "KH"},
        {"where_prec": "4", "adm_1": "Phnom Penh"},
        {"where_prec": "5", "geometry": "LINESTRING (105.4 15.1, 105.9 14.0)"},
    ],
    ids=["far away", "at sea", "country", "inland province", "another line"],
)
def test_what_is_not_about_the_border_has_no_stretch(fields):
    assert _stretches(**fields) == []


@pytest.mark.parametrize("country", ["TH", "KH"])
def test_provinces_follow_one_another_over_the_whole_line(country):
    runs = reach.provinces_along(country)
    assert runs[0][1] == 0
    assert runs[-1][2] == border.length_km()
    assert all(a[2] == b[1] and a[0] != b[0] for a, b in itertools.pairwise(runs))


def test_provinces_stand_in_the_order_of_the_border():
    thai = [name for name, _, _ in reach.provinces_along("TH")]
    assert thai == [
        "Ubon Ratchathani", "Si Sa Ket", "Surin", "Buri Ram", "Sa Kaeo", "Chanthaburi", "Trat",
    ]  # fmt: skip
    khmer = [name for name, _, _ in reach.provinces_along("KH")]
    assert khmer[:3] == ["Preah Vihear", "Oddar Meanchey", "Banteay Meanchey"]
    assert khmer[-2:] == ["Pursat", "Koh Kong"]


@pytest.mark.parametrize("country", ["TH", "KH"])
def test_sites_lie_in_the_province_that_they_name(country):
    """The strips are approximate: a site within 2 km of a province's end may be off."""
    sites = reach._sites_along(country)
    for _, site in sites[sites["away"] <= 8].iterrows():
        near = {
            name
            for name, start, end in reach.provinces_along(country)
            if start - 2 <= site["km"] <= end + 2
        }
        assert site["admin1"] in near, site["name"]


@settings(deadline=None)
@given(start=KM, length=st.floats(0, 400))
def test_touching_is_overlap(start, length, shipped):
    found = shipped.reach
    met = found.touching(start, start + length, len(shipped))
    slow = np.zeros(len(shipped), dtype=bool)
    for row, a, b in zip(found.row, found.start, found.end, strict=True):
        slow[row] |= max(a, start) <= min(b, start + length)
    assert (met == slow).all()


@settings(deadline=None)
@given(start=KM, length=st.floats(0, 400))
def test_counts_add_up_under_a_stretch(start, length, shipped):
    chosen = window.Filters(border_km=(start, start + length))
    counts = window.view(shipped, "2025-07-24", "2025-12-09", "window", chosen).counts
    total = counts.shown + counts.filtered + counts.unplaced + counts.undated
    assert total == counts.total == len(shipped)
    everything = window.view(shipped, "2025-07-24", "2025-12-09").counts
    assert counts.shown <= everything.shown


def test_a_stretch_of_equal_ends_keeps_both():
    assert window.Filters(border_km=(327.0, 327.0)).border_km == (327.0, 327.0)
