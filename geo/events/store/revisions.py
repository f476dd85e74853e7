"""Revisions: who changed which event when, and what stands after some were taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from geo.errors import ConflictError, InputError
from geo.events.store import intake
from geo.events.store import standing as standing_rows
from geo.events.store.records import Record
from geo.events.store.schema import revisions as table

if TYPE_CHECKING:
    import pandas as pd

_LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class Revision:
    """One change of one event; the fields are those of `geo.events.store.schema.revisions`."""

    event_id: str
    number: int
    at: str
    reviewer: str
    action: str
    record: Record | None
    base: int
    batch: str
    undoes: int | None = None


def draft(
    event_id: str, base: int, action: str, made: Record | None, undoes: int | None = None
) -> dict[str, Any]:
    """Note what to write, before anybody knows when and by whom."""
    return {
        "event_id": event_id,
        "number": base + 1,
        "base": base,
        "action": action,
        "record": made,
        "undoes": undoes,
    }


def write(
    connection: sa.Connection,
    drafts: Sequence[dict[str, Any]],
    reviewer: str,
    batch: str,
    frame: "pd.DataFrame | None" = None,
) -> list[Revision]:
    """
    Append revisions, all or none, and bring the events that stand because of them up to date.

    Parameters
    ----------
    connection
        Of a transaction that writes.
    drafts
        What to write (`draft`).
    reviewer, batch
        Who does it, and what is common to what is written together.
    frame
        The drafts' records as a validated frame, one row each in the same order, where the caller
        has it: it spares reading them again. Each event may stand in it once.

    Raises
    ------
    ConflictError
        One of the events has another latest revision than its draft is based upon.
    """
    latest = latest_numbers(connection, [d["event_id"] for d in drafts])
    for made in drafts:
        if latest.get(made["event_id"], 0) != made["base"]:
            raise ConflictError(_conflict(connection, made["event_id"]))
    at = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    common = {"at": at, "reviewer": named(reviewer), "batch": batch}
    rows = [Revision(**{**common, **made}) for made in drafts]  # a draft may name its own batch
    if rows:
        standing_rows.follow(connection, _append(connection, rows), frame)
    return rows


def _append(connection: sa.Connection, rows: Sequence[Revision]) -> dict[int, Revision]:
    """Write rows; give them by the ids that they got, in order."""
    before = connection.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0
    columns = {name: [getattr(row, name) for row in rows] for name in Revision.__slots__}
    intake.insert(connection, table, columns | {"record": intake.as_json(columns["record"])})
    new = sa.select(table.c.id).where(table.c.id > before).order_by(table.c.id)
    return dict(zip(connection.execute(new).scalars(), rows, strict=True))


def latest_numbers(connection: sa.Connection, ids: Sequence[str]) -> dict[str, int]:
    """Give the number of the latest revision of each of these events that has one."""
    if not ids:
        return {}
    query = sa.select(table.c.event_id, sa.func.max(table.c.number))
    wanted = intake.among(connection, table.c.event_id, ids)
    rows = connection.execute(query.where(wanted).group_by(table.c.event_id))
    return {row[0]: row[1] for row in rows}


def latest(connection: sa.Connection, after: int = 0) -> list[Revision]:
    """Give the latest revision of every event that has one with an id `after` that, by event_id."""
    top = (
        sa.select(table.c.event_id, sa.func.max(table.c.number).label("number"))
        .where(table.c.id > after)
        .group_by(table.c.event_id)
        .subquery()
    )
    same = (table.c.event_id == top.c.event_id) & (table.c.number == top.c.number)
    query = sa.select(table).join(top, same).order_by(table.c.event_id)
    return _read(connection, query)


def history(connection: sa.Connection, event_id: str) -> list[Revision]:
    """Give all revisions of an event, the first one first."""
    query = sa.select(table).where(table.c.event_id == event_id).order_by(table.c.number)
    return _read(connection, query)


def last(connection: sa.Connection, event_id: str) -> Revision | None:
    """Give an event's latest revision, None where it has none; quick however long its history."""
    query = sa.select(table).where(table.c.event_id == event_id)
    return next(iter(_read(connection, query.order_by(table.c.number.desc()).limit(1))), None)


def of_batch(connection: sa.Connection, batch: str) -> list[str]:
    """Event_ids that were written to together."""
    query = sa.select(table.c.event_id).where(table.c.batch == batch).order_by(table.c.id)
    return list(connection.execute(query).scalars())


def standing(told: Iterable[Revision]) -> list[Revision]:
    """
    Revisions of one event that were not taken back, in order.

    An undo takes back the one before it that still stands; undoing again goes one further back.
    """
    stack: list[Revision] = []
    for revision in told:
        if revision.undoes is None:
            stack.append(revision)
        else:
            stack.pop()
    return stack


def undoing(told: Sequence[Revision]) -> tuple[Revision, Record | None]:
    """
    Find what an undo takes back and the record that it brings back (None: as it ships).

    Raises
    ------
    InputError
        Nothing is left to undo; that an event was added stays.
    """
    stack = standing(told)
    if not stack or (len(stack) == 1 and stack[0].action == "add"):
        msg = "Nothing is left to undo on this event."
        raise InputError(msg)
    return stack[-1], stack[-2].record if len(stack) > 1 else None


def named(reviewer: str) -> str:
    """Tidy a reviewer's name; an empty one becomes "reviewer"."""
    return " ".join(reviewer.split())[:_LONGEST_NAME] or "reviewer"


def _read(connection: sa.Connection, query: Any) -> list[Revision]:  # noqa: ANN401
    rows = connection.execute(query).mappings()
    return [Revision(**{name: row[name] for name in Revision.__slots__}) for row in rows]


def _conflict(connection: sa.Connection, event_id: str) -> str:
    told = history(connection, event_id)
    if not told:
        return f"{event_id} stands as it ships by now; look at it again."
    top = told[-1]
    moment = top.at
    return (
        f"{event_id} was changed meanwhile: revision {top.number} ({top.action}) by "
        f"{top.reviewer} at {moment[:16].replace('T', ' ')} UTC; look at it again and repeat "
        "your change if it still holds."
    )
