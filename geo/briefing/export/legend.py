"""The legend with counts: kinds of event, and how exactly places are known."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import shapely

from geo.briefing.export import symbols, words
from geo.briefing.export.canvas import INK, SOFT, Canvas, Paint
from geo.briefing.export.extract import Extract
from geo.briefing.export.marks import Marks

if TYPE_CHECKING:
    from PIL import Image

_LINE: Final = 25
_GREY: Final = "#6b6b6b"
_CLASH: Final = symbols.COLORS["clash"]


def kinds(extract: Extract) -> Iterator[tuple[str, str, int, int]]:
    """Layer, its name, its events on the map, its incidents (each counted once)."""
    shown, incidents = extract.seen.shown_by_layer, extract.seen.incidents
    return ((layer, name, shown[layer], incidents[layer]) for layer, name in words.LAYERS.items())


def draw(
    canvas: Canvas, extract: Extract, found: Marks, left: float, top: float, width: float
) -> float:
    """Draw the legend, kinds left and precision right; give the height at which it ends."""
    split = left + width * 0.58
    canvas.text(left, top, "Events in view", 17, weight=700)
    canvas.text(split - 82, top, "on map", 15, color=SOFT, anchor="right")
    canvas.text(split - 6, top, "incidents", 15, color=SOFT, anchor="right")
    canvas.text(split + 16, top, "Place known to", 17, weight=700)
    y = top
    for layer, name, shown, incidents in kinds(extract):
        y += _LINE
        color = INK if shown or incidents else _GREY
        canvas.symbol(layer, left + 12, y, 25)
        canvas.text(left + 32, y, name, 17, color=color)
        canvas.text(split - 82, y, str(shown), 17, weight=700, color=color, anchor="right")
        canvas.text(split - 6, y, str(incidents), 17, color=color, anchor="right")
    _looks(canvas, found, split + 16, top, left + width)
    return y + _LINE


def look(code: int) -> "Image.Image":
    """Draw the small picture of one precision, 24 units at three pixels a unit."""
    canvas = Canvas(24, 24, 3)
    _look(canvas, code, 12, 12)
    return canvas.image


def _looks(canvas: Canvas, found: Marks, left: float, top: float, right: float) -> None:
    y = top
    rows = [(code, name, found.by_precision[code]) for code, name in words.LOOKS.items()]
    for code, name, n in rows:
        y += _LINE
        _look(canvas, code, left + 12, y)
        canvas.text(left + 32, y, name, 17, color=INK if n else _GREY)
        canvas.text(right, y, str(n), 17, weight=700, color=INK if n else _GREY, anchor="right")
    y += _LINE
    hidden = found.unreviewed
    canvas.symbol("clash", left + 12, y, 25, hollow=True)
    canvas.text(left + 32, y, "not yet reviewed", 17, color=INK if hidden else _GREY)
    canvas.text(
        right, y, str(hidden), 17, weight=700, color=INK if hidden else _GREY, anchor="right"
    )
    for line in ("A number in a circle counts", "events too close to tell apart."):
        y += _LINE
        canvas.text(left, y, line, 15, color=SOFT)


def _look(canvas: Canvas, code: int, x: float, y: float) -> None:
    """Draw the small picture of one precision."""
    if code in (1, 2):
        canvas.circle(x, y, 4.5, Paint(_CLASH))
    if code == 2:  # noqa: PLR2004  # near the place
        canvas.circle(x, y, 10, Paint(stroke=_CLASH, width=1))
    if code in (3, 7):
        sea = code == 7  # noqa: PLR2004  # at sea
        dash = (4.0, 3.0) if sea else (2.0, 2.0)
        opacity = 0.06 if sea else 0.25
        canvas.circle(x, y, 9.5, Paint(_CLASH, opacity, _CLASH, 0.7, 1.4, dash))
    if code == 4:  # noqa: PLR2004  # province
        corners = [(-10, -6), (2, -10), (10, -2), (6, 9), (-7, 8)]
        shape = shapely.Polygon([(x + dx, y + dy) for dx, dy in corners])
        canvas.shape(shape, Paint(_CLASH, 0.12, _CLASH, 0.7, 1.4, (3, 2)))
    if code == 5:  # noqa: PLR2004  # stretch
        line = shapely.LineString([(x - 9, y + 5), (x - 4, y - 2), (x + 2, y - 3), (x + 9, y)])
        canvas.shape(line, Paint(stroke=_CLASH, stroke_opacity=0.35, width=8))
