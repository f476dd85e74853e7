"""`python -m geo store status|seed|check|upgrade|copy`: the store of added and changed events."""

import argparse
import sys
from typing import TYPE_CHECKING, Any, Final

from geo.errors import StoreError
from geo.events import store
from geo.events.store import location

if TYPE_CHECKING:
    import pandas as pd

    from geo.events.store.transfer import Content

_DONE: Final = 0
_FAULTY: Final = 1


def add(commands: Any) -> None:  # noqa: ANN401 (argparse keeps the type private)
    """Add the command and its verbs to the parser."""
    command = commands.add_parser("store", help="the store of added and changed events")
    verbs = command.add_subparsers(required=True, metavar="status|seed|check|upgrade|copy")
    for name, run, told in (
        ("status", status, "where it is, its schema, how many events and revisions"),
        ("seed", seed, "make it ready; the chronology that ships is laid under it, not copied"),
        ("check", check, "verify file, revisions and records, and print a hash of the content"),
        ("upgrade", upgrade, "bring its tables up to this version of the program"),
    ):
        verb = verbs.add_parser(name, help=told)
        verb.set_defaults(run=run)
    verb = verbs.add_parser("copy", help="copy everything, history included, to an empty store")
    verb.add_argument("--to", metavar="URL", required=True, help="address, as in DATABASE_URL")
    verb.set_defaults(run=copy)


def status(_: argparse.Namespace) -> int:
    """Print where the store is and what is in it."""
    opened = store.open()
    _say(f"store      {_name(opened)}")
    _say(f"schema     {_schema(opened)}")
    events = _standing(opened)
    _say(f"events     {len(events)}, of which the store added or changed {_ours(opened, events)}")
    for state, n in events["review_state"].value_counts().items():
        _say(f"           {n} {state}")
    _say(f"version    {opened.version()}")
    for path in location.aside(opened.path) if opened.path else ():
        _say(f"set aside  {path} (damaged; kept as it was)")
    return _DONE


def _standing(opened: store.Store) -> "pd.DataFrame":
    """Give the events, the short columns alone where there are many."""
    if opened.version() == store.AS_SHIPPED:
        return opened.events()
    from geo.events.store import index  # noqa: PLC0415
    from geo.maps import cells  # noqa: PLC0415

    return index.opened(opened, cells.above()).frame


def seed(_: argparse.Namespace) -> int:
    """Make the store, so that it is ready before the first change."""
    from geo import events  # noqa: PLC0415

    opened = store.open()
    opened.database.upgrade()
    _say(f"{_name(opened)} is ready, over the {len(events.load())} events that ship.")
    return _DONE


def check(_: argparse.Namespace) -> int:
    """Verify the store."""
    opened = store.open()
    if not opened.exists():
        _say(f"{_name(opened)}: nothing was written yet, so nothing can be wrong.")
        return _DONE
    from geo.events.store import audit, transfer  # noqa: PLC0415

    faults = audit.findings(opened.database)
    for fault in faults:
        _say(fault)
    _say(f"{_name(opened)}: {len(faults)} faults found." if faults else f"{_name(opened)}: sound.")
    if opened.exists():
        _tell(transfer.content(opened))
    return _FAULTY if faults else _DONE


def copy(options: argparse.Namespace) -> int:
    """Copy the store to another place."""
    from geo.events.store import transfer  # noqa: PLC0415

    opened, target = store.open(), store.open(options.to)
    content = transfer.copy(opened, target)
    _say(f"{_name(opened)} is copied to {_name(target)}.")
    _tell(content)
    return _DONE


def upgrade(_: argparse.Namespace) -> int:
    """Bring the tables up to date."""
    opened = store.open()
    before = opened.database.version()
    if before is None and not opened.exists():
        _say(f"{_name(opened)}: nothing was written yet, so there is nothing to upgrade.")
        return _DONE
    opened.database.upgrade()
    _say(f"{_name(opened)}: schema {before} -> {opened.database.version()}.")
    if wrong := opened.database.recount():
        _say(f"{wrong} events were counted otherwise than their revisions say; counted anew.")
    return _DONE


def _name(opened: store.Store) -> str:
    return str(opened.path) if opened.path else opened.database.name


def _schema(opened: store.Store) -> str:
    try:
        return opened.database.version() or "none yet: nothing was ever written"
    except StoreError:
        if opened.path and not opened.path.exists():
            return "none yet: nothing was ever written"
        raise


def _ours(opened: store.Store, events: "pd.DataFrame") -> int:
    return len(opened.numbers(events["event_id"].tolist()))


def _tell(content: "Content") -> None:
    _say(f"content    {content.revisions:,} revisions, {content.briefings:,} saved briefings")
    _say(f"sha256     {content.sha256}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
