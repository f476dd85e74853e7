"""The store's own class: events as they stand, and the ways to change them."""

import threading
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.errors import ConflictError, InputError
from geo.events import decisions
from geo.events.store import location

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo.events.store.database import Database
    from geo.events.store.overlay import Overlay
    from geo.events.store.revisions import Revision

AS_SHIPPED: Final = "as shipped"
"""Version of a store that does not exist yet, or was never written to."""


@dataclass(frozen=True, slots=True)
class Edit:
    """New values for fields of an event, and the revision that their author saw (0: shipped)."""

    event_id: str
    fields: Mapping[str, Any]
    base: int


def open(url: str | None = None) -> "Store":  # noqa: A001  # `store.open` is the contract's name
    """
    Give the store at an address; nothing is read or made before it is needed.

    Parameters
    ----------
    url
        An SQLAlchemy address such as ``sqlite:////home/me/events.sqlite``. Without it DATABASE_URL
        is taken, else an SQLite file in the user's data folder.
    """
    return _opened(url or location.url())


@cache
def _opened(url: str) -> "Store":
    return Store(url)


class Store:
    """Events and their revisions; safe to use from several threads, processes and machines."""

    def __init__(self, url: str) -> None:
        """Keep the address; see `open`."""
        self.url = url
        self.path = location.file(url)
        self._lock = threading.Lock()
        self._events: tuple[str, gpd.GeoDataFrame] | None = None

    # --- reading ----------------------------------------------------------------------------------

    def exists(self) -> bool:
        """Tell whether anything was ever written here."""
        if self.path is not None and not _is_file(self.path):
            return False
        return self.database.made()

    @property
    def damage(self) -> str:
        """What happened where this process has set a damaged store aside, else nothing."""
        return self.database.damage if "database" in self.__dict__ else ""

    def version(self) -> str:
        """Token that changes whenever anything in the store changes, by whomsoever."""
        if not self.exists():
            return AS_SHIPPED
        import sqlalchemy as sa  # noqa: PLC0415

        from geo.events.store.schema import state  # noqa: PLC0415

        with self.database.reading() as connection:
            store_id, changes = connection.execute(
                sa.select(state.c.store_id, state.c.changes)
            ).one()
        return f"{store_id}.{changes}" if changes else AS_SHIPPED

    def events(self) -> "gpd.GeoDataFrame":
        """
        Give every event as it stands: the chronology that ships, with the store laid over it.

        Returns
        -------
        A validated event frame in EPSG:4326, sorted by first day and event_id; read-only.
        """
        with self._lock:
            version = self.version()
            if self._events is None or self._events[0] != version:
                self._events = version, self._laid_over()
            return self._events[1]

    def these(self, ids: Sequence[str]) -> "pd.DataFrame":
        """
        Give single events as they stand (plain pandas), without reading the others.

        Raises
        ------
        InputError
            One of them is not here.
        """
        from geo.events.store import records  # noqa: PLC0415

        return records.frame_of([self._one(event_id) for event_id in ids])

    def known(self, ids: Sequence[str]) -> set[str]:
        """Tell which of these events there are, without reading any."""
        return set(self.numbers(ids)) | {*ids} & set(_shipped()["event_id"])

    def number(self, event_id: str) -> int:
        """Give the number of an event's latest revision; 0: as it ships, or unknown here."""
        return self.numbers([event_id]).get(event_id, 0)

    def numbers(self, ids: Sequence[str]) -> dict[str, int]:
        """Give the numbers of the latest revisions of those of these events that have any."""
        if not self.exists():
            return {}
        from geo.events.store import revisions  # noqa: PLC0415

        with self.database.reading() as connection:
            return revisions.latest_numbers(connection, ids)

    def history(self, event_id: str) -> "list[Revision]":
        """Give an event's revisions, the first one first; none for an event as it ships."""
        if not self.exists():
            return []
        from geo.events.store import revisions  # noqa: PLC0415

        with self.database.reading() as connection:
            return revisions.history(connection, event_id)

    # --- writing ----------------------------------------------------------------------------------

    def add(self, frame: "pd.DataFrame", reviewer: str) -> "list[Revision]":
        """
        Add events, all or none.

        Raises
        ------
        InputError
            A row breaks the event record's rules.
        ConflictError
            An event_id is taken.
        """
        from geo.events import record  # noqa: PLC0415
        from geo.events.store import records, revisions  # noqa: PLC0415

        held = record.validate(frame)
        made = records.of(held)
        ids = [e["event_id"] for e in made]
        taken = self.known(ids)
        if taken:
            msg = f"{min(taken)} is there already; an event_id is never used twice."
            raise ConflictError(msg)
        drafts = [revisions.draft(e["event_id"], 0, "add", e) for e in made]
        return self._write(drafts, reviewer, held) if drafts else []

    def change(
        self, event_id: str, fields: Mapping[str, Any], reviewer: str, base: int
    ) -> "Revision":
        """
        Change fields of an event.

        Parameters
        ----------
        event_id, fields
            Which event, and the new values by column name.
        reviewer
            Who does it.
        base
            Number of the revision that the reviewer saw (`number`).

        Raises
        ------
        ConflictError
            The event has changed since.
        InputError
            There is no such event or field, or a value is not allowed.
        """
        return self.apply([Edit(event_id, fields, base)], reviewer, "change")[0]

    def decide(
        self, event_id: str, verdict: str, reviewer: str, base: int, into: str = ""
    ) -> "Revision":
        """
        Decide on an event: accept, reject, look, or merge `into` another (`geo.events.decisions`).

        Raises
        ------
        ConflictError
            The event has changed since revision `base`.
        InputError
            There is no such event or verdict, or its state does not allow it.
        """
        if into:
            self._one(into)
        fields = decisions.fields(self._one(event_id), verdict, into)
        return self.apply([Edit(event_id, fields, base)], reviewer, verdict)[0]

    def apply(self, edits: Iterable[Edit], reviewer: str, action: str) -> "list[Revision]":
        """Make several changes, all or none; one undo takes them all back."""
        from geo.events.store import records, revisions  # noqa: PLC0415

        wanted = list(edits)
        after = [records.changed(self._one(edit.event_id), edit.fields) for edit in wanted]
        made = records.checked(records.indexed(after))
        drafts = [
            revisions.draft(edit.event_id, edit.base, action, one)
            for edit, one in zip(wanted, made, strict=True)
        ]
        return self._write(drafts, reviewer)

    def undo(self, event_id: str, reviewer: str, base: int) -> "list[Revision]":
        """
        Take back the last change that stands; a merge is taken back on all its events.

        Raises
        ------
        ConflictError
            The event has changed since revision `base`, or another event of the merge has.
        InputError
            Nothing is left to undo.
        """
        from geo.events.store import revisions  # noqa: PLC0415

        if not self.exists():
            revisions.undoing([])
        with self.database.writing() as connection:
            top, _ = revisions.undoing(revisions.history(connection, event_id))
            drafts = []
            for other in revisions.of_batch(connection, top.batch):
                told = revisions.history(connection, other)
                last, before = revisions.undoing(told)
                if last.batch != top.batch:
                    msg = f"{other} was changed after the two were joined; undo that change first."
                    raise ConflictError(msg)
                number = base if other == event_id else told[-1].number
                drafts.append(revisions.draft(other, number, "undo", before, last.number))
            return revisions.write(connection, drafts, reviewer, uuid.uuid4().hex)

    # --- within -----------------------------------------------------------------------------------

    @cached_property
    def database(self) -> "Database":
        """The database underneath; importing it brings SQLAlchemy."""
        from geo.events.store.database import Database  # noqa: PLC0415

        return Database(self.url)

    def _write(
        self, drafts: list[dict[str, Any]], reviewer: str, frame: "pd.DataFrame | None" = None
    ) -> "list[Revision]":
        from geo.events.store import revisions  # noqa: PLC0415

        with self.database.writing() as connection:
            return revisions.write(connection, drafts, reviewer, uuid.uuid4().hex, frame)

    def _one(self, event_id: str) -> dict[str, Any]:
        """Record of one event as it stands."""
        from geo.events.store import records, revisions  # noqa: PLC0415

        if self.exists():
            with self.database.reading() as connection:
                last = revisions.last(connection, event_id)
            if last is not None and last.record is not None:
                return last.record
        shipped = _shipped()
        rows = shipped[shipped["event_id"] == event_id]
        if rows.empty:
            msg = f"There is no event {event_id!r} here."
            raise InputError(msg)
        return records.of(rows)[0]

    def _laid_over(self) -> "gpd.GeoDataFrame":
        if not self.exists():
            return _shipped()
        with self.database.reading() as connection:
            return self._overlay.over(_shipped(), connection)

    @cached_property
    def _overlay(self) -> "Overlay":
        from geo.events.store.overlay import Overlay  # noqa: PLC0415

        return Overlay()


def _shipped() -> "gpd.GeoDataFrame":
    from geo import events  # noqa: PLC0415

    return events.load()


def _is_file(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False
