"""The review page without a browser: queue, decisions, undo, form, history, read-only."""

import re
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo import events
from geo.events import review, store
from pages.parts import data, review_desk, review_form, review_text, review_view
from tests.events.made_up import SENTENCES, extracted

PAGE = Path(__file__).parents[2] / "dashboard.py"
SECONDS = 60


@pytest.fixture
def book(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/events.sqlite")
    opened = store.open()
    yield opened
    opened.database.close()


@pytest.fixture
def app(book):
    review.enqueue(extracted(), "Anna")
    started = AppTest.from_file(PAGE, default_timeout=SECONDS).run()
    started.switch_page("pages/review.py").run()
    assert not started.exception
    assert book.exists()
    return started


def _html(app):
    return " ".join(str(element.proto.body) for element in app.get("html"))


def _press(app, key):
    app.button(key=f"review_{key}").click().run()
    assert not app.exception


def _state(book, event_id):
    frame = book.events()
    return frame.loc[frame["event_id"] == event_id, "review_state"].item()


def test_the_queue_opens_on_the_first_extracted_event_with_its_sentence(app):
    assert app.session_state["review_event"] == "made-up-0"
    told = _html(app)
    assert f"<mark>{SENTENCES[0]}</mark>" in told
    waiting = 3 + (events.load()["review_state"] == "needs_look").sum()
    assert f"{waiting} to do" in told
    assert "<b>3</b> extracted" in told


def test_an_empty_store_shows_what_ships(book):
    started = AppTest.from_file(PAGE, default_timeout=SECONDS).run()
    started.switch_page("pages/review.py").run()
    assert not started.exception
    assert "<b>0</b> extracted" in _html(started)
    assert not book.exists()


def test_accepting_confirms_and_goes_on(app, book):
    _press(app, "accept")
    assert _state(book, "made-up-0") == "confirmed"
    assert app.session_state["review_event"] == "made-up-1"
    assert "made-up-0 accepted" in _html(app)


def test_undo_takes_the_last_act_back_and_shows_its_event(app, book):
    _press(app, "accept")
    _press(app, "reject")
    _press(app, "undo")
    assert _state(book, "made-up-1") == "extracted"
    assert app.session_state["review_event"] == "made-up-1"
    app.session_state["review_lot"] = "Confirmed"
    app.run()
    _press(app, "undo")
    assert _state(book, "made-up-0") == "extracted"
    assert app.session_state["review_event"] == "made-up-0"
    assert app.session_state["review_lot"] == "To do"


def test_next_and_previous_walk_the_line(app):
    _press(app, "next")
    assert app.session_state["review_event"] == "made-up-1"
    _press(app, "previous")
    assert app.session_state["review_event"] == "made-up-0"


def test_the_reviewer_is_named_in_the_history(app, book):
    app.text_input(key="review_name").set_value("Dara <b>").run()
    _press(app, "look")
    assert book.history("made-up-0")[-1].reviewer == "Dara <b>"
    app.session_state["review_event"] = "made-up-0"
    app.session_state["review_part"] = "History"
    app.run()
    assert "Dara &lt;b&gt;" in _html(app)
    assert "review_state: extracted → needs_look" in _html(app)


def test_a_change_by_somebody_else_is_told_and_kept(app, book):
    book.decide("made-up-0", "reject", "Ben", 1)
    _press(app, "accept")  # the button still names the revision that was on screen
    assert _state(book, "made-up-0") == "rejected"
    assert "Not saved. made-up-0 was changed meanwhile" in _html(app)


def test_the_form_saves_what_was_edited_and_nothing_else(app, book):
    _press(app, "edit")
    app.text_area(key="summary_made-up-0_1").set_value("A mine hurt one soldier.")
    app.selectbox(key="conf_made-up-0_1").set_value("high")
    next(b for b in app.button if b.label == "Save").click().run()
    assert not app.exception
    first, last = book.history("made-up-0")
    changed = {n for n in last.record if last.record[n] != first.record.get(n)}
    assert changed == {"summary", "confidence"}


def test_a_value_that_is_not_allowed_stays_in_the_form_and_is_told(app, book):
    _press(app, "edit")
    app.text_input(key="country_made-up-0_1").set_value("Siam")
    next(b for b in app.button if b.label == "Save").click().run()
    assert not app.exception
    assert book.number("made-up-0") == 1
    assert "two capital letters" in _html(app)
    assert app.text_input(key="country_made-up-0_1").value == "Siam"


def test_a_candidate_place_settles_the_event(app, book):
    app.button(key="candidate_made-up-0_0").click().run()
    assert not app.exception
    frame = book.events().set_index("event_id")
    assert frame.loc["made-up-0", "place_id"] == "site:chong-bok"
    assert book.history("made-up-0")[-1].action == "change"


def test_a_near_duplicate_is_merged_and_undone(app, book):
    review.enqueue(extracted(1, "twin"), "Anna")
    app.run()
    app.session_state["review_event"] = "twin-0"
    app.session_state["review_part"] = "Merge"
    app.run()
    assert "0 km</b> apart; the dates overlap" in _html(app)
    app.button(key="merge_twin-0_made-up-0").click().run()
    assert not app.exception
    rows = book.events().set_index("event_id")
    assert rows.loc["twin-0", "merged_into"] == "made-up-0"
    assert "twin-0 merged into made-up-0" in _html(app)
    _press(app, "undo")
    assert _state(book, "twin-0") == "extracted"
    assert book.history("made-up-0")[-1].record == book.history("made-up-0")[0].record


def test_elsewhere_than_on_loopback_the_page_is_read_only(app, book, monkeypatch):
    monkeypatch.setattr(review_desk, "editable", lambda: False)
    app.run()
    assert "Read-only" in _html(app)
    assert app.button(key="review_accept").disabled
    assert app.button(key="review_edit").disabled
    assert book.number("made-up-0") == 1


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("0.0.0.0", False),  # noqa: S104  # the very thing that must not edit
        ("", False),
        (None, False),
        ("192.168.1.4", False),
        ("example.org", False),
    ],
)
def test_only_a_loopback_address_may_edit(address, may, monkeypatch):
    monkeypatch.setattr(st, "get_option", lambda name: address if name == "server.address" else "")
    assert review_desk.editable() is may


def test_the_map_page_counts_unreviewed_events_and_can_leave_them_out(app):
    app.switch_page("pages/map.py").run()
    shown = lambda: int(re.search(r'data-clock="shown">(\d+)<', _html(app)).group(1))  # noqa: E731
    total = int(re.search(r"</b> of <b>(\d+)</b>", _html(app)).group(1))
    assert total == len(events.load()) + 3
    everything = shown()
    app.toggle(key="reviewed").set_value(True).run()
    assert not app.exception
    seen = events.load()
    assert shown() <= (seen["review_state"] == "confirmed").sum()
    assert shown() < everything


# --- the parts alone -----------------------------------------------------------------------------


def test_hostile_text_is_escaped_in_sources_and_history():
    bad = "<img src=x onerror=alert(1)>"
    entry = {"publisher": bad, "title": bad, "url": "javascript:alert(1)", "sentence": bad}
    told = review_text.sources([entry], {})
    assert "<img" not in told
    assert "javascript" not in told
    revision = store.Store  # any class with the fields will do

    class Made(revision):
        event_id, number, at, action, base, batch, undoes = "a", 1, bad, bad, 0, "b", None
        reviewer, record = bad, {"note": bad}

        def __init__(self):
            pass

    assert "<img" not in review_text.history([Made()], {"note": "x"})


@pytest.mark.parametrize("span", [[10, 26], [0, 5], [], [5, 999]])
def test_the_sentence_is_marked_in_its_article_wherever_the_span_points(span):
    text = "Before it. It happened <here>. After it."
    entry = {"article_id": "x", "sentence": "It happened <here>.", "span": span}
    told = review_text.sources([entry], {"x": text})
    assert "Before it." in told
    assert "happened" in told.partition("<mark>")[2].partition("</mark>")[0]
    assert "<here>" not in told


def test_a_sentence_that_the_article_lacks_is_shown_alone():
    entry = {"article_id": "x", "sentence": "Elsewhere.", "span": [0, 4]}
    assert "<mark>Elsewhere.</mark>" in review_text.sources([entry], {"x": "Another text."})


def test_no_source_is_said():
    assert "No source" in review_text.sources([], {})


def test_a_form_that_was_not_touched_changes_nothing():
    for _, row in extracted().iterrows():
        given = {name: row[name] for name in ("layer", "summary", "place", "claims")}
        given |= {n: None if pd.isna(row[n]) else row[n] for n in review_form._PLACE}
        assert review_form.changes(row, given) == {}


def test_a_moved_place_loses_its_gazetteer_id_and_gets_its_border_km():
    row = extracted(1).iloc[0]
    given = {n: None if pd.isna(row[n]) else row[n] for n in review_form._PLACE}
    changed = review_form.changes(row, given | {"latitude": 14.35})
    assert changed["place_id"] == ""
    assert changed["border_km"] >= 0


def test_a_claim_keeps_what_the_table_does_not_show():
    claim = {"claimant": "Thailand", "statement": "x", "value": 2, "source": [3, 9]}
    shown = {n: claim.get(n) for n in review_form._CLAIM} | {"rest": review_form._rest(claim)}
    assert review_form._claim(shown | {"value": 2.0, "low": float("nan")}) == claim


def test_every_event_has_a_mark_and_unreviewed_ones_are_hollow():
    for _, row in pd.concat([events.load(), extracted()]).iterrows():
        made = review_view.mark(row, [], editable=True)
        assert made["hollow"] == (row["coding"] == "machine")
        assert made["id"] == row["event_id"]


def test_a_store_that_cannot_be_read_leaves_the_chronology(tmp_path, monkeypatch):
    (tmp_path / "events.sqlite").write_bytes(b"rubbish " * 999)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/events.sqlite")
    started = AppTest.from_file(PAGE, default_timeout=SECONDS).run()
    assert not started.exception
    assert "set aside as events.damaged-" in started.toast[0].value
    assert len(data.prepared()) == len(events.load())
