"""The board: top line, map, panel and timeline, all under one window of days and one filter.

The map and the timeline move in the browser; the inner fragment runs once on release, and brings
the top line, the panel and the address (permalink) up to date. It never touches the map, so the
map keeps its place.

A new visitor gets map, timeline and counts first: the browser would spend a fifth of the time until
its first picture on filters and panel, which follow as soon as that is painted.
"""

from dataclasses import replace
from datetime import date
from html import escape
from typing import Any, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.events import window
from geo.events.window import Filters
from geo.language import tr
from geo.maps.feed import Feed
from pages.parts import (
    clock,
    credit,
    data,
    export,
    extent,
    filters,
    follow,
    frame,
    panel,
    permalink,
    wording,
)


def show() -> None:
    """Draw the map, which the browser then fetches while the events are read, and the rest."""
    top, bar = st.container(), st.container()
    left, right = st.columns([0.7, 0.3], gap="small")
    online = bool(st.session_state.get("online", False))
    with left:
        frame.board(clock.channel(), online=online)
    permalink.read_once()
    clock.pushed()
    feed = data.feed()
    _board(feed.version, Places(top, bar, right), online=online, early=_early())
    if not data.many(feed):
        clock.mount_feed(feed.packed)
    extent.mount()


def _early() -> bool:
    """
    Tell whether this is the first run for a browser that opens the map, with no event chosen in it.

    A browser that comes from another page has most of Streamlit's scripts already.
    """
    state = st.session_state
    return bool(st.context.headers and state.get("first_run") and not state.get("picked"))


class Places(NamedTuple):
    """Where the fragments draw."""

    top: DeltaGenerator
    bar: DeltaGenerator
    right: DeltaGenerator


@st.fragment
def _board(sent: str, places: Places, *, online: bool, early: bool) -> None:
    """Draw the filters, which a move of the window leaves alone, and what follows from both."""
    with places.bar:
        if early:
            _room()
        chosen = permalink.view().filters if early else filters.bar()
    if bool(st.session_state.get("online", False)) != online:
        st.rerun()  # another map
    line, save = places.top.columns([0.91, 0.09], gap="small", vertical_alignment="center")
    with save:
        if early:
            _room()
        else:
            _export(chosen)
    _moving(sent, chosen, line, places.right, early=early)
    current, _, feed = data.all_of_it()
    if data.many(feed):
        clock.mount_feed(data.portion(current, chosen))
    follow.mount()


def _room() -> None:
    """Keep a row's height free, so that nothing moves when it is filled."""
    st.html('<div class="bm-later"></div>')


@st.fragment
def _export(chosen: Filters) -> None:
    """Offer the view as a file; its widgets do not travel with every move of the window."""
    export.popover(data.prepared(), replace(permalink.view(), filters=chosen))


@st.fragment
def _moving(
    sent: str, chosen: Filters, line: DeltaGenerator, right: DeltaGenerator, *, early: bool
) -> None:
    """
    Bring top line, panel, timeline and address to the session's window: all that a release reruns.

    `sent` is the version of the events that the browser has; `early` leaves the panel empty.
    """
    if early and st.session_state.get("painted"):
        st.rerun()  # the rest may follow
    current, events, feed = data.all_of_it()
    if feed.version != sent or export.outdated(_window()):
        st.rerun()  # the browser needs its events anew, or holds a file of another window
    seen = window.view(events, *_window(), chosen, passes=data.passing(current, chosen))
    with line:
        _top_line(seen)
    many = data.many(feed)
    if many:
        _details(current, chosen)
    with right, st.container(key="panel"):
        selected = _nothing() if early else panel.show(feed, seen)
        credit.show()
    clock.mount_clock(
        mask=None if many else data.mask(current, chosen),
        push=st.session_state.push,
        selected=selected,
        spot=_spot(feed, selected) if many else None,
        milestones=data.milestones(),
        early=early,
    )
    permalink.write()


def _nothing() -> int:
    """Have no event in the panel yet."""
    st.html('<div class="bm-event" aria-busy="true"></div>')
    return -1


def _details(current: str, chosen: Filters) -> None:
    """Answer a map that has counts: the events of the squares that it looks at, or under a mark."""
    clock.mount_details(data.details(current, chosen, st.session_state.get("look")))
    counted = st.session_state.pop("counted", None)
    if counted:
        st.session_state.picked = [
            *st.session_state.picked,
            *data.at_counts(current, chosen, counted),
        ]


def _spot(feed: Feed, selected: int) -> dict[str, Any] | None:
    place = feed.place[selected] if selected >= 0 else -1
    return feed.places[place] if place >= 0 else None


def _window() -> tuple[date, date, str]:
    held = st.session_state.window
    return date.fromisoformat(held["from"]), date.fromisoformat(held["to"]), held["mode"]


def _top_line(seen: window.View) -> None:
    """Write title, window and counts; the timeline keeps the marked parts up to date meanwhile."""
    counts = seen.counts
    st.html(
        f'<div class="bm-top"><h1>{tr("Thailand–Cambodia border monitor")}</h1>'
        f'<span class="asof" data-clock="window" data-testid="asof">{escape(_span())}</span>'
        '<span class="gap"></span>'
        '<span class="counts" data-testid="counts">'
        + tr(
            '<b data-clock="shown">{shown}</b> of <b>{total}</b> shown · '
            '<b data-clock="unplaced">{unplaced}</b> unplaced · '
            "<b>{undated}</b> undated · "
            '<b data-clock="filtered">{filtered}</b> out of window or filtered',
            shown=counts.shown,
            total=counts.total,
            unplaced=counts.unplaced,
            undated=counts.undated,
            filtered=counts.filtered,
        )
        + "</span></div>"
    )


def _span() -> str:
    start, end, mode = _window()
    if mode == "day":
        return wording.day(end)
    if mode == "cumulative":
        return tr("until {day}", day=wording.day(end))
    return f"{wording.day(start)} – {wording.day(end)}"
