"""The address of what is on screen: window, mode, filters, part of the map, event.

What the words of an address mean is in `geo.briefing.address`; here they meet the session.
"""

from datetime import date, timedelta

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.briefing import address
from geo.briefing.view import BORDER, CONFIRMED, BriefingView
from geo.events.vocabulary import CONFIDENCES, LAYERS, SIDES
from geo.events.window import Filters
from pages.parts import clock, data, kept, languages

CLAIMANTS = address.CLAIMANTS
__all__ = ["CHOICES", "CLAIMANTS", "CONFIDENCES", "SIDES"]
CHOICES = {
    "provinces": "provinces",
    "claimants": "claimants",
    "sides": "sides",
    "confidences": "confidences",
    "precisions": "where_precs",
}
"""Filters on several words: name of the field on the page, and in `Filters`."""

FIELDS = ("layers", "text", *CHOICES, "reviewed")
"""Names of all the filters' fields on the page."""


def read_once() -> None:
    """
    Take the state from the address, on the first run of a session and when the user goes back.

    A bad address is said once, in one sentence. A view that another page wants shown (under
    `show_view` in the session, with its event) comes first.
    """
    wanted = st.session_state.pop("show_view", None)
    if wanted:
        show(*wanted)
        return
    if "window" in st.session_state and not _gone_back():
        return
    found = address.opened(st.query_params.to_dict(), span(), data.provinces(), data.feed())
    if found.fault:
        st.toast(found.fault)
    show(found.view, found.event)


def _gone_back() -> bool:
    """Whether this run shows an address that the browser's history brought back."""
    context = get_script_run_ctx()
    return bool(context and getattr(context, "is_history_navigation", False))


def show(view: BriefingView, event: str = "") -> None:
    """Bring the session to a view and an event; call it before the filters are drawn."""
    chosen = view.filters
    kept.forget(FIELDS)
    st.session_state.border_km = chosen.border_km
    set_window(view.start, view.end, view.mode)
    st.session_state.layers = [name for name in LAYERS if name in (chosen.layers or ())]
    for name, field in CHOICES.items():
        st.session_state[name] = sorted(getattr(chosen, field) or ())
    st.session_state.text = chosen.text
    st.session_state.reviewed = chosen.review_states == frozenset(CONFIRMED)
    index = data.feed().index(event)
    st.session_state.picked = [index] if index >= 0 else []
    set_extent(view)


def write() -> None:
    """Put the state into the address."""
    wanted = address.write(view(), st.session_state.get("event") or "")
    if held() == (*span(), "window"):
        wanted = {k: v for k, v in wanted.items() if k not in ("from", "to", "mode")}
    wanted |= languages.address()
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


def view() -> BriefingView:
    """Give what the session shows; a filter that was never touched lets everything pass."""
    state = st.session_state
    chosen = {field: state.get(name) or None for name, field in CHOICES.items()}
    if state.get("reviewed"):
        chosen["review_states"] = CONFIRMED
    filters = Filters(
        layers=state.get("layers") or None,
        text=str(state.get("text") or "").strip(),
        border_km=state.get("border_km"),
        **chosen,
    )
    return BriefingView(*held(), filters, state.get("extent") or BORDER)


def held() -> tuple[date, date, str]:
    """First day, last day and mode of the session's window."""
    window = st.session_state.window
    return date.fromisoformat(window["from"]), date.fromisoformat(window["to"]), window["mode"]


def set_window(start: date, end: date, mode: str) -> None:
    """Show another window: the browser takes it over with the next run."""
    st.session_state.window = {"from": start.isoformat(), "to": end.isoformat(), "mode": mode}
    st.session_state.push = {
        "from": clock.day_number(start),
        "to": clock.day_number(end),
        "mode": mode,
        "stamp": st.session_state.get("push", {}).get("stamp", 0) + 1,
    }


def set_extent(view: BriefingView) -> None:
    """Show another part of the map: the browser takes it over with the next run."""
    st.session_state.extent = None if view.extent == BORDER else view.extent
    st.session_state.extent_stamp = st.session_state.get("extent_stamp", 0) + 1


def span() -> tuple[date, date]:
    """First and last day of the record."""
    feed = data.feed()
    epoch = date(1970, 1, 1)
    return (
        epoch + timedelta(feed.first),
        epoch + timedelta(feed.last),
    )
