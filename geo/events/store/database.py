"""One database: connecting, the schema's version, transactions, and faults as one sentence.

SQLite runs with a write-ahead log, so that readers and the one writer do not wait for each other;
a writer takes the lock when it begins, waits for another's, and is on the disk when it returns.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from geo.errors import ConflictError, StoreError
from geo.events.store import faults, location, schema, standing

if TYPE_CHECKING:
    from alembic.config import Config

Identity: TypeAlias = tuple[int, int]

BUSY_SECONDS: Final = 15.0
"""How long a writer waits for another one."""
_CACHE_KB: Final = 64_000
"""Most that one connection to a file keeps in memory, kB: pages that a large import changes again
and again would otherwise go to the log each time."""
_MIGRATIONS: Final = Path(__file__).with_name("migrations")
_UPGRADING: Final = 817_824  # the server's lock that is ours while the tables are made
_SERVED: Final = {
    "connect_timeout": 5,  # seconds
    "keepalives_idle": 10,
    "tcp_user_timeout": 15_000,  # milliseconds until a server that fell silent is given up
    "application_name": "border-monitor",
    "options": f"-c lock_timeout={BUSY_SECONDS:.0f}s",
}
_OF_POSTGIS: Final = "spatial_ref_sys"
_UPGRADE: Final = "run `python -m geo store upgrade`"


class Database:
    """A database by its address; nothing is opened or made before it is asked for."""

    def __init__(self, url: str) -> None:
        """Keep the address."""
        self.url = url
        self.path = location.file(url)
        self._address = None if self.path else location.server(url)
        self.damage = ""
        """What was said when a damaged file was set aside, for those who were not asking then."""
        self._lock = threading.Lock()
        self._engine: sa.Engine | None = None
        self._opened: Identity | None = None
        self._checked: Identity | None = None

    @property
    def name(self) -> str:
        """The address as a message may show it: no password."""
        return str(self.path or self._address)

    def version(self) -> str | None:
        """Version of the schema, None where nothing was made yet."""
        if self._file() is None:
            return None
        with self._told(), self._connected(reading=True).connect() as connection:
            return _version(connection)

    def made(self) -> bool:
        """Tell whether there is a store with this program's schema; another schema is an error."""
        return self._file() is not None and self._current() is not None

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Read within one snapshot."""
        if self._current() is None:
            msg = f"There is no store at {self.name} yet."
            raise StoreError(msg)
        with self._told(), self._connected(reading=True).begin() as connection:
            yield connection

    @contextmanager
    def writing(self, *, events: bool = True) -> Iterator[sa.Connection]:
        """
        Write all or nothing; makes the store first where there is none.

        `events` says whether what is written changes any event: only then the version moves on.
        """
        if self._current() is None:
            self.upgrade()
        with self._told(), self._connected().begin() as connection:
            # First: so a server's writers follow each other, and ids rise as they are committed.
            changes = schema.state.c.changes + int(events)
            connection.execute(sa.update(schema.state).values(changes=changes))
            yield connection

    def upgrade(self) -> None:
        """Make the tables, or bring them up to this program's version."""
        with self._told():
            if self.path is not None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self.path.touch()
                with closing(self._connect()) as raw:
                    _log_ahead(raw)
            with self._connected().begin() as connection:
                if self.path is None:  # one at a time; SQLite's writers are that anyway
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_UPGRADING)))
                if _version(connection) != schema.HEAD:
                    _migrate(connection)
                    standing.rebuild(connection)

    def recount(self) -> int:
        """Make the table of events anew where it is not what the revisions say; give how many."""
        with self.reading() as connection:
            wrong = len(standing.differing(connection))
        if wrong:
            with self.writing() as connection:
                standing.rebuild(connection)
        return wrong

    def close(self) -> None:
        """Let go of the connections."""
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    # --- within -----------------------------------------------------------------------------------

    def _current(self) -> sa.Engine | None:
        """Engine of a store whose schema is this program's, None where nothing was made yet."""
        here = self._file()
        if here is not None and here == self._checked:
            return self._connected()
        version = self.version()
        if version is None:
            return None
        if version != schema.HEAD:
            raise StoreError(self._other_version(version))
        engine, self._checked = self._connected(), self._file()
        return engine

    def _connected(self, *, reading: bool = False) -> sa.Engine:
        """Give an engine for what is there now; a file that was replaced is opened anew."""
        engine = self._engine_now()
        if not reading:
            return engine
        if self.path is not None:
            return engine.execution_options(reading=True)
        return engine.execution_options(isolation_level="REPEATABLE READ")

    def _engine_now(self) -> sa.Engine:
        with self._lock:
            if self._engine is not None and self._opened != self._file():
                self._engine.dispose()
                self._engine = None
            if self._engine is None:
                self._engine, self._opened = self._open(), self._file()
            return self._engine

    def _file(self) -> Identity | None:
        """Tell which file stands at the path now, None where there is none."""
        if self.path is None:
            return (0, 0)
        try:
            found = self.path.stat()
        except OSError:
            return None
        return (found.st_dev, found.st_ino)

    def _open(self) -> sa.Engine:
        if self._address is not None:
            return sa.create_engine(self._address, pool_pre_ping=True, connect_args=_SERVED)
        engine = sa.create_engine("sqlite:///store", creator=self._connect, poolclass=sa.QueuePool)
        sa.event.listen(engine, "connect", _settle)
        sa.event.listen(engine, "begin", _begin)
        return engine

    def _connect(self) -> sqlite3.Connection:
        """Open the file that is there; an absent one is an error, not a new store."""
        address = f"{self.path.absolute().as_uri()}?mode=rw" if self.path else ""
        return sqlite3.connect(address, BUSY_SECONDS, uri=True, check_same_thread=False)

    def _other_version(self, version: str) -> str:
        if version < schema.HEAD:
            return f"The store {self.name} has the older schema {version}; {_UPGRADE}."
        return (
            f"The store {self.name} is of a newer version of this program (schema {version}, known "
            f"here is {schema.HEAD}); bring the program up to date or set {location.VARIABLE}."
        )

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn a fault below into one sentence; a damaged file is set aside."""
        try:
            yield
        except IntegrityError as error:
            msg = "Somebody else changed the same event at the same moment; look at it again."
            raise ConflictError(msg) from error
        except (DBAPIError, sqlite3.Error) as error:
            lost = getattr(error, "connection_invalidated", False)
            raise StoreError(self._fault(getattr(error, "orig", error), lost=lost)) from error
        except sa.exc.TimeoutError as error:  # every connection is taken
            raise StoreError(faults.busy(self.name)) from error
        except OSError as error:
            msg = f"The store {self.name} cannot be reached ({error.strerror}); {faults.ELSEWHERE}."
            raise StoreError(msg) from error

    def _set_aside(self, path: Path) -> str:
        """Rename the damaged file that was read, once; what stands there since is let alone."""
        with self._lock:
            if self._engine is None or self._file() != self._opened:
                return self.damage or f"The store {path} was damaged and is gone; try again."
            self._engine.dispose()
            self._engine = None
            kept = location.set_aside(path)
            self.damage = (
                f"The store {path} was damaged and is set aside as {kept.name}, untouched; "
                "a new one is begun beside it."
            )
            return self.damage

    def _fault(self, error: object, *, lost: bool) -> str:
        code = str(getattr(error, "sqlite_errorname", ""))
        if self.path is not None and code.startswith(faults.DAMAGED):
            return self._set_aside(self.path)
        return faults.sentence(self.name, error, lost=lost)


def _settle(connection: sqlite3.Connection, _: object) -> None:
    """Hand transactions over to us, and put safety first."""
    connection.isolation_level = None
    for pragma in ("foreign_keys = ON", "synchronous = FULL", f"cache_size = -{_CACHE_KB}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Switch the file to its write-ahead log; SQLite does not wait for others there, so we do."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > end:
                raise
            time.sleep(0.02)
        else:
            return


def _version(connection: sa.Connection) -> str | None:
    tables = set(sa.inspect(connection).get_table_names()) - {_OF_POSTGIS}
    if "alembic_version" in tables:
        found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
        return None if found is None else str(found)
    if tables:
        msg = (
            f"{connection.engine.url.database} belongs to another program: it holds the tables "
            f"{', '.join(sorted(tables)[:3])}; set {location.VARIABLE} to another place."
        )
        raise StoreError(msg)
    return None


def _migrate(connection: sa.Connection) -> None:
    from alembic import command  # noqa: PLC0415  # slow to import, needed once in a store's life

    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def alembic_config() -> "Config":
    """Alembic's settings for this package: where the steps are."""
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
