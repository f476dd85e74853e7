"""Briefings in the store: a team that shares a database shares them.

Nothing is overwritten: each saved state is a row of its own, and who saves names the state that was
opened (`number`). When somebody else was faster, saving is refused.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from geo.briefing import deck
from geo.briefing.deck import Briefing
from geo.errors import ConflictError, InputError, StoreError
from geo.events.store import Store

LONGEST_AUTHOR: Final = 80


@dataclass(frozen=True, slots=True)
class Entry:
    """One briefing of the list: its latest number, title and number of steps, by whom and when."""

    briefing_id: str
    number: int
    title: str
    steps: int
    author: str
    at: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A briefing and the number under which it was saved last; 0 before it ever was."""

    briefing_id: str
    number: int
    briefing: Briefing


def listed(store: Store) -> list[Entry]:
    """List the briefings, the one saved last first."""
    rows = _rows(store)
    found = [row for row in rows if isinstance(row["content"], dict)]
    return [
        Entry(
            row["briefing_id"],
            row["number"],
            str(row["content"].get("title", "")),
            len(row["content"].get("steps", ())),
            row["author"],
            row["at"],
        )
        for row in found
    ]


def get(store: Store, briefing_id: str) -> Kept:
    """
    Give a briefing as it was saved last.

    Raises
    ------
    InputError
        There is none of this id (any more).
    StoreError
        What the store holds is no briefing.
    """
    for row in _rows(store, briefing_id):
        if row["content"] is not None:
            try:
                return Kept(briefing_id, row["number"], deck.from_json(row["content"]))
            except InputError as error:
                msg = f"The store holds a briefing that cannot be used: {error}"
                raise StoreError(msg) from error
    msg = "There is no such briefing here any more; choose one from the list."
    raise InputError(msg)


def save(store: Store, briefing: Briefing, author: str, kept: Kept | None = None) -> Kept:
    """
    Save a briefing: anew, or as the next state of the one that was opened.

    Raises
    ------
    InputError
        A text is too long, or there are too many steps.
    ConflictError
        Somebody else saved it, or deleted it, since it was opened.
    """
    sound = deck.checked(briefing)
    base = kept or Kept(uuid.uuid4().hex, 0, briefing)
    _write(store, base, deck.as_json(sound), author)
    return Kept(base.briefing_id, base.number + 1, sound)


def remove(store: Store, kept: Kept, author: str) -> None:
    """Take a briefing off the list; its states stay in the store. Raises as `save` does."""
    _write(store, kept, None, author)


def _write(store: Store, base: Kept, content: dict[str, Any] | None, author: str) -> None:
    import sqlalchemy as sa  # noqa: PLC0415  # slow to import, not needed to read an empty store

    from geo.events.store.schema import briefings  # noqa: PLC0415

    row = {
        "briefing_id": base.briefing_id,
        "number": base.number + 1,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "author": author.strip()[:LONGEST_AUTHOR],
        "content": content,
    }
    with store.database.writing(events=False) as connection:
        latest = connection.execute(
            sa.select(sa.func.max(briefings.c.number)).where(
                briefings.c.briefing_id == base.briefing_id
            )
        ).scalar()
        if (latest or 0) != base.number:
            msg = (
                "Somebody else has saved this briefing since it was opened; export yours as a "
                "file, open theirs, and take over what you need."
            )
            raise ConflictError(msg)
        connection.execute(sa.insert(briefings).values(**row))


def _rows(store: Store, briefing_id: str | None = None) -> list[dict[str, Any]]:
    """Latest state of each briefing, or of one, the one saved last first."""
    if not store.exists():
        return []
    import sqlalchemy as sa  # noqa: PLC0415

    from geo.events.store.schema import briefings as t  # noqa: PLC0415

    last = sa.select(t.c.briefing_id, sa.func.max(t.c.number).label("number"))
    newest = last.group_by(t.c.briefing_id).subquery()
    match = (t.c.briefing_id == newest.c.briefing_id) & (t.c.number == newest.c.number)
    query: sa.Select[Any] = sa.select(t).join(newest, match).order_by(t.c.id.desc())
    if briefing_id is not None:
        query = query.where(t.c.briefing_id == briefing_id)
    with store.database.reading() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]
