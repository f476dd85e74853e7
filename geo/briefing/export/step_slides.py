"""A briefing as slides that can be edited: one a step, then its sources; notes are notes."""

from pathlib import Path
from typing import Any, Final

from pptx.util import Pt

from geo.briefing.export import legend, mapping, timeline
from geo.briefing.export.canvas import Canvas
from geo.briefing.export.extract import LEANING
from geo.briefing.export.slides import (
    MARGIN,
    MOST_SOURCES,
    WIDTH,
    add_picture,
    add_slide,
    add_sources,
    add_text,
    clean,
    opened,
    source_pages,
)
from geo.briefing.export.steps import Handout, Shown

_MAP, _MAP_INCHES = (1352, 640), 8.7
_LEGEND: Final = (540, 300)
_TIME: Final = (1888, 146)
_TOP: Final = 1.85  # inches; title and lines stand above


def write(handout: Handout, path: Path) -> None:
    """Write the slides of a briefing."""
    briefing = handout.briefing
    deck = opened(briefing.title, f"{len(briefing.steps)} steps")
    for shown in handout.shown:
        _step(deck, shown)
    for part in source_pages(handout.sources[:MOST_SOURCES]):
        add_sources(deck, handout.shown[-1].extract, part, len(handout.sources))
    deck.save(str(path))


def _step(deck: Any, shown: Shown) -> None:  # noqa: ANN401  # the library has no types
    extract = shown.extract
    slide = add_slide(deck, extract, extract.view.title)
    slide.shapes.title.text_frame.paragraphs[0].font.size = Pt(_size(extract.view.title))
    wide = WIDTH - 2 * MARGIN
    add_text(slide, shown.step.lines or [""], (MARGIN, 0.82, wide, 1.0), size=14)
    picture, found = mapping.draw(extract, *_MAP, 2)
    add_picture(slide, picture, (MARGIN, _TOP, _MAP_INCHES), f"Map: {extract.note}")
    strip = Canvas(*_TIME, 2)
    timeline.draw(strip, extract, 0, 0, *_TIME)
    below = _TOP + _MAP_INCHES * _MAP[1] / _MAP[0] + 0.03
    add_picture(slide, strip.image, (MARGIN, below, wide), "Timeline of the record")
    left = MARGIN + _MAP_INCHES + 0.15
    room = WIDTH - MARGIN - left
    key = Canvas(*_LEGEND, 2)
    legend.draw(key, extract, found, 4, 18, _LEGEND[0] - 8)
    kinds = [f"{name} {n}" for _, name, n, _ in legend.kinds(extract) if n]
    add_picture(slide, key.image, (left, _TOP, room), f"Legend. On the map: {', '.join(kinds)}")
    under = _TOP + room * _LEGEND[1] / _LEGEND[0] + 0.05
    add_text(slide, [extract.view.span, shown.counts], (left, under, room, 1), size=14)
    notes = [shown.step.notes, extract.note, f"{shown.hidden} unreviewed rows left out.", LEANING]
    told = "\n\n".join(note for note in notes if note)
    slide.notes_slide.notes_text_frame.text = clean(told)


def _size(title: str) -> int:
    """Type that keeps a headline on one line, in points."""
    return next((size for most, size in ((60, 28), (80, 22), (110, 17)) if len(title) <= most), 14)
