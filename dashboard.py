"""The front door of the Thailand–Cambodia border monitor: page config and navigation."""

import streamlit as st

from pages.parts import style

st.set_page_config(
    page_title="Thailand–Cambodia border monitor",
    page_icon=style.icon(),
    layout="wide",
    initial_sidebar_state="collapsed",
)
style.apply()
st.navigation(
    [
        st.Page("pages/map.py", title="Map", icon=":material/map:", default=True),
        st.Page("pages/border.py", title="Border", icon=":material/timeline:"),
        st.Page("pages/article.py", title="Article", icon=":material/article:"),
        st.Page("pages/review.py", title="Review", icon=":material/fact_check:"),
        st.Page("pages/data.py", title="Data", icon=":material/database_upload:"),
        st.Page("pages/method.py", title="Method", icon=":material/info:"),
    ],
    position="top",
).run()
