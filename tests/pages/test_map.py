"""The map page without a browser: it runs, counts add up, filters and links are obeyed."""

import re
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from geo import events
from pages.parts import wording

PAGE = Path(__file__).parents[2] / "dashboard.py"
SECONDS = 60


def _start(**address):
    app = AppTest.from_file(PAGE, default_timeout=SECONDS)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def _html(app):
    return " ".join(str(element.proto.body) for element in app.get("html"))


def counts(app):
    bar = re.search(r'data-testid="counts">(.*?)</div>', _html(app)).group(1)
    return [int(n) for n in re.findall(r">(\d+)</b>", bar)]


def test_the_whole_record_opens():
    app = _start()
    shown, total, unplaced, undated, filtered = counts(app)
    assert total == len(events.load())
    assert filtered == 0
    assert shown + unplaced + undated == total


def test_a_window_in_the_address_is_shown():
    app = _start(**{"from": "2025-12-08", "to": "2025-12-14"})
    assert "8 Dec 2025 – 14 Dec 2025" in _html(app)
    shown, total, unplaced, undated, filtered = counts(app)
    assert 0 < shown < len(events.load())
    assert shown + unplaced + undated + filtered == total


def test_filters_in_the_address_are_set():
    app = _start(claimants="Cambodia~outlet", text="Poipet", precisions="1~2")
    assert app.session_state["claimants"] == ["Cambodia", "outlet"]
    assert app.session_state["precisions"] == [1, 2]
    assert 0 < counts(app)[0] < len(events.load()) / 4


@pytest.mark.parametrize(
    "address",
    [
        {"from": "yesterday"},
        {"from": "2025-12-14", "to": "2025-12-08"},
        {"mode": "<script>"},
        {"layers": "clash.unicorn"},
        {"claimants": "Cambodia~nobody"},
        {"precisions": "1~99"},
        {"provinces": "Atlantis"},
        {"km": "400-300"},
        {"map": "1_2_3"},
        {"from": "1999-01-01", "to": "1999-02-01"},
    ],
)
def test_a_bad_address_opens_the_whole_record_with_one_sentence(address):
    app = _start(**address)
    assert "whole record is shown" in app.toast[0].value
    assert counts(app)[1] == len(events.load())


def test_an_unknown_event_in_the_address_opens_nothing_and_is_said():
    app = _start(event="no-such-event", layers="landmine")
    assert 'data-testid="event"' not in _html(app)
    assert "not in the record" in app.toast[0].value
    assert app.session_state["layers"] == ["landmine"]


def test_a_part_of_the_map_in_the_address_goes_to_the_map_and_back_into_the_address():
    app = _start(map="103.40000_14.20000_104.10000_14.50000")
    assert app.session_state["extent"] == (103.4, 14.2, 104.1, 14.5)
    assert app.query_params["map"] == "103.40000_14.20000_104.10000_14.50000"


def test_an_event_in_the_address_opens_with_its_sources():
    row = events.load().iloc[0]
    app = _start(event=row["event_id"])
    assert row["event_id"] in _html(app)
    assert row["sources"][0]["url"].replace("&", "&amp;") in _html(app)


def test_a_filter_takes_rows_out_and_counts_still_add_up():
    app = _start()
    before = counts(app)
    app.text_input(key="text").set_value("Chong Bok").run()
    assert not app.exception
    after = counts(app)
    assert 0 < after[0] < before[0]
    assert after[1] == before[1]


def test_every_part_of_the_panel_opens():
    app = _start()
    for part in ("List", "Not on map", "Tolls", "Event"):
        app.session_state["part"] = part
        app.run()
        assert not app.exception


def test_every_event_can_be_put_into_words():
    frame = events.load()
    for _, row in frame.iterrows():
        told = wording.event(row)
        assert row["event_id"] in told
        for source in row["sources"]:
            assert not source["url"] or source["url"].replace("&", "&amp;") in told


def _row(**changed):
    row = events.load().iloc[0].copy()
    for name, value in changed.items():
        row[name] = value
    return row


def test_a_lone_bound_is_told_as_a_bound():
    assert wording.figures(_row(best=pd.NA, low=pd.NA, high=12)) == ["up to 12 killed"]
    assert wording.figures(_row(best=pd.NA, low=60, high=pd.NA)) == ["at least 60 killed"]
    assert wording.figures(_row(best=2, low=2, high=2)) == ["2 killed"]
    assert wording.figures(_row(best=8, low=5, high=8)) == ["5 to 8 (best 8) killed"]


def test_the_figure_of_a_claim_is_told_with_its_range():
    claim = {"claimant": "Cambodia", "field": "deaths", "value": None, "low": 18, "high": 19}
    assert "18 to 19 killed" in wording.event(_row(claims=[claim]))


def test_what_has_no_end_is_not_said_to_hold():
    row = _row(
        date_start=pd.Timestamp("2025-06-23"),
        date_end=pd.NaT,
        sources=[{"publisher": "x", "url": "", "published": "2025-06-25"}],
    )
    assert wording.dates(row) == "since 23 Jun 2025, no end reported (last source 25 Jun 2025)"


def test_an_account_that_is_not_at_hand_is_not_said_to_contradict():
    one = {"claimant": "Thailand", "statement": "a"}
    other = {"claimant": "Cambodia", "statement": "b"}
    assert "not recorded" in wording.event(_row(disputed="yes", claims=[one]))
    assert "accounts differ" in wording.event(_row(disputed="yes", claims=[one, other]))


def test_hostile_text_is_escaped_and_a_strange_link_is_none():
    row = events.load().iloc[0].copy()
    row["place"] = row["summary"] = row["note"] = "<img src=x onerror=alert(1)>"
    row["sources"] = [{"publisher": "<b>x</b>", "url": "javascript:alert(1)", "published": '"'}]
    row["claims"] = [{"claimant": "<i>", "statement": "</td><script>"}]
    told = wording.event(row)
    assert "<img" not in told
    assert "<script" not in told
    assert "javascript:" not in told
