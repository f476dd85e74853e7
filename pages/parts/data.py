"""Events, feed and milestones, read once a process and shared by all sessions."""

from functools import partial
from typing import Any

import streamlit as st

from geo import events
from geo.events import chronology
from geo.events.arrays import Prepared, day, prepare
from geo.maps.feed import Feed, pack

_once = partial(st.cache_resource, show_spinner=False)


@_once
def prepared() -> Prepared:
    """Give the chronology that ships, validated and ready for the clock."""
    return prepare(events.load())


@_once
def feed() -> Feed:
    """Pack the chronology for the browser."""
    return pack(prepared())


@_once
def milestones() -> list[dict[str, Any]]:
    """Give ceasefires and talks, the labelled lines of the timeline."""
    rows = chronology.milestones().to_dict("records")
    return [
        {"day": day(row["date"]), "label": row["label"], "kind": row["kind"]} for row in rows
    ]
