"""The part of the map in the frame: the browser keeps it in the address and tells Python."""

import streamlit as st

from geo.maps import assets
from pages.parts import clock

_extent = st.components.v2.component(
    "border_extent", html="<i hidden></i>", js=assets.script("bus.js") + assets.script("extent.js")
)


@st.fragment
def mount() -> None:
    """Follow the map; where it comes to rest this fragment alone runs, and draws nothing new."""
    held = st.session_state.get("extent")
    with st.container(key="extent_box"):
        _extent(
            key="map_extent",
            data={
                "channel": clock.channel(),
                "bounds": list(held) if held else None,
                "stamp": st.session_state.get("extent_stamp", 0),
            },
            on_bounds_change=_moved,
        )


def _moved() -> None:
    bounds = st.session_state.map_extent.get("bounds")
    if bounds:
        st.session_state.extent = tuple(float(degrees) for degrees in bounds)
