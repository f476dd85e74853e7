"""Near-duplicates of the event on the desk: why they may be one, and merging them."""

from html import escape
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import streamlit as st

from geo.events import merge, store
from geo.events.merge import Suggestion
from pages.parts import data, wording
from pages.parts import review_desk as desk

if TYPE_CHECKING:
    import pandas as pd

MOST: Final = 8
MOST_LOOKED_AT: Final = 3_000
"""The nearest of the events that may be the one on the desk are held against it."""


def alike(row: "pd.Series[Any]") -> list[Suggestion]:
    """Events that may be the one on the desk, the closest first."""
    return _suggested(str(row["event_id"]), data.version())[:MOST]


@st.cache_data(show_spinner=False, max_entries=256)
def _suggested(event_id: str, version: str) -> list[Suggestion]:  # noqa: ARG001  # cached by it
    events = data.prepared()
    row = events.row(event_id)
    kin = merge.near(events, row)[:MOST_LOOKED_AT]
    return merge.suggest(events.whole(np.array([row])), events.whole(kin))


def show(row: "pd.Series[Any]", number: int, found: list[Suggestion]) -> None:
    """List them, each with a button that merges the event on the desk into it."""
    events = data.prepared()
    event_id = str(row["event_id"])
    numbers = store.open().numbers([one.second for one in found])
    st.html(
        '<p class="bm-note">These may report the same event. The other event stays and gains every '
        "source and claim of this one; undo takes both back.</p>"
    )
    for one in found:
        other = events.whole(np.array([events.row(one.second)])).iloc[0]
        st.html(_told(one, other))
        st.button(
            "Merge this event into it",
            key=f"merge_{event_id}_{one.second}",
            on_click=desk.join,
            args=(event_id, one.second, (numbers.get(one.second, 0), number)),
            icon=":material/merge:",
            disabled=not desk.deciding(),
        )


def _told(one: Suggestion, other: "pd.Series[Any]") -> str:
    apart = "overlap" if one.days_apart == 0 else f"are {one.days_apart} days apart"
    return (
        f'<div class="bm-event" data-testid="suggestion"><h3>{escape(wording.title(other))}</h3>'
        f"<p>{escape(wording.dates(other))} · {escape(str(other['review_state']))}</p>"
        f"<p>{escape(str(other['summary']))}</p>"
        f'<p class="bm-note"><b>{one.distance_km:.0f} km</b> apart; the dates {apart}. '
        f"{escape(one.reason)}.</p></div>"
    )
