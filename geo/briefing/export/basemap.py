"""The base map as a picture: land, provinces, the border with its km posts, labels.

Looks and label order follow the screen's (`geo/maps/js/atlas.js`); Web Mercator, as there.
"""

import math
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import shapely

from geo import atlas, border
from geo.briefing.export.canvas import Canvas, Paint
from geo.briefing.export.fonts import Weight
from geo.briefing.view import Extent

SEA: Final = "#dfe8ed"
_FOCUS: Final = ("TH", "KH")
_LAND: Final = Paint(fill="#ece8e0", stroke="#b3ab9c", width=1)
_FOCUS_LAND: Final = Paint(fill="#f7f4ee", stroke="#b3ab9c", width=1)
_PROVINCE: Final = Paint(stroke="#c9c1b2", width=1, dash=(3, 3))
_CASING: Final = Paint(stroke="#ffffff", width=7)
_LINE: Final = Paint(stroke="#3b3b3b", width=2.6)
_HALO: Final = "#faf8f3"
_POST_KM: Final = 50
_WORLD: Final = 256  # units of the whole world at zoom 0
CLEAR: Final = 0.4  # units: vertices nearer than that to the line are not drawn
_COUNTRIES: Final = (
    ("THAILAND", 101.85, 13.3),
    ("CAMBODIA", 104.75, 12.75),
    ("LAOS", 105.9, 15.35),
    ("VIETNAM", 107.9, 13.4),
)
_SEA_NAME: Final = ("Gulf of Thailand", 101.6, 10.9)


class Label(NamedTuple):
    """A name on the map, shown from a zoom on; `dot` is the radius of its mark, 0 for none."""

    text: str
    longitude: float
    latitude: float
    zoom: float
    size: float
    color: str
    weight: Weight = 400
    dot: float = 0


Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Projection:
    """Web Mercator onto a frame of `width` by `height` units that shows at least an extent."""

    extent: Extent
    width: float
    height: float
    pad: tuple[float, float, float, float] = (14.0, 14.0, 14.0, 14.0)
    """Units kept free inside the frame: left, top, right, bottom."""

    @property
    def scale(self) -> float:
        """Units a radian of longitude."""
        west, south, east, north = self.extent
        left, top, right, bottom = self.pad
        wide = math.radians(east - west)
        high = _mercator(north) - _mercator(south)
        return min((self.width - left - right) / wide, (self.height - top - bottom) / high)

    @property
    def zoom(self) -> float:
        """Zoom as on the screen: 8 shows the border in 1,300 units."""
        return math.log2(self.scale * 2 * math.pi / _WORLD)

    @property
    def origin(self) -> tuple[float, float]:
        """Mercator coordinates of the frame's upper left corner."""
        west, south, east, north = self.extent
        left, top, right, bottom = self.pad
        x = math.radians(west + east) / 2 - (self.width + left - right) / 2 / self.scale
        middle = (_mercator(south) + _mercator(north)) / 2
        return x, middle + (self.height + top - bottom) / 2 / self.scale

    def xy(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Give the place of a point in the frame, in units."""
        x, y = self.origin
        return (
            (math.radians(longitude) - x) * self.scale,
            (y - _mercator(latitude)) * self.scale,
        )

    def shape(self, shape: shapely.Geometry) -> shapely.Geometry:
        """Bring a shape from EPSG:4326 into the frame."""
        x, y = self.origin

        def place(degrees: "np.ndarray[tuple[int, int], np.dtype[np.float64]]") -> object:
            radians = np.radians(degrees)
            up = np.log(np.tan(np.pi / 4 + radians[:, 1] / 2))
            return np.column_stack([(radians[:, 0] - x), (y - up)]) * self.scale

        return shapely.transform(shape, place)

    def units(self, km: float, latitude: float) -> float:
        """Length of `km` at a latitude, in units."""
        return km / (6378.137 * math.cos(math.radians(latitude))) * self.scale

    def holds(self, x: float, y: float, margin: float = 0) -> bool:
        """Tell whether a point of the frame is inside it."""
        return -margin <= x <= self.width + margin and -margin <= y <= self.height + margin


def ground(canvas: Canvas, projection: Projection) -> None:
    """Draw land, the lines between provinces, and the border over them."""
    window = shapely.box(-40, -40, projection.width + 40, projection.height + 40)
    for feature in sorted(atlas.land(), key=lambda f: f["properties"]["country"] in _FOCUS):
        shape = _inside(projection, shapely.geometry.shape(feature["geometry"]), window)
        focus = feature["properties"]["country"] in _FOCUS
        canvas.shape(shape, _FOCUS_LAND if focus else _LAND)
    between = projection.shape(_between()).simplify(CLEAR).intersection(window)
    canvas.shape(between, _PROVINCE)
    line = projection.shape(border.line()).simplify(CLEAR).intersection(window)
    canvas.shape(line, _CASING)
    canvas.shape(line, _LINE)


def labels(canvas: Canvas, projection: Projection, taken: list[Box]) -> None:
    """Write names, the most important first, none over another or over what is `taken`."""
    for label in _labels():
        x, y = projection.xy(label.longitude, label.latitude)
        if label.zoom > projection.zoom or not projection.holds(x, y):
            continue
        wide = canvas.measure(label.text, label.size)
        left = x + 6 if label.dot else x - wide / 2
        box = (left - 4, y - label.size * 0.7, left + wide + 4, y + label.size * 0.7)
        if box[2] > projection.width or box[0] < 0 or any(_overlap(box, t) for t in taken):
            continue
        taken.append(box)
        if label.dot:
            canvas.circle(x, y, label.dot, Paint(fill="#ffffff", stroke="#555555", width=1.2))
        canvas.text(
            left, y, label.text, label.size, weight=label.weight, color=label.color, halo=_HALO
        )


def scale_bar(canvas: Canvas, projection: Projection, right: float, bottom: float) -> None:
    """Draw a bar of a round number of km, at the frame's middle latitude."""
    latitude = (projection.extent[1] + projection.extent[3]) / 2
    room = 130
    km = max(
        n for n in (1, 2, 5, 10, 20, 50, 100) if projection.units(n, latitude) <= room or n == 1
    )
    wide = projection.units(km, latitude)
    canvas.box(right - wide - 10, bottom - 26, wide + 10, 26, Paint("#ffffff", 0.85))
    ends = [(right - wide - 5, bottom - 10), (right - wide - 5, bottom - 4)]
    ends += [(right - 5, bottom - 4), (right - 5, bottom - 10)]
    canvas.shape(shapely.LineString(ends), Paint(stroke="#333333", width=1.6))
    canvas.text(right - wide / 2 - 5, bottom - 15, f"{km} km", 14, anchor="middle", color="#333333")


def _inside(
    projection: Projection, shape: shapely.Geometry, window: shapely.Polygon
) -> shapely.Geometry:
    placed = projection.shape(shape).simplify(CLEAR)
    return shapely.make_valid(placed).intersection(window)


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]


@cache
def _between() -> shapely.Geometry:
    """Lines between the provinces of each country, without its outer edge: that is drawn once."""
    lines = []
    for country in _FOCUS:
        named = [f["properties"]["name"] for f in atlas.provinces() if _of(f, country)]
        shapes = [atlas.province_shapes()[str(name)] for name in named]
        edge = shapely.union_all(shapes).boundary.buffer(0.004)
        lines.append(shapely.union_all([shape.boundary for shape in shapes]).difference(edge))
    return shapely.line_merge(shapely.union_all(lines))


def _of(feature: dict[str, dict[str, str]], country: str) -> bool:
    return feature["properties"]["country"] == country


@cache
def _labels() -> tuple[Label, ...]:
    made = [Label(*country, 5, 17, "#6f6757", 600) for country in _COUNTRIES]
    made.append(Label(*_SEA_NAME, 5, 15, "#4c6877"))
    posts = np.arange(0, border.length_km(), _POST_KM)
    for km, point in zip(posts, border.at_km(posts), strict=True):
        far = km % 100 == 0
        zoom = 7.75 if far else 8.75
        made.append(Label(f"km {km:.0f}", point.x, point.y, zoom, 14, "#3b3b3b", 600, 3.4))
    for name, shape in atlas.province_shapes().items():
        at = shape.representative_point()
        made.append(Label(name, at.x, at.y, 7.75, 15, "#6f6757"))
    made += [_town(town["name"], town) for town in atlas.towns()]
    return tuple(made)


def _town(name: str, town: dict[str, float]) -> Label:
    people = town["population"]
    steps = ((400_000, 6.0), (90_000, 7.5), (40_000, 8.25), (15_000, 9.0), (6_000, 9.75))
    zoom = next((zoom for least, zoom in steps if people > least), 10.5)
    dot = 3 if people > 90_000 else 2.4  # noqa: PLR2004  # a large town
    return Label(name, town["longitude"], town["latitude"], zoom, 15, "#4a4a4a", 400, dot)


def _mercator(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))
