"""The border page without a browser: it runs, counts add up, the address and filters are obeyed."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo import events
from geo.events import window
from geo.events.arrays import prepare

PAGE = Path(__file__).parents[2] / "pages" / "border.py"
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


def _counts(app):
    bar = re.search(r'data-testid="counts"(.*?)</div>', _html(app)).group(1)
    names = ("shown", "total", "off", "unplaced", "undated")
    return dict(zip(names, map(int, re.findall(r">(\d+)</b>", bar)), strict=True))


def test_the_whole_record_opens_and_adds_up():
    counts = _counts(_start())
    assert counts["total"] == len(events.load())
    assert counts["shown"] + counts["unplaced"] + counts["undated"] == counts["total"]
    assert 0 < counts["off"] < counts["shown"] / 4


def test_the_sum_is_spelt_out():
    hint = re.search(r'title="([^"]*)"', _html(_start(**{"from": "2025-12-08"}))).group(1)
    shown, filtered, unplaced, undated, total, _ = map(int, re.findall(r"\d+", hint))
    assert shown + filtered + unplaced + undated == total == len(events.load())


def test_a_stretch_in_the_address_narrows_the_page():
    app = _start(km="300-345")
    assert app.session_state["border_km"] == (300, 345)
    counts = _counts(app)
    chosen = window.Filters(border_km=(300, 345))
    frame = prepare(events.load())
    seen = window.view(frame, "2025-01-01", "2026-12-31", "window", chosen)
    assert counts["shown"] == seen.counts.shown
    assert counts["off"] == 0
    assert app.query_params["km"] == "300-345"


@pytest.mark.parametrize("km", ["345-300", "here-there", "-5-10", "0-99999", "nan-nan", "<b>"])
def test_a_bad_stretch_is_said_and_shows_everything(km):
    app = _start(km=km)
    assert "whole record is shown" in app.toast[0].value
    assert app.session_state["border_km"] is None


def test_the_chip_lets_the_stretch_go_and_keeps_the_days():
    app = _start(km="300-345", **{"from": "2025-12-08", "to": "2025-12-14"})
    before = app.session_state["push"]["stamp"]
    app.button(key="border_km_off").click().run()
    assert not app.exception
    assert app.session_state["border_km"] is None
    assert app.session_state["window"]["from"] == "2025-12-08"
    assert app.session_state["push"]["stamp"] > before  # so that the browser takes it over
    assert "km" not in app.query_params


def test_what_is_not_on_the_ribbon_is_listed():
    app = _start()
    off = _counts(app)["off"]
    app.session_state["part"] = "Not on map"
    app.run()
    assert not app.exception
    assert any(f"**{off}** far from the border" in text.value for text in app.markdown)


def test_every_part_of_the_panel_opens():
    app = _start()
    for part in ("List", "Not on map", "Tolls", "Event"):
        app.session_state["part"] = part
        app.run()
        assert not app.exception


def test_an_empty_window_is_no_error():
    app = _start(layers="drone", **{"from": "2025-02-13", "to": "2025-03-01"})
    assert _counts(app)["shown"] == 0


def test_filters_are_the_board_s():
    app = _start()
    app.text_input(key="text").set_value("Chong Bok").run()
    assert not app.exception
    assert 0 < _counts(app)["shown"] < 40
