"""The border page: the line unrolled, km across and days down, with the evidence beside it."""

from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any, Final

import streamlit as st

from geo.events import window
from geo.events.arrays import Mask, Prepared
from geo.events.window import Filters
from geo.language import mark, tr
from geo.maps.feed import Feed
from geo.maps.ribbon import pack
from pages.parts import (
    clock,
    credit,
    data,
    filters,
    follow,
    front,
    panel,
    permalink,
    ribbon,
    wording,
)

GUIDE: Final = mark(
    "Drag a rectangle over the ribbon to keep that stretch and those days, or click a province to "
    "keep its stretch; arrow keys move the window, the wheel zooms the days (with Shift the km), "
    "Esc shows everything again."
)
LOOK: Final = Path(__file__).parent / "parts" / "border_page.css"


@st.cache_resource(show_spinner=False, max_entries=2)
def _base(
    _events: Prepared,
    _feed: Feed,
    version: str,  # noqa: ARG001
    *,
    many: bool,
) -> dict[str, Any]:
    """Pack once a version, which is what the cache goes by."""
    return pack(_events, _feed, singly=not many)


@st.fragment
def show() -> None:
    """Draw the ribbon and the panel from the session's window, filters, brush and selection."""
    permalink.read_once()
    current, events, feed = data.all_of_it()
    many = data.many(feed)
    top = st.container()
    chosen = filters.bar()
    seen = window.view(events, *permalink.held(), chosen, passes=data.passing(current, chosen))
    off = seen.shown & ~events.reach.known(len(events))
    with top:
        st.html(_top_line(seen, off))
    unbound = replace(chosen, border_km=None)
    if many:
        _counted(current, unbound)
    left, right = st.columns([0.745, 0.255], gap="small")
    with right, st.container(key="panel"):
        selected = panel.show(feed, seen, off=off, picture="ribbon", guide=tr(GUIDE))
        credit.show()
    with left:
        ribbon.mount(
            mask=None if many else data.mask(current, unbound),
            selected=selected,
            milestones=data.milestones(),
            many=many,
        )
    packed = data.along(current, unbound) if many else feed.packed
    clock.mount_feed(packed, ribbon.channel(many=many))
    ribbon.mount_base(_base(events, feed, feed.version, many=many), many=many)
    permalink.write()
    follow.mount()


def _counted(current: str, chosen: Filters) -> None:
    """Put the events of a count that was clicked into the panel."""
    counted = st.session_state.pop("counted", None)
    if counted:
        found = data.at_stretches(current, chosen, counted)
        st.session_state.picked = [*st.session_state.picked, *found]


def _top_line(seen: window.View, off: Mask) -> str:
    """Write window and counts; the ribbon keeps the marked parts up to date during a drag."""
    counts, beyond = seen.counts, int(off.sum())
    lots = {
        "shown": counts.shown,
        "total": counts.total,
        "unplaced": counts.unplaced,
        "undated": counts.undated,
        "off": beyond,
    }
    hint = tr(
        "{shown} shown + {filtered} filtered + {unplaced} unplaced + {undated} undated = {total}; "
        "{off} of the shown are not on the ribbon",
        filtered=counts.filtered,
        **lots,
    )
    return (
        '<div class="bm-top"><h1>' + tr("The border, unrolled") + "</h1>"
        f'<span class="asof" data-clock="window" data-testid="asof">{escape(_span())}</span>'
        '<span class="gap"></span>'
        f'<span class="counts" data-testid="counts" title="{escape(hint)}">'
        + tr(
            '<b data-clock="shown">{shown}</b> of <b>{total}</b> shown, '
            '<b data-clock="off">{off}</b> of them not on the ribbon · '
            '<b data-clock="unplaced">{unplaced}</b> unplaced · <b>{undated}</b> undated',
            **lots,
        )
        + "</span></div>"
    )


def _span() -> str:
    start, end, mode = permalink.held()
    if mode == "day" or start == end:
        return wording.day(end)
    if mode == "cumulative":
        return tr("until {day}", day=wording.day(end))
    return f"{wording.day(start)} – {wording.day(end)}"


front.enter()
st.html(LOOK)
show()
