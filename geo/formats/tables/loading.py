"""A batch of rows -> the store: all of it in one transaction, or nothing.

The same file twice changes nothing. A newer file changes the rows that differ and keeps their
history. Rows of an earlier file that are not in the newer one are told, never deleted.
"""

import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.errors import GeoError
from geo.formats.tables import acled, changes, ucdp
from geo.formats.tables.reading import Batch
from geo.formats.tables.rejects import Reject

if TYPE_CHECKING:
    import sqlalchemy as sa

    from geo.events.store import Store
    from geo.events.store.revisions import Revision

Progress = Callable[[int, int], bool]
"""Gets rows done and rows in all; gives False to stop the import."""

_CHUNK: Final = 5_000
_FAMILIES: Final = ({acled.NAME}, {ucdp.NAME, ucdp.CANDIDATE})
"""Data sets whose files replace one another."""


class _StoppedError(Exception):
    """Takes the transaction back: the user said stop, or there is nothing to write."""


@dataclass
class Outcome:
    """
    What became of a batch: rows by verdict.

    `gone` holds the event_ids that an earlier file of the data set had for the same countries and
    days and this one has not: deleted at the source, or filtered out of the file.
    """

    counts: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    cancelled: bool = False
    seconds: float = 0.0

    def __getitem__(self, verdict: str) -> int:
        """Rows of a verdict: added, updated, unchanged, older."""
        return self.counts[verdict]


def run(
    store: "Store",
    batch: Batch,
    reviewer: str,
    *,
    dry: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """
    Import a batch, or say what importing it would do.

    Parameters
    ----------
    store
        Where to.
    batch
        What `geo.formats.tables.read` made of a file.
    reviewer
        Who does it.
    dry
        Change nothing; the counts are those of a real run.
    progress
        Called between chunks of rows. A stopped import leaves the store as it was.

    Raises
    ------
    StoreError
        The store cannot be read or written; nothing was.
    """
    began = time.perf_counter()
    outcome = Outcome()
    if len(batch.frame):
        try:
            with _connected(store, dry=dry) as connection:
                _all(connection, batch, reviewer, outcome, dry=dry, progress=progress)
        except _StoppedError:
            pass
    outcome.seconds = time.perf_counter() - began
    return outcome


@contextmanager
def _connected(store: "Store", *, dry: bool) -> "Iterator[sa.Connection | None]":
    if dry and not store.exists():
        yield None
        return
    with store.database.reading() if dry else store.database.writing() as connection:
        yield connection


def _all(
    connection: "sa.Connection | None",
    batch: Batch,
    reviewer: str,
    outcome: Outcome,
    *,
    dry: bool,
    progress: Progress | None,
) -> None:
    from geo.events.store import records  # noqa: PLC0415  # brings SQLAlchemy

    frame, total = batch.frame, len(batch.frame)
    shipped = _shipped(frame)
    for at in range(0, total, _CHUNK):
        chunk = frame.iloc[at : at + _CHUNK]
        new: list[int] = []  # rows of the chunk
        added: list[dict[str, Any]] = []
        updated: list[dict[str, Any]] = []
        told = _histories(connection, chunk["event_id"].tolist())
        for i, made in enumerate(records.of(chunk)):
            event_id = made["event_id"]
            change = changes.judge(made, told.get(event_id, []), shipped.get(event_id))
            if change.mixed and (fault := _fault(change.record)):
                outcome.rejects.append(Reject(int(chunk.index[i]), "", event_id, fault))
                continue
            outcome.counts[change.verdict] += 1
            if change.verdict == "added":
                new.append(i)
                added.append(_draft(change))
            elif change.verdict == "updated":
                updated.append(_draft(change))
        if not dry and connection is not None:
            _write(connection, added, reviewer, chunk.iloc[new])
            _write(connection, updated, reviewer)
        if progress is not None and not progress(min(at + _CHUNK, total), total):
            outcome.cancelled, outcome.counts = True, Counter()
            raise _StoppedError
    outcome.gone = _gone(connection, batch)
    if not dry and not outcome["added"] + outcome["updated"]:
        raise _StoppedError  # nothing to write: leave the store's version as it is


def _write(
    connection: "sa.Connection",
    drafts: list[dict[str, Any]],
    reviewer: str,
    frame: pd.DataFrame | None = None,
) -> None:
    from geo.events.store import revisions  # noqa: PLC0415

    if drafts:
        revisions.write(connection, drafts, reviewer, uuid.uuid4().hex, frame)


def _draft(change: changes.Change) -> dict[str, Any]:
    from geo.events.store import revisions  # noqa: PLC0415

    action = "add" if change.verdict == "added" else changes.IMPORT
    made = revisions.draft(change.record["event_id"], change.base, action, change.record)
    # A batch of its own: undoing one row's import is not to undo the whole file's.
    return {**made, "batch": uuid.uuid4().hex}


def _fault(made: changes.Record) -> str:
    """Say why a row that keeps a reviewer's edits would break the record's rules, "" if not."""
    from geo.events.store import records  # noqa: PLC0415

    try:
        records.checked(pd.DataFrame([made], index=[made["event_id"]]))
    except GeoError as error:
        return f"what the file says does not go with what a reviewer changed: {error}"
    return ""


def _shipped(frame: pd.DataFrame) -> dict[str, changes.Record]:
    """Give the records of those rows that ship with the program."""
    from geo import events  # noqa: PLC0415
    from geo.events.store import records  # noqa: PLC0415

    known = events.load()
    rows = known[known["event_id"].isin(frame["event_id"])]
    return {made["event_id"]: made for made in records.of(rows)} if len(rows) else {}


def _histories(
    connection: "sa.Connection | None", ids: Sequence[str]
) -> "dict[str, list[Revision]]":
    """Revisions of those of these events that the store holds."""
    if connection is None:
        return {}
    import sqlalchemy as sa  # noqa: PLC0415

    from geo.events.store import intake  # noqa: PLC0415
    from geo.events.store.revisions import Revision  # noqa: PLC0415
    from geo.events.store.schema import revisions as table  # noqa: PLC0415

    found: dict[str, list[Revision]] = {}
    wanted = intake.among(connection, table.c.event_id, ids)
    query = sa.select(table).where(wanted).order_by(table.c.event_id, table.c.number)
    for row in connection.execute(query).mappings():
        told = Revision(**{name: row[name] for name in Revision.__slots__})
        found.setdefault(told.event_id, []).append(told)
    return found


def _gone(connection: "sa.Connection | None", batch: Batch) -> list[str]:
    """Events of the same data set, countries and days that the file does not have."""
    names = next((f for f in _FAMILIES if batch.dialect in f), None)
    if connection is None or names is None:
        return []
    import sqlalchemy as sa  # noqa: PLC0415

    from geo.events.store.schema import revisions as table  # noqa: PLC0415

    days = batch.frame["date_start"].dt.strftime("%Y-%m-%d")
    top = sa.select(table.c.event_id, sa.func.max(table.c.number).label("number"))
    last = top.group_by(table.c.event_id).subquery()
    record = {
        name: table.c.record[name].as_string() for name in ("dataset", "country", "date_start")
    }
    query = (
        sa.select(table.c.event_id)
        .join(last, (table.c.event_id == last.c.event_id) & (table.c.number == last.c.number))
        .where(record["dataset"].in_(sorted(names)))
        .where(record["country"].in_(sorted(set(batch.frame["country"]))))
        .where(record["date_start"].between(days.min(), days.max()))
        .order_by(table.c.event_id)
    )
    held = np.array(list(connection.execute(query).scalars()), dtype=object)
    here = {*batch.frame["event_id"], *batch.left_out}
    return [str(event_id) for event_id in held if event_id not in here]
