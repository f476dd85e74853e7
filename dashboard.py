"""The front door of the Thailand–Cambodia border monitor: page config and navigation.

The server imports this file once as it starts, and takes `app` from it. For a visitor it is run as
a script, then and after every change.
"""

import streamlit as st


def show() -> None:
    """Show the page of the address within what all pages share."""
    from geo.language import tr  # noqa: PLC0415  # the server need not wait for these
    from pages.parts import languages, signin, style  # noqa: PLC0415

    st.set_page_config(
        page_title="Thailand–Cambodia border monitor",
        page_icon=style.icon(),
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    st.session_state.first_run = "first_run" not in st.session_state
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


if __name__ == "dashboard":
    from starlette.middleware import Middleware

    from pages.parts import requests, serving, start

    before = [Middleware(serving.FromMemory), Middleware(requests.Requests)]
    app = st.App(__file__, lifespan=start.early, middleware=before)
else:
    show()
