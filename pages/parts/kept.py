"""Fields that outlive a change of page: Streamlit forgets those that are not on the page."""

from collections.abc import Iterable

import streamlit as st

_HELD = "kept_fields"


def restore(names: Iterable[str]) -> None:
    """Give fields their last value back; call it before they are drawn."""
    held = st.session_state.get(_HELD, {})
    for name in names:
        if name in held and name not in st.session_state:
            st.session_state[name] = held[name]


def save(names: Iterable[str]) -> None:
    """Note what the fields hold; call it after they are drawn."""
    known = {name: st.session_state[name] for name in names if name in st.session_state}
    st.session_state[_HELD] = {**st.session_state.get(_HELD, {}), **known}
