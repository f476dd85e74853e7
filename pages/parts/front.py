"""A page that is opened by its own address before anybody has come through the front door.

Until `st.navigation` has run once in the process, Streamlit takes a folder named `pages` for the
menu and runs the page of the address without `dashboard.py`: no style, no wide layout, a second
menu at the side.
"""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from pages.parts import signin


def enter() -> None:
    """Run the front door after all, where it was passed by; the address stays. Hold strangers."""
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()
    signin.hold()
