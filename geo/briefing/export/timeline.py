"""The timeline of a view as a picture: incidents by day, closures as bars, the window marked.

Looks follow the screen's (`geo/maps/js/clock.js`): vague dates are paler, ceasefires and talks are
labelled lines, what lies outside the window fades.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely

from geo.briefing.export import symbols
from geo.briefing.export.canvas import SOFT, WHITE, Canvas, Paint
from geo.briefing.export.extract import Extract
from geo.briefing.view import span_of
from geo.events import chronology, intervals
from geo.events.window import daily

LANES: Final = (
    ("Fighting", ("clash", "shelling", "airstrike", "drone"), 0.34),
    ("Mines", ("landmine",), 0.17),
    ("Other", ("displacement", "diplomacy", "other"), 0.17),
)
TINTS: Final = {
    "clash": "#B33C00",
    "shelling": "#cf6a35",
    "airstrike": "#e29b74",
    "drone": "#f0c5ac",
    "landmine": "#222222",
    "displacement": "#6b6b6b",
    "diplomacy": "#8c8c8c",
    "other": "#b5b5b5",
}
_ROUTE: Final = "#4f97bf"
_GUTTER: Final = 84
_TOP, _AXIS = 20, 22
_FIRM: Final = ("ceasefire", "agreement")
_MONTH_ROOM: Final = 34


@dataclass(frozen=True)
class _Strip:
    """Where the timeline lies on its canvas, and the days that it shows."""

    canvas: Canvas
    left: float
    top: float
    width: float
    height: float
    first: dt.date
    last: dt.date

    def x(self, day: dt.date) -> float:
        """Left edge of a day."""
        days = (self.last - self.first).days + 1
        room = self.width - _GUTTER - 8
        return self.left + _GUTTER + (day - self.first).days / days * room

    @property
    def day(self) -> float:
        """Width of a day."""
        return self.x(self.first + dt.timedelta(1)) - self.x(self.first)


def draw(
    canvas: Canvas, extract: Extract, left: float, top: float, width: float, height: float
) -> None:
    """Draw the timeline of the record that passes a view's filters, with the view's window."""
    first, last = span_of(extract.seen.events)
    strip = _Strip(canvas, left, top, width, height, first, max(last, first + dt.timedelta(6)))
    _months(strip)
    bottom = _lanes(strip, extract)
    _closures(strip, extract, bottom + 3)
    _milestones(strip)
    _window(strip, extract)


def _months(strip: _Strip) -> None:
    at = strip.top + strip.height - 9
    for month in _firsts(strip):
        x = strip.x(month)
        line = shapely.LineString([(x, strip.top + _TOP), (x, strip.top + strip.height - _AXIS)])
        strip.canvas.shape(line, Paint(stroke="#ddd6c8", width=1))
        year = f" {month.year}" if month.month == 1 or month == next(_firsts(strip)) else ""
        if strip.day * 28 > _MONTH_ROOM:
            strip.canvas.text(x + 4, at, f"{month:%b}{year}", 15, color=SOFT)


def _firsts(strip: _Strip) -> Iterator[dt.date]:
    month = strip.first.replace(day=1)
    while month <= strip.last:
        if month >= strip.first:
            yield month
        month = (month + dt.timedelta(32)).replace(day=1)


def _lanes(strip: _Strip, extract: Extract) -> float:
    events = extract.seen.events
    sums = daily(events, extract.view.filters.passing(events))
    room = strip.height - _TOP - _AXIS
    top = strip.top + _TOP
    for name, layers, share in LANES:
        high = room * share
        strip.canvas.text(strip.left, top + high / 2, name, 15, color=SOFT)
        _bars(strip, sums, layers, top + high, high - 2)
        base = shapely.LineString(
            [(strip.left + _GUTTER, top + high), (strip.left + strip.width, top + high)]
        )
        strip.canvas.shape(base, Paint(stroke="#e6e1d6", width=1))
        top += high
    return top


def _bars(
    strip: _Strip, sums: pd.DataFrame, layers: tuple[str, ...], bottom: float, high: float
) -> None:
    """Stack a lane's layers by day; what is known only roughly is paler."""
    if sums.empty:
        return
    table = sums.pivot_table(index="day", columns="layer", observed=True).reindex(
        columns=_columns(layers), fill_value=0.0
    )
    most = max(1.0, float(table.sum(axis=1).max()))
    wide = max(1.6, strip.day - 0.6)
    for day, values in zip(table.index, table.to_numpy(), strict=True):
        foot = bottom
        for (kind, layer), value in zip(table.columns, values, strict=True):
            if not value:
                continue
            part = value / most * high
            foot -= part
            pale = 0.4 if kind == "vague" else 1.0
            strip.canvas.box(strip.x(day.date()), foot, wide, part, Paint(TINTS[layer], pale))


def _columns(layers: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(kind, layer) for layer in layers for kind in ("exact", "vague")]


def _closures(strip: _Strip, extract: Extract, top: float) -> None:
    events = extract.seen.events
    passing = extract.view.filters.passing(events)
    table = intervals.bars(events.whole(passing & events.interval & events.dated))
    table = table[table["whole"]]
    rows = _stacked(table)
    room = strip.top + strip.height - _AXIS - top
    strip.canvas.text(strip.left, top + room / 2, "Closures", 15, color=SOFT)
    step = room / max(1, max(rows, default=0) + 1)
    after = strip.last + dt.timedelta(1)
    for row, layer, start, end in zip(
        rows, table["layer"], table["start"], table["end"], strict=True
    ):
        x0 = max(strip.x(start.date()), strip.left + _GUTTER)
        x1 = strip.x(after if pd.isna(end) else min(end.date() + dt.timedelta(1), after))
        tint = _ROUTE if layer == "fuel_route" else symbols.COLORS["closures"]
        wide, high = max(2.0, x1 - x0), max(1.5, min(7.0, step - 0.8))
        strip.canvas.box(x0, top + row * step, wide, high, Paint(tint))


def _stacked(table: pd.DataFrame) -> list[int]:
    """Give each bar the first row in which it overlaps no other."""
    free: list[pd.Timestamp] = []
    rows = []
    for start, end in zip(table["start"], table["end"], strict=True):
        row = next((i for i, until in enumerate(free) if until < start), len(free))
        until = pd.Timestamp.max if pd.isna(end) else end
        free[row : row + 1] = [until]
        rows.append(row)
    return rows


def _milestones(strip: _Strip) -> None:
    """Draw ceasefires and talks; a label where there is room, the firm ones first."""
    table = chronology.milestones()
    firm = table["kind"].isin(_FIRM).to_numpy()
    taken: list[tuple[float, float]] = []
    for i in np.lexsort((table["date"], ~firm)).tolist():
        day = table["date"].iloc[i].date()
        if not strip.first <= day <= strip.last:
            continue
        x = strip.x(day) + strip.day / 2
        line = shapely.LineString(
            [(x, strip.top + _TOP - 4), (x, strip.top + strip.height - _AXIS)]
        )
        dash = None if firm[i] else (3, 3)
        color = "#2e6b3a" if firm[i] else "#8fa393"
        strip.canvas.shape(line, Paint(stroke=color, width=1.6 if firm[i] else 1, dash=dash))
        label = str(table["label"].iloc[i])
        wide = strip.canvas.measure(label, 14, 600)
        left = min(x - 2, strip.left + strip.width - wide - 2)
        if any(left < b + 8 and left + wide > a - 8 for a, b in taken):
            continue
        taken.append((left, left + wide))
        text = "#24532f" if firm[i] else "#55685a"
        strip.canvas.text(left, strip.top + 7, label, 14, weight=600, color=text)


def _window(strip: _Strip, extract: Extract) -> None:
    """Fade what lies outside the window, and frame it."""
    view = extract.view
    start = {"day": view.end, "window": view.start, "cumulative": strip.first}[view.mode]
    end = min(view.end, strip.last)
    start = min(max(start, strip.first), strip.last)
    edge, right = strip.left + _GUTTER, strip.left + strip.width - 8
    x0, x1 = strip.x(start), max(strip.x(max(end, start) + dt.timedelta(1)), strip.x(start) + 2)
    top, high = strip.top + _TOP - 3, strip.height - _TOP - _AXIS + 5
    for a, b in ((edge, x0), (x1, right)):
        if b > a:
            strip.canvas.box(a, top, b - a, high, Paint(WHITE, 0.62))
    strip.canvas.box(x0, top, x1 - x0, high, Paint(stroke="#33302a", width=1.8))
