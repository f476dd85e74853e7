"""Events, feed and milestones: read once a version of the store, shared by all sessions.

The store lays what people added or changed over the chronology that ships. A store that cannot be
read is said once a session, and the chronology stands as it ships.
"""

from functools import lru_cache, partial
from typing import Any, Final

import streamlit as st

from geo import events
from geo.errors import StoreError
from geo.events import chronology, store
from geo.events.arrays import Mask, Prepared, day, prepare
from geo.events.window import Filters
from geo.maps import cells, stretches
from geo.maps.feed import Feed, pack

_once = partial(st.cache_resource, show_spinner=False)
_VERSIONS_KEPT = 2  # the one on screen, and the one that some session still looks at
_CHOICES_KEPT: Final = 16
_MOST_LISTED: Final = 500


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


def all_of_it() -> tuple[str, Prepared, Feed]:
    """Give version, events and feed, which belong together."""
    current = version()
    return current, _prepared(current), _feed(current)


def both() -> tuple[Prepared, Feed]:
    """Give events and feed of one and the same version."""
    return all_of_it()[1:]


@_once(max_entries=_VERSIONS_KEPT)
def _prepared(current: str) -> Prepared:
    if current == store.AS_SHIPPED:
        return prepare(events.load())
    from geo.events.store import index  # noqa: PLC0415  # SQLAlchemy, for a store that is there

    return index.opened(store.open(), cells.above())


@_once(max_entries=_VERSIONS_KEPT)
def _feed(current: str) -> Feed:
    return pack(_prepared(current))


@lru_cache(maxsize=_CHOICES_KEPT)
def passing(current: str, chosen: Filters) -> Mask:
    """Rows of a version of the events that pass filters; worked out once for all moves."""
    return chosen.passing(_prepared(current))


@lru_cache(maxsize=_CHOICES_KEPT)
def mask(current: str, chosen: Filters) -> str | None:
    """Pack which events of a version pass filters, None where all do."""
    passes = passing(current, chosen)
    return None if passes.all() else _feed(current).mask(passes)


def many(feed: Feed) -> bool:
    """Tell whether there are more events than a browser is sent one by one."""
    return len(feed) > cells.above()


@lru_cache(maxsize=_CHOICES_KEPT)
def portion(current: str, chosen: Filters) -> dict[str, Any]:
    """Pack what passes filters out of many events: as counts where it is still many."""
    passes = _passes(current, chosen)
    if passes.sum() <= cells.above():
        return _feed(current).excerpt(passes.nonzero()[0])
    return cells.counted(_cells(current), passes)


def details(current: str, chosen: Filters, look: dict[str, Any] | None) -> dict[str, Any] | None:
    """Pack the single events that a browser with counts asks for, None where it asks in vain."""
    if not look or portion(current, chosen)["version"] != look["of"]:
        return None
    found = _details(current, chosen, tuple(look["cells"]), (look["from"], look["to"]))
    return found and found | {"of": look["of"]}


@lru_cache(maxsize=_CHOICES_KEPT)
def _details(
    current: str, chosen: Filters, wanted: tuple[int, ...], days: tuple[int, int]
) -> dict[str, Any] | None:
    return cells.details(_cells(current), _passes(current, chosen), list(wanted), days)


def at_counts(current: str, chosen: Filters, look: dict[str, Any]) -> list[int]:
    """Give the newest of the events that a clicked count stands for, by their index."""
    if portion(current, chosen)["version"] != look["of"]:
        return []
    days = look["from"], look["to"]
    passes = _passes(current, chosen)
    return cells.indices(_cells(current), passes, look["cells"], days)[::-1][:_MOST_LISTED]


@lru_cache(maxsize=_CHOICES_KEPT)
def along(current: str, chosen: Filters) -> dict[str, Any]:
    """Pack what passes filters out of many events as counts along the border."""
    return stretches.counted(_along(current), _passes(current, chosen))


def at_stretches(current: str, chosen: Filters, look: dict[str, Any]) -> list[int]:
    """Give the newest of the events that a clicked count on the ribbon stands for."""
    if along(current, chosen)["version"] != look["of"]:
        return []
    passes, days = _passes(current, chosen), (look["from"], look["to"])
    found = stretches.indices(_along(current), passes, look["cells"], days)
    newest: list[int] = found[::-1][:_MOST_LISTED].tolist()
    return newest


@_once(max_entries=_VERSIONS_KEPT)
def _along(current: str) -> stretches.Along:
    return stretches.along(_prepared(current), _feed(current))


def _passes(current: str, chosen: Filters) -> Mask:
    return passing(current, chosen)[_feed(current).order]


@_once(max_entries=_VERSIONS_KEPT)
def _cells(current: str) -> cells.Cells:
    return cells.cells(_feed(current))


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
    cells = prepared().frame["adm_1"].unique()
    named = {name.strip() for cell in cells for name in str(cell).split("/")}
    return sorted(name for name in named if name and "Multiple" not in name)
