"""What is in view, as one small value: window, mode, filters, extent, title.

A view holds no events: it is what a permalink, a saved step of a briefing and an export share.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeAlias

import numpy as np

from geo.events import window
from geo.events.arrays import OPEN, Prepared
from geo.events.window import Filters, Mode

Extent: TypeAlias = tuple[float, float, float, float]
"""West, south, east, north in degrees (EPSG:4326)."""

BORDER: Final[Extent] = (102.33, 11.65, 105.21, 14.44)
"""The whole border: what the map opens on."""

CONFIRMED: Final = ("confirmed",)
"""Review states that a briefing shows."""

TITLE: Final = "Thailand–Cambodia border monitor"


@dataclass(frozen=True, slots=True)
class BriefingView:
    """
    One setting of clock, filters and map.

    `start` and `end` are the first and last day of the clock's range, read as `mode` says
    (`geo.events.window.view`); `extent` is what the map shows at least; `title` names the view.
    """

    start: date
    end: date
    mode: Mode = "window"
    filters: Filters = field(default_factory=Filters)
    extent: Extent = BORDER
    title: str = TITLE

    def seen(self, events: Prepared) -> window.View:
        """
        Find what is in view of these events.

        Raises
        ------
        InputError
            `end` lies before `start`, or there is no such mode.
        """
        return window.view(events, self.start, self.end, self.mode, self.filters)

    def confirmed(self) -> "BriefingView":
        """Give the view as a briefing shows it: without what nobody has confirmed."""
        return replace(self, filters=replace(self.filters, review_states=CONFIRMED))

    def hidden(self, events: Prepared) -> int:
        """Count the rows that `confirmed` takes out of this view, on the map and beside it."""
        rows = self.seen(events)
        kept = self.confirmed().seen(events)
        return int(((rows.listed | rows.undated) & ~(kept.listed | kept.undated)).sum())

    @property
    def span(self) -> str:
        """The window in words, as the clock says it."""
        if self.mode == "day":
            return in_words(self.end)
        if self.mode == "cumulative":
            return f"until {in_words(self.end)}"
        return f"{in_words(self.start)} – {in_words(self.end)}"


def in_words(day: date) -> str:
    """Write a day as 8 Dec 2025."""
    return f"{day.day} {day:%b %Y}"


def span_of(events: Prepared) -> tuple[date, date]:
    """First and last day of a record; both the first day of 1970 where nothing has a date."""
    days = events.start[events.dated]
    closed = events.end[events.dated & (events.end != OPEN)]
    if not len(days):
        return date(1970, 1, 1), date(1970, 1, 1)
    return _date(days.min()), _date(np.concatenate([days, closed]).max())


def _date(day: np.int64) -> date:
    return date.fromordinal(int(day) + date(1970, 1, 1).toordinal())
