"""The marks of a view on a picture, as the screen draws them (`geo/maps/js/marks.js`).

How exactly a place is known decides the look: 1 symbol, 2 symbol in a ring, 3 shaded circle, 4
shaded province, 5 band along the border or line, 7 dashed sea area. Places too close to tell apart
share one counted mark.
"""

import base64
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import shapely

from geo import atlas, border
from geo.briefing.export import symbols
from geo.briefing.export.basemap import CLEAR, Box, Projection
from geo.briefing.export.canvas import INK, SOFT, WHITE, Canvas, Paint
from geo.briefing.export.extract import DISTRICT, PROVINCE, Extract
from geo.events.vocabulary import FAMILIES, LAYER_FAMILY, LAYERS
from geo.maps import feed

GRAB: Final = 32  # units: marks nearer than that to each other are one
_SYMBOL: Final = 32
_EXACT, _NEAR, _SEA = 1, 2, 7
_RING: Final = 16  # units: a smaller ring would lie under its symbol
_NUDGES: Final = sorted(
    (
        (dx, dy * sign)
        for dy in range(6)
        for dx in (0, 0.55, -0.55, 1, -1)
        for sign in ((1, -1) if dy else (1,))
    ),
    key=lambda nudge: abs(nudge[0]) * 3 + abs(nudge[1]),
)


@dataclass
class Group:
    """Events that share a mark: their places, how many of each layer, how many are reviewed."""

    places: list[int]
    x: float = 0
    y: float = 0
    layers: "Counter[str]" = field(default_factory=Counter)
    reviewed: int = 0

    @property
    def n(self) -> int:
        """How many events."""
        return self.layers.total()

    @property
    def hollow(self) -> bool:
        """Whether none of them was reviewed."""
        return not self.reviewed

    @property
    def family(self) -> str:
        """The family that most of them are of."""
        count = self._families()
        return max(FAMILIES, key=lambda family: count[family])

    @property
    def top(self) -> str:
        """The layer that most of them are of."""
        return max(LAYERS, key=lambda layer: self.layers[layer])

    def shares(self) -> Iterable[tuple[str, float]]:
        """Each family's share of the events."""
        count = self._families()
        return ((family, count[family] / self.n) for family in FAMILIES if count[family])

    def _families(self) -> "Counter[str]":
        count: Counter[str] = Counter()
        for layer, n in self.layers.items():
            count[LAYER_FAMILY[layer]] += n
        return count


@dataclass(frozen=True)
class Marks:
    """What is drawn of a view: shared marks, areas and lines, and what lies beyond the frame."""

    places: list[dict[str, Any]]
    spots: list[Group]
    areas: list[Group]
    by_precision: "Counter[int]"
    unreviewed: int
    beyond: int = 0


def arrange(extract: Extract, projection: Projection) -> Marks:
    """Group the shown events of a view into marks for a frame."""
    packed = feed.pack(extract.seen.events)
    places: list[dict[str, Any]] = packed.packed["places"]
    at = np.frombuffer(base64.b64decode(packed.packed["place"]), dtype=np.int32)
    flags = np.frombuffer(base64.b64decode(packed.packed["flags"]), dtype=np.uint8)
    shown = extract.seen.shown[packed.order] & (at >= 0)
    spots, of_place = _spots(places, at[at >= 0], projection)
    areas: dict[int, Group] = {}
    by_precision: Counter[int] = Counter()
    seen_at: Counter[int] = Counter()
    for i in np.flatnonzero(shown):
        place = int(at[i])
        known = of_place.get(place)
        group = areas.setdefault(place, Group([place])) if known is None else spots[known]
        group.layers[LAYERS[extract.seen.events.layer[packed.order[i]]]] += 1
        group.reviewed += not flags[i] & feed.UNREVIEWED
        by_precision[places[place]["p"]] += 1
        seen_at[place] += 1
    kept = [_settled(spot, places, seen_at, projection) for spot in spots if spot.n]
    inside = [spot for spot in kept if projection.holds(spot.x, spot.y, 14)]
    hidden = int(np.count_nonzero(flags[shown] & feed.UNREVIEWED))
    beyond = sum(spot.n for spot in kept) - sum(spot.n for spot in inside)
    return Marks(places, inside, list(areas.values()), by_precision, hidden, beyond)


def draw_areas(canvas: Canvas, projection: Projection, marks: Marks) -> None:
    """Draw what lies under the symbols: shaded areas, bands, rings of uncertainty, routes."""
    for area in marks.areas:
        _area(canvas, projection, marks.places[area.places[0]], area)
    for spot in marks.spots:
        for place in (marks.places[i] for i in spot.places):
            _ring(canvas, projection, place)
            if "l" in place:
                route = projection.shape(shapely.LineString(place["l"]))
                look = Paint(stroke=symbols.COLORS["closures"], width=3, dash=(10, 7))
                canvas.shape(route, look)


def draw_symbols(canvas: Canvas, projection: Projection, marks: Marks, taken: list[Box]) -> None:
    """Draw symbols, and counts clear of what is `taken`; add the boxes that they take to it."""
    for spot in sorted(marks.spots, key=lambda s: (s.n, s.y)):
        radius = _single(canvas, spot) if len(spot.layers) == 1 else _mixed(canvas, spot)
        x, y = spot.x, spot.y
        taken.append((x - radius, y - radius, x + radius, y + radius))
    for area in marks.areas:
        _pill(canvas, projection, marks.places[area.places[0]], area, taken)


def _spots(
    places: list[dict[str, Any]], at: "np.ndarray[Any, Any]", projection: Projection
) -> tuple[list[Group], dict[int, int]]:
    """Find which places share a mark: greedy, the busiest place of the record first."""
    count = np.bincount(at, minlength=len(places))
    spots: list[Group] = []
    of_place: dict[int, int] = {}
    for i in np.lexsort((np.arange(len(places)), -count)).tolist():
        if places[i]["p"] not in (_EXACT, _NEAR):
            continue
        x, y = projection.xy(places[i]["x"], places[i]["y"])
        near = (n for n, s in enumerate(spots) if math.hypot(s.x - x, s.y - y) < GRAB)
        found = next(near, None)
        if found is None:
            found = len(spots)
            spots.append(Group([], x, y))
        spots[found].places.append(i)
        of_place[i] = found
    return spots, of_place


def _settled(
    spot: Group, places: list[dict[str, Any]], seen_at: "Counter[int]", projection: Projection
) -> Group:
    """Stand the mark at that of its places which has most events in view."""
    spot.places = [i for i in spot.places if seen_at[i]]
    top = places[max(spot.places, key=lambda i: seen_at[i])]
    spot.x, spot.y = projection.xy(top["x"], top["y"])
    return spot


def _ring(canvas: Canvas, projection: Projection, place: dict[str, Any]) -> None:
    radius = projection.units(place.get("u", 0), place["y"])
    if place["p"] == _NEAR and radius >= _RING:
        look = Paint("#503c28", 0.035, "#5a4632", 0.42, 1)
        canvas.circle(*projection.xy(place["x"], place["y"]), radius, look)


def _area(canvas: Canvas, projection: Projection, place: dict[str, Any], area: Group) -> None:
    color = symbols.COLORS[area.family]
    if place.get("v"):
        known = atlas.province_shapes()
        shape = projection.shape(shapely.union_all([known[name] for name in place["v"]]))
        canvas.shape(shape.simplify(CLEAR), Paint(color, 0.08, color, 0.55, 1.5, (4, 4)))
    elif "l" in place:
        route = projection.shape(shapely.LineString(place["l"]))
        canvas.shape(route, Paint(stroke=color, stroke_opacity=0.9, width=4, dash=(10, 7)))
    elif "b" in place and place["p"] not in (DISTRICT, PROVINCE, _SEA):
        band = projection.shape(border.stretch(place["a"], _reach(place["b"]))).simplify(0.5)
        canvas.shape(band, Paint(stroke=color, stroke_opacity=0.2, width=16))
    elif "x" in place:
        sea = place["p"] == _SEA
        radius = max(10, projection.units(place.get("u", 10), place["y"]))
        look = Paint(color, 0.06 if sea else 0.14, color, 0.55, 1.5, (8, 6) if sea else (3, 3))
        canvas.circle(*projection.xy(place["x"], place["y"]), radius, look)


def _reach(km: float) -> float:
    return min(km, border.length_km())


def _middle(projection: Projection, place: dict[str, Any]) -> tuple[float, float]:
    """Where the count of an area or a line stands, if there is room."""
    if place.get("v"):
        point = atlas.province_shapes()[place["v"][0]].representative_point()
        return projection.xy(point.x, point.y)
    if "l" in place:
        longitude, latitude = place["l"][len(place["l"]) // 2]
        return projection.xy(longitude, latitude)
    if "b" in place and place["p"] not in (DISTRICT, PROVINCE, _SEA):
        point = border.at_km((place["a"] + place["b"]) / 2)[0]
        x, y = projection.xy(point.x, point.y)
        return x, y - 16
    return projection.xy(place["x"], place["y"])


def _single(canvas: Canvas, spot: Group) -> float:
    layer = spot.top
    canvas.symbol(layer, spot.x, spot.y, _SYMBOL, hollow=spot.hollow)
    if spot.n > 1:
        text = str(spot.n)
        half = max(9, canvas.measure(text, 13, 700) / 2 + 5)
        x, y = spot.x + 11, spot.y - 11
        look = Paint(WHITE, stroke=symbols.color(layer), width=1.5)
        canvas.box(x - half, y - 9, 2 * half, 18, look, round_by=8.9)
        canvas.text(x, y, text, 13, weight=700, anchor="middle")
    return 14


def _mixed(canvas: Canvas, spot: Group) -> float:
    """Draw a disc with the number, and round it each family's share."""
    radius = 13 + min(9, math.log2(spot.n) * 1.5)
    canvas.circle(spot.x, spot.y, radius + 3.5, Paint(WHITE))
    start = -math.pi / 2
    for family, share in spot.shares():
        end = start + share * 2 * math.pi
        turns = np.linspace(start, end, max(3, int(48 * share)))
        arc = np.column_stack([spot.x + radius * np.cos(turns), spot.y + radius * np.sin(turns)])
        line = shapely.LineString(arc).buffer(2.5, cap_style="flat")
        canvas.shape(line, Paint(symbols.COLORS[family]))
        start = end
    canvas.text(spot.x, spot.y, str(spot.n), 15, weight=700, color=INK, anchor="middle")
    return radius + 3.5


def _pill(
    canvas: Canvas, projection: Projection, place: dict[str, Any], area: Group, taken: list[Box]
) -> None:
    """Write the count of an area beside its symbol, where it covers nothing else."""
    x0, y0 = _middle(projection, place)
    if not projection.holds(x0, y0):
        return
    route = "l" in place
    text = f"{area.n} · schematic" if route else str(area.n)
    wide = canvas.measure(text, 14, 700) + 33
    spots = ((x0 + dx * (wide + 3), y0 + dy * 13) for dx, dy in _NUDGES)
    boxes = [(x - wide / 2, y - 12, x + wide / 2, y + 12) for x, y in spots]
    inside = [box for box in boxes if box[0] > 0 and box[1] > 0 and box[2] < projection.width]
    free = (box for box in inside if not any(_cover(box, other) for other in taken))
    left, top, right, bottom = next(free, boxes[0])
    taken.append((left, top, right, bottom))
    look = Paint(WHITE, 0.95, symbols.COLORS[area.family], 1, 1.6, (3, 3) if area.hollow else None)
    canvas.box(left, top + 0.5, right - left, 23, look, round_by=11.4)
    canvas.symbol(area.top, left + 12, (top + bottom) / 2, 22, hollow=area.hollow)
    canvas.text(
        left + 23, (top + bottom) / 2, text, 14, weight=700, color=INK if not route else SOFT
    )


def _cover(a: Box, b: Box) -> bool:
    return a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]
