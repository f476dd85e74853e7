"""The review page: a queue of events, the text each rests on, its record, and a map.

Each act is a revision in the store, with time and reviewer; see `pages.parts.review_desk`.
"""

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import streamlit as st

from geo import gazetteer
from geo.errors import GeoError
from geo.events import decisions, review, store
from geo.events.arrays import Codes, Prepared
from geo.events.store import location, records
from geo.formats import articles
from geo.gazetteer import Candidate
from geo.language import mark, tr
from pages.parts import (
    data,
    follow,
    front,
    kept,
    review_form,
    review_merge,
    review_text,
    review_view,
    signin,
    wording,
)
from pages.parts import review_desk as desk

if TYPE_CHECKING:
    import pandas as pd

LOOK: Final = Path(__file__).parent / "parts" / "review_page.css"
STATES: Final = {
    "extracted": mark("extracted"),
    "needs_look": mark("need a look"),
    "confirmed": mark("confirmed"),
    "rejected": mark("rejected"),
    "merged": mark("merged"),
}
MOST_CANDIDATES: Final = 8
STEPS: Final = 1_000
"""How far one may step in the line, either way, before the page looks again."""
PARTS: Final = (mark("Record"), mark("Edit"), mark("History"), mark("Merge"))


@st.fragment
def show() -> None:
    """Draw the page from the store and the session's place in the queue."""
    desk.open_desk()
    events = data.prepared()
    line = review.line(events, desk.LOTS[desk.lot()])
    near = _in_hand(events, line)
    st.session_state.review_line = events.frame["event_id"].iloc[near].tolist()
    row = _on_desk(events, line)
    number = store.open().number(row["event_id"]) if row is not None else 0
    candidates = _candidates(row) if row is not None else []
    _top_line(events.frame)
    _acts(row, number)
    list_, middle, right = st.columns([0.22, 0.39, 0.39], gap="small")
    with middle:
        with st.container(key="review_text"):
            if row is not None:
                st.html(review_text.sources(row["sources"], _texts()))
        with st.container(key="review_map_box"):
            review_view.draw_map()
    with right, st.container(key="review_panel"):
        if row is None:
            st.html(f'<p class="bm-note">{tr("No event is chosen.")}</p>')
        else:
            _panel(row, number, candidates)
    with list_:
        mark = None
        if row is not None:
            mark = review_view.mark(row, candidates, editable=desk.editable())
        event_id = "" if row is None else str(row["event_id"])
        review_view.queue(events, line, event_id, number, mark, _acted)
    kept.save(desk.FIELDS)
    follow.mount()


def _wanted() -> str:
    return str(st.session_state.get("review_event") or st.query_params.get("event", ""))


def _in_hand(events: Prepared, line: Codes) -> Codes:
    """Rows of the line that one may step to from the event on the desk, or else from its head."""
    at = np.flatnonzero(line == events.row(_wanted()))
    first = max(0, int(at[0]) - STEPS) if len(at) else 0
    return line[first : first + 2 * STEPS]


def _on_desk(events: Prepared, line: Codes) -> "pd.Series[Any] | None":
    """Give the event on the desk; where it is gone, the first one in line."""
    row = events.row(_wanted())
    if row < 0 and not len(line):
        return None
    found = events.whole(np.array([row if row >= 0 else line[0]])).iloc[0]
    desk.put(str(found["event_id"]))
    return found


def _acted() -> None:
    """Do what the list, the keyboard or the map asks for."""
    act = review_view.acted()
    what, event_id, number = act.get("what"), str(act.get("event", "")), int(act.get("number", 0))
    if what == "pick":
        desk.say("")
        desk.put(event_id)
    elif what in ("next", "previous"):
        desk.step(1 if what == "next" else -1)
    elif what == "edit":
        desk.edit()
    elif what == "undo":
        desk.undo(event_id, number)
    elif what == "candidate":
        _settle(event_id, int(act["index"]), number)
    elif what in decisions.OUTCOME and event_id:
        desk.decide(event_id, str(what), number)


def _top_line(frame: "pd.DataFrame") -> None:
    counts = review.counts(frame)
    waiting = sum(counts[state] for state in decisions.OPEN)
    told = " · ".join(f"<b>{counts[state]}</b> {tr(name)}" for state, name in STATES.items())
    with st.container(key="review_top"):
        line, said, name = st.columns([0.47, 0.36, 0.17], vertical_alignment="center")
    _said(said)
    line.html(
        f'<div class="bm-top"><h1>{tr("Review")}</h1>'
        f'<span class="asof" data-testid="todo">{tr("{n} to do", n=waiting)}</span>'
        f'<span class="bm-states" data-testid="counts">{told}</span></div>'
    )
    if signin.named():
        st.session_state.review_name = signin.reviewer()
    name.text_input(
        tr("Reviewer"),
        key="review_name",
        max_chars=80,
        label_visibility="collapsed",
        placeholder=tr("Your name"),
        help=tr("Written to every change that you make"),
        icon=":material/person:",
        disabled=not desk.editable() or signin.named(),
    )


def _acts(row: "pd.Series[Any] | None", number: int) -> None:
    """Draw the buttons; each names its key."""
    event_id = "" if row is None else str(row["event_id"])
    can = decisions.allowed(row["review_state"]) if row is not None and desk.deciding() else ()
    with st.container(key="review_acts"):
        lots, _, *slots = st.columns(
            [0.3, 0.05, 0.07, 0.07, 0.11, 0.1, 0.14, 0.08, 0.08],
            gap="small",
            vertical_alignment="center",
        )
    lots.segmented_control(
        tr("Pile"),
        list(desk.LOTS),
        format_func=tr,
        key="review_lot",
        label_visibility="collapsed",
    )
    acts: list[tuple[str, str, Any, tuple[Any, ...], bool]] = [
        (":material/chevron_left: `p`", "previous", desk.step, (-1,), row is not None),
        (":material/chevron_right: `n`", "next", desk.step, (1,), row is not None),
        (
            tr("Accept") + " `a`",
            "accept",
            desk.decide,
            (event_id, "accept", number),
            "accept" in can,
        ),
        (
            tr("Reject") + " `r`",
            "reject",
            desk.decide,
            (event_id, "reject", number),
            "reject" in can,
        ),
        (tr("Needs look") + " `l`", "look", desk.decide, (event_id, "look", number), "look" in can),
        (tr("Edit") + " `e`", "edit", desk.edit, (), bool(event_id) and desk.editable()),
        (tr("Undo") + " `u`", "undo", desk.undo, (event_id, number), _undoable(number)),
    ]
    for slot, (label, key, act, given, on) in zip(slots, acts, strict=True):
        slot.button(
            label,
            key=f"review_{key}",
            on_click=act,
            args=given,
            disabled=not on,
            type="primary" if key == "accept" else "secondary",
            width="stretch",
        )


def _undoable(number: int) -> bool:
    return desk.editable() and bool(number or st.session_state.review_done)


def _said(place: Any) -> None:  # noqa: ANN401  # a column
    """Show the last sentence, or that the page is read-only, or that a damaged store lies aside."""
    text, wrong = st.session_state.get("review_said", ("", False))
    if not desk.editable():
        text, wrong = signin.why_not(), True
    elif not text and (path := store.open().path) and (aside := location.aside(path)):
        told = tr(
            "A damaged store lies beside the new one, untouched: {name}.", name=aside[-1].name
        )
        text, wrong = told, True
    if text:
        look = "bm-said wrong" if wrong else "bm-said"
        place.html(f'<p class="{look}" role="status" data-testid="said">{escape(text)}</p>')


def _panel(row: "pd.Series[Any]", number: int, candidates: list[Candidate]) -> None:
    st.session_state.setdefault("review_part", "Record")
    alike = review_merge.alike(row)
    parts = PARTS if alike else PARTS[:-1]
    if st.session_state.review_part not in parts:
        st.session_state.review_part = "Record"
    part = st.segmented_control(
        tr("Panel"),
        parts,
        key="review_part",
        format_func=lambda name: f"{tr(name)} ({len(alike)})" if name == PARTS[-1] else tr(name),
        label_visibility="collapsed",
    )
    st.session_state.review_editing = part == "Edit"
    if part == "Edit":
        _edit(row, number)
    elif part == "History":
        _history(row)
    elif part == "Merge":
        review_merge.show(row, number, alike)
    else:
        _places(row, number, candidates)
        st.html(wording.event(row))


def _edit(row: "pd.Series[Any]", number: int) -> None:
    if not desk.editable():
        st.html('<p class="bm-note">' + tr("Read-only here: nothing can be edited.") + "</p>")
        return
    event_id = str(row["event_id"])
    fields = review_form.form(row, f"{event_id}_{number}")
    if fields is not None and desk.save(event_id, fields, number):
        st.rerun()
    if fields is not None:
        st.html(f'<p class="bm-said wrong">{escape(st.session_state.review_said[0])}</p>')


def _history(row: "pd.Series[Any]") -> None:
    event_id = str(row["event_id"])
    shipped = _shipped(event_id)
    st.html(review_text.history(store.open().history(event_id), shipped))


def _shipped(event_id: str) -> dict[str, Any] | None:
    from geo import events  # noqa: PLC0415  # the chronology, without what the store lays over it

    frame = events.load()
    rows = frame[frame["event_id"] == event_id]
    return None if rows.empty else records.of(rows)[0]


def _places(row: "pd.Series[Any]", number: int, candidates: list[Candidate]) -> None:
    """List the places that the name may mean; a click settles it."""
    others = [c for c in candidates if c.gazetteer_id != row["place_id"]]
    if not others:
        return
    event_id = str(row["event_id"])
    with st.container(key="review_places"):
        st.html(
            "<h4>"
            + tr(
                "“{place}” may mean another place: choose here or on the map",
                place=escape(row["place"]),
            )
            + "</h4>"
        )
        for i, candidate in enumerate(candidates):
            if candidate in others:
                told = f"{candidate.name} – {review_view.where(candidate)}"
                st.button(
                    f"**{i + 1}** · {_plain(told)}",
                    key=f"candidate_{event_id}_{i}",
                    on_click=_settle,
                    args=(event_id, i, number),
                    disabled=not desk.editable(),
                    width="stretch",
                )


def _plain(text: str) -> str:
    """Keep Markdown in a label from acting."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+-.!:$<>~|" else c for c in text)


def _settle(event_id: str, index: int, number: int) -> None:
    events = data.prepared()
    at = events.row(event_id)
    row = events.whole(np.array([at])).iloc[0] if at >= 0 else None
    found = [] if row is None else _candidates(row)
    if row is not None and index < len(found):
        reported = {name: str(row[name]) for name in ("place", "place_detail")}
        desk.settle(event_id, found[index], reported, number)


def _candidates(row: "pd.Series[Any]") -> list[Candidate]:
    """Places that the name on the record, or the one in the text, may stand for."""
    found: dict[str, Candidate] = {}
    for name in (row["place_detail"], row["place"]):
        for candidate in gazetteer.lookup(name) if name else ():
            found.setdefault(candidate.gazetteer_id, candidate)
    return list(found.values())[:MOST_CANDIDATES]


@st.cache_resource(show_spinner=False)
def _briefs() -> dict[str, str]:
    try:
        return {brief.article_id: brief.text for brief in articles.shipped()}
    except GeoError:  # a damaged brief is the article page's business
        return {}


def _texts() -> dict[str, str]:
    """Texts by article_id: the briefs, and what this session has read on the article page."""
    return _briefs() | st.session_state.get("article_texts", {})


front.enter()
st.html(LOOK)
show()
