"""A briefing on the wall: map, headline and timeline alone; keys step through it in the browser."""

import hashlib
import json
from typing import Any

import streamlit as st

from geo import language
from geo.briefing.deck import Briefing
from geo.briefing.wall import map_place, pack
from geo.maps import assets
from pages.parts import clock, data, frame

_MOUNT = "export default function (component)"
_CLOCK = assets.script("clock.js").replace(_MOUNT, "BM.mountClock = function (component)", 1)
_BARE = ".bar { display: none; } .clock { border: 0; padding: 0; }"
_FRAME = "streamlit_folium.st_folium"
_LOOK = f"""
<style>
header[data-testid="stHeader"], [data-testid="stToolbar"], [data-testid="stSidebar"],
[data-testid="stStatusWidget"], .st-key-languages {{ display: none !important; }}
body {{ overflow: hidden; }}
{map_place(f'iframe[title="{_FRAME}"]')}
</style>
"""
_wall = st.components.v2.component(
    "border_wall",
    html=assets.script("wall.html"),
    css=assets.script("wall.css"),
    js=(
        "".join(map(assets.script, (*assets.FEED_SCRIPTS, "words.js")))
        + f"(() => {{\n{_CLOCK.rstrip()};\n}})();\n"
        + assets.script("wall.js")
    ),
    isolate_styles=False,
)


def show(briefing: Briefing, at: int) -> bool:
    """Show a briefing from step `at` (0 the first) on; tell whether the user has left it."""
    st.html(_LOOK)
    frame.board(clock.channel(), online=False)
    events, feed = data.both()
    packed = pack(events, feed, briefing)
    clock.mount_feed(feed.packed)  # whole, also where the map page makes do with counts
    left = _wall(
        key="wall",
        data={
            **packed,
            "version": _version(packed, feed.version),
            "at": at,
            "channel": clock.channel(),
            "frame": _FRAME,
            "address": True,
            "milestones": data.milestones(),
            "language": language.for_browser(),
            "clock": assets.script("clock.html"),
            "clockStyle": assets.script("clock.css") + _BARE,
        },
        on_leave_change=lambda: None,
    )
    return bool(left.leave)


def _version(packed: dict[str, Any], feed: str) -> str:
    text = json.dumps(packed, sort_keys=True) + feed
    return hashlib.sha256(text.encode()).hexdigest()[:16]
