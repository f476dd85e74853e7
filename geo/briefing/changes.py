"""What changed between two days: events, closures, figures by who reports them, weekly rates.

The stretch that is told of begins the day after `since` and ends with `until`. Figures stay with
the side that gives them: no sum over sides, none with running totals.
"""

import math
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np

from geo.errors import InputError
from geo.events.arrays import OPEN, Mask, Prepared, day
from geo.events.vocabulary import CLAIMANTS, LAYER_FAMILY, LAYERS

WEEKS_BEFORE: Final = 4
SMALL: Final = 10
"""Fewer events than this in both stretches together may differ by chance alone."""
_POINTS: Final = (1, 2)  # the place itself, or near it
FIELDS: Final = ("deaths", "injured")


@dataclass(frozen=True, slots=True)
class Rate:
    """Incidents of one layer: how many in the stretch, how many in the four weeks before it."""

    layer: str
    count: int
    before: int
    days: int

    @property
    def weekly(self) -> float:
        """Incidents a week in the stretch."""
        return self.count * 7 / self.days

    @property
    def weekly_before(self) -> float:
        """Incidents a week in the four weeks before."""
        return self.before / WEEKS_BEFORE

    @property
    def small(self) -> bool:
        """Whether the counts are too small to read a change from."""
        return self.count + self.before < SMALL

    @property
    def clear(self) -> bool:
        """Whether the rates differ by more than twice what counts scatter by (their roots)."""
        scatter = math.hypot(self.count**0.5 * 7 / self.days, self.before**0.5 / WEEKS_BEFORE)
        return abs(self.weekly - self.weekly_before) > 2 * scatter


@dataclass(frozen=True, slots=True)
class Figure:
    """What one claimant reports of one kind of harm, over incidents that it gives a figure for."""

    claimant: str
    field: str
    low: int
    high: int
    incidents: int


@dataclass(frozen=True)
class Changes:
    """The comparison; see `compare`. Masks follow the frame's order."""

    events: Prepared
    rows: Mask
    since: date
    until: date

    @property
    def days(self) -> int:
        """Length of the stretch in days."""
        return (self.until - self.since).days

    @cached_property
    def added(self) -> Mask:
        """Rows that began in the stretch, running totals and repeated accounts among them."""
        return self._begun(day(self.since) + 1, day(self.until))

    @cached_property
    def incidents(self) -> Mask:
        """Of the added rows those that stand for an incident of their own."""
        return self.events.counted(self.added)

    @cached_property
    def rates(self) -> list[Rate]:
        """Rate of each layer that had an incident in the stretch or in the four weeks before."""
        start = day(self.since)
        before = self._layers(self.events.counted(self._begun(start + 1 - 7 * WEEKS_BEFORE, start)))
        counts = self._layers(self.incidents)
        pairs = zip(LAYERS, counts, before, strict=True)
        return [Rate(layer, n, b, self.days) for layer, n, b in pairs if n or b]

    @property
    def rate(self) -> Rate:
        """Rate of all layers together."""
        return Rate(
            "", sum(r.count for r in self.rates), sum(r.before for r in self.rates), self.days
        )

    @cached_property
    def opened(self) -> Mask:
        """Closures that began in the stretch."""
        return self.added & self.events.interval

    @cached_property
    def ended(self) -> Mask:
        """Closures whose last day lies in the stretch, `since` included and `until` not."""
        end = self.events.end
        over = (end >= day(self.since)) & (end < day(self.until)) & (end != OPEN)
        return np.asarray(self.rows & self.events.interval & self.events.dated & over, dtype=bool)

    def holding(self, on: date) -> Mask:
        """Closures in force on a day."""
        at = day(on)
        held = (self.events.start <= at) & (self.events.end >= at) & self.events.dated
        return np.asarray(self.rows & self.events.interval & held, dtype=bool)

    @cached_property
    def new_places(self) -> list[str]:
        """Places of fighting, mines and closures, known to the point, that no earlier row names."""
        known = self._places(self._begun(None, day(self.since)))
        found = self._places(self.incidents)
        return [name for key, name in found.items() if key not in known]

    @cached_property
    def figures(self) -> list[Figure]:
        """Killed and injured by claimant, each claimant's own figures alone."""
        found = (self._figure(who, field) for who in CLAIMANTS for field in FIELDS)
        return [figure for figure in found if figure.incidents]

    # --- within -----------------------------------------------------------------------------------

    @cached_property
    def _claims(self) -> list[tuple[int, list[dict[str, object]]]]:
        """Rows that may give a figure, and what is claimed of each."""
        rows = np.flatnonzero(self.added & ~self.events.total)
        return list(zip(rows.tolist(), self.events.whole(rows)["claims"], strict=True))

    def _begun(self, first: int | None, last: int) -> Mask:
        start = self.events.start
        begun = self.rows & self.events.dated & (start <= last)
        return begun if first is None else begun & (start >= first)

    def _layers(self, rows: Mask) -> list[int]:
        return [int(n) for n in np.bincount(self.events.layer[rows], minlength=len(LAYERS))]

    def _places(self, rows: Mask) -> dict[str, str]:
        """Names of the places of rows, by the gazetteer's id or else by themselves."""
        other = np.array([family == "other" for family in LAYER_FAMILY.values()])
        rows = rows & np.isin(self.events.where_prec, _POINTS) & ~other[self.events.layer]
        found = self.events.frame[rows & self.events.drawable]
        pairs = zip(found["place_id"], found["place"], strict=True)
        return {str(key or name): str(name) for key, name in pairs if name}

    def _figure(self, claimant: str, field: str) -> Figure:
        """Add a claimant's figures up; a part gives way to the wider event that has one."""
        spans = {}
        for row, claims in self._claims:
            span = claimed(claims, claimant, field)
            if span:
                spans[row] = span
        links = zip(self.events.child.tolist(), self.events.parent.tolist(), strict=True)
        nested = {child for child, parent in links if parent in spans}
        kept = [span for row, span in spans.items() if row not in nested]
        low, high = (sum(span[end] for span in kept) for end in (0, 1))
        return Figure(claimant, field, low, high, len(kept))


def compare(events: Prepared, since: date, until: date, rows: Mask) -> Changes:
    """
    Compare two days.

    Parameters
    ----------
    events
        The record, prepared for the clock.
    since, until
        The days that are compared; what began on `since` is old, what began on `until` is new.
    rows
        Rows that may count, such as those that pass the filters of a view.

    Raises
    ------
    InputError
        `until` does not lie after `since`.
    """
    if until <= since:
        msg = f"{until} does not lie after {since}; choose an earlier day to compare with."
        raise InputError(msg)
    return Changes(events, rows, since, until)


def claimed(claims: list[dict[str, object]], claimant: str, field: str) -> tuple[int, int] | None:
    """
    Give the range of what a claimant says of one kind of harm in one event, None for nothing.

    Of several figures (soldiers and civilians, or a correction) the largest is the low end and the
    sum is the high end, since the record does not say which of the two they are.
    """
    spans = [
        span
        for claim in claims
        if claim.get("claimant") == claimant and claim.get("field") == field
        if (span := _span(claim))
    ]
    if not spans:
        return None
    return max(low for low, _ in spans), sum(high for _, high in spans)


def _span(claim: dict[str, object]) -> tuple[int, int] | None:
    value, low, high = (_number(claim.get(name)) for name in ("value", "low", "high"))
    known = [number for number in (low, value, high) if number is not None]
    return (min(known), max(known)) if known else None


def _number(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) and value == value else None  # noqa: PLR0124  # not NaN
