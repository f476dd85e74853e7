"""The briefing page: the desk where steps are arranged, and the wall that shows them."""

import streamlit as st

from geo.language import tr
from pages.parts import changes, desk, desk_view, front, permalink, wall

front.enter()


def _presented() -> bool:
    """Show the wall where the address asks for it; tell whether it does."""
    wanted = st.query_params.get("brief", "")
    if not wanted:
        return False
    kept = desk.held()
    if wanted not in (kept.briefing_id, desk.UNSAVED):
        found = desk.open_kept(wanted)
        if found:
            desk.take(found, as_saved=True)
        kept = found or kept
    if not kept.briefing.steps:
        st.toast(tr("That briefing is not here any more, or was never saved; choose or draft one."))
        st.query_params.clear()
        return False
    if wall.show(kept.briefing, _at(len(kept.briefing.steps))):
        st.query_params.clear()
        st.rerun()
    return True


def _at(steps: int) -> int:
    """Step that the address names, counted from 0; the first where it makes no sense."""
    text = st.query_params.get("step", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1  # noqa: PLR2004
    return number - 1 if 1 <= number <= steps else 0


if not _presented():
    permalink.read_once()
    left, right = st.columns([0.66, 0.34], gap="large")
    with right:
        desk_view.others()
    with left:
        desk_view.steps()
        changes.part()
