"""The events of the article page without a browser: coded, counted, escaped, sent to review."""

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from geo import events
from geo.events import store
from geo.formats import articles
from pages.parts import article_cards, article_events, review_desk, signin
from tests.events.made_up import extracted

PAGE = Path(__file__).parents[2] / "dashboard.py"
SECONDS = 60
BAD = "<img src=x onerror=alert(1)>"


@pytest.fixture
def book(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/events.sqlite")
    opened = store.open()
    yield opened
    opened.database.close()


@pytest.fixture
def app(book):
    assert not book.exists()
    started = AppTest.from_file(PAGE, default_timeout=SECONDS).run()
    started.switch_page("pages/article.py").run()
    assert not started.exception
    return started


@pytest.fixture(scope="module")
def brief():
    return articles.shipped()[0]


@pytest.fixture(scope="module")
def coded(brief):
    return events.code(brief.text, brief.date)


def show_events(app):
    app.segmented_control(key="article_mode").select("Events").run()
    assert not app.exception


def pick_brief(app):
    app.selectbox(key="article_brief").select_index(0).run()
    show_events(app)


def paste(app, text):
    app.segmented_control(key="article_source").select("Paste").run()
    app.text_area(key="article_typed").input(text)
    app.button(key="article_find").click().run()
    show_events(app)


def sent_to(app, name):
    found = [c.proto for c in app.get("bidi_component") if c.proto.component_name.endswith(name)]
    return json.loads(found[0].json) if found else None


def told(app):
    return " ".join(e.proto.body for e in app.get("html"))


def keys(app):
    return {button.key for button in app.button}


# --- the page ------------------------------------------------------------------------------------


def test_the_brief_is_coded_sent_and_in_the_store(app, book, brief, coded):
    pick_brief(app)
    cards = sent_to(app, "article_events")["cards"]
    assert len(cards) == len(coded)
    assert {card["state"] for card in cards} == {article_cards.UNREVIEWED}
    assert f"<b>{len(coded)}</b> events coded" in told(app)
    app.text_input(key="review_name").input("Dara")
    app.button(key="article_send").click().run()
    assert not app.exception
    assert f"{len(coded)} added, 0 already known" in told(app)
    kept = book.events().set_index("event_id")
    assert set(coded["event_id"]) <= set(kept.index)
    first = coded["event_id"].iloc[0]
    assert book.history(first)[0].reviewer == "Dara"
    source = kept.loc[first, "sources"][0]
    assert (source["publisher"], source["article_id"]) == (brief.publisher, brief.article_id)
    start, end = source["span"]
    assert brief.text[start:end] == source["sentence"]
    states = {card["state"] for card in sent_to(app, "article_events")["cards"]}
    assert states == {article_cards.STATES["extracted"]}


def test_sending_twice_adds_nothing(app, book, coded):
    pick_brief(app)
    app.button(key="article_send").click().run()
    size = len(book.events())
    app.button(key="article_send").click().run()
    assert f"0 added, {len(coded)} already known" in told(app)
    assert len(book.events()) == size


def test_a_pasted_text_is_shown_around_the_sentence_in_review(app):
    before = "Nothing was said about the weather. "
    paste(app, before + "On 9 December 2025 shells hit Surin. Thai troops clashed at Chong Bok.")
    app.button(key="article_send").click().run()
    assert not app.exception
    app.switch_page("pages/review.py").run()
    assert not app.exception
    assert before.strip() in told(app)
    assert "<mark>" in told(app)


def test_a_confirmed_event_says_so_on_its_card(app, book, coded):
    pick_brief(app)
    app.button(key="article_send").click().run()
    book.decide(coded["event_id"].iloc[0], "accept", "Ben", 1)
    app.run()
    cards = sent_to(app, "article_events")["cards"]
    assert cards[0]["state"] == article_cards.STATES["confirmed"]
    assert not (cards[0]["mark"] or {"hollow": False})["hollow"]


def test_a_text_without_events_gets_one_sentence(app):
    paste(app, "Bangkok is the capital of Thailand.")
    assert article_events.NOTHING in told(app)
    assert "article_send" not in keys(app)
    assert sent_to(app, "article_events")["nothing"] == article_events.NOTHING


def test_without_a_publication_date_relative_dates_stay_undated_and_it_is_said(app):
    paste(app, "Shells hit Surin on Monday, killing two people.")
    assert article_events.UNDATED in told(app)
    assert sent_to(app, "article_events")["cards"][0]["when"] == "undated"
    app.date_input(key="article_date").set_value(date(2025, 12, 10)).run()
    assert article_events.UNDATED not in told(app)
    assert "8 Dec 2025" in sent_to(app, "article_events")["cards"][0]["when"]


def test_a_long_text_waits_for_its_button(app, monkeypatch):
    monkeypatch.setattr(article_events, "LONG", 10)
    paste(app, "Shells hit Surin on 9 December 2025.")
    assert sent_to(app, "article_events")["cards"] == []
    app.button(key="article_code").click().run()
    assert len(sent_to(app, "article_events")["cards"]) == 1
    assert "article_code" not in keys(app)


def test_a_server_for_others_does_not_send(app, book, monkeypatch):
    monkeypatch.setattr(review_desk, "editable", lambda: False)
    pick_brief(app)
    assert app.button(key="article_send").disabled
    assert signin.READ_ONLY["address"] in told(app)
    assert not book.exists()


def test_places_come_back(app):
    pick_brief(app)
    assert sent_to(app, "article_table") is None
    app.segmented_control(key="article_mode").select("Places").run()
    assert sent_to(app, "article_events") is None
    assert sent_to(app, "article_table")["places"]
    assert sent_to(app, "article_text")["events"] is None


def test_an_empty_page_has_no_events(app):
    show_events(app)
    assert "No text yet" in told(app)
    assert sent_to(app, "article_events")["cards"] == []
    assert sent_to(app, "article_text") is None


# --- the cards -----------------------------------------------------------------------------------


def test_counts_add_up(coded):
    for frame in (coded, extracted(), events.load()):
        n = article_cards.counts(frame)
        assert n["total"] == len(frame) == n["both"] + n["undated"] + n["unplaced"] + n["neither"]


def test_a_denial_stands_apart_from_the_claim():
    frame = extracted(1)
    claims = [
        {"claimant": "Thailand", "field": "occurrence", "statement": "x"},
        {"claimant": "Thailand", "field": "injured", "value": 1, "low": 1, "high": 1},
        {"claimant": "Cambodia", "field": "denial", "statement": "y"},
    ]
    frame["claims"] = [claims]
    card = article_cards.cards(frame, {}, "")[0]
    assert card["says"] == [{"who": "Thailand", "what": "1 injured"}]
    assert card["denies"] == ["Cambodia"]


@pytest.mark.parametrize(
    ("low", "best", "high", "said"),
    [
        *((60, 60, None, "at least 60"), (5, None, 7, "5 to 7"), (1, 1, 1, "1")),
        *((None, 1200, None, "1,200"), (None, None, None, "")),
    ],
)
def test_figures_keep_their_openness(low, best, high, said):
    assert article_cards._span(low, best, high) == said


def test_what_has_no_place_has_no_mark_and_a_country_none_either():
    frame = extracted(3)
    frame.loc[frame.index[0], "where_prec"] = 6
    marks = [card["mark"] for card in article_cards.cards(frame, {}, "")]
    assert marks[0] is None
    assert marks[1]["hollow"]
    assert marks[2] is None


def test_offsets_are_counted_as_browsers_count():
    unit = article_cards.units("a😀b\ud800c")
    assert [unit(i) for i in range(6)] == [0, 1, 3, 4, 5, 6]
    assert article_cards.units("plain")(3) == 3


def test_cards_are_plain_json_whatever_the_text_holds(coded):
    frame = extracted(3)
    frame["place"] = BAD
    for each in (coded, frame):
        cards = article_cards.cards(each, {}, "")
        assert json.loads(json.dumps(cards, allow_nan=False))
    asides = article_cards.asides(coded.attrs, "")
    assert json.loads(json.dumps(asides, allow_nan=False))
    assert {aside["aside"] for aside in asides} == {"references", "statements"}


def test_an_error_sentence_is_escaped():
    frame = pd.DataFrame({"date_start": [], "place": []})
    shown = article_events.Coded("k", frame, [], [])
    assert "<img" not in article_events._second(shown, None, {"said": BAD, "wrong": True})
