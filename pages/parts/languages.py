"""The choice of language: in the top bar of every page, kept in the session and the address."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo import language
from geo.language import LANGUAGES
from geo.maps import assets

_FIELD = "language"
_PARAMETER = "lang"
_JS = """
export default function ({ data }) {
  document.documentElement.lang = data.code;
  // Lists are painted on canvases, which do not wait for letters.
  for (const letter of data.letters) document.fonts.load('15px "Source Sans"', letter);
}
"""
_page = st.components.v2.component("border_language", html="<i hidden></i>", js=_JS)
_LETTERS = {"th": ["ก"], "km": ["ក"]}


def current() -> str:
    """Code of the session's language."""
    return str(st.session_state.get(_FIELD) or language.ENGLISH)


def choose() -> None:
    """Draw the choice, and let all texts of this run follow it."""
    language.ask(_asked)
    _read()
    st.html(f"<style>{assets.faces()}</style>")
    with st.container(key="languages"):
        st.segmented_control(
            "Language · ภาษา · ភាសា",
            list(LANGUAGES),
            format_func=_label,
            key=_FIELD,
            required=True,
            label_visibility="collapsed",
        )
        _page(
            key="border_language",
            data={"code": current(), "letters": _LETTERS.get(current(), [])},
        )
    _write()


def _label(code: str) -> str:
    """
    Give a language's own name after a space, which no page shows.

    In a first word that is not plain letters Streamlit looks for an emoji, by a pattern that takes
    0.2 s to compile.
    """
    return f" {LANGUAGES[code]}"


def address() -> dict[str, str]:
    """Give the part of the address that keeps the language; English needs none."""
    return {} if current() == language.ENGLISH else {_PARAMETER: current()}


def _asked() -> str:
    """Answer for whichever session runs; threads of no session speak English."""
    return current() if get_script_run_ctx(suppress_warning=True) else language.ENGLISH


def _read() -> None:
    """Take the language of the address at the start, and when the user goes back."""
    given = st.query_params.get(_PARAMETER, language.ENGLISH)
    context = get_script_run_ctx(suppress_warning=True)
    back = bool(context and getattr(context, "is_history_navigation", False))
    if _FIELD not in st.session_state or (back and given in LANGUAGES):
        st.session_state[_FIELD] = given if given in LANGUAGES else language.ENGLISH
    else:
        # Told anew in every run: a browser that has not drawn the choice yet, as it may be at a
        # second run soon after the first, would draw it without an answer and say so later.
        st.session_state[_FIELD] = current()


def _write() -> None:
    """Put the language into the address; another page's address begins empty."""
    if current() == language.ENGLISH:
        st.query_params.pop(_PARAMETER, None)
    elif st.query_params.get(_PARAMETER) != current():
        st.query_params[_PARAMETER] = current()
