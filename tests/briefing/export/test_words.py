"""The words of files are those of the screen."""

import re

import pytest

from geo import events
from geo.briefing.export import words
from geo.events import window
from geo.events.vocabulary import LAYERS
from geo.maps import assets
from pages.parts import wording


def test_kinds_have_the_same_names_in_files_on_pages_and_on_the_map():
    assert words.LAYERS == wording.LAYERS
    assert tuple(words.LAYERS) == LAYERS
    table = re.search(r"NAME = \{(.*?)\}", assets.script("symbols.js"), flags=re.DOTALL)
    assert dict(re.findall(r'(\w+): mark\("([^"]*)"\)', table.group(1))) == words.LAYERS


def test_precision_has_the_same_names_in_files_and_on_pages():
    assert words.WHERE == wording.WHERE_PREC
    assert words.WHEN == wording.DATE_PREC


def test_an_event_is_told_alike_in_files_and_on_pages():
    for _, row in events.load().iterrows():
        assert words.title(row) == wording.title(row)
        assert words.dates(row) == wording.dates(row)
        assert words.place(row) == wording.place(row)
        assert words.figures(row) == wording.figures(row)


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ((3, 3, 3), "3"),
        ((4, 3, 6), "3 to 6 (best 4)"),
        ((None, 3, None), "at least 3"),
        ((None, None, 1200), "up to 1,200"),
        ((None, None, None), ""),
    ],
)
def test_a_lone_bound_stays_a_bound(figures, told):
    assert words._between(*figures) == told


def test_headline_figures_are_the_views_own():
    seen = window.view(events.load(), "2025-12-01", "2025-12-31")
    told = dict(words.headline_figures(seen))
    assert told[words.LAYERS["landmine"]] == str(seen.incidents["landmine"])
    assert len(words.in_force(seen)) == seen.in_force.sum()
    assert [label for label, _ in words.reported(seen)] == [
        "Killed, both sides",
        "Injured, both sides",
    ]
