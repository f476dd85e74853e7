"""Where the store is: a file in the user's data folder, or what DATABASE_URL names."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.errors import InputError, StoreError

if TYPE_CHECKING:
    from sqlalchemy import URL

VARIABLE: Final = "DATABASE_URL"
_FOLDER: Final = "border-monitor"
_NAME: Final = "events.sqlite"
_SQLITE: Final = "sqlite:///"
_COMPANIONS: Final = ("-wal", "-shm", "-journal")


def url() -> str:
    """Address of the store: DATABASE_URL, else an SQLite file in the user's data folder."""
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        return named
    import platformdirs  # noqa: PLC0415  # not needed where the address is given

    return _SQLITE + str(Path(platformdirs.user_data_dir(_FOLDER, appauthor=False)) / _NAME)


def file(address: str) -> Path | None:
    """
    Path of an SQLite store, None for a server's.

    Raises
    ------
    InputError
        The address is an SQLite one without a file.
    """
    if not address.startswith("sqlite"):
        return None
    path = address.partition("?")[0].removeprefix(_SQLITE)
    if path == address or not path or path == ":memory:":
        msg = f"{VARIABLE} must name a file, as in {_SQLITE}/home/me/events.sqlite."
        raise InputError(msg)
    return Path(path).expanduser()


def server(address: str) -> "URL":
    """
    Give a server's address as SQLAlchemy takes it; the driver is psycopg, named or not.

    Raises
    ------
    InputError
        It is no address of a PostgreSQL server.
    """
    from sqlalchemy import make_url  # noqa: PLC0415
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    try:
        made = make_url(address)
    except (ArgumentError, ValueError):
        made = None
    if made is None or made.drivername.partition("+")[0] not in ("postgresql", "postgres"):
        msg = (
            f"{VARIABLE} must be an address like {_SQLITE}/home/me/events.sqlite or "
            "postgresql://name:password@host/database."
        )
        raise InputError(msg)
    return made.set(drivername="postgresql+psycopg")


def set_aside(path: Path) -> Path:
    """
    Rename a damaged store, its write-ahead log with it, to a name that was never used.

    Returns
    -------
    The new name.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    kept = path.with_name(f"{path.stem}.damaged-{stamp}{path.suffix}")
    try:
        path.rename(kept)
        for ending in _COMPANIONS:
            companion = path.with_name(path.name + ending)
            if companion.exists():
                companion.rename(kept.with_name(kept.name + ending))
    except OSError as error:
        msg = f"The store {path} is damaged and cannot be set aside ({error.strerror}); move it."
        raise StoreError(msg) from error
    return kept


def aside(path: Path) -> list[Path]:
    """Damaged stores that were set aside beside this one, the oldest first."""
    found = path.parent.glob(f"{path.stem}.damaged-*{path.suffix}")
    return sorted(found)
