"""The timeline as a Streamlit component, and the channel on which it drives the map.

Two components: the feed carries the events to the browser once; the clock draws the timeline, holds
the window while the user drags, and tells Python on release.
"""

import secrets
from datetime import date
from typing import Any

import streamlit as st

from geo import language
from geo.maps import assets

_FEED_JS = """
export default function ({ data }) {
  const BM = globalThis.BorderMonitor;
  BM.feeds = BM.feeds || {};
  BM.details = BM.details || {};
  const had = BM.feeds[data.channel];
  if (!had || had.version !== data.feed.version) BM.feeds[data.channel] = BM.decode(data.feed);
  globalThis.dispatchEvent(new Event("borderfeed"));
}
"""
_DETAILS_JS = """
export default function ({ data }) {
  const BM = globalThis.BorderMonitor, { channel, details } = data;
  if (!details || !BM.details || (BM.details[channel] || {}).version === details.version) return;
  BM.details[channel] = BM.decode(details);
  globalThis.dispatchEvent(new Event("borderfeed"));
}
"""
_SHARED = "".join(map(assets.script, assets.FEED_SCRIPTS))
_feed = st.components.v2.component("border_feed", html="<i hidden></i>", js=_SHARED + _FEED_JS)
_details = st.components.v2.component(
    "border_details", html="<i hidden></i>", js=_SHARED + _DETAILS_JS
)
_clock = st.components.v2.component(
    "border_clock",
    html=assets.script("clock.html"),
    css=assets.script("clock.css"),
    js=_SHARED + assets.script("words.js") + assets.script("clock.js"),
)


def channel() -> str:
    """Name of this session's channel between timeline and map."""
    if "channel" not in st.session_state:
        st.session_state.channel = "border-" + secrets.token_hex(8)
    return str(st.session_state.channel)


def mount_feed(packed: dict[str, Any], name: str = "") -> None:
    """
    Send events to the browser (`Feed.packed`, an excerpt, or counts), on the session's channel.

    The message is the same every run, so it travels once. `name` is another channel.
    """
    with st.container(key="feed"):
        _feed(key="border_feed", data={"channel": name or channel(), "feed": packed})


def mount_details(details: dict[str, Any] | None) -> None:
    """Send the single events that stand in for some of the counts."""
    with st.container(key="details"):
        _details(key="border_details", data={"channel": channel(), "details": details})


def mount_clock(
    *,
    mask: str | None,
    push: dict[str, Any],
    selected: int,
    spot: dict[str, Any] | None,
    milestones: list[dict[str, Any]],
    early: bool = False,
) -> None:
    """
    Draw the timeline.

    Parameters
    ----------
    mask
        Which events pass the filters (`Feed.mask`), None for all.
    push
        Window that Python wants shown: from, to (days since 1970), mode, and a stamp; the browser
        takes it over only when the stamp is new.
    selected
        Index of the event in the detail panel, -1 for none.
    spot
        Its place, for a map that has counts instead of events.
    milestones
        Labelled lines: day, label, kind.
    early
        Let Python know (`painted` in the session) once the map has its first picture.
    """
    _clock(
        key="clock",
        data={
            "channel": channel(),
            "mask": mask,
            "push": push,
            "selected": selected,
            "spot": spot,
            "milestones": milestones,
            "language": language.for_browser(),
            "early": early,
        },
        on_painted_change=_painted,
        on_look_change=_looked,
        on_window_change=_window_moved,
        on_pick_change=_picked,
        on_toggle_change=lambda: None,
    )


def day_number(day: date) -> int:
    """Days since 1970-01-01, the browser's day."""
    return day.toordinal() - date(1970, 1, 1).toordinal()


def pushed() -> dict[str, Any]:
    """
    Give `push` with the session's window in it, for a timeline that opens.

    The stamp stays: a timeline that is open has the window already. So the message of an open one
    is the same after every release, and does not travel again.
    """
    held = st.session_state.window
    days = {end: day_number(date.fromisoformat(held[end])) for end in ("from", "to")}
    st.session_state.push = {**st.session_state.push, **days, "mode": held["mode"]}
    return dict(st.session_state.push)


def _window_moved() -> None:
    moved = st.session_state.clock.get("window")
    if moved:
        st.session_state.window = moved


def _painted() -> None:
    st.session_state.painted = True


def _picked() -> None:
    picked = st.session_state.clock.get("pick")
    if picked:
        st.session_state.picked = list(picked["events"])
        st.session_state.counted = picked.get("counted")


def _looked() -> None:
    look = st.session_state.clock.get("look")
    if look:
        st.session_state.look = look
