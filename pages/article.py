"""The article page: a text goes in, its places come out in the text, in a table and on the map."""

import dataclasses
import hashlib
import html
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.errors import GeoError
from geo.formats import articles, text
from geo.formats.articles import Article
from geo.language import day, mark, tr
from pages.parts import article_events, article_view, front
from pages.parts.article_places import View, pieces, view

if TYPE_CHECKING:
    import pandas as pd
    from streamlit.delta_generator import DeltaGenerator

BRIEF, PASTE, UPLOAD = "Brief", "Paste", "Upload"
SOURCES: Final = {
    BRIEF: mark(":material/article: Brief"),
    PASTE: mark(":material/content_paste: Paste"),
    UPLOAD: mark(":material/upload_file: Upload"),
}
INVITE: Final = {
    BRIEF: mark("Pick a brief above: its places appear here, in the table and on the map."),
    UPLOAD: mark("Choose a file above: its places appear here, in the table and on the map."),
}
LEGEND: Final = {
    "high": (mark("Certain"), mark("score 0.80 or more")),
    "medium": (mark("Likely"), mark("score 0.50 to 0.79")),
    "low": (mark("Doubtful"), mark("score under 0.50")),
    "none": (mark("Not placed"), mark("no place of this name is known")),
}
LOOK: Final = Path(__file__).parent / "parts" / "article_page.css"


def main() -> None:
    """Lay the page out; the map comes first, so that nothing that happens moves it."""
    st.html(LOOK)
    with st.container(key="article_bar"):
        bar = st.columns([0.21, 0.58, 0.21], vertical_alignment="center")
    with st.container(key="article_line"):
        switch, line = st.columns([0.12, 0.88], vertical_alignment="center")
    left, right = st.columns([0.43, 0.57], gap="small")
    with right:
        article_view.draw_map()
    with bar[0]:
        source = _source()
    with left:
        notice = st.empty()
    spin = line.container(key="article_spin")
    with switch:
        events = article_events.switch() == article_events.EVENTS
    coded = None
    try:
        with bar[1]:
            article = {BRIEF: _brief, PASTE: _pasted, UPLOAD: _uploaded}[source]()
        with bar[2]:
            published = _published(article)
        with notice:
            shown = _places(article.text, published) if article else None
        if article and events:
            coded = article_events.code(_named(article), published, spin)
    except GeoError as error:
        article, shown, coded = None, None, None
        # HTML of our own: st.error would read a file name as Markdown, images included.
        notice.html(f'<div class="bm-alert" role="alert">{html.escape(str(error))}</div>')
    with left:
        if article and shown:
            article_view.text(
                shown,
                head=_head(article),
                language=article.language,
                version=_version(article),
                events=article_events.spans(coded) if events else None,
            )
        else:
            _input(source)
    if events:
        with line:
            article_events.line(coded, article, published)
        article_events.draw(coded, article_view.channel())
    else:
        line.html(_line(shown))
        article_view.table(shown.places if shown else [], _version(article) if article else "")


def _named(article: Article) -> Article:
    """Give a text that is not a brief an id of its own: two pastes are two articles."""
    if article in _shipped():
        return article
    return dataclasses.replace(article, article_id=f"text-{_version(article)}")


def _source() -> str:
    chosen = st.segmented_control(
        tr("Where the text comes from"),
        list(SOURCES),
        format_func=lambda source: tr(SOURCES[source]),
        default=BRIEF,
        key="article_source",
        label_visibility="collapsed",
    )
    # A second click on the chosen one lifts the choice: stay where we were.
    st.session_state.article_last = chosen or st.session_state.get("article_last", BRIEF)
    return str(st.session_state.article_last)


def _brief() -> Article | None:
    chosen = st.selectbox(
        tr("Brief"),
        [*_shipped(), *articles.local()],
        index=None,
        format_func=_brief_name,
        placeholder=tr("Pick a brief"),
        key="article_brief",
        label_visibility="collapsed",
    )
    return articles.read(chosen) if isinstance(chosen, Path) else chosen


@st.cache_resource(show_spinner=False)
def _shipped() -> list[Article]:
    return articles.shipped()


def _brief_name(item: Article | Path) -> str:
    if isinstance(item, Path):
        return tr("{name} (your own)", name=item.name)
    return f"{item.title} – {item.publisher}, {day(item.date)}"


def _uploaded() -> Article | None:
    file = st.file_uploader(
        tr("Text, Markdown, HTML, PDF or Word file"),
        key="article_file",
        label_visibility="collapsed",
    )
    return None if file is None else articles.from_text(_read(file.getvalue(), file.name))


@st.cache_data(show_spinner="Reading the file …", max_entries=8)
def _read(data: bytes, name: str) -> text.Text:
    return text.read(data, name)


def _pasted() -> Article | None:
    draft = str(st.session_state.get("article_draft", ""))
    button, note = st.columns([0.26, 0.74], vertical_alignment="center")
    note.html(
        f'<span class="bm-note">{tr("{n:,} characters", n=len(draft))}</span>'
        if draft
        else "<i></i>"
    )
    with button:
        slot = st.empty()
    try:
        submitted = bool(st.session_state.get("article_submitted"))
        article = articles.from_text(text.paste(draft)) if submitted else None
    except GeoError:
        _action(slot, editing=True)
        st.session_state.article_submitted = False
        raise
    _action(slot, editing=article is None)
    return article


def _action(slot: "DeltaGenerator", *, editing: bool) -> None:
    """Draw the one button that goes on from here: to the places, or back to the text."""
    words, key = (
        (tr("Find places"), "article_find") if editing else (tr("Edit text"), "article_edit")
    )
    slot.button(
        words,
        key=key,
        type="primary" if editing else "secondary",
        on_click=_submit,
        args=(editing,),
        width="stretch",
    )


def _submit(submitted: bool) -> None:  # noqa: FBT001 - a callback's only argument
    st.session_state.article_submitted = submitted
    if submitted:
        _keep()


def _published(article: Article | None) -> date | None:
    """Ask for the publication date; what the document states is filled in."""
    version = _version(article) if article else ""
    if article and st.session_state.get("article_dated") != version:
        st.session_state.article_dated = version
        st.session_state.article_date = article.date
    return st.date_input(
        tr("Published"),
        value=None,
        key="article_date",
        format="YYYY-MM-DD",
    )


def _input(source: str) -> None:
    """Fill the left pane while there is nothing to show."""
    if source != PASTE:
        st.html(f'<div class="bm-empty">{tr(INVITE[source])}</div>')
        return
    st.session_state.setdefault("article_typed", st.session_state.get("article_draft", ""))
    st.text_area(
        tr("Text of the article"),
        key="article_typed",
        placeholder=tr("Paste an article here, then press “Find places”."),
        label_visibility="collapsed",
        on_change=_keep,
    )


def _keep() -> None:
    """Keep what was typed: Streamlit forgets a field that is not on the page."""
    st.session_state.article_draft = st.session_state.article_typed


def _places(whole: str, published: date | None) -> View:
    """Find the places, piece by piece where the text is long."""
    import pandas as pd  # noqa: PLC0415 - not needed before there is a text

    bar = st.progress(0.0, text=tr("Looking for places …"))
    found = []
    for start, end in pieces(whole):
        bar.progress(
            start / len(whole),
            text=tr(
                "Looking for places … {start:,} of {n:,} characters", start=start, n=len(whole)
            ),
        )
        rows = _geocode(whole[start:end], published)
        found.append(rows.assign(start=rows["start"] + start, end=rows["end"] + start))
    bar.empty()
    return view(whole, pd.concat(found) if len(found) > 1 else found[0])


@st.cache_data(show_spinner=False, max_entries=64)
def _geocode(piece: str, published: date | None) -> "pd.DataFrame":
    from geo.geoparse import geocode  # noqa: PLC0415 - loads the language model

    return geocode(piece, published)


def _version(article: Article) -> str:
    return hashlib.sha256(article.text.encode("utf-8", "replace")).hexdigest()[:16]


def _head(article: Article) -> dict[str, str]:
    when = day(article.date) if article.date else ""
    byline = ", ".join(filter(None, (article.publisher, when)))
    own = article.text.lstrip("# \n").startswith(article.title)
    return {"title": "" if own else article.title, "byline": byline, "url": article.url}


def _line(shown: View | None) -> str:
    """Say how many were found and placed, and what the looks mean."""
    keys = "".join(
        f'<span class="key {level}" title="{html.escape(tr(hint))}">{tr(name)}</span>'
        for level, (name, hint) in LEGEND.items()
    )
    keys += f'<span class="key point">1</span>{tr("point")}'
    keys += f'<span class="key area">2</span>{tr("area or stretch")}'
    counts = _counts(shown.counts) if shown else f"<span>{tr('No text yet')}</span>"
    return (
        f'<div class="bm-line" data-testid="counts">{counts}<span class="gap"></span>'
        f'<span class="keys">{keys}</span></div>'
    )


def _counts(n: dict[str, int]) -> str:
    found = tr(
        "<b>{names}</b> names found = <b>{names_placed}</b> placed + "
        "<b>{names_unplaced}</b> not placed",
        **n,
    )
    shown = tr(
        "<b>{places}</b> places = <b>{mapped}</b> located + "
        "<b title='{which}'>{listed}</b> listed only + <b>{unplaced}</b> not placed",
        which=tr("Countries, and capitals that stand for a government"),
        **n,
    )
    return f"<span>{found}</span><span>{shown}</span>"


front.enter()
main()
