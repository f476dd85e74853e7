"""The address of what is on screen: window, mode, filters and event."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import streamlit as st

from geo.events.record import LAYERS
from pages.parts import clock, data, wording

MODES = ("day", "window", "cumulative")
LONGEST_KM = 1000
LONGEST_TEXT = 200
BREAK = "~"
CLAIMANTS = ("Thailand", "Cambodia", "third party", "outlet")
CONFIDENCES = ("high", "medium", "low")
SIDES = ("TH", "KH", "unknown")
CHOICES: dict[str, Callable[[], Iterable[Any]]] = {
    "provinces": data.provinces,
    "claimants": lambda: CLAIMANTS,
    "sides": lambda: SIDES,
    "confidences": lambda: CONFIDENCES,
    "precisions": lambda: wording.WHERE_PREC,
}
"""Filters that are a choice among words: the name of the field, and what may be chosen."""


def read_once() -> None:
    """Take the state from the address on the first run of a session; a bad address is said once."""
    if "window" in st.session_state:
        return
    first, last = _record()
    given = st.query_params
    start = _day(given.get("from"), first)
    end = _day(given.get("to"), last)
    mode = given.get("mode", "window")
    layers = [name for name in given.get("layers", "").split(".") if name]
    strange = set(layers) - set(LAYERS)
    km = _stretch(given.get("km", ""))
    strange |= {"km"} if given.get("km") and km is None else set()
    if start is None or end is None or start > end or mode not in MODES or strange:
        st.toast(
            "The address asked for something that does not exist, so the whole record is shown."
        )
        start, end, mode, layers, km = first, last, "window", [], None
    st.session_state.border_km = km
    set_window(start, end, mode)
    if layers:
        st.session_state.layers = layers
    _read_filters()
    st.session_state.picked = [i] if (i := data.feed().index(given.get("event", ""))) >= 0 else []


def write() -> None:
    """Put the state into the address."""
    held = st.session_state.window
    first, last = _record()
    wanted = {} if held == _as_state(first, last, "window") else dict(held)
    layers = st.session_state.get("layers") or []
    if layers and set(layers) != set(LAYERS):
        wanted["layers"] = ".".join(layers)
    wanted |= _filters()
    if st.session_state.get("border_km"):
        wanted["km"] = "{:g}-{:g}".format(*st.session_state.border_km)
    if st.session_state.get("event"):
        wanted["event"] = st.session_state.event
    if dict(st.query_params) != wanted:
        st.query_params.from_dict(wanted)


def _read_filters() -> None:
    """Take the other filters from the address; a choice that there is not is left out."""
    given = st.query_params
    if given.get("text"):
        st.session_state.text = given["text"][:LONGEST_TEXT]
    if given.get("reviewed") == "1":
        st.session_state.reviewed = True
    for name, allowed in CHOICES.items():
        options = {str(choice): choice for choice in allowed()}
        wanted = [options[w] for w in given.get(name, "").split(BREAK) if w in options]
        if wanted:
            st.session_state[name] = wanted


def _filters() -> dict[str, str]:
    wanted = {
        name: BREAK.join(str(choice) for choice in st.session_state.get(name) or [])
        for name in CHOICES
    }
    wanted["text"] = str(st.session_state.get("text") or "").strip()
    wanted["reviewed"] = "1" if st.session_state.get("reviewed") else ""
    return {name: value for name, value in wanted.items() if value}


def held() -> tuple[date, date, str]:
    """First day, last day and mode of the session's window."""
    window = st.session_state.window
    return date.fromisoformat(window["from"]), date.fromisoformat(window["to"]), window["mode"]


def set_window(start: date, end: date, mode: str) -> None:
    """Show another window: the browser takes it over with the next run."""
    st.session_state.window = _as_state(start, end, mode)
    st.session_state.push = {
        "from": clock.day_number(start),
        "to": clock.day_number(end),
        "mode": mode,
        "stamp": st.session_state.get("push", {}).get("stamp", 0) + 1,
    }


def _as_state(start: date, end: date, mode: str) -> dict[str, str]:
    return {"from": start.isoformat(), "to": end.isoformat(), "mode": mode}


def _record() -> tuple[date, date]:
    packed = data.feed().packed
    epoch = date(1970, 1, 1).toordinal()
    return (
        date.fromordinal(epoch + packed["first"]),
        date.fromordinal(epoch + packed["last"]),
    )


def _stretch(text: str) -> tuple[float, float] | None:
    """Read "from-to" in border km; None where that makes no sense."""
    start, _, end = text.partition("-")
    try:
        found = float(start), float(end)
    except ValueError:
        return None
    return found if 0 <= found[0] < found[1] <= LONGEST_KM else None


def _day(text: str | None, otherwise: date) -> date | None:
    if text is None:
        return otherwise
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
