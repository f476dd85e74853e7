"""What is in view, as a value."""

from datetime import date

import pytest

from geo import events
from geo.briefing.view import BORDER, BriefingView, span_of
from geo.errors import InputError
from geo.events import record
from geo.events.window import prepare

FIRST, LAST = date(2025, 12, 8), date(2025, 12, 14)


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("window", "8 Dec 2025 – 14 Dec 2025"),
        ("day", "14 Dec 2025"),
        ("cumulative", "until 14 Dec 2025"),
    ],
)
def test_the_window_in_words(mode, words):
    assert BriefingView(FIRST, LAST, mode).span == words


def test_equal_settings_are_equal_views_and_can_be_kept_in_a_set():
    assert len({BriefingView(FIRST, LAST), BriefingView(FIRST, LAST)}) == 1


def test_it_opens_on_the_whole_border():
    assert BriefingView(FIRST, LAST).extent == BORDER


def test_a_window_the_wrong_way_round_is_refused():
    with pytest.raises(InputError, match="swap the two days"):
        BriefingView(LAST, FIRST).seen(prepare(events.load()))


def test_the_span_of_the_record_holds_every_first_day():
    prepared = prepare(events.load())
    first, last = span_of(prepared)
    days = prepared.frame["date_start"].dropna()
    assert first == days.min().date()
    assert last >= days.max().date()


def test_an_empty_record_has_a_span_too():
    assert span_of(prepare(record.empty())) == (date(1970, 1, 1), date(1970, 1, 1))
