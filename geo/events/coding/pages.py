"""One paragraph as the coder sees it: parse, places, dates, figures, triggers and its heading."""

import re
from dataclasses import dataclass
from typing import Any

from geo.events.coding import actors
from geo.events.coding.dates import DateMention
from geo.events.coding.figures import Figure, find_figures
from geo.events.coding.lexicon import term_set
from geo.events.coding.reading import Paragraph
from geo.events.coding.spots import NOT_PLACES, Spot, spots_of
from geo.events.coding.timing import Dated, Timing, dates_in
from geo.events.coding.triggers import Trigger, find_triggers

Row = dict[str, Any]


@dataclass(slots=True)
class Page:
    """One paragraph with everything found in it."""

    index: int
    paragraph: Paragraph
    spots: list[Spot]
    dated: list[Dated]
    figures: list[Figure]
    triggers: list[Trigger]
    heading_when: Timing | None
    heading_rows: list[dict[str, Any]]
    heading_party: list[str]

    @property
    def around(self) -> list[Spot]:
        """Places in the countries at the border: where a clash or a closure can be."""
        return [s for s in self.spots if s.is_around]


def read_page(
    index: int, paragraph: Paragraph, mentions: list[DateMention], rows: list[Row]
) -> Page:
    """
    Put together what a paragraph holds.

    Parameters
    ----------
    mentions
        Dates of the whole text.
    rows
        The geocoder's rows of the whole text.
    """
    dated = dates_in(paragraph, mentions)
    spots = spots_of(paragraph, rows)
    kinds = {i: str(s.row["kind"]) for s in spots for i in range(s.first, s.last + 1)}
    heading = paragraph.heading
    return Page(
        index=index,
        paragraph=paragraph,
        spots=spots,
        dated=dated,
        figures=find_figures(paragraph, _taken(paragraph, dated, spots)),
        triggers=find_triggers(paragraph, kinds),
        heading_when=_heading_when(paragraph, mentions),
        heading_rows=[] if _is_dateline(heading) else _heading_rows(paragraph, rows),
        heading_party=actors.parties_in(heading) if _names_speaker(heading) else [],
    )


def _taken(paragraph: Paragraph, dated: list[Dated], spots: list[Spot]) -> list[tuple[int, int]]:
    """Spans of dates and places: no figure begins in "8 December" or "Hill 677"."""
    spans = [(d.mention.start, d.mention.end) for d in dated]
    spans += [(s.row["start"], s.row["end"]) for s in spots]
    return [(start - paragraph.base, end - paragraph.base) for start, end in spans]


def _heading_when(paragraph: Paragraph, mentions: list[DateMention]) -> Timing | None:
    head = [m for m in mentions if paragraph.start <= m.start < paragraph.base]
    return Timing(head[0].when, "heading") if head else None


def _heading_rows(paragraph: Paragraph, rows: list[Row]) -> list[Row]:
    inside = range(paragraph.start, paragraph.base)
    return [r for r in rows if r["start"] in inside and r["kind"] not in NOT_PLACES]


def _is_dateline(heading: str) -> bool:
    """Read "SISAKET, Thailand" tells where the reporter sits."""
    return re.match(r"[A-Z][A-Z' .-]{2,}(?:,|$|\s\d)", heading) is not None


def _names_speaker(heading: str) -> bool:
    return any(w.lower() in term_set("speakers", "generic") for w in heading.split())
