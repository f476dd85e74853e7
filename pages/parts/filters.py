"""The filter bar: kinds of event, text, and the rest in a popover."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo import language, toponyms
from geo.events.record import LAYERS
from geo.events.window import Filters
from geo.language import tr
from pages.parts import data, kept, permalink, terms, wording

_IN_POPOVER = (*permalink.CHOICES, "reviewed")


def bar() -> Filters:
    """Draw the bar and give what it holds; pages share it."""
    kept.restore(permalink.FIELDS)
    stretch = st.session_state.get("border_km")
    widths = [0.62, 0.12, 0.15, 0.11] if stretch else [0.74, 0.15, 0.11]
    kinds, *chip, words, more = st.columns(widths, gap="small", vertical_alignment="center")
    if stretch:
        _chip(chip[0], *stretch)
    layers = kinds.pills(
        tr("Kinds of event"),
        LAYERS,
        selection_mode="multi",
        format_func=wording.LAYERS.get,
        label_visibility="collapsed",
        key="layers",
    )
    text = words.text_input(
        tr("Search"),
        placeholder=tr("Search place or text"),
        label_visibility="collapsed",
        key="text",
    )
    held = sum(bool(st.session_state.get(name)) for name in _IN_POPOVER)
    label = tr("Filters: {n}", n=held) if held else tr("Filters")
    with more.popover(label, width="stretch", icon=":material/filter_list:"):
        rest = _rest()
    kept.save(permalink.FIELDS)
    return Filters(layers=layers or None, text=text, border_km=stretch, **rest)


def _chip(place: DeltaGenerator, start: float, end: float) -> None:
    """Say which stretch of the border is left in view, and let go of it on a click."""
    place.button(
        tr("km {from} – {to}", **{"from": f"{start:.0f}", "to": f"{end:.0f}"}),
        key="border_km_off",
        icon=":material/close:",
        type="primary",
        help=tr("Only this stretch of the border is in view; click to see all of it"),
        on_click=_whole_border,
        width="stretch",
    )


def _whole_border() -> None:
    st.session_state.border_km = None
    permalink.set_window(*permalink.held())


def _rest() -> dict[str, Any]:
    provinces = st.multiselect(
        tr("Province"),
        data.provinces(),
        format_func=lambda name: toponyms.shown(language.current()).get(name, name),
        key="provinces",
    )
    claimants = st.pills(
        tr("Claimed by"),
        permalink.CLAIMANTS,
        selection_mode="multi",
        format_func=wording.CLAIMED.get,
        key="claimants",
    )
    sides = st.pills(
        tr("Side of the line as drawn"),
        permalink.SIDES,
        selection_mode="multi",
        format_func=lambda side: wording.CLAIMED.get(side, side),
        key="sides",
    )
    confidences = st.pills(
        tr("Confidence"),
        permalink.CONFIDENCES,
        selection_mode="multi",
        format_func=terms.GRADES.get,
        key="confidences",
    )
    precisions = st.pills(
        tr("Place known to"),
        tuple(wording.WHERE_PREC),
        selection_mode="multi",
        format_func=wording.WHERE_PREC.get,
        key="precisions",
    )
    reviewed = st.toggle(tr("Reviewed only (hides what nobody has confirmed)"), key="reviewed")
    st.toggle(tr("Online map tiles (asks other servers)"), key="online")
    return {
        "provinces": provinces or None,
        "claimants": claimants or None,
        "sides": sides or None,
        "confidences": confidences or None,
        "where_precs": precisions or None,
        **({"review_states": ("confirmed",)} if reviewed else {}),
    }
