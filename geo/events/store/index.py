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
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd
import sqlalchemy as sa

from geo.errors import InputError
from geo.events import arrays
from geo.events.arrays import NEVER, OPEN, PROVINCE_BREAK, Codes, Mask, Prepared, Tags
from geo.events.store import digest, records, short, standing
from geo.events.store.asking import shipped_records
from geo.events.store.schema import events, revisions
from geo.events.store.short import DAYS, FLOATS, WORDS, Column
from geo.events.tally import FIGURES
from geo.events.vocabulary import LAYERS

if TYPE_CHECKING:
    from geo.events.reach import Reach
    from geo.events.store.ledger import Store

MOST: Final = 50_000
"""Most whole rows that are read at once: what a file or a page of sources can sensibly carry."""
_CHUNK: Final = 20_000
_AT_ONCE: Final = 500  # ids in one question: SQLite allows so many parameters
_kept: "WeakKeyDictionary[Store, short.Rows]" = WeakKeyDictionary()
_lock = threading.Lock()


def opened(store: "Store", above: int) -> Prepared:
    """Give a store's events: as an index where there are more than so many, else whole."""
    from geo.events.store import query  # noqa: PLC0415  # which few need

    return of(store) if query.size(store) > above else arrays.prepare(store.events())


def of(store: "Store") -> "Indexed":
    """
    Index the events of a store as they stand, those that ship included.

    Raises
    ------
    StoreError
        The store cannot be read.
    """
    with _lock, store.database.reading() as connection:
        rows = short.read(connection, _kept.get(store))
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

    @property
    def ordered(self) -> bool:
        """Whether the rows are known to stand in the order of first day and event_id."""
        return True

    @cached_property
    def reach(self) -> "Reach":
        """The stretches of the border that the rows are about; worked out once a place."""
        from geo.events import reach  # noqa: PLC0415  # brings pyproj and the sites

        routed = ~self.frame["geometry"].isna().to_numpy(dtype=bool)
        columns = [self.prec, self.drawable, self.frame["adm_1"].cat.codes.to_numpy(), routed]
        alike = arrays.numbered([*columns, *(self.frame[name] for name in FLOATS)])
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
        ours = [-1 - i for i, row in enumerate(short.shipped()) if wanted in row["words"]]
        return np.isin(self.revision, np.array([*found, *ours], dtype=np.int64))

    def whole(self, rows: Mask | Codes, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """
        Give rows with every column (or some), in this order, read from the database.

        Raises
        ------
        InputError
            They are more than `MOST`.
        """
        at = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        if len(at) > MOST:
            msg = (
                f"This takes the texts and sources of {len(at):,} events, and {MOST:,} at most are "
                "read out of a big store at once; narrow the days or the filters."
            )
            raise InputError(msg)
        told = records.frame_of(_told(self.store, self.revision[at].tolist())).set_index(at)
        return told if columns is None else told[list(columns)]

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


def _indexed(store: "Store", rows: short.Rows) -> Indexed:
    columns = rows.columns
    frame = pd.DataFrame({"event_id": columns["event_id"]})
    for name in WORDS:
        kept = pd.CategoricalDtype(rows.words[name])
        frame[name] = pd.Categorical.from_codes(columns[name], dtype=kept)
    for name in FLOATS:
        frame[name] = columns[name]
    frame["is_total"] = columns["is_total"]
    frame = frame.rename(columns={"retrieved_on": "retrieved_at"})
    frame["geometry"] = _routes(store, columns)
    order = np.array([LAYERS.index(name) for name in rows.words["layer"]], dtype=np.int64)
    start, end = (columns[name] for name in DAYS)
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
        with store.database.reading() as connection:
            for at in range(0, len(held), _AT_ONCE):
                some = revisions.c.id.in_(held[at : at + _AT_ONCE])
                query = sa.select(revisions.c.id, revisions.c.record).where(some)
                found.update((row.id, row.record) for row in connection.execute(query))
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
