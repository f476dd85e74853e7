"""The board of a view as a PNG: map, legend with counts, figures, timeline, sources, disclaimer.

Drawn for 1920 by 1080 at two pixels a unit, so that it stays sharp on a large screen and in print.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from geo import atlas
from geo.briefing.export import legend, mapping, places, timeline, words
from geo.briefing.export.canvas import INK, SOFT, Canvas, Paint
from geo.briefing.export.extract import DISCLAIMER, LEANING, Extract

WIDTH, HEIGHT, SCALE = 1920, 1080, 2
_HEAD, _MAP_WIDTH, _MAP_HEIGHT = 62, 1352, 786
_PANEL: Final = 1372
_PANEL_WIDTH: Final = WIDTH - _PANEL - 16
_LINE: Final = 25
_MOST_PLACES: Final = 7
_RULE: Final = "#d9d4ca"


def write(extract: Extract, path: Path) -> None:
    """Write the board of an extract."""
    board = draw(extract)
    board.image.save(path, "PNG", dpi=(192, 192))


def draw(extract: Extract) -> Canvas:
    """Draw the board of an extract."""
    board = Canvas(WIDTH, HEIGHT, SCALE)
    picture, found = mapping.draw(extract, _MAP_WIDTH, _MAP_HEIGHT, SCALE)
    board.paste(picture, 0, _HEAD)
    _head(board, extract)
    y = legend.draw(board, extract, found, _PANEL, _HEAD + 18, _PANEL_WIDTH)
    y = _reported(board, extract, y + 12)
    y = _places(board, extract, y + 12)
    _closed(board, extract, y + 12)
    timeline.draw(board, extract, 16, _HEAD + _MAP_HEIGHT + 8, WIDTH - 32, 146)
    _foot(board, extract)
    return board


def _head(board: Canvas, extract: Extract) -> None:
    view = extract.view
    counts = extract.short_counts
    room = WIDTH - 60 - board.measure(counts, 21) - board.measure(view.span, 32, 700)
    title = board.fitted(view.title, 26, room, 600)
    x = 16 + board.text(16, _HEAD / 2, title, 26, weight=600)
    board.text(x + 26, _HEAD / 2, view.span, 32, weight=700)
    board.text(WIDTH - 16, _HEAD / 2, counts, 21, anchor="right")
    board.box(0, _HEAD - 1, WIDTH, 1, Paint(_RULE))


def _reported(board: Canvas, extract: Extract, y: float) -> float:
    rows = words.reported(extract.seen)
    if not rows:
        return y
    y = _title(board, "Killed and injured", y)
    for label, text in rows:
        board.text(_PANEL, y, label, 17)
        board.text(_PANEL + _PANEL_WIDTH, y, text, 17, weight=600, anchor="right")
        y += _LINE
    for line in board.wrapped(words.REPORTED, 15, _PANEL_WIDTH):
        board.text(_PANEL, y, line, 15, color=SOFT)
        y += _LINE - 4
    return y


def _places(board: Canvas, extract: Extract, y: float) -> float:
    found = places.busiest(extract, _MOST_PLACES)
    if not found:
        return y
    y = _title(board, "Places known well enough for a mark, with most events", y)
    for place in found:
        board.text(_PANEL + _PANEL_WIDTH, y, str(place.events), 17, weight=700, anchor="right")
        local = board.fitted(place.local, 16, 270)
        wide = board.measure(local, 16)
        name = board.fitted(place.name, 17, _PANEL_WIDTH - wide - 60)
        board.text(_PANEL, y, name, 17)
        board.text(_PANEL + _PANEL_WIDTH - 38, y, local, 16, color=SOFT, anchor="right")
        y += _LINE + 3  # Khmer letters reach further down
    return y


def _closed(board: Canvas, extract: Extract, y: float) -> None:
    held = words.in_force(extract.seen)
    if not held:
        return
    y = _title(board, f"{len(held):,} closures and supply measures in force on the last day", y)
    room = max(1, int((_HEAD + _MAP_HEIGHT - y + _LINE / 2) // _LINE))
    shown = held if len(held) <= room else held[: room - 1]
    for line in shown:
        board.text(_PANEL, y, board.fitted(line, 16, _PANEL_WIDTH), 16)
        y += _LINE
    if len(shown) < len(held):
        board.text(_PANEL, y, f"and {len(held) - len(shown)} more", 16, color=SOFT)


def _title(board: Canvas, text: str, y: float) -> float:
    board.box(_PANEL, y - 12, _PANEL_WIDTH, 1, Paint(_RULE))
    board.text(_PANEL, y + 4, board.fitted(text, 17, _PANEL_WIDTH, 700), 17, weight=700)
    return y + _LINE + 4


def _foot(board: Canvas, extract: Extract) -> None:
    top = _HEAD + _MAP_HEIGHT + 160
    room = WIDTH - 32
    board.box(0, top, WIDTH, 1, Paint(_RULE))
    board.text(16, top + 16, f"{extract.counts_line}. {LEANING}", 16, weight=600)
    told = " ".join([*extract.remarks, _publishers(extract)])
    board.text(16, top + 37, board.fitted(told, 15, room), 15, color=INK)
    credit = f"{DISCLAIMER} Map: {atlas.ATTRIBUTION}."
    board.text(16, top + 57, credit, 15, color=SOFT)


def _publishers(extract: Extract) -> str:
    """Name the publishers, the most used first; the line is cut where it is full."""
    count: dict[str, int] = {}
    for source in extract.sources:
        count[source.publisher] = count.get(source.publisher, 0) + 1
    ranked = sorted(count.items(), key=lambda item: (-item[1], item[0]))
    return f"Sources, {len(extract.sources)} publications: {_listed(ranked)}"


def _listed(ranked: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name or 'unknown'} ({n})" for name, n in ranked)
