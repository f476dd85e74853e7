"""The download popover: the view on screen as a file, made when it is asked for."""

import re
from datetime import date

import streamlit as st

from geo.briefing import export, rights
from geo.briefing.view import BriefingView
from geo.errors import GeoError
from geo.events.arrays import Prepared
from geo.events.window import Mode
from geo.language import tr
from pages.parts import desk

_FIRST = next(iter(export.FORMATS))


def popover(events: Prepared, view: BriefingView) -> None:
    """Draw the popover: the record (prepared for the clock), and what the screen shows of it."""
    with st.popover(tr("Export"), icon=":material/download:", width="stretch"):
        ending = st.selectbox(
            tr("Kind of file"),
            list(export.FORMATS),
            format_func=lambda key: f"{tr(export.FORMATS[key].name)} ({key})",
            key="export_ending",
        )
        everything = st.toggle(
            tr("All rows, also those out of view"),
            key="export_all",
            help=tr("Each row says its lot"),
        )
        wanted = (view, ending or _FIRST, everything, _own_use(events, ending or _FIRST))
        if st.button(tr("Make the file"), key="export_make", type="primary", width="stretch"):
            _make(events, *wanted)
        _offer(wanted)
        _as_step()


def _own_use(events: Prepared, ending: str) -> bool:
    """Ask about ACLED's rows, where a file of data would pass them on."""
    if not export.FORMATS[ending].data or not rights.is_acled(events.frame).any():
        return False
    return st.toggle(
        tr("ACLED’s rows too, for your own use"),
        key="export_acled",
        help=tr("ACLED’s terms do not let its rows be passed on"),
    )


def _as_step() -> None:
    """Offer the view as a step of the briefing in hand."""
    st.divider()
    name = st.text_input(
        tr("As a step of the briefing"),
        placeholder=tr("Name of the view"),
        key="step_name",
        max_chars=80,
    )
    if st.button(
        tr("Add to the briefing"), key="step_add", icon=":material/slideshow:", width="stretch"
    ):
        desk.add(desk.view_as_step(str(name or "").strip()))
        st.toast(f"Step {len(desk.briefing().steps)} of {desk.plain(desk.briefing().title)}")


def outdated(window: tuple[date, date, Mode]) -> bool:
    """Forget a file that was made for another window; tell whether there was one."""
    made = st.session_state.get("exported")
    if not made:
        return False
    view = made[0][0]
    if (view.start, view.end, view.mode) == window:
        return False
    del st.session_state.exported
    return True


def _make(
    events: Prepared,
    view: BriefingView,
    ending: str,
    everything: bool,  # noqa: FBT001
    own_use: bool,  # noqa: FBT001
) -> None:
    extracted = export.extract(events, view, everything=everything)
    try:
        with st.spinner(tr("Making the file …")):
            content = export.render(extracted, ending, own_use=own_use)
            if export.FORMATS[ending].data and not own_use:
                extracted = extracted.to_pass_on()
            told = ". ".join([extracted.counts_line, *extracted.remarks])
    except GeoError as error:
        st.error(str(error))
        return
    st.session_state.exported = ((view, ending, everything, own_use), content, told)


def _offer(wanted: tuple[BriefingView, str, bool, bool]) -> None:
    """Offer the file that was made, as long as the screen still shows what it holds."""
    made = st.session_state.get("exported")
    if not made or made[0] != wanted:
        return
    _, content, counts = made
    view, ending, *_ = wanted
    st.download_button(
        tr("Download ({size} MB)", size=f"{len(content) / 1e6:.1f}"),
        content,
        file_name=f"{file_stem(view)}{ending}",
        mime=export.FORMATS[ending].media_type,
        on_click="ignore",
        key="export_download",
        width="stretch",
    )
    st.caption(counts)


def file_stem(view: BriefingView) -> str:
    """Name a file by its title and days, in letters that any disk takes."""
    title = re.sub(r"[^a-z0-9]+", "-", view.title.casefold()).strip("-")[:40] or "view"
    return f"{title}-{view.start:%Y%m%d}-{view.end:%Y%m%d}"
