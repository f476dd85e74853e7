"""The board: top line, map, panel and timeline, all under one window of days and one filter.

The map and the timeline move in the browser; the inner fragment runs once on release, and brings
the top line, the panel and the address (permalink) up to date. It never touches the map, so the
map keeps its place.
"""

from datetime import date
from html import escape
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit_folium import st_folium

from geo.events import window
from geo.events.window import Filters
from geo.maps import base
from geo.maps.feed import Feed
from pages.parts import clock, data, export, filters, follow, panel, permalink, wording


def show() -> None:
    """Send the events, then draw the board."""
    permalink.read_once()
    clock.pushed()
    feed = data.feed()
    _board(feed.version)
    clock.mount_feed(feed)


@st.fragment
def _board(sent: str) -> None:
    """Draw filters and map, which a move of the window leaves alone, and what follows from both."""
    top = st.container()
    chosen = filters.bar()
    left, right = st.columns([0.7, 0.3], gap="small")
    with left:
        _map()
    _moving(sent, chosen, top, right)
    follow.mount()


@st.fragment
def _moving(sent: str, chosen: Filters, top: DeltaGenerator, right: DeltaGenerator) -> None:
    """
    Bring top line, panel, timeline and address to the session's window: all that a release reruns.

    `sent` is the version of the events that the browser has.
    """
    events, feed = data.both()
    if feed.version != sent:
        st.rerun()  # somebody changed the store: the browser needs its events anew
    seen = window.view(events, *_window(), chosen)
    with top:
        line, save = st.columns([0.91, 0.09], gap="small", vertical_alignment="center")
        with line:
            _top_line(seen)
        with save:
            export.popover(events, _window(), chosen)
    with right, st.container(key="panel"):
        selected = panel.show(events.frame, feed, seen)
    clock.mount_clock(
        mask=_mask(feed, chosen.passing(events)),
        push=st.session_state.push,
        selected=selected,
        milestones=data.milestones(),
    )
    permalink.write()


def _mask(feed: Feed, passing: Any) -> str | None:  # noqa: ANN401  # an array of bool
    return None if passing.all() else feed.mask(passing)


def _window() -> tuple[date, date, str]:
    held = st.session_state.window
    return date.fromisoformat(held["from"]), date.fromisoformat(held["to"]), held["mode"]


def _map() -> None:
    st_folium(
        base.base_map(channel=clock.channel(), online=st.session_state.get("online", False)),
        key="map",
        height=620,
        use_container_width=True,
        returned_objects=[],
    )


def _top_line(seen: window.View) -> None:
    """Write title, window and counts; the timeline keeps the marked parts up to date meanwhile."""
    counts = seen.counts
    st.html(
        '<div class="bm-top"><h1>Thailand–Cambodia border monitor</h1>'
        f'<span class="asof" data-clock="window" data-testid="asof">{escape(_span())}</span>'
        '<span class="gap"></span>'
        '<span class="counts" data-testid="counts">'
        f'<b data-clock="shown">{counts.shown}</b> of <b>{counts.total}</b> shown · '
        f'<b data-clock="unplaced">{counts.unplaced}</b> unplaced · '
        f"<b>{counts.undated}</b> undated · "
        f'<b data-clock="filtered">{counts.filtered}</b> out of window or filtered</span></div>'
    )


def _span() -> str:
    start, end, mode = _window()
    if mode == "day":
        return wording.day(end)
    if mode == "cumulative":
        return f"until {wording.day(end)}"
    return f"{wording.day(start)} – {wording.day(end)}"
