"""Rows, lots, counts and sources of what is exported."""

import re

import numpy as np
import pytest

from geo.briefing.export.extract import LOTS, sources
from geo.events.arrays import PROVINCE_BREAK


def test_rows_are_those_in_view_with_the_unplaced_and_the_undated(hostile):
    lots = dict(zip(hostile.frame["event_id"], hostile.lots, strict=True))
    assert lots == {
        "hostile": "shown",
        "near": "shown",
        "district": "shown",
        "province": "shown",
        "stretch": "shown",
        "country": "unplaced",
        "undated": "undated",
        "no-source": "shown",
    }


def test_all_takes_the_filtered_rows_too_and_names_them(everything):
    lots = dict(zip(everything.frame["event_id"], everything.lots, strict=True))
    assert len(lots) == everything.counts.total == 10
    assert {name for name, lot in lots.items() if lot == "filtered"} == {"early", "rejected"}


@pytest.mark.parametrize("name", ["december", "hostile", "everything", "nothing", "mines"])
def test_the_counts_line_adds_up(name, request):
    line = request.getfixturevalue(name).counts_line
    *parts, total = (int(n) for n in re.findall(r"\d+", line))
    assert sum(parts) == total
    assert len(parts) == len(LOTS)


def test_rows_and_counts_agree(december):
    c = december.counts
    assert len(december.frame) == c.shown + c.unplaced + c.undated == december.about["rows"]


def test_shown_rows_have_a_shape_and_unplaced_ones_none(december):
    shaped = np.array([shape is not None for shape in december.shapes])
    assert list(shaped) == [lot == "shown" for lot in december.lots]


def test_a_province_is_drawn_by_its_outline_and_says_so(hostile):
    at = list(hostile.frame["event_id"]).index("province")
    assert hostile.shapes[at].area > 0.3
    assert "outline of the province" in hostile.bases[at]
    assert PROVINCE_BREAK in hostile.frame["adm_1"].iloc[at]


def test_a_source_counts_once_a_row_and_the_most_used_comes_first():
    one, two = {"publisher": "A", "url": "u"}, {"publisher": "B"}
    found = sources([[one, one], [two, one], []])
    assert [(s.publisher, s.rows) for s in found] == [("A", 2), ("B", 1)]


def test_every_source_of_the_rows_is_listed(december):
    urls = {s.get("url") for cell in december.frame["sources"] for s in cell if s.get("url")}
    assert urls == {s.url for s in december.sources if s.url}
