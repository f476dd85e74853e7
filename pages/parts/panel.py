"""The panel beside the map: an event and its evidence, the list, what is not on the map."""

import pandas as pd
import streamlit as st

from geo.events.window import View
from geo.maps.feed import Feed
from pages.parts import wording

_PARTS = ("Event", "List", "Not on map", "Tolls")
_PAGE = 25


def show(frame: pd.DataFrame, feed: Feed, seen: View) -> int:
    """Draw the panel; give the index (in the feed) of the event that it shows, -1 for none."""
    picked = [i for i in st.session_state.get("picked", []) if 0 <= i < len(feed.order)]
    if picked != st.session_state.get("picked_before"):
        st.session_state.picked_before = picked
        st.session_state.at = 0
        if picked:
            st.session_state.part = "Event"
    st.session_state.setdefault("part", "Event")
    part = st.segmented_control("Panel", _PARTS, key="part", label_visibility="collapsed")
    if part == "List":
        _list(frame, seen)
    elif part == "Not on map":
        _missing(frame, seen)
    elif part == "Tolls":
        _tolls(frame, seen)
    elif picked:
        return _events(frame, feed, picked)
    else:
        _welcome()
    st.session_state.event = ""
    return -1


def _welcome() -> None:
    st.html(
        '<div class="bm-event"><h3>Choose a mark</h3><p>Click a mark on the map, or a row under '
        "<b>List</b>, and the evidence for it stands here: who says so, how exactly place and day "
        "are known, and the sources.</p><p>Drag the window on the timeline, or use the arrow keys "
        "there; the map follows at once.</p>"
        '<p class="bm-note">The record leans on Thai bulletins, which could be read in greater '
        "number than Cambodian ones: compare reports, do not read the share of rows as the share "
        "of attacks.</p></div>"
    )


def _events(frame: pd.DataFrame, feed: Feed, picked: list[int]) -> int:
    at = min(st.session_state.get("at", 0), len(picked) - 1)
    if len(picked) > 1:
        back, text, on = st.columns([0.2, 0.6, 0.2], vertical_alignment="center")
        back.button("◀", on_click=_turn, args=(-1, len(picked)), key="back", width="stretch")
        text.markdown(f"**{at + 1}** of **{len(picked)}** under this mark")
        on.button("▶", on_click=_turn, args=(1, len(picked)), key="on", width="stretch")
    index = picked[at]
    row = frame.iloc[feed.order[index]]
    related = [("same incident as", e) for e in row["same_as"]]
    related += [("part of", e) for e in row["part_of"]]
    st.session_state.event = row["event_id"]
    st.html(wording.event(row, related=related))
    return index


def _turn(by: int, of: int) -> None:
    st.session_state.at = (st.session_state.get("at", 0) + by) % of


def _list(frame: pd.DataFrame, seen: View) -> None:
    _table(frame[seen.shown], "list")


def _table(rows: pd.DataFrame, key: str) -> None:
    if rows.empty:
        st.markdown("Nothing here for this window and these filters.")
        return
    pages = -(-len(rows) // _PAGE)
    page = 1
    if pages > 1:
        page = st.number_input(f"Page, of {pages} ({len(rows)} rows)", 1, pages, key=f"{key}_page")
    part = rows.iloc[(page - 1) * _PAGE : page * _PAGE]
    shown = pd.DataFrame(
        {
            "Day": [wording.day(d) or "undated" for d in part["date_start"]],
            "Kind": [wording.LAYERS[layer] for layer in part["layer"]],
            "Place": part["place"].to_numpy(),
        }
    )
    chosen = st.dataframe(
        shown,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=f"{key}_table",
        height=35 * (min(len(part), 12) + 1) + 3,
    )
    if chosen.selection.rows:
        row = part.iloc[chosen.selection.rows[0]]
        st.html(wording.event(row))


def _missing(frame: pd.DataFrame, seen: View) -> None:
    st.markdown(f"**{seen.counts.unplaced}** in this window without a place that can be drawn")
    _table(frame[seen.unplaced], "unplaced")
    st.markdown(f"**{seen.counts.undated}** without a date")
    if seen.counts.undated:
        _table(frame[seen.undated], "undated")


def _tolls(frame: pd.DataFrame, seen: View) -> None:
    st.markdown("Running totals as reported in this window: never added up, nor to incidents.")
    rows = frame[seen.listed & frame["is_total"]]
    _table(rows, "tolls")
