"""The panel beside the map: an event and its evidence, the list, what is not on the map."""

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from geo.events.arrays import Codes, Mask, Prepared
from geo.events.window import View
from geo.language import mark, tr
from geo.maps.feed import Feed
from pages.parts import glance, wording
from pages.parts import rows as rows_

if TYPE_CHECKING:
    import pandas as pd

_PARTS = (mark("Event"), mark("List"), mark("Not on map"), mark("Tolls"))
_ON_RIBBON = {"Not on map": mark("Not on ribbon")}
_PAGE = 25
_MAP_GUIDE = mark(
    "Drag the window on the timeline, or use the arrow keys there; the map follows at once."
)
_HELP = mark(
    "Click a mark, or a row under <b>List</b>, and the evidence stands here: "
    "who says so, how exactly place and day are known, the sources."
)
_LEANING = mark(
    "The record leans on Thai bulletins, which could be read in greater number "
    "than Cambodian ones: it compares reports. Do not read the share of rows as the share of "
    "attacks."
)


def show(
    feed: Feed,
    seen: View,
    *,
    off: Mask | None = None,
    picture: str = "map",
    guide: str = "",
) -> int:
    """
    Draw the panel; give the index (in the feed) of the event that it shows, -1 for none.

    `picture` names what the panel stands beside and `guide` says how to move its window; `off` are
    shown rows that the picture cannot hold: listed with the unplaced.
    """
    picked = [i for i in st.session_state.get("picked", []) if 0 <= i < len(feed.order)]
    if picked != st.session_state.get("picked_before"):
        st.session_state.picked_before = picked
        st.session_state.at = 0
        if picked:
            st.session_state.part = "Event"
    st.session_state.setdefault("part", "Event")
    part = st.segmented_control(
        tr("Panel"),
        _PARTS,
        format_func=lambda name: tr(name if picture == "map" else _ON_RIBBON.get(name, name)),
        key="part",
        label_visibility="collapsed",
    )
    if part == "List":
        event_id = _table(seen.events, _newest_first(seen, seen.listed), "list")
    elif part == "Not on map":
        event_id = _missing(seen, off)
    elif part == "Tolls":
        event_id = _tolls(seen)
    else:
        event_id = _events(feed, picked, seen, guide or tr(_MAP_GUIDE))
    st.session_state.event = event_id
    return feed.index(event_id)


def _events(feed: Feed, picked: list[int], seen: View, guide: str) -> str:
    """Show one of the events under the mark that was clicked, with buttons to turn."""
    if not picked:
        st.html(glance.glance(seen) + _help(guide))
        return ""
    at = min(st.session_state.get("at", 0), len(picked) - 1)
    if len(picked) > 1:
        back, text, on = st.columns([0.18, 0.64, 0.18], vertical_alignment="center")
        back.button("◀", on_click=_turn, args=(-1, len(picked)), key="back", width="stretch")
        text.markdown(tr("**{at}** of **{n}** under this mark", at=at + 1, n=len(picked)))
        on.button("▶", on_click=_turn, args=(1, len(picked)), key="on", width="stretch")
    row = feed.order[picked[at]]
    if not seen.listed[row]:
        st.html(
            '<p class="bm-note bm-aside">'
            + tr("This event is outside the window, or filtered out.")
            + "</p>"
        )
    return _event(seen.events.whole(np.array([row])).iloc[0])


def _help(guide: str) -> str:
    return (
        "".join(f'<p class="bm-note">{text}</p>' for text in (f"{tr(_HELP)} {guide}", tr(_LEANING)))
        + wording.as_written()
    )


def _paged(pages: int, rows: int) -> str:
    return tr("Page (of {pages}; {rows} rows, newest first)", pages=pages, rows=rows)


def _turn(by: int, of: int) -> None:
    st.session_state.at = (st.session_state.get("at", 0) + by) % of


def _event(row: "pd.Series") -> str:
    related = [(tr("reports the same incident as"), e) for e in row["same_as"]]
    related += [(tr("is part of"), e) for e in row["part_of"]]
    st.html(wording.event(row, related=related))
    return str(row["event_id"])


def _newest_first(seen: View, rows: Mask) -> Codes:
    """Give the numbers of dated rows, the newest first, those of one day in the frame's order."""
    at = np.flatnonzero(rows)
    return at[np.argsort(-seen.events.start[at], kind="stable")]


def _table(events: Prepared, rows: Codes, key: str) -> str:
    """List rows, a page at a time; below the list the chosen one, whose id is given."""
    if not len(rows):
        st.markdown(tr("Nothing here for this window and these filters."))
        return ""
    part = events.whole(_page(rows, key))
    chosen = rows_.draw(part, key, tr("List"))
    return _event(part[part["event_id"] == chosen].iloc[0]) if chosen else ""


def _page(rows: Codes, key: str) -> Codes:
    pages = -(-len(rows) // _PAGE)
    if pages == 1:
        return rows
    held = f"{key}_page"
    st.session_state[held] = min(st.session_state.get(held, 1), pages)
    page = int(st.number_input(_paged(pages, len(rows)), 1, pages, key=held))
    return rows[(page - 1) * _PAGE : page * _PAGE]


def _missing(seen: View, off: Mask | None) -> str:
    beyond, events = "", seen.events
    if off is not None:
        st.markdown(tr("**{n}** far from the border, at sea or along another line", n=off.sum()))
        beyond = _table(events, np.flatnonzero(off), "off") if off.any() else ""
    st.markdown(
        tr("**{n}** in this window without a place that can be drawn", n=seen.counts.unplaced)
    )
    rows = np.flatnonzero(seen.unplaced)
    event_id = _table(events, rows, "unplaced") if len(rows) else ""
    st.markdown(tr("**{n}** without a date", n=seen.counts.undated))
    rows = np.flatnonzero(seen.undated)
    undated = _table(events, rows, "undated") if len(rows) else ""
    return beyond or event_id or undated


def _tolls(seen: View) -> str:
    st.markdown(tr("Running totals as reported in this window: never added up, nor to incidents."))
    return _table(seen.events, _newest_first(seen, seen.listed & seen.events.total), "tolls")
