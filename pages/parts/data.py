"""Events, feed and milestones: read once a version of the store, shared by all sessions.

The store lays what people added or changed over the chronology that ships. A store that cannot be
read is said once a session, and the chronology stands as it ships.
"""

from functools import partial
from typing import Any

import streamlit as st

from geo import events
from geo.errors import StoreError
from geo.events import chronology, store
from geo.events.arrays import Prepared, day, prepare
from geo.maps.feed import Feed, pack

_once = partial(st.cache_resource, show_spinner=False)
_VERSIONS_KEPT = 2  # the one on screen, and the one that some session still looks at


def version() -> str:
    """Token of the events as they stand now; it changes with every change in the store."""
    book = store.open()
    try:
        current = book.version()
    except StoreError as error:
        _tell(str(error))
        return store.AS_SHIPPED
    if book.damage:  # the thread that watches the store may have met it first
        _tell(book.damage)
    return current


def _tell(fault: str) -> None:
    if st.session_state.get("store_fault") != fault:
        st.session_state.store_fault = fault
        st.toast(fault, icon=":material/warning:", duration="long")


def prepared() -> Prepared:
    """Give the events as they stand, validated and ready for the clock."""
    return _prepared(version())


def feed() -> Feed:
    """Pack the events as they stand for the browser."""
    return _feed(version())


def both() -> tuple[Prepared, Feed]:
    """Give events and feed of one and the same version."""
    current = version()
    return _prepared(current), _feed(current)


@_once(max_entries=_VERSIONS_KEPT)
def _prepared(current: str) -> Prepared:
    return prepare(events.load() if current == store.AS_SHIPPED else store.open().events())


@_once(max_entries=_VERSIONS_KEPT)
def _feed(current: str) -> Feed:
    return pack(_prepared(current))


@_once
def milestones() -> list[dict[str, Any]]:
    """Give ceasefires and talks, the labelled lines of the timeline."""
    rows = chronology.milestones().to_dict("records")
    return [{"day": day(row["date"]), "label": row["label"], "kind": row["kind"]} for row in rows]


def provinces() -> list[str]:
    """Give the provinces that the events name."""
    return _provinces(version())


@st.cache_resource(show_spinner=False, max_entries=2)
def _provinces(version: str) -> list[str]:  # noqa: ARG001  # what it is cached by
    named = prepared().frame["adm_1"].str.split("/").explode().str.strip()
    return sorted(name for name in named.unique() if name and "Multiple" not in name)
