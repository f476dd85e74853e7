"""The queue and the map of the review page, tied together in the browser.

The list is a component that also hears the keyboard; the map is an `st_folium` iframe whose script
never changes. A click on a candidate goes over a BroadcastChannel to the list, and from there to
Python.
"""

import json
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd
import shapely
import streamlit as st

from geo import atlas
from geo.events import review
from geo.events.arrays import Codes, Prepared
from geo.events.decisions import OPEN
from geo.gazetteer import Candidate
from geo.language import mark, tr
from geo.maps import assets
from geo.maps.base import VIEW, Script, base_map
from pages.parts import wording
from pages.parts.frame import st_folium

_HERE: Final = Path(__file__).parent
_MOST: Final = 400
"""Events of one state that are listed; more are counted."""
_PROVINCE: Final = 4
_THIN: Final = 0.005  # degrees: a shape is simplified to this for the picture
_HEADS: Final = {
    "extracted": mark("Extracted by machine"),
    "needs_look": mark("Needs a look"),
}


def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


_queue = st.components.v2.component(
    "review_queue",
    html='<ol role="listbox" aria-label="Events to review"></ol>',
    css=_asset("review_queue.css"),
    js=assets.script("bus.js") + assets.script("symbols.js") + _asset("review_queue.js"),
)


def channel() -> str:
    """Name of this session's channel between list and map."""
    if "review_channel" not in st.session_state:
        st.session_state.review_channel = "review-" + secrets.token_hex(8)
    return str(st.session_state.review_channel)


def draw_map() -> None:
    """Draw the map; its script depends on the session alone, so it stays where it is."""
    made = base_map()
    options = json.dumps({"channel": channel(), "view": VIEW})
    made.add_child(Script(f"({_asset('review_map.js')})(MAP, {options});"))
    st_folium(made, key="review_map", height=420, use_container_width=True, returned_objects=[])


def queue(
    events: Prepared,
    line: Codes,
    event_id: str,
    number: int,
    mark: dict[str, Any] | None,
    on_act: Callable,
) -> None:
    """
    Draw the list.

    Parameters
    ----------
    events, line
        The record, and the rows in line (`geo.events.review.line`).
    event_id, number
        The event on the desk and its revision.
    mark
        What the map shows (`mark`), None for nothing.
    on_act
        Called when somebody acts; `acted` says what.
    """
    states = events.frame["review_state"].iloc[line].astype(object)
    code, names = pd.factorize(states)
    groups = [
        {
            "name": tr(_HEADS.get(str(state), "")),
            "total": int((code == i).sum()),
            "events": [_item(row) for _, row in events.whole(line[code == i][:_MOST]).iterrows()],
        }
        for i, state in enumerate(names)
    ]
    data = {
        "channel": channel(),
        "groups": groups,
        "event": event_id,
        "number": number,
        "mark": mark,
    }
    _queue(key="review_queue", data=data, on_act_change=on_act)


def acted() -> dict[str, Any]:
    """Say what was done: what, event, number, and for a candidate its index."""
    return dict(st.session_state.review_queue.get("act") or {})


def mark(
    row: "pd.Series[Any]", candidates: Sequence[Candidate], *, editable: bool
) -> dict[str, Any]:
    """Put the event and its candidate places into what the map draws."""
    point = pd.notna(row["latitude"]) and pd.notna(row["longitude"])
    named = [part.strip() for part in str(row["adm_1"]).split("/")]
    provinces = [name for name in named if name in atlas.province_shapes()]
    return {
        "id": row["event_id"],
        "layer": row["layer"],
        "hollow": hollow(row),
        "tip": f"{wording.title(row)} – {wording.place(row)}",
        "x": float(row["longitude"]) if point else None,
        "y": float(row["latitude"]) if point else None,
        "km": None if pd.isna(row["uncertainty_km"]) else float(row["uncertainty_km"]),
        "provinces": provinces if _code(row["where_prec"]) == _PROVINCE else [],
        "shape": _shape(row["geometry"]),
        "candidates": [_candidate(c, row["place_id"]) for c in candidates],
        "editable": editable,
    }


def hollow(row: "pd.Series[Any]") -> bool:
    """Tell whether the event's mark is hollow: nobody has confirmed what a machine coded."""
    return bool(row["coding"] != "curated" and row["review_state"] in (*OPEN, "rejected"))


def where(candidate: Candidate) -> str:
    """Say what and where a candidate place is."""
    found = review.located(
        candidate.latitude, candidate.longitude, candidate.where_prec, candidate.uncertainty_km
    )
    parts = [candidate.kind, candidate.adm_1, candidate.country]
    if found["border_km"] is not None:
        parts.append(f"border km {found['border_km']:.0f}")
    return ", ".join(part for part in parts if part)


def _candidate(candidate: Candidate, place_id: str) -> dict[str, Any]:
    return {
        "name": candidate.name,
        "tip": f"{candidate.name}: {where(candidate)}",
        "x": candidate.longitude,
        "y": candidate.latitude,
        "current": candidate.gazetteer_id == place_id,
    }


def _item(row: "pd.Series[Any]") -> dict[str, Any]:
    return {
        "id": row["event_id"],
        "layer": row["layer"],
        "hollow": hollow(row),
        "title": wording.LAYERS[row["layer"]],
        "day": wording.day(row["date_start"]),
        "place": row["place"],
    }


def _code(value: Any) -> int:  # noqa: ANN401  # a code or nothing
    return 0 if pd.isna(value) else int(value)


def _shape(geometry: shapely.Geometry | None) -> dict[str, Any] | None:
    if geometry is None or geometry.geom_type == "Point":
        return None
    thin = geometry.simplify(_THIN, preserve_topology=False)
    return dict(shapely.geometry.mapping(thin if not thin.is_empty else geometry))
