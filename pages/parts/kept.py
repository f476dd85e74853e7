"""Fields that outlive a change of page: Streamlit forgets those that are not on the page."""

from collections.abc import Iterable

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

_HELD = "kept_fields"
_PAGES = "kept_on"


def restore(names: Iterable[str]) -> None:
    """
    Give fields their last value back; call it before they are drawn.

    A page that was open before brings its fields' values of that time along; another's are newer.
    """
    held, pages = st.session_state.get(_HELD, {}), st.session_state.get(_PAGES, {})
    for name in names:
        if name in held and (name not in st.session_state or pages.get(name) != _page()):
            st.session_state[name] = held[name]


def save(names: Iterable[str]) -> None:
    """Note what the fields hold; call it after they are drawn."""
    known = {name: st.session_state[name] for name in names if name in st.session_state}
    st.session_state[_HELD] = {**st.session_state.get(_HELD, {}), **known}
    st.session_state[_PAGES] = {
        **st.session_state.get(_PAGES, {}),
        **dict.fromkeys(known, _page()),
    }


def forget(names: Iterable[str]) -> None:
    """Let what fields are set to stand, whatever they held before."""
    gone = set(names)
    held = st.session_state.get(_HELD, {})
    st.session_state[_HELD] = {name: value for name, value in held.items() if name not in gone}


def _page() -> str:
    context = get_script_run_ctx(suppress_warning=True)
    return context.page_script_hash if context else ""
