"""The briefing in hand: what the session is working on, and where it is kept.

Errors of the store and of files come out here as one sentence.
"""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from geo.briefing import deck, shelf
from geo.briefing.deck import Briefing, Step
from geo.briefing.shelf import Kept
from geo.errors import GeoError
from geo.events import store
from pages.parts import permalink, signin

UNSAVED = "unsaved"
_NEW = "Briefing"
_Got = TypeVar("_Got")


def held() -> Kept:
    """Give the briefing in hand; a new empty one where there is none."""
    if "desk" not in st.session_state:
        st.session_state.desk = Kept("", 0, Briefing(_NEW))
    found: Kept = st.session_state.desk
    return found


def briefing() -> Briefing:
    """Give what the briefing in hand holds now."""
    return held().briefing


def saved() -> bool:
    """Whether the store holds it as it is in hand."""
    return bool(st.session_state.get("desk_saved")) and bool(held().briefing_id)


def change(to: Briefing) -> None:
    """Work on with another state of the briefing in hand."""
    kept = held()
    st.session_state.desk = Kept(kept.briefing_id, kept.number, to)
    st.session_state.desk_saved = False


def take(kept: Kept, *, as_saved: bool) -> None:
    """Take another briefing in hand; fields on the page start anew."""
    st.session_state.desk = kept
    st.session_state.desk_saved = as_saved
    st.session_state.desk_round = st.session_state.get("desk_round", 0) + 1
    st.session_state.desk_open = 0


def add(step: Step) -> None:
    """Put a step at the end and open it."""
    change(briefing().with_step(step))
    st.session_state.desk_open = len(briefing().steps) - 1
    st.session_state.desk_round = st.session_state.get("desk_round", 0) + 1


def view_as_step(name: str = "") -> Step:
    """Make a step of what the map page shows."""
    view = permalink.view()
    return Step(name or view.span, view, event=str(st.session_state.get("event") or ""))


def save() -> None:
    """Save the briefing in hand; a new one gets its place in the store."""
    if not _may():
        return
    kept = held()
    done = attempt(
        lambda: shelf.save(store.open(), kept.briefing, _author(), kept if kept.number else None)
    )
    if done:
        st.session_state.desk = done
        st.session_state.desk_saved = True
        st.toast(f"Saved: {plain(done.briefing.title)}")


def remove() -> None:
    """Take the briefing in hand off the list, and a new one in hand."""
    kept = held()
    if (
        _may()
        and kept.number
        and attempt(lambda: (shelf.remove(store.open(), kept, _author()), True))
    ):
        take(Kept("", 0, Briefing(_NEW)), as_saved=False)


def open_kept(briefing_id: str) -> Kept | None:
    """Read a briefing from the store; the fault is said where it cannot be."""
    return attempt(lambda: shelf.get(store.open(), briefing_id))


def entries() -> list[shelf.Entry]:
    """List the briefings that the store keeps."""
    return attempt(lambda: shelf.listed(store.open())) or []


def from_file(content: bytes) -> Briefing | None:
    """Read an uploaded file; the fault is said where it is none."""
    return attempt(lambda: deck.loads(content))


def _may() -> bool:
    """Tell whether whoever is there may write to the store; say why not."""
    if not signin.may("edit"):
        st.toast(plain(signin.why_not()), icon=":material/lock:")
        return False
    return True


def attempt(act: Callable[[], _Got]) -> _Got | None:
    """Do something that may fail; say in one sentence why it did."""
    try:
        return act()
    except GeoError as error:
        st.toast(plain(str(error)), icon=":material/warning:", duration="long")
        return None


def plain(text: str) -> str:
    """Keep text of others from being read as markup."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>()#+!|$:~" else c for c in text)


def _author() -> str:
    return signin.reviewer()
