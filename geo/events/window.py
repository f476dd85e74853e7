"""What is in view: the clock and the filters on an event frame, with counts that add up.

Every row falls in exactly one of four lots, tested in this order:

* filtered: out of the clock's range (`by_time`), or in it or undated but refused by a filter
  (`by_filter`);
* undated: passes the filters, has no first day;
* unplaced: in range, passes the filters, has nothing to draw;
* shown: the rest.

So shown + filtered + unplaced + undated = total, always. Those are rows. Incidents are fewer: a
running total is none, a duplicate (`same_as`) and a part (`part_of`) count with the row that they
belong to where that is in view too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import InputError
from geo.events import vocabulary as words
from geo.events.arrays import Mask, Prepared, day, prepare
from geo.events.tally import casualties, daily

__all__ = [
    "Counts",
    "Filters",
    "Mode",
    "View",
    "casualties",
    "daily",
    "in_force",
    "next_day_with_data",
    "prepare",
    "view",
]

Mode: TypeAlias = Literal["day", "window", "cumulative"]
MODES: Final[tuple[Mode, ...]] = ("day", "window", "cumulative")
LIVE_STATES: Final = ("extracted", "needs_look", "confirmed")
"""Review states that are in view unless asked otherwise: rejected and merged rows are not."""
_COLUMNS: Final = {
    "layers": "layer",
    "sides": "side",
    "confidences": "confidence",
    "review_states": "review_state",
    "codings": "coding",
    "datasets": "dataset",
}
_AS_THEY_ARE: Final = ("text", "border_km")


@dataclass(frozen=True, slots=True)
class Filters:
    """
    What may be in view; None lets everything pass.

    A row passes a filter on several words (provinces, claimants) when it has one of them. Codes
    are compared with the precision that is drawn (`geo.events.shapes.drawn_prec`), 0 being
    "unknown". `text` is looked for without regard to case in id, place, provinces, summary, note
    and parties. `border_km` (from, to) leaves what is about that stretch of the border, wholly or
    in part (`geo.events.reach`).
    """

    layers: Iterable[str] | None = None
    sides: Iterable[str] | None = None
    provinces: Iterable[str] | None = None
    claimants: Iterable[str] | None = None
    confidences: Iterable[str] | None = None
    where_precs: Iterable[int] | None = None
    date_precs: Iterable[int] | None = None
    review_states: Iterable[str] | None = LIVE_STATES
    codings: Iterable[str] | None = None
    datasets: Iterable[str] | None = None
    text: str = ""
    border_km: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        """Freeze the choices, so that equal filters are equal and hashable."""
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name not in _AS_THEY_ARE and value is not None:
                object.__setattr__(self, field.name, frozenset(value))

    def passing(self, events: Prepared) -> Mask:
        """Rows that pass every filter; the clock is not asked."""
        mask = np.ones(len(events), dtype=bool)
        for name, column in _COLUMNS.items():
            wanted = getattr(self, name)
            if wanted is not None:
                mask &= events.tag(column).having(wanted)
        for wanted, tags in ((self.provinces, "provinces"), (self.claimants, "claimants")):
            if wanted is not None:
                mask &= getattr(events, tags).having(wanted)
        for codes, name in ((self.where_precs, "where_prec"), (self.date_precs, "date_prec")):
            if codes is not None:
                mask &= np.isin(getattr(events, name), list(codes))
        if self.border_km is not None:
            mask &= events.reach.touching(*self.border_km, len(events))
        if self.text.strip():
            mask &= events.saying(self.text.strip())
        return mask


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by lot: shown + filtered + unplaced + undated = total."""

    total: int
    shown: int
    unplaced: int
    undated: int
    by_filter: int
    by_time: int

    @property
    def filtered(self) -> int:
        """Rows that are out, by a filter or by the clock."""
        return self.by_filter + self.by_time


@dataclass(frozen=True)
class View:
    """The rows in view at one setting of clock and filters; masks follow the frame's order."""

    events: Prepared
    first: int
    last: int
    shown: Mask
    unplaced: Mask
    undated: Mask
    by_filter: Mask
    by_time: Mask

    @cached_property
    def counts(self) -> Counts:
        """How many rows are in each lot."""
        names = ("shown", "unplaced", "undated", "by_filter", "by_time")
        return Counts(
            total=len(self.events),
            **{name: int(np.count_nonzero(getattr(self, name))) for name in names},
        )

    @property
    def listed(self) -> Mask:
        """What the list shows: drawn rows, and unplaced ones, which have no mark."""
        return self.shown | self.unplaced

    @cached_property
    def in_force(self) -> Mask:
        """Closures in view that hold on the last day of the range."""
        return self.listed & _holding(self.events, self.last)

    @cached_property
    def incidents(self) -> dict[str, int]:
        """Incidents by layer in `vocabulary.LAYERS` order, each counted once; totals are none."""
        return self._by_layer(self.events.counted(self.listed))

    @cached_property
    def shown_by_layer(self) -> dict[str, int]:
        """Rows on the map by layer, in `vocabulary.LAYERS` order."""
        return self._by_layer(self.shown)

    def rows(self) -> pd.DataFrame:
        """Rows to list, in the frame's order."""
        return self.events.whole(self.listed)

    def _by_layer(self, mask: Mask) -> dict[str, int]:
        number = np.bincount(self.events.layer[mask], minlength=len(words.LAYERS))
        return dict(zip(words.LAYERS, number.tolist(), strict=True))


_ALL: Final = Filters()


def view(
    frame: pd.DataFrame | Prepared,
    start: Any,  # noqa: ANN401  # a date, a timestamp or ISO text
    end: Any,  # noqa: ANN401
    mode: Mode = "window",
    filters: Filters = _ALL,
    *,
    passes: Mask | None = None,
) -> View:
    """
    Work out what is in view.

    Parameters
    ----------
    frame
        A validated event frame, or what `prepare` made of it (prepare once, then move the clock).
    start, end
        First and last day of the range.
    mode
        "window": events going on at any time from `start` to `end`. "day": on the day `end`.
        "cumulative": all that began by `end`, over or not.
    filters
        What may be in view.
    passes
        What `filters` give (`Filters.passing`), where that has been worked out already.

    Raises
    ------
    InputError
        The mode is not known, or `end` lies before `start`.
    """
    if mode not in MODES:
        msg = f"The clock has no mode {mode!r}; the modes are {', '.join(MODES)}."
        raise InputError(msg)
    first, last = (day(end) if mode == "day" else day(start)), day(end)
    if first > last:
        msg = f"The range ends ({end}) before it starts ({start}); swap the two days."
        raise InputError(msg)
    events = frame if isinstance(frame, Prepared) else prepare(frame)
    if passes is None:
        passes = filters.passing(events)
    dated = events.dated
    on = dated & (events.start <= last)
    if mode != "cumulative":
        on &= events.end >= first
    return View(
        events,
        first,
        last,
        shown=on & passes & events.drawable,
        unplaced=on & passes & ~events.drawable,
        undated=~dated & passes,
        by_filter=(on | ~dated) & ~passes,
        by_time=dated & ~on,
    )


def in_force(frame: pd.DataFrame | Prepared, on: Any) -> Mask:  # noqa: ANN401
    """Closures of crossings and fuel routes that hold on a day, filters aside."""
    return _holding(frame if isinstance(frame, Prepared) else prepare(frame), day(on))


def next_day_with_data(
    frame: pd.DataFrame | Prepared,
    from_day: Any,  # noqa: ANN401
    step: int = 1,
    filters: Filters = _ALL,
) -> pd.Timestamp | None:
    """
    Find the next day on which something that passes the filters begins.

    Parameters
    ----------
    frame
        A validated event frame, or what `prepare` made of it.
    from_day
        Where to step from; the day itself is never the answer.
    step
        1 the next such day, -1 the one before, and so on.
    filters
        What may be in view.

    Returns
    -------
    The day, or None where there is none that way.
    """
    events = frame if isinstance(frame, Prepared) else prepare(frame)
    here = day(from_day)
    days = np.unique(events.start[events.dated & filters.passing(events)])
    ahead = days[days > here] if step > 0 else days[days < here][::-1]
    place = abs(step) - 1
    if step == 0 or place >= len(ahead):
        return None
    return pd.Timestamp(np.datetime64(int(ahead[place]), "D"))


def _holding(events: Prepared, on: int) -> npt.NDArray[np.bool_]:
    return np.asarray(
        events.interval & events.dated & (events.start <= on) & (on <= events.end), dtype=bool
    )
