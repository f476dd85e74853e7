"""The briefing page without a browser: draft, arrange, edit, save, open, refuse."""

import random
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
from streamlit.testing.v1 import AppTest

from geo.briefing import shelf
from geo.events import store

PAGE = Path(__file__).parents[2] / "dashboard.py"
SECONDS = 60


@pytest.fixture(autouse=True)
def _own(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/events.sqlite")


def _start(**address):
    app = AppTest.from_file(PAGE, default_timeout=SECONDS)
    for name, value in address.items():
        app.query_params[name] = value
    app.switch_page("pages/briefing.py")
    app.run()
    assert not app.exception
    return app


def _drafted():
    app = _start(**{"from": "2025-12-01", "to": "2025-12-31"})
    app.button(key="desk_draft").click().run()
    assert not app.exception
    return app


def _names(app):
    return [step.name for step in app.session_state["desk"].briefing.steps]


def test_one_click_drafts_five_steps_and_the_desk_arranges_them():
    app = _drafted()
    drafted = _names(app)
    assert drafted == ["Situation now", "What changed", "Places", "Closures in force", "Sources"]
    app.button(key="step_2_up").click().run()
    assert _names(app) == ["Situation now", "Places", "What changed", *drafted[3:]]
    app.button(key="step_0_copy").click().run()
    assert _names(app)[:2] == ["Situation now", "Situation now (copy)"]
    app.button(key="step_1_delete").click().run()
    app.button(key="step_4_delete").click().run()
    assert _names(app) == ["Situation now", "Places", "What changed", "Closures in force"]
    assert not app.exception


def test_text_that_is_typed_is_in_the_briefing_and_is_saved_and_opened_again():
    app = _drafted()
    field = next(f for f in app.text_input if f.key and f.key.endswith("_0_headline"))
    field.set_value("Guns fell silent <b>today</b>").run()
    app.button(key="desk_save").click().run()
    (entry,) = shelf.listed(store.open())
    kept = shelf.get(store.open(), entry.briefing_id)
    assert kept.briefing.steps[0].headline == "Guns fell silent <b>today</b>"
    assert kept.briefing == app.session_state["desk"].briefing
    other = _start()
    other.button(key=f"desk_kept_{entry.briefing_id}").click().run()
    assert other.session_state["desk"] == kept
    other.button(key="desk_delete").click().run()
    assert shelf.listed(store.open()) == []
    assert not other.exception


def test_who_saves_second_overwrites_nothing_and_keeps_what_is_typed():
    first = _drafted()
    first.button(key="desk_save").click().run()
    (entry,) = shelf.listed(store.open())
    second = _start()
    second.button(key=f"desk_kept_{entry.briefing_id}").click().run()
    for app, title in ((first, "Mine"), (second, "Yours")):
        field = next(f for f in app.text_input if f.key and f.key.startswith("desk_title"))
        field.set_value(title).run()
        app.button(key="desk_save").click().run()
        assert not app.exception
    assert first.session_state["desk_saved"]
    assert not second.session_state["desk_saved"]
    assert shelf.get(store.open(), entry.briefing_id).briefing.title == "Mine"
    assert second.session_state["desk"].briefing.title == "Yours"


def test_what_changed_says_both_days_and_marks_small_counts():
    app = _start(**{"from": "2025-12-01", "to": "2025-12-31"})
    told = " ".join(str(e.proto.body) for e in app.get("html"))
    assert "24 Dec 2025 → 31 Dec 2025, 7 days" in told
    assert ">few<" in told
    assert "not to be added up" in told


def test_broken_links_never_crash_the_page():
    dice = random.Random(31)
    sound = {"from": "2025-12-08", "to": "2025-12-14", "layers": "clash.landmine", "km": "120-180"}
    sound |= {"text": "Poipet", "map": "103.0_13.0_104.0_14.0", "event": "x", "sides": "TH"}
    app = AppTest.from_file(PAGE, default_timeout=SECONDS)
    for _ in range(25):
        text = list(urlencode(sound))
        for _ in range(dice.randint(1, 8)):
            text[dice.randrange(len(text))] = dice.choice("0_-~.%&=<'\x00é៖ไ ")
        app = AppTest.from_file(PAGE, default_timeout=SECONDS)
        for name, value in parse_qsl("".join(text), keep_blank_values=True, errors="replace"):
            app.query_params[name] = value
        app.run()
        assert not app.exception
        assert len(app.toast) <= 1
