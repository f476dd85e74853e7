"""Many events on screen without reading them: a thin index in memory, the rest in the database.

::

    from geo.events import store
    from geo.events.store import index

    events = index.of(store.open())     # like `prepare(book.events())`, a fraction of its size
    events.whole(rows)                  # those rows with all columns, read when they are asked for

The index holds what time, filters, marks and counts go by, about 150 bytes an event, in the order
of `Store.events`. It is read once from the table of events; after a change only the rows of what
has changed are read again. Texts, claims and sources stay in the database: a search for text is a
question to it, and what the panel shows is read by the numbers of its revisions, which are never
written over. So an index stays true to its moment while others write.
"""

import json
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, reduce
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd
import sqlalchemy as sa

from geo.events import arrays
from geo.events.arrays import NEVER, OPEN, PROVINCE_BREAK, Codes, Mask, Prepared, Tags
from geo.events.store import digest, records, standing
from geo.events.store.asking import shipped_records
from geo.events.store.digest import BETWEEN
from geo.events.store.schema import events, revisions, state
from geo.events.tally import FIGURES
from geo.events.vocabulary import LAYERS

if TYPE_CHECKING:
    from geo.events.reach import Reach
    from geo.events.store.ledger import Store

Column: TypeAlias = npt.NDArray[Any]

_PLACE: Final = ("place", "place_id", "adm_1", "where_prec", "drawable", "routed")
_KIND: Final = (
    *("layer", "side", "review_state", "coding", "confidence", "dataset", "retrieved_on"),
    *("claimants", "date_prec", "is_total", "holds"),
)
_TOGETHER: Final = (_PLACE, _KIND, ("figures",), ("links",))
"""Columns that come as one text: a value that is fetched costs more than one that is cut out."""
_FLOATS: Final = ("longitude", "latitude", "uncertainty_km", "border_from_km", "border_to_km")
_CODES: Final = ("date_prec", "where_prec")
_FLAGS: Final = ("drawable", "is_total", "holds", "routed")
_DAYS: Final = ("date_start", "date_end")
_KINDS: Final[dict[str, Any]] = {
    "revision": np.int64,
    **dict.fromkeys(_DAYS, np.float64),
    **dict.fromkeys(_FLOATS, np.float64),
    **dict.fromkeys(_CODES, np.int8),
    **dict.fromkeys(_FLAGS, np.bool_),
}
_WORDS: Final = tuple(name for names in _TOGETHER for name in names if name not in _KINDS)
"""Columns of text, kept as numbers of their words."""
_NAMES: Final = ("event_id", *_KINDS, *_WORDS)
_PLAIN: Final = ("event_id", "revision", *_DAYS, *_FLOATS)
_CHUNK: Final = 20_000
_AT_ONCE: Final = 500  # ids in one question: SQLite allows so many parameters
_ANEW: Final = 0.2  # where more than that has changed, all is read anew
_TAIL: Final = 2**31 - 1  # sorts what has no day last
_kept: "WeakKeyDictionary[Store, Rows]" = WeakKeyDictionary()
_lock = threading.Lock()


def of(store: "Store") -> "Indexed":
    """
    Index the events of a store as they stand, those that ship included.

    Raises
    ------
    StoreError
        The store cannot be read.
    """
    with _lock, store.database.reading() as connection:
        rows = _read(connection, _kept.get(store))
        _kept[store] = rows
    return _indexed(store, rows)


@dataclass(frozen=True)
class Indexed(Prepared):
    """Events that stay in their database: what `Prepared` does, with a frame of short columns."""

    store: "Store"
    revision: Codes
    """Of each row: the id of the revision that it stands by; -1 - i for the i-th that ships."""
    prec: npt.NDArray[np.int8]
    date_code: npt.NDArray[np.int8]

    @property
    def where_prec(self) -> npt.NDArray[np.int8]:
        """Precision that decides the mark; 0 where none is known."""
        return self.prec

    @property
    def date_prec(self) -> npt.NDArray[np.int8]:
        """UCDP's date precision; 0 where none is known."""
        return self.date_code

    @cached_property
    def reach(self) -> "Reach":
        """The stretches of the border that the rows are about; worked out once a place."""
        from geo.events import reach  # noqa: PLC0415  # brings pyproj and the sites

        routed = ~self.frame["geometry"].isna().to_numpy(dtype=bool)
        columns = [self.prec, self.drawable, self.frame["adm_1"].cat.codes.to_numpy(), routed]
        alike = arrays.numbered([*columns, *(self.frame[name] for name in _FLOATS)])
        _, first = np.unique(alike, return_index=True)
        found = reach.reach(self.frame.iloc[first], self.prec[first], self.drawable[first])
        number = np.bincount(found.row, minlength=len(first))
        row, at = _spread(alike, number)
        return reach.Reach(row, found.start[at], found.end[at])

    @cached_property
    def provinces(self) -> Tags:
        """The provinces of each row."""
        return self._tags("adm_1", lambda cell: cell.split(PROVINCE_BREAK) if cell else [])

    @cached_property
    def claimants(self) -> Tags:
        """Who makes the claims of each row."""
        return self._tags("claimants", _listed)

    @cached_property
    def speakers(self) -> tuple[Codes, list[str]]:
        """Who reports each row: numbers into the names, "both" for Thailand and Cambodia."""
        cells = self.frame["claimants"]
        said = [arrays.speaker(frozenset(_listed(cell))) for cell in cells.cat.categories]
        number = cells.cat.codes.to_numpy()
        used = np.unique(number)
        names = sorted({said[i] for i in used})
        place = np.array([names.index(who) if who in names else 0 for who in said], dtype=np.int64)
        return place[number] if len(place) else np.zeros(0, np.int64), names

    def number(self, column: str) -> npt.NDArray[np.float64]:
        """Values of a column of numbers, NaN where it has none; made once."""
        if column not in FIGURES:
            return super().number(column)
        of_row = self.frame["figures"].cat.codes.to_numpy()
        return np.asarray(self._figures[:, FIGURES.index(column)][of_row])

    def saying(self, needle: str) -> Mask:
        """Rows whose text has this in it, without regard to case: the database looks."""
        wanted = needle.casefold()
        query = sa.select(events.c.revision).where(_within(wanted, self.store))
        with self.store.database.reading() as connection:
            found = connection.execute(query).scalars().all()
        ours = [-1 - i for i, row in enumerate(_shipped()) if wanted in row["words"]]
        return np.isin(self.revision, np.array([*found, *ours], dtype=np.int64))

    def whole(self, rows: Mask | Codes) -> pd.DataFrame:
        """Give rows with every column, in this order, read from the database."""
        at = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        return records.frame_of(_told(self.store, self.revision[at].tolist())).set_index(at)

    def tag(self, column: str) -> Tags:
        """One-word tags of a text column (side, confidence, review_state, dataset ...)."""
        cells = self.frame[column].cat
        names = tuple(map(str, cells.categories))
        return Tags(names, self._every, cells.codes.to_numpy(), len(self))

    @cached_property
    def _every(self) -> Codes:
        return np.arange(len(self))

    @cached_property
    def _figures(self) -> npt.NDArray[np.float64]:
        told = [digest.figures_of(cell) for cell in self.frame["figures"].cat.categories]
        return np.array(told, dtype=np.float64).reshape(-1, len(FIGURES))

    def _tags(self, column: str, words_of: Callable[[str], list[str]]) -> Tags:
        """Give the several words of each row, split once a distinct cell."""
        cells = self.frame[column].cat
        lists = [words_of(str(cell)) for cell in cells.categories]
        flat = np.array([word for words_ in lists for word in words_], dtype=object)
        code, names = pd.factorize(flat)
        row, at = _spread(cells.codes.to_numpy(), np.array([len(words_) for words_ in lists]))
        return Tags(tuple(names), row, np.asarray(code, dtype=np.int64)[at], len(self))


# --- the index itself -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Rows:
    """The short columns of a store at one moment, sorted by first day and event_id."""

    store_id: str
    upto: int  # id of the last revision that is in it
    columns: dict[str, Any]  # arrays; event_id as text, the columns `_WORDS` as numbers
    words: dict[str, list[str]]  # of each of these columns

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.columns["revision"])


def _read(connection: sa.Connection, before: Rows | None) -> Rows:
    """Read what is not known yet."""
    store_id = connection.execute(sa.select(state.c.store_id)).scalar_one()
    upto = connection.execute(sa.select(sa.func.max(revisions.c.id))).scalar() or 0
    if before is not None and (before.store_id, before.upto) == (store_id, upto):
        return before
    if before is not None and before.store_id == store_id and before.upto < upto:
        later = revisions.c.id > before.upto
        query = sa.select(revisions.c.event_id).where(later).distinct()
        changed = connection.execute(query).scalars().all()
        if len(changed) <= _ANEW * len(before):
            return _followed(connection, before, changed, upto)
    made = _Reading({})
    found = connection.execute(_query(), execution_options={"yield_per": _CHUNK})
    for chunk in found.partitions(_CHUNK):
        made.take(chunk)
    made.take_shipped(range(len(shipped_records())))
    columns = made.columns()
    held = _twice(columns)
    columns = {name: column[~held] for name, column in columns.items()}
    return Rows(store_id, upto, _ordered(columns), made.words())


def _followed(connection: sa.Connection, before: Rows, changed: Sequence[str], upto: int) -> Rows:
    """Put the rows of events that were written to since in the place of those before."""
    made = _Reading(before.words)
    for at in range(0, len(changed), _AT_ONCE):
        some = events.c.event_id.in_(changed[at : at + _AT_ONCE])
        made.take(connection.execute(_query().where(some)).all())
    known = {one["event_id"]: i for i, one in enumerate(shipped_records())}
    made.take_shipped(known[event_id] for event_id in changed if event_id in known)
    new = made.columns()
    new = {name: column[~_twice(new)] for name, column in new.items()}
    stay = np.flatnonzero(~before.columns["event_id"].isin(pd.array(changed, dtype="str")))
    new = _ordered(new)
    order = _merged(before.columns, stay, new)
    columns = {name: _joined(before.columns[name], new[name], order) for name in _NAMES}
    return Rows(before.store_id, upto, columns, made.words())


class _Reading:
    """Rows on their way from the database into columns."""

    def __init__(self, words: dict[str, list[str]]) -> None:
        """Begin with words that have their numbers already."""
        self._ids: list[Any] = []
        self._parts: dict[str, list[Column]] = {name: [] for name in (*_KINDS, *_WORDS)}
        self._numbers = {
            name: {word: i for i, word in enumerate(words.get(name, []))} for name in _WORDS
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
        ours = _shipped()
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
            kind = _KINDS.get(name, np.int32)
            made[name] = np.concatenate([np.zeros(0, dtype=kind), *parts])
        return made

    def words(self) -> dict[str, list[str]]:
        return {name: list(known) for name, known in self._numbers.items()}


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


# --- from columns to what the screen asks ---------------------------------------------------------


def _indexed(store: "Store", rows: Rows) -> Indexed:
    columns = rows.columns
    frame = pd.DataFrame({"event_id": columns["event_id"]})
    for name in _WORDS:
        kept = pd.CategoricalDtype(rows.words[name])
        frame[name] = pd.Categorical.from_codes(columns[name], dtype=kept)
    for name in _FLOATS:
        frame[name] = columns[name]
    frame["is_total"] = columns["is_total"]
    frame = frame.rename(columns={"retrieved_on": "retrieved_at"})
    frame["geometry"] = _routes(store, columns)
    order = np.array([LAYERS.index(name) for name in rows.words["layer"]], dtype=np.int64)
    start, end = (columns[name] for name in _DAYS)
    child, parent = _pairs(columns, rows.words["links"])
    return Indexed(
        frame=frame,
        start=np.where(np.isnan(start), NEVER, np.nan_to_num(start).astype(np.int64)),
        end=np.where(
            np.isnan(end) | (end >= standing.OPEN_END), OPEN, np.nan_to_num(end).astype(np.int64)
        ),
        layer=order[columns["layer"]] if len(order) else np.zeros(0, np.int64),
        drawable=columns["drawable"],
        total=columns["is_total"],
        interval=columns["holds"],
        child=child,
        parent=parent,
        store=store,
        revision=columns["revision"],
        prec=columns["where_prec"],
        date_code=columns["date_prec"],
    )


def _routes(store: "Store", columns: dict[str, Any]) -> Column:
    """Lines that no other column implies; every other row has no shape here."""
    made = np.full(len(columns["revision"]), None, dtype=object)
    at = np.flatnonzero(columns["routed"])
    if not len(at):
        return made
    told = _told(store, columns["revision"][at].tolist())
    for first in range(0, len(at), _CHUNK):
        some = told[first : first + _CHUNK]
        made[at[first : first + _CHUNK]] = [row["geometry"] for row in standing.rows(some)]
    return made


def _told(store: "Store", wanted: list[int]) -> list[records.Record]:
    """Read the records of rows by their `revision`."""
    ours = shipped_records()
    found = {number: ours[-1 - number] for number in wanted if number < 0}
    held = [number for number in wanted if number >= 0]
    if held:
        query = sa.select(revisions.c.id, revisions.c.record)
        with store.database.reading() as connection:
            for at in range(0, len(held), _AT_ONCE):
                some = query.where(revisions.c.id.in_(held[at : at + _AT_ONCE]))
                found.update((row.id, row.record) for row in connection.execute(some))
    return [found[number] for number in wanted]


def _pairs(columns: dict[str, Any], links: list[str]) -> tuple[Codes, Codes]:
    linked = np.flatnonzero(columns["links"] != (links.index("") if "" in links else -1))
    told = [(i, *json.loads(links[columns["links"][i]])) for i in linked.tolist()]
    named = {other for _, same, whole in told for other in (*same, *whole)}
    ids = columns["event_id"]
    rows = np.flatnonzero(ids.isin(pd.array(sorted(named), dtype="str")))
    return arrays.pairs(told, dict(zip(ids[rows], rows.tolist(), strict=True)))


def _spread(code: Column, number: Column) -> tuple[Codes, Codes]:
    """
    Repeat each row as often as its code says.

    Returns
    -------
    The row, and which of the things that all codes have, code by code.
    """
    first = np.cumsum(number) - number
    times = number[code] if len(number) else np.zeros(0, dtype=np.int64)
    row = np.repeat(np.arange(len(code)), times)
    within = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    return row, (np.repeat(first[code], times) if len(number) else within) + within


def _listed(cell: str) -> list[str]:
    found: list[str] = json.loads(cell) if cell else []
    return found


def _within(wanted: str, store: "Store") -> sa.ColumnElement[bool]:
    look = sa.func.instr if store.path is not None else sa.func.strpos
    return look(events.c.words, wanted) > 0


@cache
def _shipped() -> list[dict[str, Any]]:
    """Give the table's rows of what ships."""
    return [{**row, "revision": -1 - i} for i, row in enumerate(standing.rows(shipped_records()))]
