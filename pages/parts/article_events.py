"""The events of an article: coded once a text and date, shown as cards, sent to review."""

import json
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import streamlit as st

from geo import language
from geo.errors import GeoError
from geo.events import review
from geo.formats.articles import Article
from geo.language import mark, tr, trn
from geo.maps import assets
from geo.maps.base import VIEW, Script
from pages.parts import article_cards, data, kept, signin
from pages.parts import review_desk as desk

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from streamlit.delta_generator import DeltaGenerator

PLACES, EVENTS = mark("Places"), mark("Events")
LONG: Final = 20_000
"""Characters from which a text is coded only when the button is pressed."""
UNDATED: Final = mark("No publication date is set: dates such as “on Monday” stay undated.")
NOTHING: Final = mark("No event that can be coded is told in this text.")
_NAME: Final = ("review_name",)  # shared with the review page
_HERE: Final = Path(__file__).parent


def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


_cards = st.components.v2.component(
    "article_events",
    html='<section class="cards" aria-label="Coded events"></section>',
    css=_asset("article.css") + _asset("article_events.css"),
    js=assets.script("bus.js")
    + assets.script("words.js")
    + _asset("article_link.js")
    + assets.script("symbols.js")
    + _asset("article_events.js"),
)


class Coded(NamedTuple):
    """The events of one text, and what the page shows of them."""

    key: str
    """Changes with the text and its publication date."""
    frame: "pd.DataFrame"
    cards: list[dict[str, Any]]
    asides: list[dict[str, Any]]


def switch() -> str:
    """Ask what the page shows of the text; a second click on the chosen one changes nothing."""
    chosen = st.segmented_control(
        tr("Show"),
        [PLACES, EVENTS],
        default=PLACES,
        format_func=tr,
        key="article_mode",
        label_visibility="collapsed",
    )
    st.session_state.article_shows = chosen or st.session_state.get("article_shows", PLACES)
    return str(st.session_state.article_shows)


def script(channel: str) -> Script:
    """Give the map what draws events; it stays silent until cards tell it of some."""
    options = json.dumps({"channel": channel, "view": VIEW})
    return Script(f"({_asset('article_events_map.js')})(MAP, {options});")


def _key(article: Article, published: date | None) -> str:
    return f"{hash(article.text)}-{published}"


def code(article: Article, published: date | None, slot: "DeltaGenerator") -> Coded | None:
    """
    Code the events of a text.

    Parameters
    ----------
    article
        The text.
    published
        Its day of publication, as the page has it.
    slot
        Where the spinner stands.

    Returns
    -------
    The events; None for a long text for which nobody has pressed the button.
    """
    key = _key(article, published)
    if len(article.text) > LONG and st.session_state.get("article_coded") != key:
        return None
    with slot:
        frame, told = _coded(article.text, published)
    frame = _signed(frame, article)
    return Coded(
        key,
        frame,
        article_cards.cards(frame, _states(frame["event_id"].tolist()), article.text),
        article_cards.asides(told, article.text),
    )


def _code_it(key: str) -> None:
    st.session_state.article_coded = key


@st.cache_data(show_spinner="Coding events …", max_entries=32)
def _coded(whole: str, published: date | None) -> "tuple[gpd.GeoDataFrame, dict[str, Any]]":
    from geo import events  # noqa: PLC0415 - loads the language model

    frame = events.code(whole, published)
    return frame, dict(frame.attrs)


def _signed(frame: "pd.DataFrame", article: Article) -> "pd.DataFrame":
    """Write into each source which article it is, so that review can show the text around it."""
    known = {"publisher": article.publisher, "title": article.title, "url": article.url}
    known["article_id"] = article.article_id
    signed = frame.copy()
    signed["sources"] = [[known | source for source in sources] for sources in frame["sources"]]
    return signed


def _states(ids: list[str]) -> dict[str, str]:
    known = data.prepared().frame
    rows = known[known["event_id"].isin(ids)]
    return {str(i): str(s) for i, s in zip(rows["event_id"], rows["review_state"], strict=True)}


def spans(coded: Coded | None) -> list[dict[str, Any]]:
    """Tell the text what to mark: (start, end) spans and label of each card, then each aside."""
    if coded is None:
        return []
    return [
        {"label": str(card.get("number", "")), "title": card["words"], "spans": card["spans"]}
        for card in (*coded.cards, *coded.asides)
    ]


def draw(coded: Coded | None, channel: str) -> None:
    """Draw the cards; they also tell text and map which events there are."""
    shown = coded or Coded("", None, [], [])
    _cards(
        key="article_events",
        data={
            "channel": channel,
            "version": shown.key,
            "cards": shown.cards,
            "asides": shown.asides,
            "nothing": tr(NOTHING) if coded else "",
            "words": language.for_browser(),
        },
    )


def line(coded: Coded | None, article: Article | None, published: date | None) -> None:
    """Say how many events were coded and how well they are known; offer to send them on."""
    told, name, button, link = st.columns([0.56, 0.15, 0.15, 0.14], vertical_alignment="center")
    said = _sent(coded)
    told.html(
        '<div class="bm-coded" data-testid="coded" role="status">'
        f"<div>{_counts(coded, article)}</div><div>{_second(coded, published, said)}</div></div>"
    )
    if coded is None and article is not None:
        key = _key(article, published)
        button.button(tr("Code events"), key="article_code", on_click=_code_it, args=(key,))
    if coded is None or coded.frame.empty:
        return
    kept.restore(_NAME)
    st.session_state.setdefault("review_name", "reviewer")
    if signin.named():
        st.session_state.review_name = signin.reviewer()
    name.text_input(
        tr("Reviewer"),
        key="review_name",
        max_chars=80,
        label_visibility="collapsed",
        placeholder=tr("Your name"),
        icon=":material/person:",
        disabled=not desk.editable() or signin.named(),
    )
    kept.save(_NAME)
    button.button(
        tr("Send to review"),
        key="article_send",
        type="primary",
        icon=":material/send:",
        disabled=not desk.editable(),
        on_click=_send,
        args=(coded, article.text if article else ""),
        help=None if desk.editable() else signin.why_not(),
        width="stretch",
    )
    if said and not said["wrong"]:
        link.page_link("pages/review.py", label=tr("Open Review"), icon=":material/fact_check:")


def _send(coded: Coded, whole: str) -> None:
    """Put the events in the queue, and keep the text for the review page."""
    if not desk.editable():
        return
    try:
        queued = review.enqueue(coded.frame, signin.reviewer())
    except GeoError as error:
        st.session_state.article_sent = {"key": coded.key, "said": str(error), "wrong": True}
        return
    texts = st.session_state.get("article_texts", {})
    article_id = coded.frame["sources"].iloc[0][0]["article_id"]
    st.session_state.article_texts = {**texts, article_id: whole}
    st.session_state.review_event = (queued.added or queued.known)[0]
    said = tr(
        "Sent to review: {added} added, {known} already known.",
        added=len(queued.added),
        known=len(queued.known),
    )
    st.session_state.article_sent = {"key": coded.key, "said": said, "wrong": False}


def _sent(coded: Coded | None) -> dict[str, Any] | None:
    sent = st.session_state.get("article_sent")
    return dict(sent) if coded and sent and sent["key"] == coded.key else None


def _counts(coded: Coded | None, article: Article | None) -> str:
    if article is None:
        return tr("No text yet")
    if coded is None:
        return tr("{n:,} characters: coding so long a text takes a while.", n=len(article.text))
    n = article_cards.counts(coded.frame)
    if not n["total"]:
        return tr(NOTHING)
    told = trn("<b>{n}</b> event coded:", "<b>{n}</b> events coded:", n["total"])
    return f"{told} " + tr(
        "<b>{both}</b> dated and placed, <b>{undated}</b> placed but undated, "
        "<b>{unplaced}</b> dated but not placed, <b>{neither}</b> neither",
        **n,
    )


def _second(coded: Coded | None, published: date | None, said: dict[str, Any] | None) -> str:
    """Say what matters most beside the counts: the last act, what is missing, what else is told."""
    if coded is None:
        return ""
    if said:
        return f'<span class="{"wrong" if said["wrong"] else "done"}">{escape(said["said"])}</span>'
    notes = []
    if published is None:
        notes.append(f'<span class="wrong">{tr(UNDATED)}</span>')
    if not desk.editable():
        notes.append(f'<span class="wrong">{signin.why_not()}</span>')
    return " ".join(notes) or _beside(coded.asides)


def _beside(asides: list[dict[str, Any]]) -> str:
    older = sum(aside["aside"] == "references" for aside in asides)
    if not asides:
        return ""
    return tr(
        "Also told, and no events: {older} references to older events, {claims} claims",
        older=older,
        claims=len(asides) - older,
    )
