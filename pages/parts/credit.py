"""Whose data are on screen: one small line wherever rows of others' data sets are shown."""

from html import escape

import streamlit as st

from geo.briefing import rights
from pages.parts import data


def show() -> None:
    """Draw the line, where the record holds rows that need one."""
    told = _lines(data.prepared(), data.version())
    if told:
        st.html(f'<p class="bm-credit" data-testid="credit">{escape(" ".join(told))}</p>')


@st.cache_resource(show_spinner=False, max_entries=2)
def _lines(_events: data.Prepared, version: str) -> list[str]:  # noqa: ARG001
    """Say it once a version, which is what the cache goes by."""
    return rights.lines(_events.frame, "none, all that was imported")
