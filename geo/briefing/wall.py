"""What the browser gets of a briefing: every step at once, so that stepping asks nobody."""

from typing import Any, Final

import numpy as np
import pandas as pd

from geo.briefing.deck import Briefing, Step
from geo.briefing.export import words
from geo.briefing.export.extract import Source, sources
from geo.briefing.view import BORDER, in_words
from geo.errors import InputError
from geo.events.arrays import Prepared, day
from geo.maps.feed import Feed

MOST_ROWS: Final = 300
"""Rows of one step's table; of more, the newest."""


def pack(events: Prepared, feed: Feed, briefing: Briefing) -> dict[str, Any]:
    """
    Pack a briefing for the wall.

    Parameters
    ----------
    events, feed
        The record, prepared for the clock, and the same packed for the browser.
    briefing
        What is shown.

    Returns
    -------
    title; sources, each [line, address]; steps, see below; rows, by index in the feed: day, kind,
    place, figures, who says so, publishers and summary of the events that a step's table lists.

    A step: name, headline, lines, notes, from and to (days since 1970, within the record), mode,
    bounds (south-west and north-east, None for the whole border), mask (what the wall shows:
    confirmed events alone), off (what would be shown but for that), selected (index of the chosen
    event, -1 for none). Masks are base64.
    """
    steps = [_step(events, feed, step) for step in briefing.steps]
    wanted: dict[int, None] = {}
    for step in briefing.steps:
        wanted |= dict.fromkeys(_newest(events, feed, step))
    told = events.whole(feed.order[list(wanted)])
    rows = {index: _row(row) for index, (_, row) in zip(wanted, told.iterrows(), strict=True)}
    return {
        "title": briefing.title,
        "steps": steps,
        "rows": rows,
        "sources": _publications(events, briefing),
    }


def _publications(events: Prepared, briefing: Briefing) -> list[list[str]]:
    """List what the steps rest on, or say why that cannot be listed."""
    try:
        return [[source.line, source.url] for source in rested_on(events, briefing)]
    except InputError as error:
        return [[str(error), ""]]


def rested_on(events: Prepared, briefing: Briefing) -> list[Source]:
    """List the publications behind all steps, the most used first."""
    rows = np.zeros(len(events), dtype=bool)
    for step in briefing.steps:
        seen = step.view.confirmed().seen(events)
        rows |= seen.listed | seen.undated
    return sources(events.whole(rows)["sources"])


def map_place(selector: str) -> str:
    """CSS that puts the map (an element that `selector` names) between the wall's head and foot."""
    rule = (
        "{s} {{ --at: var(--bm-head, {head}px); top: calc(var(--at) / var(--k)) !important;"
        " height: calc((100vh - var(--at) - {foot}px) / var(--k)) !important; }}"
    )
    first = rule.format(s=selector, head=176, foot=262)
    narrow = rule.format(s=selector, head=160, foot=262)
    low = rule.format(s=selector, head=150, foot=244)
    return (
        f"{selector} {{ --k: 1.54; zoom: var(--k); position: fixed !important; z-index: 900;"
        " left: 0; width: calc(100vw / var(--k)) !important; }\n"
        f"{first}\n@media (max-width: 1500px) {{ {narrow} }}\n"
        f"@media (max-height: 800px) {{ {low} }}\n"
    )


def _step(events: Prepared, feed: Feed, step: Step) -> dict[str, Any]:
    view = step.view
    first, last = int(feed.packed["first"]), int(feed.packed["last"])
    start, end = (int(np.clip(day(d), first, last)) for d in (view.start, view.end))
    shown = view.confirmed().filters.passing(events)
    west, south, east, north = view.extent
    return {
        "name": step.name,
        "headline": step.headline or step.name,
        "lines": list(step.lines),
        "notes": step.notes,
        "from": {"day": end, "cumulative": first}.get(view.mode, start),
        "to": end,
        "mode": view.mode,
        "bounds": None if view.extent == BORDER else [[south, west], [north, east]],
        "mask": feed.mask(shown),
        "off": feed.mask(view.filters.passing(events) & ~shown),
        "selected": feed.index(step.event),
    }


def _newest(events: Prepared, feed: Feed, step: Step) -> list[int]:
    """Indexes (in the feed) of the newest rows that a step shows, undated ones last."""
    seen = step.view.confirmed().seen(events)
    listed = (seen.listed | seen.undated)[feed.order]
    found: list[int] = np.flatnonzero(listed)[::-1][:MOST_ROWS].tolist()
    return found


def _row(row: "pd.Series[Any]") -> list[str]:
    start = row["date_start"]
    who = dict.fromkeys(str(claim.get("claimant") or "unknown") for claim in row["claims"])
    publishers = dict.fromkeys(str(s.get("publisher") or "unknown") for s in row["sources"])
    return [
        "undated" if pd.isna(start) else in_words(start),
        words.LAYERS[row["layer"]],
        str(row["place"] or "place unknown"),
        "; ".join(words.figures(row)),
        ", ".join(who),
        ", ".join(publishers),
        str(row["summary"]),
    ]
