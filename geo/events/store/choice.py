"""What a question is about: days, a box, layers, review states; as SQL, and for a frame of rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd
import shapely
import sqlalchemy as sa

from geo.errors import InputError
from geo.events.arrays import day
from geo.events.casting import Mask
from geo.events.store.schema import events
from geo.events.store.standing import LASTS, SPANS
from geo.events.vocabulary import LAYERS, REVIEW_STATES
from geo.events.window import LIVE_STATES

Window: TypeAlias = tuple[Any, Any] | None
"""First and last day (a date, a timestamp or ISO text), either None for no limit; None: all."""
Box: TypeAlias = tuple[float, float, float, float]
"""West, south, east, north in degrees, EPSG:4326; one that crosses the date line is not allowed."""

_ALWAYS: Final = 2**31 - 2


@dataclass(frozen=True, slots=True)
class Choice:
    """A checked question; days are whole days since 1970-01-01."""

    first: int | None
    last: int | None
    box: Box | None
    layers: tuple[str, ...] | None
    states: tuple[str, ...] | None

    def within(self, connection: sa.Connection, *columns: Any) -> sa.CompoundSelect[Any]:  # noqa: ANN401
        """Select columns of the dated events of these days, one search of the index a span."""
        served = connection.dialect.name == "postgresql"
        return sa.union_all(
            *(
                sa.select(*columns).where(*self._days(span), *self._rest(served=served))
                for span in range(SPANS)
            )
        )

    def during(self, span: int) -> list[sa.ColumnElement[bool]]:
        """Tell which events of a span the days meet, whatever else is asked."""
        return self._days(span)

    def in_box(self) -> sa.ColumnElement[bool]:
        """Tell which drawable events the box meets by their bounds."""
        if self.box is None:
            return sa.true()
        west, south, east, north = self.box
        c = events.c
        return sa.and_(c.west <= east, c.east >= west, c.south <= north, c.north >= south)

    def passes(self) -> list[sa.ColumnElement[bool]]:
        """Tell which events have one of the layers and states."""
        found: list[sa.ColumnElement[bool]] = []
        if self.layers is not None:
            found.append(events.c.layer.in_(self.layers))
        if self.states is not None:
            found.append(events.c.review_state.in_(self.states))
        return found

    def mask(self, rows: pd.DataFrame) -> Mask:
        """Tell which rows of a frame with the table's columns are dated, drawn and meant."""
        return self.on(rows) & self.passing(rows) & self.boxed(rows) & _flags(rows["drawable"])

    def on(self, rows: pd.DataFrame) -> Mask:
        """Tell which rows of a frame are dated and meet the days."""
        start, end = (_floats(rows[name]) for name in ("date_start", "date_end"))
        met = ~np.isnan(start)
        if self.last is not None:
            met &= start <= self.last
        if self.first is not None:
            met &= end >= self.first
        return np.asarray(met, dtype=bool)

    def passing(self, rows: pd.DataFrame) -> Mask:
        """Tell which rows of a frame have one of the layers and states."""
        met = np.ones(len(rows), dtype=bool)
        for wanted, name in ((self.layers, "layer"), (self.states, "review_state")):
            if wanted is not None:
                met &= rows[name].isin(wanted).to_numpy(dtype=bool)
        return met

    def boxed(self, rows: pd.DataFrame) -> Mask:
        """Tell which rows of a frame the box meets."""
        if self.box is None:
            return np.ones(len(rows), dtype=bool)
        west, south, east, north = self.box
        left, low, right, high = (_floats(rows[n]) for n in ("west", "south", "east", "north"))
        met = (left <= east) & (right >= west) & (low <= north) & (high >= south)
        return np.asarray(met, dtype=bool)

    def _days(self, span: int) -> list[sa.ColumnElement[bool]]:
        """Search a short range: an event of a span begins at most so many days before it ends."""
        start, end = events.c.date_start, events.c.date_end
        found: list[sa.ColumnElement[bool]] = [events.c.span == span]
        if self.last is not None:
            found.append(start <= self.last)
        if self.first is not None:
            if span < len(LASTS):
                found.append(start >= self.first - LASTS[span])
            found.append(end >= self.first)
        return found

    def _rest(self, *, served: bool) -> list[sa.ColumnElement[bool]]:
        found = [events.c.drawable, *self.passes()]
        if self.box is not None:
            found.append(self.in_box())
            if served:  # what the GiST index can look up; provinces have no shape of their own
                shape = events.c.geometry
                found.append(sa.or_(shape.op("&&")(_envelope(self.box)), shape.is_(None)))
        return found


def choose(
    window: Window,
    box: Box | None,
    layers: Iterable[str] | None,
    states: Iterable[str] | None = LIVE_STATES,
) -> Choice:
    """
    Check a question.

    Raises
    ------
    InputError
        A day cannot be read, days or box are turned round, or a layer or state is not known.
    """
    first, last = (None if given is None else _day(given) for given in window or (None, None))
    if first is not None and last is not None and first > last:
        msg = f"The days end ({window and window[1]}) before they start; swap the two."
        raise InputError(msg)
    if box is not None and not (box[0] <= box[2] and box[1] <= box[3]):
        msg = f"The box {box} is none: give west, south, east, north in degrees."
        raise InputError(msg)
    return Choice(first, last, box, _known(layers, LAYERS), _known(states, REVIEW_STATES))


def _known(given: Iterable[str] | None, words: tuple[str, ...]) -> tuple[str, ...] | None:
    if given is None:
        return None
    wanted = set(given)
    if strange := sorted(wanted - set(words)):
        msg = f"{strange[0]!r} is none of {', '.join(words)}."
        raise InputError(msg)
    return tuple(word for word in words if word in wanted)


def _day(given: Any) -> int:  # noqa: ANN401  # a date, a timestamp or ISO text
    try:
        return max(-_ALWAYS, min(_ALWAYS, day(given)))
    except (TypeError, ValueError) as error:
        msg = f"{given!r} is no day; write it like 2025-12-08."
        raise InputError(msg) from error


def _envelope(box: Box) -> sa.ColumnElement[Any]:
    shape = shapely.to_wkt(shapely.box(*box), rounding_precision=-1)
    return sa.func.ST_GeomFromText(shape, 4326)


def _floats(cells: pd.Series) -> Any:  # noqa: ANN401  # an array of float
    return cells.to_numpy(dtype=float, na_value=np.nan)


def _flags(cells: pd.Series) -> Mask:
    return np.asarray(cells.to_numpy(dtype=bool), dtype=bool)
