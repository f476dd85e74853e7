"""The map of a view as a picture: base, marks, labels, scale and the disclaimer burnt in."""

from typing import TYPE_CHECKING, Final

from geo import border
from geo.briefing.export import basemap, marks
from geo.briefing.export.canvas import WHITE, Canvas, Paint
from geo.briefing.export.extract import DISCLAIMER, Extract
from geo.briefing.export.marks import Marks

if TYPE_CHECKING:
    from PIL import Image

_NOTE: Final = 15
_FINER: Final = 2  # areas and lines are drawn at twice the pixels, so that their edges are smooth


def draw(
    extract: Extract, width: float, height: float, scale: float
) -> tuple["Image.Image", Marks]:
    """
    Draw the map of a view.

    Parameters
    ----------
    extract
        What is in view; its view's extent is shown in full.
    width, height
        Of the picture, in units of the board (1920 by 1080).
    scale
        Pixels a unit.

    Returns
    -------
    The picture, and what is on it, for the legend.
    """
    projection = basemap.Projection(extract.view.extent, width, height, (20, 56, 20, 72))
    found = marks.arrange(extract, projection)
    rough = Canvas(width, height, scale * _FINER, basemap.SEA)
    basemap.ground(rough, projection)
    marks.draw_areas(rough, projection, found)
    canvas = Canvas(width, height, scale)
    canvas.image.paste(rough.image.reduce(_FINER))
    taken = [_note_box(canvas), (width - 160, height - 40, width, height)]
    if found.beyond:
        taken.append(_beyond(canvas, found.beyond))
    marks.draw_symbols(canvas, projection, found, taken)
    basemap.labels(canvas, projection, taken)
    _note(canvas)
    basemap.scale_bar(canvas, projection, width - 10, height - 8)
    return canvas.image, found


def _note(canvas: Canvas) -> None:
    """Burn in the border's lengths and the disclaimer."""
    left, top, right, bottom = _note_box(canvas)
    canvas.box(left, top, right - left, bottom - top, Paint(WHITE, 0.95), round_by=5)
    middle = (top + bottom) / 2
    x = left + 10 + canvas.text(left + 10, middle, _lengths(), _NOTE, weight=600)
    canvas.text(x, middle, DISCLAIMER, _NOTE)


def _note_box(canvas: Canvas) -> basemap.Box:
    wide = canvas.measure(_lengths(), _NOTE, 600) + canvas.measure(DISCLAIMER, _NOTE) + 20
    return (8, canvas.height - 35, 8 + wide, canvas.height - 8)


def _lengths() -> str:
    return f"Border: {border.PUBLISHED_KM} km (published) · {border.length_km():.0f} km as drawn. "


def _beyond(canvas: Canvas, n: int) -> basemap.Box:
    """Say how many events lie outside the frame, and where the reader finds them."""
    text = f"{n} more {'event lies' if n == 1 else 'events lie'} beyond this frame"
    wide = canvas.measure(text, _NOTE, 600) + 20
    box = (canvas.width - wide - 8, 8.0, canvas.width - 8, 34.0)
    canvas.box(box[0], box[1], wide, 26, Paint("#33302a", 0.88), round_by=12)
    canvas.text(box[0] + 10, 21, text, _NOTE, weight=600, color=WHITE)
    return box
