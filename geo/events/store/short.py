"""The short columns of all events of a store: read once, then only what has changed."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import sqlalchemy as sa

from geo.events.arrays import Mask
from geo.events.store import intake, standing
from geo.events.store.asking import shipped_records
from geo.events.store.digest import BETWEEN
from geo.events.store.schema import events, revisions, state

Column: TypeAlias = npt.NDArray[Any]

_PLACE: Final = ("place", "place_id", "adm_1", "where_prec", "drawable", "routed")
_KIND: Final = (
    *("layer", "side", "review_state", "coding", "confidence", "dataset", "retrieved_on"),
    *("dataset_version", "claimants", "date_prec", "is_total", "holds"),
)
_TOGETHER: Final = (_PLACE, _KIND, ("figures",), ("links",))
"""Columns that come as one text: a value that is fetched costs more than one that is cut out."""
FLOATS: Final = ("longitude", "latitude", "uncertainty_km", "border_from_km", "border_to_km")
_CODES: Final = ("date_prec", "where_prec")
_FLAGS: Final = ("drawable", "is_total", "holds", "routed")
DAYS: Final = ("date_start", "date_end")
_KINDS: Final[dict[str, Any]] = {
    "revision": np.int64,
    **dict.fromkeys(DAYS, np.float64),
    **dict.fromkeys(FLOATS, np.float64),
    **dict.fromkeys(_CODES, np.int8),
    **dict.fromkeys(_FLAGS, np.bool_),
}
WORDS: Final = tuple(name for names in _TOGETHER for name in names if name not in _KINDS)
"""Columns of text, kept as numbers of their words."""
_NAMES: Final = ("event_id", *_KINDS, *WORDS)
_PLAIN: Final = ("event_id", "revision", *DAYS, *FLOATS)
_CHUNK: Final = 20_000
_ANEW: Final = 0.2  # where more than that has changed, all is read anew
_TAIL: Final = 2**31 - 1  # sorts what has no day last


@dataclass(frozen=True)
class Rows:
    """The short columns of a store at one moment, sorted by first day and event_id."""

    store_id: str
    upto: int  # id of the last revision that is in it
    changes: int  # how often the store had been written to
    columns: dict[str, Any]  # arrays; event_id as text, the columns `WORDS` as numbers
    words: dict[str, list[str]]  # of each of these columns

    @property
    def token(self) -> tuple[str, int, int]:
        """What tells this moment from others; without a new revision the table was made anew."""
        return self.store_id, self.upto, self.changes

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.columns["revision"])


def read(connection: sa.Connection, before: Rows | None) -> Rows:
    """Read what is not known yet."""
    store_id, changes = connection.execute(sa.select(state.c.store_id, state.c.changes)).one()
    upto = connection.execute(sa.select(sa.func.max(revisions.c.id))).scalar() or 0
    if before is not None and before.token == (store_id, upto, changes):
        return before
    if before is not None and before.store_id == store_id and before.upto < upto:
        later = revisions.c.id > before.upto
        query = sa.select(revisions.c.event_id).where(later).distinct()
        changed = connection.execute(query).scalars().all()
        if len(changed) <= _ANEW * len(before):
            return _followed(connection, before, changed, (upto, changes))
    made = _Reading({})
    found = connection.execute(_query(), execution_options={"yield_per": _CHUNK})
    with _uncollected():
        for chunk in found.partitions(_CHUNK):
            made.take(chunk)
    made.take_shipped(range(len(shipped_records())))
    columns = made.columns()
    held = _twice(columns)
    columns = {name: column[~held] for name, column in columns.items()}
    return Rows(store_id, upto, changes, _ordered(columns), made.words())


def _followed(
    connection: sa.Connection, before: Rows, changed: Sequence[str], now: tuple[int, int]
) -> Rows:
    """Put the rows of events that were written to since in the place of those before."""
    made = _Reading(before.words)
    some = intake.among(connection, events.c.event_id, changed)
    made.take(connection.execute(_query().where(some)).all())
    known = {one["event_id"]: i for i, one in enumerate(shipped_records())}
    made.take_shipped(known[event_id] for event_id in changed if event_id in known)
    new = made.columns()
    new = {name: column[~_twice(new)] for name, column in new.items()}
    stay = np.flatnonzero(~before.columns["event_id"].isin(pd.array(changed, dtype="str")))
    new = _ordered(new)
    order = _merged(before.columns, stay, new)
    columns = {name: _joined(before.columns[name], new[name], order) for name in _NAMES}
    return Rows(before.store_id, *now, columns, made.words())


@contextmanager
def _uncollected() -> Iterator[None]:
    """Spare the collector the rows that come in: it would go through them all for no garbage."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class _Reading:
    """Rows on their way from the database into columns."""

    def __init__(self, words: dict[str, list[str]]) -> None:
        """Begin with words that have their numbers already."""
        self._ids: list[Any] = []
        self._parts: dict[str, list[Column]] = {name: [] for name in (*_KINDS, *WORDS)}
        self._numbers = {
            name: {word: i for i, word in enumerate(words.get(name, []))} for name in WORDS
        }

    def take(self, rows: Any) -> None:  # noqa: ANN401  # a sequence of rows
        """Take rows as `_query` gives them."""
        if not len(rows):
            return
        ids, *cells = zip(*rows, strict=True)
        self._ids.append(pd.array(ids, dtype="str"))
        for name, given in zip(_PLAIN[1:], cells, strict=False):
            self._parts[name].append(np.array(given, dtype=_KINDS[name]))
        for names, given in zip(_TOGETHER, cells[len(_PLAIN) - 1 :], strict=True):
            code, distinct = pd.factorize(np.array(given, dtype=object))
            cut = zip(*(text.split(BETWEEN) for text in distinct), strict=True)
            for name, words in zip(names, cut, strict=True):
                self._parts[name].append(self._numbered(name, words)[code])

    def take_shipped(self, wanted: Iterable[int]) -> None:
        """Take rows of what ships."""
        ours = shipped()
        self.take(
            [
                (
                    *(ours[i][name] for name in _PLAIN),
                    *(BETWEEN.join(_as_text(ours[i][n]) for n in names) for names in _TOGETHER),
                )
                for i in wanted
            ]
        )

    def _numbered(self, name: str, words: Iterable[str]) -> Column:
        if name in _KINDS:
            return np.array([int(word) for word in words], dtype=_KINDS[name])
        known = self._numbers[name]
        return np.array([known.setdefault(word, len(known)) for word in words], dtype=np.int32)

    def columns(self) -> dict[str, Any]:
        ids = self._ids or [pd.array([], dtype="str")]
        made: dict[str, Any] = {"event_id": pd.concat([pd.Series(i) for i in ids]).array}
        for name, parts in self._parts.items():
            kind = _KINDS.get(name) or _least(len(self._numbers[name]))
            made[name] = np.concatenate(
                [np.zeros(0, dtype=kind), *parts], dtype=kind, casting="unsafe"
            )
        return made

    def words(self) -> dict[str, list[str]]:
        return {name: list(known) for name, known in self._numbers.items()}


def _least(words: int) -> Any:  # noqa: ANN401  # a kind of whole number
    """Give the smallest kind of number that numbers so many words."""
    return next(k for k in (np.int8, np.int16, np.int32) if words <= np.iinfo(k).max)


def _query() -> sa.Select[Any]:
    together = [
        reduce(
            lambda left, name: left.concat(BETWEEN).concat(_text(name)),
            names[1:],
            _text(names[0]),
        )
        for names in _TOGETHER
    ]
    return sa.select(*(events.c[name] for name in _PLAIN), *together)


def _text(name: str) -> sa.ColumnElement[str]:
    column = events.c[name]
    if name in _FLAGS:
        return sa.cast(sa.cast(column, sa.Integer), sa.Text)
    return sa.cast(column, sa.Text) if name in _CODES else column


def _as_text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, bool) else str(cell)


def _twice(columns: dict[str, Any]) -> Mask:
    """Tell which rows ship and are held by the store otherwise."""
    ships = columns["revision"] < 0
    ids = columns["event_id"]
    twice = np.zeros(len(ships), dtype=bool)
    twice[ships] = np.isin(np.asarray(ids[ships], object), _held_of(ids[~ships], ids[ships]))
    return twice


def _held_of(held: Any, ours: Any) -> Column:  # noqa: ANN401  # arrays of text
    return np.asarray(held[held.isin(ours)], dtype=object)


def _ordered(columns: dict[str, Any]) -> dict[str, Any]:
    order = np.lexsort((_rank(columns["event_id"]), _key(columns)))
    return {name: column[order] for name, column in columns.items()}


def _rank(ids: Any) -> Column:  # noqa: ANN401  # an array of text
    rank = np.empty(len(ids), dtype=np.int64)
    rank[ids.argsort()] = np.arange(len(ids))
    return rank


def _key(columns: dict[str, Any]) -> Column:
    return np.asarray(np.nan_to_num(columns["date_start"], nan=_TAIL))


def _merged(old: dict[str, Any], stay: Column, new: dict[str, Any]) -> Column:
    """Order of old rows that stay and of new ones, which are numbered on from the old."""
    days, ids = _key(old)[stay], old["event_id"][stay]
    places = []
    for day, event_id in zip(_key(new), new["event_id"], strict=True):
        low, high = np.searchsorted(days, day), np.searchsorted(days, day, side="right")
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if ids[middle] < event_id else (low, middle)
        places.append(low)
    added = len(old["revision"]) + np.arange(len(places))
    return np.insert(stay, np.array(places, dtype=np.int64), added)


def _joined(old: Any, new: Any, order: Column) -> Any:  # noqa: ANN401  # two arrays
    if isinstance(old, np.ndarray):
        return np.concatenate([old, new])[order]
    return pd.concat([pd.Series(old), pd.Series(new)]).array[order]


@cache
def shipped() -> list[dict[str, Any]]:
    """Give the table's rows of what ships."""
    return [{**row, "revision": -1 - i} for i, row in enumerate(standing.rows(shipped_records()))]
