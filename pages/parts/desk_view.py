"""The desk: the briefing in hand with its steps, the ones that are kept, new ones."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from html import escape

import streamlit as st

from geo.briefing import deck
from geo.briefing.deck import MOST_LINES, Briefing, Step
from geo.briefing.draft import draft
from geo.briefing.export.steps import media_type, render
from geo.briefing.shelf import Kept
from geo.briefing.view import BriefingView
from geo.language import Words, mark, tr
from pages.parts import data, desk, permalink
from pages.parts.export import file_stem

EMPTY = mark(
    "No steps yet. Draft a briefing from the window of the map, or set the map as you want it "
    "and add that view."
)
KIND_NAMES = Words(
    {
        ".pptx": mark("Slides (.pptx)"),
        ".pdf": mark("PDF, a page a step"),
        ".html": mark("Interactive page (.html)"),
        ".json": mark("Briefing (.json), to import again"),
    }
)
ORDER = ("up", "down", "copy", "delete")
ICONS = {
    "up": ":material/arrow_upward:",
    "down": ":material/arrow_downward:",
    "copy": ":material/content_copy:",
    "delete": ":material/delete:",
}
HINTS = Words(
    {
        "up": mark("Earlier"),
        "down": mark("Later"),
        "copy": mark("Duplicate"),
        "delete": mark("Delete this step"),
    }
)
PARTS = Words({"name": mark("Name"), "headline": mark("Headline")})


def steps() -> None:
    """Draw the briefing in hand: title, buttons, steps, and the opened step's fields."""
    held = desk.briefing()
    _head(held)
    if not held.steps:
        st.info(tr(EMPTY), icon=":material/slideshow:")
        return
    at = min(st.session_state.get("desk_open", 0), len(held.steps) - 1)
    for number, step in enumerate(held.steps):
        _row(number, step, opened=number == at)
        if number == at:
            _fields(number, step)


def _head(held: Briefing) -> None:
    title, present, save = st.columns([0.6, 0.22, 0.18], vertical_alignment="bottom")
    key = f"desk_title_{_round()}"
    title.text_input(
        tr("Title"),
        value=held.title,
        max_chars=deck.LONGEST["title"],
        key=key,
        on_change=lambda: desk.change(
            replace(desk.briefing(), title=str(st.session_state[key]).strip())
        ),
    )
    present.button(
        tr("Present"),
        icon=":material/slideshow:",
        type="primary",
        key="desk_present",
        disabled=not held.steps,
        on_click=_present,
        width="stretch",
    )
    save.button(
        tr("Saved") if desk.saved() else tr("Save"),
        icon=":material/save:",
        key="desk_save",
        disabled=desk.saved(),
        on_click=desk.save,
        width="stretch",
    )


def _present() -> None:
    st.query_params.from_dict({"brief": desk.held().briefing_id or desk.UNSAVED, "step": "1"})


def _row(number: int, step: Step, *, opened: bool) -> None:
    head, *acts = st.columns([0.72, 0.07, 0.07, 0.07, 0.07], vertical_alignment="center")
    label = f"{number + 1} · {desk.plain(step.name or 'Step')}"
    head.button(
        f"{label} — {desk.plain(step.headline)}" if step.headline else label,
        key=f"step_{number}_open",
        type="secondary" if opened else "tertiary",
        on_click=partial(st.session_state.__setitem__, "desk_open", number),
        width="stretch",
    )
    last = len(desk.briefing().steps) - 1
    for place, act in zip(acts, ORDER, strict=True):
        place.button(
            "",
            icon=ICONS[act],
            key=f"step_{number}_{act}",
            help=HINTS[act],
            type="tertiary",
            disabled=(act == "up" and not number) or (act == "down" and number == last),
            on_click=_arrange,
            args=(act, number),
        )


def _arrange(act: str, number: int) -> None:
    held = desk.briefing()
    after = {
        "up": lambda: (held.moved(number, number - 1), number - 1),
        "down": lambda: (held.moved(number, number + 1), number + 1),
        "copy": lambda: (held.duplicated(number), number + 1),
        "delete": lambda: (held.without(number), max(0, number - 1)),
    }
    changed, at = after[act]()
    desk.change(changed)
    st.session_state.desk_open = at
    st.session_state.desk_round = _round() + 1


def _fields(number: int, step: Step) -> None:
    with st.container(border=True, key="step_fields"):
        keys = {name: f"step_{_round()}_{number}_{name}" for name in ("name", "headline", "notes")}
        lines = [f"step_{_round()}_{number}_line{i}" for i in range(MOST_LINES)]
        changed = partial(_typed, number, keys, lines)
        name, headline = st.columns([0.3, 0.7])
        for place, part in ((name, "name"), (headline, "headline")):
            place.text_input(
                PARTS[part],
                value=getattr(step, part),
                max_chars=deck.LONGEST[part],
                key=keys[part],
                on_change=changed,
            )
        for i, key in enumerate(lines):
            st.text_input(
                tr("Line {n}", n=i + 1),
                value=step.lines[i] if i < len(step.lines) else "",
                max_chars=deck.LONGEST["line"],
                key=key,
                on_change=changed,
            )
        st.text_area(
            tr("Speaker notes (not on the wall)"),
            value=step.notes,
            max_chars=deck.LONGEST["notes"],
            key=keys["notes"],
            on_change=changed,
            height=140,
        )
        _view(number, step)


def _typed(number: int, keys: dict[str, str], lines: list[str]) -> None:
    state = st.session_state
    texts = {part: str(state[key]).strip() for part, key in keys.items()}
    told = tuple(text for key in lines if (text := str(state[key]).strip()))
    held = desk.briefing()
    if number < len(held.steps):
        desk.change(held.with_step(replace(held.steps[number], lines=told, **texts), number))


def _view(number: int, step: Step) -> None:
    """Say what the step shows; take the map's view, or bring the map to it."""
    told, take, look = st.columns([0.56, 0.22, 0.22], vertical_alignment="center")
    told.html(f'<p class="bm-note">{escape(_told(step))}</p>')
    take.button(
        tr("Take the map's view"),
        key="step_take",
        help=tr("Window, mode, filters, part of the map and event as on the Map page now"),
        on_click=_take,
        args=(number,),
        width="stretch",
    )
    if look.button(tr("Show on the map"), key="step_look", width="stretch"):
        st.session_state.show_view = (step.view, step.event)
        st.switch_page("pages/map.py")


def _told(step: Step) -> str:
    chosen = step.view.filters
    parts = [step.view.span, f"{len(list(chosen.layers))} kinds" if chosen.layers else "all kinds"]
    others = (
        *(chosen.provinces, chosen.claimants, chosen.sides, chosen.confidences),
        *(chosen.where_precs, chosen.text, chosen.border_km),
    )
    if more := sum(bool(other) for other in others):
        parts.append(f"{more} more filters")
    if step.event:
        parts.append(f"event {step.event}")
    return "Shows: " + ", ".join(parts)


def _take(number: int) -> None:
    held = desk.briefing()
    view, event = permalink.view(), str(st.session_state.get("event") or "")
    desk.change(held.with_step(replace(held.steps[number], view=view, event=event), number))


def others() -> None:
    """Draw what else can be taken in hand: a draft, the map's view, a file, a kept briefing."""
    _drafting()
    st.button(
        tr("Add the map's view as a step"),
        icon=":material/add:",
        key="desk_add",
        on_click=lambda: desk.add(desk.view_as_step()),
        width="stretch",
    )
    _kept()
    _files()


def _drafting() -> None:
    with st.container(border=True):
        view = permalink.view()
        st.markdown(f"**{tr('Draft from the window of the map')}**, {view.span}")
        first, _ = permalink.span()
        latest = max(view.end - timedelta(1), first)
        since = st.date_input(
            tr("What changed since"),
            value=min(max(view.end - timedelta(7), first), latest),
            min_value=first,
            max_value=latest,
            key=f"desk_since_{view.end}",
        )
        st.button(
            tr("Draft a briefing"),
            icon=":material/auto_awesome_motion:",
            key="desk_draft",
            on_click=_draft,
            args=(view, since),
            width="stretch",
        )


def _draft(view: BriefingView, since: date) -> None:
    if made := desk.attempt(lambda: draft(data.prepared(), view, since)):
        desk.take(Kept("", 0, made), as_saved=False)


def _kept() -> None:
    entries = desk.entries()
    st.markdown(f"**{tr('Kept briefings')}**" if entries else tr("No briefing is kept yet."))
    for entry in entries:
        mine = entry.briefing_id == desk.held().briefing_id
        when = entry.at.replace("T", " ")[:16]
        title = desk.plain(entry.title or "Briefing")
        st.button(
            f"{title} · {entry.steps} steps",
            key=f"desk_kept_{entry.briefing_id}",
            help=f"Saved {when} UTC {desk.plain(entry.author)}",
            type="secondary" if mine else "tertiary",
            on_click=_open,
            args=(entry.briefing_id,),
            width="stretch",
        )
    new, copy, gone = st.columns(3)
    new.button(
        tr("New"), key="desk_new", width="stretch", on_click=_fresh, args=(Briefing("Briefing"),)
    )
    title = f"{desk.briefing().title} (copy)"[: deck.LONGEST["title"]]
    copy.button(
        tr("Duplicate"),
        key="desk_copy",
        width="stretch",
        on_click=_fresh,
        args=(replace(desk.briefing(), title=title),),
    )
    gone.button(
        tr("Delete"),
        key="desk_delete",
        width="stretch",
        disabled=not desk.held().number,
        on_click=desk.remove,
    )


def _open(briefing_id: str) -> None:
    if kept := desk.open_kept(briefing_id):
        desk.take(kept, as_saved=True)


def _fresh(briefing: Briefing) -> None:
    desk.take(Kept("", 0, briefing), as_saved=False)


def _files() -> None:
    held = desk.briefing()
    kinds = list(KIND_NAMES)
    kind, make = st.columns([0.62, 0.38], vertical_alignment="bottom")
    ending = str(
        kind.selectbox(tr("Export as"), kinds, format_func=KIND_NAMES.get, key="desk_kind")
    )
    if make.button(tr("Make the file"), key="desk_make", width="stretch", disabled=not held.steps):
        with st.spinner(tr("Making the file …")):
            st.session_state.desk_made = (held, ending, desk.attempt(lambda: _made(held, ending)))
    was, kind_was, content = st.session_state.get("desk_made", (None, "", None))
    if content and was == held and kind_was == ending:
        st.download_button(
            tr("Download"),
            content,
            file_name=f"{_stem(held)}{ending}",
            mime="application/json" if ending == ".json" else media_type(ending),
            icon=":material/download:",
            key="desk_file",
            on_click="ignore",
            width="stretch",
        )
    given = st.file_uploader(tr("Import a briefing (.json)"), type="json", key="desk_upload")
    if given and st.session_state.get("desk_taken") != given.file_id:
        st.session_state.desk_taken = given.file_id
        if found := desk.from_file(given.getvalue()):
            desk.take(Kept("", 0, found), as_saved=False)
            st.rerun()


def _made(held: Briefing, ending: str) -> bytes:
    if ending == ".json":
        return deck.dumps(held).encode()
    return render(data.prepared(), held, ending)


def _stem(held: Briefing) -> str:
    if not held.steps:
        return "briefing"
    return file_stem(replace(held.steps[0].view, title=held.title))


def _round() -> int:
    """Count how often fields began anew; they carry it in their keys."""
    return int(st.session_state.get("desk_round", 0))
