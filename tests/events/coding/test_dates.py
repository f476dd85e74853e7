import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.events.coding.dates import find_dates

MONDAY = dt.date(2025, 12, 22)

# What the rules were written against.
KNOWN = {
    "on Monday": "2025-12-22/2025-12-22",
    "on Sunday": "2025-12-21/2025-12-21",
    "Tuesday": "2025-12-16/2025-12-16",
    "over the weekend": "2025-12-20/2025-12-21",
    "on the weekend": "2025-12-20/2025-12-21",
    "last week": "2025-12-15/2025-12-21",
    "Dec 8": "2025-12-08/2025-12-08",
    "Dec. 8": "2025-12-08/2025-12-08",
    "in July": "2025-07-01/2025-07-31",
    "two weeks of fierce fighting": "2025-12-08/2025-12-22",
    "yesterday": "2025-12-21/2025-12-21",
    "two weeks ago": "2025-12-08/2025-12-08",
    "last month": "2025-11-01/2025-11-30",
    "in 2023": "2023-01-01/2023-12-31",
    "July 24-28": "2025-07-24/2025-07-28",
    "Monday night": "2025-12-22/2025-12-22",
    "since July": "2025-07-01/",
    "since the fighting resumed on Dec 8": "2025-12-08/",
    "from 7 December until the evening of 14 December": "2025-12-07/2025-12-14",
    "between Tuesday evening and Wednesday noon": "2025-12-16/2025-12-17",
    "from midnight on Sunday": "2025-12-21/",
    "in the last week of August": "2025-08-25/2025-08-31",
    "14 December 2568": "2025-12-14/2025-12-14",
    "five days of fighting in July": "2025-07-01/2025-07-31",
    "overnight": "2025-12-21/2025-12-22",
    "Christmas Eve": "2025-12-24/2025-12-24",
    "on Sunday and Monday": "2025-12-21/2025-12-22",
    "from Monday to Wednesday": "2025-12-15/2025-12-17",
    "on Tuesday, Dec 9": "2025-12-09/2025-12-09",
    "over the past week": "2025-12-15/2025-12-22",
    "since the start of the week": "2025-12-22/",
    "on 13/12/2025": "2025-12-13/2025-12-13",
    "on the 14th": "2025-12-14/2025-12-14",
    "over the weekend of 13-14 December": "2025-12-13/2025-12-14",
    "within 48 hours": "2025-12-20/2025-12-22",
    "in the second half of July": "2025-07-16/2025-07-31",
    "two nights ago": "2025-12-20/2025-12-20",
    "from 2008 to 2011": "2008-01-01/2011-12-31",
}

# Written after the rules and never tuned on.
HELD_OUT = {
    "on Saturday morning": "2025-12-20/2025-12-20",
    "early Friday": "2025-12-19/2025-12-19",
    "last Monday": "2025-12-15/2025-12-15",
    "the 20th of December": "2025-12-20/2025-12-20",
    "December 19th": "2025-12-19/2025-12-19",
    "19 Nov": "2025-11-19/2025-11-19",
    "on September 17, 2025": "2025-09-17/2025-09-17",
    "in early November": "2025-11-01/2025-11-10",
    "at the end of July": "2025-07-21/2025-07-31",
    "late in October": "2025-10-21/2025-10-31",
    "three days ago": "2025-12-19/2025-12-19",
    "four months ago": "2025-08-01/2025-08-31",
    "from December 9 to 11": "2025-12-09/2025-12-11",
    "10-12 December": "2025-12-10/2025-12-12",
    "between 24 and 28 July": "2025-07-24/2025-07-28",
    "since Thursday evening": "2025-12-18/",
    "since early June": "2025-06-01/",
    "over the past ten days": "2025-12-12/2025-12-22",
    "in the last 48 hours": "2025-12-20/2025-12-22",
    "this morning": "2025-12-22/2025-12-22",
    "last night": "2025-12-21/2025-12-21",
    "the day before yesterday": "2025-12-20/2025-12-20",
    "earlier this month": "2025-12-01/2025-12-21",
    "last year": "2024-01-01/2024-12-31",
    "three weeks of clashes": "2025-12-01/2025-12-22",
    "Wednesday of last week": "2025-12-17/2025-12-17",
    "until 31 December": "2025-12-31/2025-12-31",
    "New Year's Eve": "2024-12-31/2024-12-31",
    "on the night of 12 December": "2025-12-12/2025-12-12",
    "in the 1970s": "1970-01-01/1979-12-31",
    "a week ago": "2025-12-15/2025-12-15",
    "for a fourth consecutive day": "2025-12-19/2025-12-22",
}


def days(text, published=MONDAY):
    return [f"{m.when.start}/{m.when.end or ''}" for m in find_dates(text, published)]


@pytest.mark.parametrize(("phrase", "expected"), KNOWN.items())
def test_known_phrases(phrase, expected):
    assert days(f"It happened {phrase}.") == [expected]


@pytest.mark.parametrize(("phrase", "expected"), HELD_OUT.items())
def test_held_out_phrases(phrase, expected):
    assert days(f"It happened {phrase}.") == [expected]


def test_a_month_ahead_is_last_years():
    assert days("in March", dt.date(2026, 1, 10)) == ["2025-03-01/2025-03-31"]
    assert days("on 29 December", dt.date(2025, 12, 24)) == ["2025-12-29/2025-12-29"]
    assert days("on 29 December", dt.date(2025, 12, 1)) == ["2024-12-29/2024-12-29"]


def test_without_publication_only_full_dates_are_known():
    text = "On Monday and on 8 December 2025, and again in July."
    assert days(text, None) == ["2025-12-08/2025-12-08"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the day of a statement counts in its own sentence, and no farther
        ("It said on Friday that one was hurt two days earlier.", "2025-12-17"),
        ("Shots fell on Sunday, it said on Monday. A day earlier a house burned.", "2025-12-20"),
        ("He fell on Saturday, a day before the talks, she the same evening.", "2025-12-20"),
        ("It began ten days ago. On Friday it rained. The night before was dry.", "2025-12-18"),
    ],
)  # fmt: skip
def test_what_a_relative_day_is_reckoned_from(text, expected):
    assert find_dates(text, MONDAY)[-1].when.start.isoformat() == expected


def test_the_same_day_is_that_named_before():
    text = "It began on 14 December. On the same day shells fell; the next day was quiet."
    assert days(text)[1:] == ["2025-12-14/2025-12-14", "2025-12-15/2025-12-15"]


@pytest.mark.parametrize(
    "text",
    ["It may rain.", "They march on.", "31 February", "99 soldiers", "the 2011 people there"],
)
def test_no_date(text):
    assert days(text) == []


@given(st.text(max_size=200), st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)))
def test_any_text_gives_spans_into_itself(text, published):
    for mention in find_dates(text, published):
        assert text[mention.start : mention.end] == mention.text
        assert mention.when.end is None or mention.when.start <= mention.when.end
