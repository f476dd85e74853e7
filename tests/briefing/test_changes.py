"""What changed between two days, and the draft that is made of it: counted again by hand."""

from datetime import date, timedelta

import numpy as np
import pytest

from geo import events
from geo.briefing import changes, deck, draft
from geo.briefing.view import BORDER, BriefingView
from geo.errors import InputError
from geo.events.vocabulary import LAYER_FAMILY
from geo.events.window import prepare
from tests.events import made_up

SINCE, UNTIL = date(2025, 12, 14), date(2025, 12, 21)


@pytest.fixture(scope="module")
def record():
    return prepare(events.load())


@pytest.fixture(scope="module")
def compared(record):
    return changes.compare(record, SINCE, UNTIL, np.ones(len(record), dtype=bool))


def test_events_are_added_after_the_one_day_and_up_to_the_other(compared):
    frame = compared.events.frame
    start = frame["date_start"].dt.date
    wanted = [bool(d is not None and SINCE < d <= UNTIL) for d in start.where(start.notna(), None)]
    assert compared.added.tolist() == wanted
    assert 0 < compared.incidents.sum() <= compared.added.sum()


def test_closures_in_force_are_those_before_plus_opened_less_ended(compared):
    before, after = compared.holding(SINCE), compared.holding(UNTIL)
    opened_and_over = compared.opened & compared.ended
    assert (after == (before | compared.opened) & ~compared.ended).all()
    assert after.sum() == before.sum() + compared.opened.sum() - compared.ended.sum()
    assert opened_and_over.sum() <= compared.opened.sum()
    assert compared.opened.any()


def test_weekly_rates_stand_against_the_four_weeks_before(compared):
    frame = compared.events.frame[~compared.events.frame["is_total"]]
    clash = frame[frame["layer"] == "clash"]
    first = SINCE - timedelta(27)
    rate = next(r for r in compared.rates if r.layer == "clash")
    begun = clash["date_start"].dt.date
    assert rate.before <= ((begun >= first) & (begun <= SINCE)).sum()
    assert rate.count <= ((begun > SINCE) & (begun <= UNTIL)).sum()
    assert rate.weekly == pytest.approx(rate.count)
    assert rate.weekly_before == pytest.approx(rate.before / 4)
    assert not rate.small
    assert changes.Rate("clash", 4, 5, 7).small
    assert compared.rate.count == compared.incidents.sum()


def test_a_rate_that_moves_within_chance_is_no_change():
    assert not changes.Rate("", 3, 14, 7).clear
    assert changes.Rate("", 30, 14, 7).clear
    assert changes.Rate("", 0, 40, 7).clear


def test_each_claimants_figures_stay_its_own_and_tolls_stay_out(compared):
    for figure in compared.figures:
        rows = compared.events.frame[compared.added & ~compared.events.total]
        spans = [changes.claimed(cell, figure.claimant, figure.field) for cell in rows["claims"]]
        spans = [span for span in spans if span]
        assert 0 < figure.incidents <= len(spans)
        assert figure.low <= sum(low for low, _ in spans)
        assert figure.high <= sum(high for _, high in spans)
    assert {f.claimant for f in compared.figures} >= {"Thailand", "Cambodia"}


@pytest.mark.parametrize(
    ("claims", "span"),
    [
        ([{"value": 3, "low": None, "high": None}], (3, 3)),
        ([{"value": 2, "low": 2, "high": 3}], (2, 3)),
        ([{"value": None, "low": None, "high": 7}], (7, 7)),
        ([{"value": 4}, {"value": 1}], (4, 5)),
        ([{"value": float("nan")}], None),
        ([{"value": 3, "claimant": "Cambodia"}], None),
        ([{"value": 3, "field": "displaced"}], None),
    ],
)
def test_a_claimants_figures_in_one_event(claims, span):
    told = [{"claimant": "Thailand", "field": "deaths", **claim} for claim in claims]
    assert changes.claimed(told, "Thailand", "deaths") == span


def test_a_day_that_is_not_earlier_is_refused(record):
    with pytest.raises(InputError, match="earlier day"):
        changes.compare(record, UNTIL, UNTIL, np.ones(len(record), dtype=bool))


def test_a_draft_has_five_steps_that_a_file_holds(record):
    view = BriefingView(date(2025, 12, 1), date(2025, 12, 31))
    made = draft.draft(record, view, date(2025, 12, 24))
    names = [step.name for step in made.steps]
    assert names == ["Situation now", "What changed", "Places", "Closures in force", "Sources"]
    assert deck.loads(deck.dumps(made)) == made
    seen = view.confirmed().seen(record)
    assert made.steps[0].headline.startswith(f"{sum(seen.incidents.values())} incidents")
    assert made.steps[1].view.start == date(2025, 12, 25)
    assert made.steps[2].view.extent != BORDER
    assert f"{seen.in_force.sum()} closures" in made.steps[3].headline
    assert f"{view.hidden(record)} rows that nobody has confirmed" in made.steps[4].lines[-1]
    assert all(step.headline and step.lines for step in made.steps)


def test_places_are_ranked_as_told(record):
    seen = BriefingView(date(2025, 12, 1), date(2025, 12, 31)).confirmed().seen(record)
    found = draft.significant(seen, most=40)
    order = [(-p.harmful, -p.incidents, p.name) for p in found]
    assert order == sorted(order)
    top = found[0]
    rows = record.frame[record.counted(seen.shown) & (record.frame["place"] == top.name).to_numpy()]
    rows = rows[rows["layer"].map(LAYER_FAMILY.get).isin(["clash", "landmine"])]
    assert top.incidents == len(rows)
    assert 0 < top.harmful <= top.incidents


def test_a_window_with_nothing_in_it_is_drafted_too():
    empty = prepare(made_up.extracted())
    made = draft.draft(empty, BriefingView(date(2025, 8, 1), date(2025, 8, 9)), date(2025, 8, 2))
    assert made.steps[0].headline.startswith("0 incidents")
    assert deck.checked(made) == made
