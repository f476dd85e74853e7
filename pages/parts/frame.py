"""Folium maps on a page: `st_folium`, which all pages take from here.

Streamlit serves the files of a component only where it was imported within a visitor's run; the
server imports this one as it starts (`pages.parts.start`), so it is made known here.
"""

import streamlit as st
import streamlit_folium
from streamlit.components.v1.component_registry import ComponentRegistry
from streamlit_folium import st_folium

__all__ = ["st_folium"]

if st.runtime.exists():
    ComponentRegistry.instance().register_component(streamlit_folium._component_func)  # noqa: SLF001
