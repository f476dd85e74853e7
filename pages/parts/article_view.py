"""The marked text, the table and the map of the article page, tied together in the browser.

Text and table are components, the map is an `st_folium` iframe; all three listen on one
BroadcastChannel. A click on a name, a row or a mark is answered there: nothing goes to the server
and the map never mounts again. Words of the text reach the page as text nodes only, never as HTML.
"""

import json
import secrets
from pathlib import Path
from typing import Any

import streamlit as st

from geo import language as tongue
from geo.language import tr
from geo.maps import assets
from geo.maps.base import VIEW, Script, base_map
from pages.parts import article_events
from pages.parts.article_places import View
from pages.parts.frame import st_folium

_HERE = Path(__file__).parent


def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


_LINK = assets.script("bus.js") + assets.script("words.js") + _asset("article_link.js")
_CSS = _asset("article.css")
_text = st.components.v2.component(
    "article_text",
    html="<article></article>",
    css=_CSS + _asset("article_sentences.css"),
    js=_LINK + _asset("article_sentences.js") + _asset("article_text.js"),
)
_table = st.components.v2.component(
    "article_table", html="<section></section>", css=_CSS, js=_LINK + _asset("article_table.js")
)


def channel() -> str:
    """Name of this session's channel between text, table and map."""
    if "article_channel" not in st.session_state:
        st.session_state.article_channel = "article-" + secrets.token_hex(8)
    return str(st.session_state.article_channel)


def text(
    view: View,
    *,
    head: dict[str, str],
    language: str,
    version: str,
    events: list[dict[str, Any]] | None = None,
) -> None:
    """
    Draw the text with its names marked.

    Parameters
    ----------
    view
        What to draw.
    head
        title, byline and url (empty or http) above it.
    language
        For line breaks and the screen reader.
    version
        Changes with the text: the pane scrolls back to its top.
    events
        Sentences to mark in place of the names (`article_events.spans`); None marks the names.
    """
    _text(
        key="article_text",
        data={
            "channel": channel(),
            "version": version,
            "pieces": view.pieces,
            "levels": [place["level"] for place in view.places],
            "titles": [_hint(place) for place in view.places],
            "head": head,
            "language": language,
            "events": events,
            "words": tongue.for_browser(),
        },
    )


def table(places: list[dict[str, Any]], version: str) -> None:
    """Draw the table of places; it also tells the map what to draw."""
    data = {
        "channel": channel(),
        "version": version,
        "places": places,
        "words": tongue.for_browser(),
    }
    _table(key="article_table", data=data)


def draw_map() -> None:
    """Draw the map; its script depends on the session alone, so it stays where it is."""
    made = base_map()
    options = json.dumps({"channel": channel(), "view": VIEW})
    made.add_child(Script(f"({_asset('article_map.js')})(MAP, {options});"))
    made.add_child(article_events.script(channel()))
    st_folium(
        made,
        key=f"article_map_{tongue.current()}",
        height=520,
        use_container_width=True,
        returned_objects=[],
    )


def _hint(place: dict[str, Any]) -> str:
    if place["level"] == "none":
        return tr("Not placed: no place of this name is known")
    where = ", ".join(filter(None, (place["name"], place["adm_1"], place["country"])))
    return f"{where} ({place['precision_words']})"
