"""The front door of the Thailand–Cambodia border monitor: page config and navigation."""

import streamlit as st

from geo.language import tr
from pages.parts import languages, signin, style

st.set_page_config(
    page_title="Thailand–Cambodia border monitor",
    page_icon=style.icon(),
    layout="wide",
    initial_sidebar_state="collapsed",
)
style.apply()
languages.choose()
signin.hold()
signin.account()
st.navigation(
    [
        st.Page("pages/map.py", title=tr("Map"), icon=":material/map:", default=True),
        st.Page("pages/border.py", title=tr("Border"), icon=":material/timeline:"),
        st.Page("pages/article.py", title=tr("Article"), icon=":material/article:"),
        st.Page("pages/review.py", title=tr("Review"), icon=":material/fact_check:"),
        st.Page("pages/data.py", title=tr("Data"), icon=":material/database_upload:"),
        st.Page("pages/briefing.py", title=tr("Briefing"), icon=":material/slideshow:"),
        st.Page("pages/method.py", title=tr("Method"), icon=":material/info:"),
    ],
    position="top",
).run()
