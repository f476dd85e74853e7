"""A picture to draw on in units of the board (1920 by 1080), at any number of pixels a unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import shapely
from shapely.ops import substring

from geo.briefing.export import fonts, symbols

if TYPE_CHECKING:
    from PIL import Image

    from geo.briefing.export.fonts import Weight

INK: Final = "#1c1c1c"
SOFT: Final = "#555555"
WHITE: Final = "#ffffff"
Anchor = Literal["left", "middle", "right"]


@dataclass(frozen=True, slots=True)
class Paint:
    """How a shape looks: fill and stroke as #rrggbb ("" for none), opacity 0 to 1, dashes."""

    fill: str = ""
    fill_opacity: float = 1.0
    stroke: str = ""
    stroke_opacity: float = 1.0
    width: float = 1.0
    dash: tuple[float, float] | None = None


class Canvas:
    """A picture; coordinates and sizes are in units, y downwards."""

    def __init__(self, width: float, height: float, scale: float, paper: str = WHITE) -> None:
        """Make a picture of `width` by `height` units, `scale` pixels a unit."""
        from PIL import Image  # noqa: PLC0415  # only where a picture is made

        self.width, self.height, self.scale = width, height, scale
        size = (round(width * scale), round(height * scale))
        self.image: Image.Image = Image.new("RGB", size, paper)

    def shape(self, shape: shapely.Geometry, paint: Paint) -> None:
        """Draw an area or a line."""
        if paint.fill:
            self._fill(shape, paint.fill, paint.fill_opacity)
        if paint.stroke:
            line = shape if shape.geom_type.endswith("LineString") else shape.boundary
            if paint.dash:
                line = dashed(line, *paint.dash)
            cap: Literal["flat", "round"] = "flat" if paint.dash else "round"
            self._fill(
                line.buffer(paint.width / 2, 6, cap_style=cap), paint.stroke, paint.stroke_opacity
            )

    def box(
        self,
        left: float,
        top: float,
        wide: float,
        high: float,
        paint: Paint,
        *,
        round_by: float = 0,
    ) -> None:
        """Draw a rectangle, with round corners if wished."""
        plain = shapely.box(left, top, left + wide, top + high)
        self.shape(plain.buffer(-round_by).buffer(round_by) if round_by else plain, paint)

    def circle(self, x: float, y: float, radius: float, paint: Paint) -> None:
        """Draw a circle."""
        self.shape(shapely.Point(x, y).buffer(radius, 24), paint)

    def symbol(self, layer: str, x: float, y: float, size: float, *, hollow: bool = False) -> None:
        """Draw a layer's symbol round a point; `size` is that of its box."""
        sprite = symbols.sprite(layer, round(size * self.scale), hollow=hollow)
        at = (round(x * self.scale - sprite.width / 2), round(y * self.scale - sprite.height / 2))
        self.image.paste(sprite, at, sprite)

    def paste(self, picture: "Image.Image", left: float, top: float) -> None:
        """Lay a picture of the same scale in, by its upper left corner."""
        self.image.paste(picture, (round(left * self.scale), round(top * self.scale)))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        weight: "Weight" = 400,
        color: str = INK,
        anchor: Anchor = "left",
        halo: str = "",
    ) -> float:
        """
        Write a line of text, its middle at height `y`, each script in its own face.

        Returns
        -------
        Width of the text in units.
        """
        from PIL import ImageDraw  # noqa: PLC0415

        pixels = round(size * self.scale)
        wide = fonts.width(text, pixels, weight)
        at = x * self.scale - wide * {"left": 0, "middle": 0.5, "right": 1}[anchor]
        pen = ImageDraw.Draw(self.image)
        base = y * self.scale + 0.36 * pixels
        edge = round(1.5 * self.scale) if halo else 0
        for run in fonts.runs(text):
            face = fonts.font(run.face, pixels, weight)
            pen.text(
                (at, base),
                run.text,
                fill=color,
                font=face,
                anchor="ls",
                stroke_width=edge,
                stroke_fill=halo or None,
            )
            at += face.getlength(run.text)
        return wide / self.scale

    def measure(self, text: str, size: float, weight: "Weight" = 400) -> float:
        """Width of a text in units."""
        return fonts.width(text, round(size * self.scale), weight) / self.scale

    def fitted(self, text: str, size: float, room: float, weight: "Weight" = 400) -> str:
        """Cut a text to `room` units."""
        return fonts.fitted(text, round(size * self.scale), room * self.scale, weight)

    def wrapped(self, text: str, size: float, room: float, weight: "Weight" = 400) -> list[str]:
        """Break a text into lines of `room` units."""
        return fonts.wrapped(text, round(size * self.scale), room * self.scale, weight)

    def _fill(self, shape: shapely.Geometry, color: str, opacity: float) -> None:
        """Paint an area through a mask the size of what is seen of it, so that holes stay open."""
        from PIL import Image, ImageDraw  # noqa: PLC0415

        if shape.is_empty:
            return
        scaled = shapely.transform(shape, lambda xy: xy * self.scale)
        left, top, right, bottom = (int(v) for v in np.floor(scaled.bounds))
        left, top = max(left - 1, 0), max(top - 1, 0)
        right, bottom = min(right + 2, self.image.width), min(bottom + 2, self.image.height)
        if right <= left or bottom <= top:
            return
        mask = Image.new("L", (right - left, bottom - top), 0)
        pen = ImageDraw.Draw(mask)
        for part in _polygons(scaled):
            _ring(pen, part.exterior, left, top, round(255 * opacity))
            for hole in part.interiors:
                _ring(pen, hole, left, top, 0)
        self.image.paste(color, (left, top), mask)


def dashed(line: shapely.Geometry, on: float, off: float) -> shapely.Geometry:
    """Cut a line, or each of several, into dashes."""
    pieces: list[shapely.Geometry] = []
    for part in shapely.get_parts(line):
        starts = np.arange(0, part.length, on + off)
        pieces += [substring(part, start, min(start + on, part.length)) for start in starts]
    return shapely.MultiLineString([p for p in pieces if p.geom_type == "LineString"])


def _polygons(shape: shapely.Geometry) -> Iterable[Any]:
    return (part for part in shapely.get_parts(shape) if part.geom_type == "Polygon")


def _ring(pen: Any, ring: shapely.LinearRing, left: int, top: int, value: int) -> None:  # noqa: ANN401
    corners = shapely.get_coordinates(ring) - (left, top)
    pen.polygon([tuple(corner) for corner in corners], fill=value)
