"""The ribbon as a Streamlit component: what goes to the browser, and what comes back on release.

Two components: the base carries provinces, sites and each event's stretches of the border once; the
ribbon draws, holds window and brush while the user drags, and tells Python on release.
"""

from datetime import date
from typing import Any

import streamlit as st

from geo import language, toponyms
from geo.maps import assets
from pages.parts import clock, permalink

_BASE_JS = """
export default function ({ data }) {
  const BM = globalThis.BorderMonitor;
  BM.ribbons = BM.ribbons || {};
  const had = BM.ribbons[data.channel];
  if (!had || had.version !== data.base.version) {
    const { of, a, b } = data.base;
    BM.ribbons[data.channel] = { ...data.base, of: new Int32Array(BM.bytes(of).buffer),
      a: new Float32Array(BM.bytes(a).buffer), b: new Float32Array(BM.bytes(b).buffer) };
  }
  globalThis.dispatchEvent(new Event("borderfeed"));
}
"""
_base = st.components.v2.component(
    "border_ribbon_base",
    html="<i hidden></i>",
    js="".join(map(assets.script, assets.FEED_SCRIPTS)) + _BASE_JS,
)
_SCRIPTS = (
    *assets.FEED_SCRIPTS,
    "words.js",
    "symbols.js",
    "ribbon_axes.js",
    "ribbon_picture.js",
    "ribbon_counts.js",
    "ribbon.js",
)
_ribbon = st.components.v2.component(
    "border_ribbon",
    html=assets.script("ribbon.html"),
    css=assets.script("ribbon.css"),
    js="".join(assets.script(name) for name in _SCRIPTS),
)


def channel(*, many: bool) -> str:
    """Name of the channel on which the ribbon finds its events: counts do not meet the map's."""
    return clock.channel() + ("-ribbon" if many else "")


def mount_base(base: dict[str, Any], *, many: bool) -> None:
    """Send what does not change (`geo.maps.ribbon.pack`); the same message travels once."""
    with st.container(key="ribbon_base"):
        _base(key="border_ribbon_base", data={"channel": channel(many=many), "base": base})


def mount(*, mask: str | None, selected: int, milestones: list[dict[str, Any]], many: bool) -> None:
    """
    Draw the ribbon for the session's window and border km.

    Parameters
    ----------
    mask
        Which events pass the filters, the border km aside (`Feed.mask`), None for all.
    selected
        Index of the event in the detail panel, -1 for none.
    milestones
        Labelled lines: day, label, kind.
    many
        Whether the ribbon has counts instead of events.
    """
    km = st.session_state.get("border_km")
    _ribbon(
        key="ribbon",
        data={
            "channel": channel(many=many),
            "mask": mask,
            "push": clock.pushed(),
            "km": list(km) if km else None,
            "selected": selected,
            "milestones": milestones,
            "language": {**language.for_browser(), "names": toponyms.shown(language.current())},
        },
        on_brush_change=_brushed,
        on_pick_change=_picked,
    )


def _brushed() -> None:
    brush = st.session_state.ribbon.get("brush")
    if not brush:
        return
    km = brush["km"]
    st.session_state.border_km = (float(km[0]), float(km[1])) if km else None
    start, end = (date.fromisoformat(brush[name]) for name in ("from", "to"))
    permalink.set_window(start, end, brush["mode"])
    st.session_state.push["answers"] = brush["stamp"]


def _picked() -> None:
    picked = st.session_state.ribbon.get("pick")
    if picked:
        st.session_state.picked = list(picked["events"])
        st.session_state.counted = picked.get("counted")
