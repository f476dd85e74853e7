"""Sign-in and roles: nothing before the door, a role's acts and no others, names of the account."""

from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.events import review, store
from pages.parts import review_desk, signin
from tests.events.made_up import SENTENCES, extracted
from tests.pages.test_review import PAGE, SECONDS, _html, _press, _state

AUTH = {"redirect_uri": "http://localhost/oauth2callback", "cookie_secret": "x" * 32}
PAGES = ("map", "border", "article", "review", "data", "briefing", "method")
ANN = {"is_logged_in": True, "name": "Ann Lee", "email": "Ann@desk.example"}
ROLES = """
reviewer = ["ann@desk.example"]
editor = ["@desk.example"]
viewer = ["bob@wire.example"]
"""


@pytest.fixture
def book(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/events.sqlite")
    opened = store.open()
    review.enqueue(extracted(), "Anna")
    yield opened
    opened.database.close()


@pytest.fixture
def roles(tmp_path, monkeypatch):
    path = tmp_path / "roles.toml"
    path.write_text(ROLES, encoding="utf-8")
    monkeypatch.setenv(signin.VARIABLE, str(path))
    return path


def start(monkeypatch, user, page="review"):
    """Open the app as this user, with sign-in configured."""
    monkeypatch.setattr(st, "user", user)
    app = AppTest.from_file(PAGE, default_timeout=SECONDS)
    app.secrets["auth"] = AUTH
    app.run()
    if not app.get("button") or app.button[0].key != "door":
        app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app


@pytest.mark.usefixtures("book", "roles")
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("door", ["dashboard.py", "page"])
def test_before_sign_in_no_page_shows_anything_of_the_events(page, door, monkeypatch):
    monkeypatch.setattr(st, "user", {"is_logged_in": False})
    path = PAGE if door == "dashboard.py" else PAGE.parent / "pages" / f"{page}.py"
    app = AppTest.from_file(path, default_timeout=SECONDS)
    app.secrets["auth"] = AUTH
    app.run()
    if door == "dashboard.py" and page != "map":
        app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    assert "Sign in to see" in _html(app)
    assert [b.key for b in app.button] == ["door"]
    assert not app.get("component_instance")
    assert {c.key for c in app.get("bidi_component")} <= {"border_language"}
    assert SENTENCES[0] not in str(app)


@pytest.mark.parametrize(
    ("user", "role"),
    [
        (ANN, "reviewer"),
        ({**ANN, "email": "eve@desk.example"}, "editor"),
        ({**ANN, "email": "bob@wire.example"}, "viewer"),
        ({**ANN, "email": "x@notdesk.example"}, ""),
        ({**ANN, "email": "x@desk.example.evil"}, ""),
        ({**ANN, "email_verified": False}, ""),
        ({**ANN, "email": None}, ""),
        ({**ANN, "email": "@desk.example"}, "editor"),
        ({"is_logged_in": False, "email": "ann@desk.example"}, ""),
        ({"is_logged_in": "yes", "email": "ann@desk.example"}, ""),
    ],
)
@pytest.mark.usefixtures("roles")
def test_a_role_goes_by_the_address_of_the_account(user, role, monkeypatch):
    monkeypatch.setattr(signin, "on", lambda: True)
    monkeypatch.setattr(st, "user", user)
    assert signin.role() == role
    assert signin.may("review") is (role == "reviewer")
    assert signin.may("edit") is (role in ("reviewer", "editor"))


@pytest.mark.usefixtures("book", "roles")
def test_an_account_without_a_role_stays_outside(monkeypatch):
    app = start(monkeypatch, {**ANN, "email": "x@else.example"})
    assert "No role is given here to Ann Lee (x@else.example)." in _html(app)
    assert [b.label for b in app.button] == ["Sign out"]


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize(
    "text", ["not toml [", 'reviewer = "ann@desk.example"', 'default = "king"']
)
def test_a_broken_file_of_roles_lets_nobody_in(text, roles, monkeypatch):
    roles.write_text(text, encoding="utf-8")
    app = start(monkeypatch, {**ANN, "email": "z@z.example"})
    assert "file of roles" in _html(app)
    assert not app.button


@pytest.mark.usefixtures("book")
def test_without_a_file_of_roles_signing_in_is_not_enough(tmp_path, monkeypatch):
    monkeypatch.setenv(signin.VARIABLE, str(tmp_path / "none.toml"))
    assert "No role is given" in _html(start(monkeypatch, ANN))


def test_a_secrets_file_that_cannot_be_read_lets_nobody_in(tmp_path, monkeypatch):
    broken = tmp_path / "secrets.toml"
    broken.write_text("[auth", encoding="utf-8")
    monkeypatch.setattr(signin, "_SECRETS", broken)
    app = AppTest.from_file(PAGE, default_timeout=SECONDS).run()
    assert "secrets.toml cannot be read" in _html(app)
    assert not app.get("component_instance")


@pytest.mark.usefixtures("roles")
def test_a_reviewer_decides_under_the_name_of_the_account(book, monkeypatch):
    app = start(monkeypatch, ANN)
    assert SENTENCES[0] in _html(app)
    field = app.text_input(key="review_name")
    assert field.disabled
    app.session_state["review_name"] = "Somebody Else"
    _press(app, "accept")
    assert _state(book, "made-up-0") == "confirmed"
    assert book.history("made-up-0")[-1].reviewer == "Ann Lee (Ann@desk.example)"


@pytest.mark.usefixtures("roles")
def test_an_editor_edits_and_decides_nothing(book, monkeypatch):
    app = start(monkeypatch, {**ANN, "name": "Eve", "email": "eve@desk.example"})
    assert app.button(key="review_accept").disabled
    assert app.button(key="review_reject").disabled
    assert not app.button(key="review_edit").disabled
    monkeypatch.setattr(signin, "on", lambda: True)
    held = SimpleNamespace(review_done=[], review_line=[], get=lambda _name, other: other)
    monkeypatch.setattr(st, "session_state", held)
    review_desk.decide("made-up-0", "accept", 1)
    assert held.review_said == ("Deciding is for reviewers.", True)
    review_desk.undo("made-up-0", 1)  # Anna sent it
    assert "somebody else" in held.review_said[0]
    assert _state(book, "made-up-0") == "extracted"


@pytest.mark.usefixtures("roles")
def test_a_viewer_changes_nothing_and_is_told_so(book, monkeypatch):
    app = start(monkeypatch, {**ANN, "email": "bob@wire.example"})
    assert signin.READ_ONLY["viewer"] in _html(app)
    acts = ("accept", "reject", "look", "edit", "undo")
    assert all(app.button(key=f"review_{act}").disabled for act in acts)
    assert len(book.history("made-up-0")) == 1


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-Ip"])
def test_a_proxy_before_a_loopback_server_ends_editing_without_sign_in(header, monkeypatch):
    class Context:
        headers: dict[str, str] = {}  # noqa: RUF012

    monkeypatch.setattr(st, "context", Context)
    assert signin.may("edit")
    monkeypatch.setattr(Context, "headers", {header: "10.0.0.9"})
    assert not signin.may("edit")
