"""Every page over a store that is left in its database: nothing reads it whole, nothing fails."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo import events
from geo.events import store
from geo.events.store import index
from pages.parts import data
from tests.events.made_up import extracted
from tests.pages.test_map import counts

PAGE = Path(__file__).parents[2] / "dashboard.py"
SECONDS = 90
PAGES = ("border", "article", "review", "data", "briefing", "method")

EXPORT = """
from datetime import date
from geo.briefing.view import BriefingView
from pages.parts import data, export
export.popover(data.prepared(), BriefingView(date(2025, 12, 8), date(2025, 12, 14)))
"""


@pytest.fixture
def book(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/events.sqlite")
    monkeypatch.setenv("BORDER_MONITOR_SINGLE_EVENTS", "100")
    opened = store.open()
    opened.add(extracted(9), "Anna")
    opened.change(events.load()["event_id"].iloc[5], {"note": "seen"}, "Anna", 0)
    monkeypatch.setattr(store.Store, "events", _never)
    yield opened
    opened.database.close()


def _never(_: store.Store) -> None:
    pytest.fail("the store was read whole")


@pytest.fixture
def app(book):
    started = AppTest.from_file(PAGE, default_timeout=SECONDS).run()
    assert book.exists()
    assert not started.exception
    assert isinstance(data.prepared(), index.Indexed)
    assert len(data.prepared()) == len(events.load()) + 9
    return started


@pytest.mark.parametrize("name", PAGES)
def test_each_page_opens(app, name):
    app.switch_page(f"pages/{name}.py").run()
    assert not app.exception


def test_the_map_searches_lists_and_tells(app):
    shown, total, unplaced, undated, filtered = counts(app)
    assert shown + unplaced + undated + filtered == total == len(events.load()) + 9
    app.text_input(key="text").set_value("made-up hill").run()
    assert not app.exception
    assert counts(app)[1] == total
    for part in ("List", "Not on map", "Tolls"):
        app.session_state.part = part
        app.run()
        assert not app.exception


def test_review_decides_steps_and_takes_back(app, book):
    app.switch_page("pages/review.py").run()
    app.button(key="review_accept").click().run()
    assert not app.exception
    assert book.these(["made-up-0"])["review_state"].item() == "confirmed"
    app.button(key="review_undo").click().run()
    assert not app.exception
    assert book.these(["made-up-0"])["review_state"].item() == "extracted"


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize("most", [5, 1000])
def test_a_file_of_the_view_is_made_or_the_limit_said(monkeypatch, most):
    monkeypatch.setattr(index, "MOST", most)
    page = AppTest.from_string(EXPORT, default_timeout=SECONDS).run()
    page.selectbox(key="export_ending").set_value(".csv").run()
    page.button(key="export_make").click().run()
    assert not page.exception
    assert ("exported" in page.session_state) == (most > 5)
    told = " ".join(element.value for element in page.error)
    assert ("narrow the days or the filters" in told) == (most == 5)


@pytest.mark.parametrize("most", [5, 1000])
def test_a_briefing_is_drafted_or_the_limit_said(app, monkeypatch, most):
    monkeypatch.setattr(index, "MOST", most)
    said = []
    monkeypatch.setattr(st, "toast", lambda text, **_: said.append(text))
    app.switch_page("pages/briefing.py").run()
    app.button(key="desk_draft").click().run()
    assert not app.exception
    assert ("narrow the days or the filters" in " ".join(said)) == (most == 5)
    assert bool(app.session_state.desk.briefing.steps) == (most > 5)
