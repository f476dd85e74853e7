"""The clock and the filters: counts that add up, incidents counted once."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.events import record, vocabulary, window
from geo.events.window import Filters, casualties, daily, in_force, next_day_with_data, view

DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2025, 2, 15))
NAMES = st.sampled_from(["Surin", "Trat", "Surin / Trat", ""])


@st.composite
def rows(draw: st.DrawFn) -> dict[str, object]:
    """One event, placed or not, dated or not, linked or not."""
    start = draw(st.none() | DAYS)
    end = start and draw(st.none() | st.just(start) | st.dates(start, dt.date(2025, 3, 1)))
    prec = draw(st.sampled_from([None, 1, 2, 3, 4, 5, 6, 7]))
    placed = draw(st.booleans())
    return {
        "layer": draw(st.sampled_from(vocabulary.LAYERS)),
        "date_start": start and start.isoformat(),
        "date_end": end and end.isoformat(),
        "date_prec": draw(st.sampled_from([None, 1, 2, 3])),
        "where_prec": prec,
        "latitude": 14.0 if placed else None,
        "longitude": 103.0 if placed else None,
        "uncertainty_km": draw(st.sampled_from([None, 5.0])),
        "adm_1": draw(NAMES),
        "side": draw(st.sampled_from(vocabulary.SIDES)),
        "summary": draw(st.sampled_from(["a mine", "a rocket", ""])),
        "is_total": draw(st.booleans()),
        "best": draw(st.sampled_from([None, 0, 3])),
        "claims": [{"claimant": c} for c in draw(st.sets(st.sampled_from(vocabulary.CLAIMANTS)))],
        "links": draw(st.lists(st.tuples(st.booleans(), st.integers(0, 9)), max_size=2)),
    }


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    """A small frame whose links may run to absent rows and in circles."""
    made = draw(st.lists(rows(), max_size=10))
    for i, row in enumerate(made):
        row["event_id"] = f"e{i}"
        links = [(same, f"e{j}") for same, j in row.pop("links") if j != i]
        row["same_as"] = [k for same, k in links if same]
        row["part_of"] = [k for same, k in links if not same]
    return record.validate(pd.DataFrame(made)) if made else record.empty()


FILTERS = st.builds(
    Filters,
    layers=st.none() | st.sets(st.sampled_from(vocabulary.LAYERS)),
    sides=st.none() | st.sets(st.sampled_from(vocabulary.SIDES)),
    provinces=st.none() | st.sets(st.sampled_from(["Surin", "Trat"])),
    claimants=st.none() | st.sets(st.sampled_from(vocabulary.CLAIMANTS)),
    where_precs=st.none() | st.sets(st.integers(0, 7)),
    date_precs=st.none() | st.sets(st.integers(0, 5)),
    text=st.sampled_from(["", "MINE", "e1"]),
)
SETTINGS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SETTINGS
@given(frames(), DAYS, DAYS, st.sampled_from(window.MODES), FILTERS)
def test_every_row_is_in_exactly_one_lot(frame, a, b, mode, filters):
    seen = view(frame, min(a, b), max(a, b), mode, filters)
    lots = [seen.shown, seen.unplaced, seen.undated, seen.by_filter, seen.by_time]
    assert (np.sum(lots, axis=0) == 1).all()
    counts = seen.counts
    assert counts.shown + counts.filtered + counts.unplaced + counts.undated == counts.total
    assert counts.total == len(frame)
    assert sum(seen.shown_by_layer.values()) == counts.shown


@SETTINGS
@given(frames(), DAYS, FILTERS)
def test_a_day_is_in_its_window_and_the_window_in_all_so_far(frame, end, filters):
    start = end - dt.timedelta(days=5)
    on, within, so_far = (view(frame, start, end, mode, filters).listed for mode in window.MODES)
    assert (on <= within).all()
    assert (within <= so_far).all()


@SETTINGS
@given(frames(), FILTERS)
def test_incidents_are_never_more_than_rows_and_some_row_stands_for_each(frame, filters):
    seen = view(frame, "2025-01-01", "2025-12-31", "window", filters)
    number = sum(seen.incidents.values())
    real = seen.listed & ~frame["is_total"].to_numpy()
    assert number <= real.sum()
    assert (number > 0) == bool(real.any())


@SETTINGS
@given(frames())
def test_bars_weigh_as_much_as_there_are_incidents(frame):
    events = window.prepare(frame)
    bars = daily(events)
    total = events.counted(events.dated).sum()
    assert bars["exact"].sum() + bars["vague"].sum() == pytest.approx(total)


@SETTINGS
@given(frames(), DAYS)
def test_stepping_lands_on_a_day_on_which_something_begins(frame, day):
    after = next_day_with_data(frame, day)
    before = next_day_with_data(frame, day, -1)
    starts = set(frame["date_start"].dropna())
    assert after is None or (after > pd.Timestamp(day) and after in starts)
    assert before is None or (before < pd.Timestamp(day) and before in starts)
    assert (after is None) == (not any(s > pd.Timestamp(day) for s in starts))


def made(*given_rows: dict[str, object]) -> pd.DataFrame:
    """Rows with an id each, placed at one point in Surin unless said otherwise."""
    base = {"layer": "clash", "where_prec": 1, "latitude": 14.4, "longitude": 103.3}
    filled = [{"event_id": f"e{i}", **base, **row} for i, row in enumerate(given_rows)]
    return record.validate(pd.DataFrame(filled))


def days(first: str, last: str | None = "same") -> dict[str, object]:
    return {"date_start": first, "date_end": first if last == "same" else last}


def test_modes_of_the_clock():
    frame = made(
        days("2025-07-24"),
        days("2025-07-20", "2025-07-25"),
        days("2025-06-07", None),
        days("2025-08-01"),
        {},
    )

    def listed(mode):
        return view(frame, "2025-07-21", "2025-07-25", mode).listed.tolist()

    assert listed("day") == [False, True, True, False, False]
    assert listed("window") == [True, True, True, False, False]
    assert listed("cumulative") == [True, True, True, False, False]
    counts = view(frame, "2025-08-02", "2025-08-02", "cumulative").counts
    assert (counts.shown, counts.undated, counts.by_time) == (4, 1, 0)


def test_rejected_and_merged_rows_are_filtered_unless_asked_for():
    frame = made(
        days("2025-07-24"),
        days("2025-07-24") | {"review_state": "rejected"},
        days("2025-07-24") | {"review_state": "merged", "merged_into": "e0"},
    )
    assert view(frame, "2025-07-24", "2025-07-24").counts.by_filter == 2
    everything = Filters(review_states=None)
    assert view(frame, "2025-07-24", "2025-07-24", "day", everything).counts.shown == 3


def test_country_wide_and_placeless_rows_are_unplaced_and_a_named_province_is_not():
    nowhere = {"latitude": None, "longitude": None}
    frame = made(
        days("2025-07-24") | {"where_prec": 6},
        days("2025-07-24") | nowhere,
        days("2025-07-24") | nowhere | {"where_prec": 4, "adm_1": "Surin"},
        days("2025-07-24") | nowhere | {"where_prec": 4},
    )
    assert view(frame, "2025-07-24", "2025-07-24").unplaced.tolist() == [True, True, False, True]


def test_filters_on_several_words_pass_rows_that_have_one():
    frame = made(
        days("2025-07-24") | {"adm_1": "Surin / Oddar Meanchey"},
        days("2025-07-24") | {"adm_1": "Trat", "claims": [{"claimant": "Cambodia"}]},
    )

    def shown(**filters):
        return view(frame, "2025-07-24", "2025-07-24", "day", Filters(**filters)).shown.tolist()

    assert shown(provinces={"Oddar Meanchey"}) == [True, False]
    assert shown(provinces=set()) == [False, False]
    assert shown(claimants={"Cambodia", "Thailand"}) == [False, True]
    assert shown(text="  TRAT ") == [False, True]
    assert shown(where_precs={1}, sides={"unknown"}, layers={"clash"}) == [True, True]


def test_duplicates_and_parts_count_once_and_stand_in_for_what_is_filtered_out():
    frame = made(
        days("2025-12-12") | {"layer": "airstrike"},
        days("2025-12-15") | {"layer": "airstrike", "part_of": ["e0"], "best": 1},
        days("2025-12-15") | {"layer": "shelling", "part_of": ["e0", "e1"], "best": 2},
        days("2025-12-16") | {"same_as": ["e4"], "best": 4},
        days("2025-12-16") | {"best": 4},
        days("2025-12-16") | {"is_total": True, "best": 99},
    )
    whole = view(frame, "2025-12-01", "2025-12-31")
    assert whole.counts.shown == 6
    assert {k: n for k, n in whole.incidents.items() if n} == {"airstrike": 1, "clash": 1}
    late = view(frame, "2025-12-15", "2025-12-15")
    assert {k: n for k, n in late.incidents.items() if n} == {"airstrike": 1}
    only = view(frame, "2025-12-15", "2025-12-15", "day", Filters(layers={"shelling"}))
    assert only.incidents["shelling"] == 1
    # e0 has no figure, so e1's counts; e2 is a part of e1, which has one
    assert casualties(frame).loc["all", "best"] == 1 + 4


def test_links_that_run_in_a_circle_leave_one_row_standing():
    frame = made(
        days("2025-12-12") | {"part_of": ["e1"]},
        days("2025-12-12") | {"part_of": ["e0"]},
    )
    assert view(frame, "2025-12-12", "2025-12-12").incidents["clash"] == 1


def test_casualties_fill_gaps_from_best_and_never_average():
    thai, khmer = {"claimant": "Thailand"}, {"claimant": "Cambodia"}
    frame = made(
        days("2025-07-24") | {"best": 8, "low": 5, "high": 8, "claims": [thai]},
        days("2025-07-25") | {"high": 12, "claims": [thai]},
        days("2025-07-26") | {"best": 1, "injured_best": 3, "claims": [thai, khmer]},
    )
    sums = casualties(frame)
    assert sums.loc["Thailand", ["best", "low", "high"]].tolist() == [8, 5, 20]
    assert sums.loc["both", ["best", "injured_high", "incidents"]].tolist() == [1, 3, 1]
    assert sums.loc["all", ["best", "low", "high"]].tolist() == [9, 6, 21]
    assert casualties(frame, by="layer").index.tolist() == ["clash", "all"]


def test_bars_spread_what_lasts_and_tell_what_is_vague():
    frame = made(
        days("2025-10-10", "2025-10-13") | {"date_prec": 1},
        days("2025-10-11", "2025-10-12") | {"date_prec": 2},
        days("2025-10-10", None) | {"layer": "border_closure", "date_prec": 1},
    )
    bars = daily(frame)
    assert bars.index.get_level_values("day").nunique() == 4
    assert bars.loc[("2025-10-11", "clash")].tolist() == [0.25, 0.5]
    assert bars.loc[("2025-10-10", "border_closure")].tolist() == [1.0, 0.0]
    assert bars["exact"].sum() == 2
    assert daily(frame, np.zeros(3, dtype=bool)).empty


def test_closures_hold_from_their_first_to_their_last_day():
    closure = {"layer": "border_closure"}
    frame = made(
        days("2025-06-13", None) | closure,
        days("2025-06-14", "2025-06-15") | closure,
        days("2025-06-14", None),
    )
    assert in_force(frame, "2025-06-12").tolist() == [False, False, False]
    assert in_force(frame, "2025-06-15").tolist() == [True, True, False]
    assert in_force(frame, "2026-01-01").tolist() == [True, False, False]
    on_day = view(frame, "2025-06-20", "2025-06-20", "cumulative")
    assert on_day.in_force.tolist() == [True, False, False]


def test_wrong_use_is_told():
    frame = made(days("2025-07-24"))
    with pytest.raises(InputError, match="modes are day, window, cumulative"):
        view(frame, "2025-07-24", "2025-07-24", "month")
    with pytest.raises(InputError, match="swap the two days"):
        view(frame, "2025-07-25", "2025-07-24")
    assert next_day_with_data(frame, "2025-07-24", 0) is None
