"""One question's look at the store: what SQL counts, what ships, and what counts only once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
import sqlalchemy as sa

from geo.events import arrays
from geo.events.store import records, standing
from geo.events.store.schema import events, revisions, state

if TYPE_CHECKING:
    from geo.events.casting import Mask
    from geo.events.store.choice import Choice
    from geo.events.store.ledger import Store
    from geo.events.store.records import Record

_AT_ONCE: Final = 500  # ids in one question: SQLite allows so many parameters
_LOT: Final = ["layer", "review_state", "drawable", "is_total", "boxed", "on", "dated"]
_COLUMNS: Final = tuple(column.name for column in events.c if column.name != "geometry")
_kept: "WeakKeyDictionary[Store, Asking]" = WeakKeyDictionary()
"""The last look at each store."""


@contextmanager
def asking(store: "Store") -> "Iterator[Asking]":
    """Look at a store within one snapshot; one that was never written to holds what ships."""
    if not store.exists():
        yield Asking(None, None)
        return
    with store.database.reading() as connection:
        asked = Asking(connection, _kept.get(store))
        yield asked
        _kept[store] = asked


class Asking:
    """
    The rows of one snapshot: those of the store by SQL, those that ship as a frame.

    What depends on the snapshot alone is taken over from the look `before`, if nothing was written
    since.
    """

    def __init__(self, connection: sa.Connection | None, before: "Asking | None") -> None:
        """Keep the connection, None where nothing was ever written."""
        self._connection = connection
        self.token = (
            None if connection is None else tuple(connection.execute(sa.select(state)).one())
        )
        if before is not None and before.token == self.token:
            known = {"held", "shipped", "entangled"}
            self.__dict__.update((k, v) for k, v in before.__dict__.items() if k in known)

    @cached_property
    def held(self) -> int:
        """How many events the store itself holds."""
        if self._connection is None:
            return 0
        return int(self._connection.execute(sa.select(sa.func.count(events.c.span))).scalar_one())

    @cached_property
    def shipped(self) -> pd.DataFrame:
        """Rows that ship and that the store does not hold otherwise, in the table's columns."""
        rows = _shipped()
        return rows[~rows["event_id"].isin([row.event_id for row in self._of(rows["event_id"])])]

    def lots(self, choice: "Choice") -> pd.DataFrame:
        """Count rows by what decides their lot: the columns `_LOT`, `passes` and n."""
        shipped = self.shipped.assign(
            boxed=choice.boxed(self.shipped),
            on=choice.on(self.shipped),
            dated=self.shipped["span"] != standing.UNDATED,
        )
        parts = [shipped[_LOT].assign(n=1), *self._lots(choice)]
        made = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
        return made.assign(passes=choice.passing(made))

    def groups(self, choice: "Choice", keys: list[str], size: float) -> pd.DataFrame:
        """Count drawn incidents by keys: columns of the table, cells cx and cy, bins of the km."""
        shipped = self.shipped[choice.mask(self.shipped) & ~self.shipped["is_total"].astype(bool)]
        hidden = self.hidden(choice, placed=True)
        parts = [
            _keyed(shipped, size).assign(n=1),
            _keyed(hidden, size).assign(n=-1),
            self._groups(choice, keys, size),
        ]
        made = pd.concat([part[[*keys, "n"]] for part in parts if len(part)] or parts[:1])
        summed = made.groupby(keys, as_index=False, dropna=False)["n"].sum()
        return summed[summed["n"] > 0].reset_index(drop=True)

    def hidden(self, choice: "Choice", *, placed: bool) -> pd.DataFrame:
        """Rows in view that do not count, since what they repeat or belong to is in view too."""
        child, parent, rows = self.entangled
        seen = choice.mask(rows)
        if not placed:
            drawn = rows["drawable"].to_numpy(dtype=bool)
            seen |= choice.on(rows) & choice.passing(rows) & ~drawn
        counts = seen & ~rows["is_total"].to_numpy(dtype=bool)
        gone = np.zeros(len(rows), dtype=bool)
        gone[child[counts[parent]]] = True
        return rows[gone & counts]

    def some(self, choice: "Choice", limit: int, offset: int) -> "list[Record]":
        """Give the records in view, latest first day first, the store's before those that ship."""
        shipped = self.shipped[choice.mask(self.shipped)]
        dated = zip(shipped.index, shipped["date_start"], strict=True)
        order = [(-int(day), 1, i) for i, day in dated]
        if self._connection is not None:
            keys = (events.c.date_start, events.c.revision)
            inner = choice.within(self._connection, *keys).subquery()
            query = (
                sa.select(inner.c.date_start, inner.c.revision)
                .order_by(inner.c.date_start.desc(), inner.c.revision)
                .limit(limit + offset)
            )
            order += [(-row[0], 0, row[1]) for row in self._connection.execute(query)]
        wanted = sorted(order)[offset : offset + limit]
        held = self._records([key for _, ships, key in wanted if not ships])
        ours = shipped_records()
        return [ours[key] if ships else held[key] for _, ships, key in wanted]

    @cached_property
    def entangled(self) -> "tuple[arrays.Codes, arrays.Codes, pd.DataFrame]":
        """Pairs of rows, each with one that counts in its stead, and the rows they are about."""
        ours, table = shipped_records(), self.shipped
        given = [ours[i] for i, linked in zip(table.index, table["linked"], strict=True) if linked]
        if self._connection is not None:
            join = events.join(revisions, revisions.c.id == events.c.revision)
            query = sa.select(revisions.c.record).select_from(join).where(events.c.linked)
            given += self._connection.execute(query).scalars()
        names = {other for one in given for k in ("same_as", "part_of") for other in one.get(k, ())}
        names |= {one["event_id"] for one in given}
        of_names = [tuple(row) for row in self._of(sorted(names))]
        held = pd.DataFrame(of_names, columns=list(_COLUMNS))
        parts = [part for part in (table[table["event_id"].isin(names)], held) if len(part)]
        rows = pd.concat(parts) if parts else table.head(0)
        rows = rows.sort_values(["date_start", "event_id"], ignore_index=True)
        told = {one["event_id"]: one for one in given}
        known = [told.get(event_id, {}) for event_id in rows["event_id"]]
        linked = {k: [one.get(k, []) for one in known] for k in ("same_as", "part_of")}
        return (*arrays.links(rows[["event_id"]].assign(**linked)), rows)

    # --- within -----------------------------------------------------------------------------------

    def _of(self, ids: "Sequence[str] | pd.Series[str]") -> "list[Any]":
        """Rows of the store of these events, without their shapes."""
        if self._connection is None:
            return []
        wanted = list(ids)
        found: list[Any] = []
        columns = [events.c[name] for name in _COLUMNS]
        for at in range(0, len(wanted), _AT_ONCE):
            some = events.c.event_id.in_(wanted[at : at + _AT_ONCE])
            found += self._connection.execute(sa.select(*columns).where(some)).all()
        return found

    def _records(self, ids: Sequence[int]) -> "dict[int, Record]":
        if self._connection is None or not ids:
            return {}
        found: dict[int, Record] = {}
        for at in range(0, len(ids), _AT_ONCE):
            query = sa.select(revisions.c.id, revisions.c.record)
            some = self._connection.execute(
                query.where(revisions.c.id.in_(ids[at : at + _AT_ONCE]))
            )
            found.update((row.id, row.record) for row in some)
        return found

    def _lots(self, choice: "Choice") -> Iterator[pd.DataFrame]:
        if self._connection is None:
            return
        c, n = events.c, sa.func.count().label("n")
        boxed = sa.case((choice.in_box(), 1), else_=0).label("boxed")
        keys = (c.layer, c.review_state, c.drawable, c.is_total)
        met_by = sa.select(*keys, boxed, n).group_by(*keys, sa.text("boxed"))
        inner = sa.union_all(
            *(met_by.where(*choice.during(span)) for span in range(standing.SPANS))
        )
        met = self._frame(inner).assign(on=True, dated=True)
        yield met
        bare = sa.select(*keys, n).where(c.span == standing.UNDATED).group_by(*keys)
        undated = self._frame(bare).assign(on=False, dated=False, boxed=False)
        yield undated
        left = self.held - int(met["n"].sum()) - int(undated["n"].sum())
        rest = {"layer": "other", "review_state": "", "drawable": False, "is_total": False}
        yield pd.DataFrame([rest | {"boxed": False, "on": False, "dated": True, "n": left}])

    def _groups(self, choice: "Choice", keys: list[str], size: float) -> pd.DataFrame:
        if self._connection is None:
            return pd.DataFrame(columns=[*keys, "n"])
        served = self._connection.dialect.name == "postgresql"
        point = events.c.area == ""
        made = {
            "cx": sa.case((point, _whole((events.c.west + 180.0) / size, served=served))),
            "cy": sa.case((point, _whole((events.c.south + 90.0) / size, served=served))),
            "bin": _whole(events.c.border_km / size, served=served),
        }
        columns = [made[key].label(key) if key in made else events.c[key] for key in keys]
        inner = choice.within(self._connection, *columns, events.c.is_total).subquery()
        by = [inner.c[key] for key in keys]
        query = sa.select(*by, sa.func.count().label("n")).where(~inner.c.is_total).group_by(*by)
        return self._frame(query)

    def _frame(self, query: Any) -> pd.DataFrame:  # noqa: ANN401  # a select or a union of some
        assert self._connection is not None  # noqa: S101  # for the type checker
        found = self._connection.execute(query)
        names = list(found.keys())
        # By columns: of rows pandas would ask each one what kind of thing it is.
        columns = list(zip(*found.all(), strict=True)) or [()] * len(names)
        return pd.DataFrame(dict(zip(names, columns, strict=True)))


def _whole(value: sa.ColumnElement[Any], *, served: bool) -> sa.ColumnElement[int]:
    """Round down what is not below 0: SQLite's cast does, PostgreSQL's goes to the nearest."""
    return sa.cast(sa.func.floor(value) if served else value, sa.Integer)


def _keyed(rows: pd.DataFrame, size: float) -> pd.DataFrame:
    """Add the cells and bins that SQL works out for the others."""
    point: Mask = (rows["area"] == "").to_numpy(dtype=bool)
    west, south, km = (rows[name].to_numpy(dtype=float) for name in ("west", "south", "border_km"))
    return rows.assign(
        cx=np.where(point, np.floor((west + 180.0) / size), np.nan),
        cy=np.where(point, np.floor((south + 90.0) / size), np.nan),
        bin=np.floor(km / size),
    )


@cache
def shipped_records() -> "list[Record]":
    """Give the records that ship, in the chronology's order."""
    from geo import events as shipped  # noqa: PLC0415

    return records.of(shipped.load())


@cache
def _shipped() -> pd.DataFrame:
    """Make the rows of what ships, without their shapes; the index counts `shipped_records`."""
    made = pd.DataFrame(standing.rows(shipped_records()), columns=list(_COLUMNS))
    return made.assign(revision=-1)
