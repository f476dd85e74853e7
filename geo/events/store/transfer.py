"""Move a whole store, history included, from one database to another, either way."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from geo.errors import InputError, StoreError
from geo.events.store import intake, standing
from geo.events.store.schema import briefings, revisions, state

if TYPE_CHECKING:
    from geo.events.store.ledger import Store

_CHUNK: Final = 2_000
_KEPT: Final = (revisions, briefings)
"""The tables that are only ever added to: everything else is made from them."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a store holds: how many revisions and saved briefings, and a hash of all in order."""

    revisions: int
    briefings: int
    sha256: str


def content(store: "Store") -> Content:
    """
    Count and hash the whole history, the same on every engine.

    Where two stores give the same hash, the same people did the same to the same events at the
    same moments, and the events stand alike.
    """
    with store.database.reading() as connection:
        return _content(connection)


def copy(
    source: "Store", target: "Store", progress: Callable[[int], None] | None = None
) -> Content:
    """
    Copy everything, all or nothing; what arrived is read back and compared before it counts.

    Parameters
    ----------
    source, target
        From where, and to where: a store that was never written to.
    progress
        Called with the number of revisions copied so far.

    Raises
    ------
    InputError
        There is nothing to copy, or the target holds something.
    StoreError
        One of the two cannot be read or written; the target is as it was.
    """
    if not source.exists():
        msg = f"There is nothing to copy: {source.database.name} was never written to."
        raise InputError(msg)
    if source.url == target.url or source.database.name == target.database.name:
        msg = f"{source.database.name} cannot be copied onto itself; name another place after --to."
        raise InputError(msg)
    with source.database.reading() as here, target.database.writing() as there:
        _refuse_unless_empty(there, target)
        meant = _move(here, there, progress)
        arrived = _content(there)
        if arrived != meant:
            msg = f"What arrived in {target.database.name} differs; nothing was kept there."
            raise StoreError(msg)
        standing.rebuild(there)
    return arrived


def _refuse_unless_empty(connection: sa.Connection, target: "Store") -> None:
    for table in _KEPT:
        held = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        if held:
            msg = (
                f"{target.database.name} holds {held:,} {table.name} already; copy to an empty "
                "place."
            )
            raise InputError(msg)


def _move(
    here: sa.Connection, there: sa.Connection, progress: Callable[[int], None] | None
) -> Content:
    hashing, counts = hashlib.sha256(), []
    for table in _KEPT:
        rows, done = _rows(here, table), 0
        while chunk := [dict(row) for row in islice(rows, _CHUNK)]:
            for row in chunk:
                hashing.update(_line(table, row))
            intake.insert(there, table, _columns(table, chunk))
            done += len(chunk)
            if progress is not None:
                progress(done)
        counts.append(done)
        if done and there.dialect.name == "postgresql":  # let the next id follow the given ones
            last = sa.select(sa.func.max(table.c.id)).scalar_subquery()
            there.execute(sa.select(sa.func.setval(f"{table.name}_id_seq", last)))
    changes = here.execute(sa.select(state.c.changes)).scalar_one()
    there.execute(sa.update(state).values(changes=changes))
    return Content(counts[0], counts[1], hashing.hexdigest())


def _columns(table: sa.Table, rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    made: dict[str, list[Any]] = {c.name: [row[c.name] for row in rows] for c in table.c}
    for column in table.c:
        if isinstance(column.type, sa.JSON):
            made[column.name] = list(intake.as_json(made[column.name]))
    return made


def _content(connection: sa.Connection) -> Content:
    hashing, counts = hashlib.sha256(), []
    for table in _KEPT:
        n = 0
        for row in _rows(connection, table):
            hashing.update(_line(table, row))
            n += 1
        counts.append(n)
    return Content(counts[0], counts[1], hashing.hexdigest())


def _rows(connection: sa.Connection, table: sa.Table) -> Any:  # noqa: ANN401  # mappings of rows
    query = sa.select(table).order_by(table.c.id)
    return iter(connection.execute(query, execution_options={"yield_per": _CHUNK}).mappings())


def _line(table: sa.Table, row: Any) -> bytes:  # noqa: ANN401  # a mapping
    told = [table.name, *(row[column.name] for column in table.c if column.name != "id")]
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode() + b"\n"
