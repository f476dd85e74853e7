"""The symbols of events, as the browser draws them (`geo/maps/js/symbols.js`), for files.

Colour says the family and shape the kind. A symbol is drawn in a box of 32 units round (0, 0).
"""

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import shapely

from geo.events.vocabulary import LAYER_FAMILY

if TYPE_CHECKING:
    from PIL import Image

Points: TypeAlias = tuple[tuple[float, float], ...]

BOX: Final = 32
COLORS: Final = {
    "clash": "#B33C00",
    "landmine": "#222222",
    "closures": "#005A8C",
    "other": "#6b6b6b",
}
"""Colour by family (`geo.events.vocabulary.LAYER_FAMILY`)."""

_OVERSAMPLED: Final = 4


def color(layer: str) -> str:
    """Colour of a layer, as #rrggbb."""
    return COLORS[LAYER_FAMILY[layer]]


def _circle(radius: float, x: float = 0, y: float = 0) -> Points:
    turns = np.linspace(0, 2 * math.pi, 48, endpoint=False)
    return tuple((x + radius * math.cos(t), y + radius * math.sin(t)) for t in turns)


def _regular(corners: int, radius: float, turn: float) -> Points:
    turns = (turn + i * 2 * math.pi / corners for i in range(corners))
    return tuple((radius * math.cos(t), radius * math.sin(t)) for t in turns)


_BURST: Final = tuple(
    (r * math.cos(i * math.pi / 8), r * math.sin(i * math.pi / 8))
    for i, r in enumerate([12, 6.2] * 8)
)
_BAR: Final = ((-6.0, -2.0), (6.0, -2.0), (6.0, 2.0), (-6.0, 2.0))
_SLASH: Final = ((-4.3, -7.0), (-7.0, -4.3), (4.3, 7.0), (7.0, 4.3))
OUTLINES: Final[dict[str, Points]] = {
    "clash": _BURST,
    "shelling": _circle(9.5),
    "airstrike": ((0, 11), (-11, -7.5), (0, -3.5), (11, -7.5)),
    "drone": (
        *((-3.4, 0), (-10, -6.6), (-6.6, -10), (0, -3.4), (6.6, -10), (10, -6.6)),
        *((3.4, 0), (10, 6.6), (6.6, 10), (0, 3.4), (-6.6, 10), (-10, 6.6)),
    ),
    "landmine": ((0, -11.5), (11.5, 8.5), (-11.5, 8.5)),
    "fuel_route": _circle(10),
    "border_closure": ((-9, -9), (9, -9), (9, 9), (-9, 9)),
    "displacement": _regular(5, 10.5, -math.pi / 2),
    "diplomacy": _regular(4, 10.5, 0),
    "other": _circle(7),
}
INSIDES: Final[dict[str, Points]] = {
    "shelling": _circle(3.4),
    "landmine": _circle(3, 0, 2.6),
    "fuel_route": _SLASH,
    "border_closure": _BAR,
}


@lru_cache(maxsize=256)
def sprite(layer: str, size: int, *, hollow: bool = False) -> "Image.Image":
    """
    Draw a symbol with its white halo.

    Parameters
    ----------
    layer
        One of `geo.events.vocabulary.LAYERS`.
    size
        Width and height in pixels.
    hollow
        As machine-coded and not reviewed.

    Returns
    -------
    An RGBA picture; treat it as read-only.
    """
    from PIL import Image, ImageDraw  # noqa: PLC0415  # only where a picture is made

    unit = size * _OVERSAMPLED / BOX
    picture = Image.new("RGBA", (size * _OVERSAMPLED,) * 2, (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    shape = shapely.Polygon(OUTLINES[layer])
    tint = color(layer)

    def fill(area: shapely.Geometry, paint: str) -> None:
        for part in shapely.get_parts(area):
            corners = (shapely.get_coordinates(part.exterior) + BOX / 2) * unit
            pen.polygon([tuple(corner) for corner in corners], fill=paint)

    fill(shape.buffer(3.25 if hollow else 2), "#ffffff")
    if hollow:
        fill(shape.buffer(1.3), tint)
        fill(shape.buffer(-1.3), "#ffffff")
    else:
        fill(shape, tint)
    if layer in INSIDES:
        fill(shapely.Polygon(INSIDES[layer]).convex_hull, tint if hollow else "#ffffff")
    return picture.resize((size, size), Image.Resampling.LANCZOS)
