"""The reviewer's desk: which event lies on it, and what each act does to the store.

Every act names the event and the revision that was on screen, so that a change by somebody else
in the meantime is told and never overwritten.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import streamlit as st

from geo.errors import ConflictError, GeoError, InputError
from geo.events import decisions, review, store
from geo.gazetteer import Candidate
from geo.language import mark, tr
from pages.parts import kept, signin

LOTS: Final = {
    mark("To do"): decisions.OPEN,
    mark("Confirmed"): ("confirmed",),
    mark("Rejected"): ("rejected",),
    mark("Merged"): ("merged",),
}
"""The piles of the queue, and the review states that lie on each."""

DONE: Final = {"accept": "accepted", "reject": "rejected", "look": "marked as needing a look"}
FIELDS: Final = ("review_name", "review_lot")


def editable() -> bool:
    """Tell whether whoever is there may change events; else the page is read-only."""
    return signin.may("edit")


def deciding() -> bool:
    """Tell whether whoever is there may accept, reject and merge."""
    return editable() and signin.may("review")


def open_desk() -> None:
    """Give the session's fields their values."""
    kept.restore(FIELDS)
    st.session_state.setdefault("review_name", "reviewer")
    st.session_state.setdefault("review_lot", "To do")
    st.session_state.setdefault("review_done", [])


def lot() -> str:
    """Name of the pile that is looked through; a second click on it does not let it go."""
    chosen = st.session_state.get("review_lot") or st.session_state.get("review_last", "To do")
    st.session_state.review_last = chosen
    return str(chosen)


def put(event_id: str) -> None:
    """Lay an event on the desk."""
    if st.session_state.get("review_event") != event_id:
        st.session_state.review_editing = False
        if st.session_state.get("review_part") == "Edit":
            st.session_state.review_part = "Record"
    st.session_state.review_event = event_id


def step(by: int) -> None:
    """Go on, or back, in the line."""
    say("")
    put(review.neighbour(_line(), str(st.session_state.get("review_event", "")), by))


def decide(event_id: str, verdict: str, number: int) -> None:
    """Accept, reject, or mark as needing a look; then the next event comes on the desk."""
    onward = _after(event_id)
    if _tried(lambda book: book.decide(event_id, verdict, _name(), number), deciding()):
        _note(event_id, f"{event_id} {DONE[verdict]}.")
        put(onward)


def settle(event_id: str, candidate: Candidate, reported: Mapping[str, str], number: int) -> None:
    """Take one of the candidate places."""
    fields = review.settled(candidate, reported["place"], reported["place_detail"])
    if _tried(lambda book: book.change(event_id, fields, _name(), number)):
        _note(event_id, f"{event_id} now stands at {candidate.name}.")


def join(event_id: str, into: str, bases: tuple[int, int]) -> None:
    """Merge the event on the desk into another one; `bases` are the two revisions on screen."""
    onward = _after(event_id)
    if _tried(lambda book: review.join(book, into, event_id, _name(), bases), deciding()):
        _note(event_id, f"{event_id} merged into {into}.")
        put(onward)


def save(event_id: str, fields: Mapping[str, Any], number: int) -> bool:
    """Write edited fields; tell whether that was done."""
    if not fields:
        say(tr("Nothing was changed, so nothing was saved."))
        return True
    if not _tried(lambda book: book.change(event_id, fields, _name(), number)):
        return False
    _note(event_id, f"{event_id} saved: {', '.join(fields)}.")
    return True


def undo(event_id: str, number: int) -> None:
    """Take back the last act of this session, or else the last change of the event on the desk."""
    done: list[str] = st.session_state.review_done
    back = done[-1] if done else event_id
    base = number if back == event_id else None
    if _tried(lambda book: _undone(book, back, base)):
        if done:
            done.pop()
        say(f"The last change of {back} is taken back.")
        _turn_to(back)
        put(back)


def edit() -> None:
    """Open the form, or close it."""
    st.session_state.review_editing = editable() and not st.session_state.get("review_editing")
    st.session_state.review_part = "Edit" if st.session_state.review_editing else "Record"


def say(text: str, *, wrong: bool = False) -> None:
    """Have a sentence shown; it stays until the next act."""
    st.session_state.review_said = (text, wrong)


# --- within ---------------------------------------------------------------------------------------


def _turn_to(event_id: str) -> None:
    """Look through the pile on which the event lies now."""
    state = store.open().these([event_id])["review_state"].item()
    if state not in LOTS[lot()]:
        st.session_state.review_lot = next(name for name, of in LOTS.items() if state in of)


def _undone(book: store.Store, event_id: str, base: int | None) -> None:
    if not deciding() and any(r.reviewer != _name() for r in book.history(event_id)[-1:]):
        msg = tr("Only reviewers take back what somebody else did.")
        raise InputError(msg)
    book.undo(event_id, _name(), book.number(event_id) if base is None else base)


def _tried(act: Callable[[store.Store], object], may: bool | None = None) -> bool:  # noqa: FBT001
    """Do it, and say what went wrong."""
    if not (editable() if may is None else may):
        say(tr("Deciding is for reviewers.") if editable() else signin.why_not(), wrong=True)
        return False
    try:
        act(store.open())
    except ConflictError as error:
        say(f"Not saved. {error}", wrong=True)
    except GeoError as error:
        say(str(error), wrong=True)
    else:
        return True
    return False


def _note(event_id: str, text: str) -> None:
    st.session_state.review_done = [*st.session_state.review_done, event_id]
    say(text)


def _after(event_id: str) -> str:
    line = _line()
    onward = review.neighbour(line, event_id, 1)
    return onward if onward != event_id else review.neighbour(line, event_id, -1)


def _line() -> list[str]:
    return list(st.session_state.get("review_line", []))


def _name() -> str:
    return signin.reviewer()
