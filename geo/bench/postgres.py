"""A PostgreSQL server with PostGIS of one's own: in a temporary folder, gone afterwards.

It listens on a free port of this machine alone and trusts whoever can reach that port, which is
right for made-up events and for nothing else.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from geo.errors import SetupError

USER: Final = "postgres"
"""Account that runs the server where we are root, whom it refuses to run for."""
MISSING: Final = "No PostgreSQL with PostGIS is installed here."
_DEBIAN: Final = Path("/usr/lib/postgresql")
_START_SECONDS: Final = 60.0


def binaries() -> Path | None:
    """Folder of the newest server that has PostGIS, None where there is none."""
    folders = sorted(_DEBIAN.glob("*/bin"), key=lambda path: _number(path.parent.name))
    named = shutil.which("pg_ctl")
    if named:
        folders.insert(0, Path(named).resolve().parent)
    return next((folder for folder in reversed(folders) if _has_postgis(folder)), None)


class Cluster:
    """A server: its address, and ways to stop it as planned or not."""

    def __init__(self, folder: Path, tools: Path) -> None:
        """Keep where its data and its programs are."""
        self.folder, self._tools = folder, tools
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres") -> str:
        """Address of one of its databases for `geo.events.store.open`."""
        return f"postgresql+psycopg://{USER}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str) -> str:
        """Make an empty database; give its address."""
        done = _run([*self._client("createdb"), database])
        if done.returncode:
            raise SetupError(done.stderr.strip())
        return self.url(database)

    def start(self) -> None:
        """
        Start the server on the data that are there, and wait until it answers.

        Raises
        ------
        SetupError
            It stops at once or does not answer in time.
        """
        command = [str(self._tools / "postgres"), "-D", str(self.folder / "data")]
        command += ["-p", str(self.port), "-c", "listen_addresses=127.0.0.1"]
        command += ["-c", f"unix_socket_directories={self.folder}"]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                _as_user(command, bound=True),
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
            )
        end = time.monotonic() + _START_SECONDS
        while _run(self._client("pg_isready")).returncode:
            if self._process.poll() is not None or time.monotonic() > end:
                msg = f"The PostgreSQL server did not start; {self.folder / 'log'} says why."
                raise SetupError(msg)
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT breaks connections off in order, SIGQUIT leaves at once."""
        if self._process is None:
            return
        with suppress(OSError, ValueError, IndexError):  # it may have stopped already
            os.kill(int((self.folder / "data" / "postmaster.pid").read_text().split()[0]), how)
        self._process.wait(timeout=_START_SECONDS)
        self._process = None

    def _client(self, program: str) -> list[str]:
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", USER]
        return [str(self._tools / program), *where]


@contextmanager
def cluster(*, durable: bool = True) -> Iterator[Cluster]:
    """
    Run a server until the block ends.

    Parameters
    ----------
    durable
        Whether what it confirms is on the disk, as on a real server; tests may do without.

    Raises
    ------
    SetupError
        PostgreSQL with PostGIS is not installed, or does not start.
    """
    tools = binaries()
    if tools is None:
        raise SetupError(f"{MISSING} Install both and try again.")  # noqa: EM102, TRY003
    with tempfile.TemporaryDirectory(prefix="border-postgres-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, USER)
        make = [str(tools / "initdb"), "-D", str(folder / "data"), "-U", USER, "-A", "trust"]
        make += ["-E", "UTF8", "--no-locale", "--no-sync"]
        done = _run(_as_user(make), folder)
        if done.returncode:
            msg = f"PostgreSQL could not set up a server here: {done.stderr.strip()[-200:]}"
            raise SetupError(msg)
        with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write("shared_buffers = 256MB\nmax_wal_size = 4GB\n")
            if not durable:
                settings.write("fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n")
        running = Cluster(folder, tools)
        try:
            running.start()
            yield running
        finally:
            running.stop()


def _run(command: Sequence[str], folder: Path | None = None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 (PostgreSQL's own programs)
        command, check=False, capture_output=True, text=True, cwd=folder
    )


def _as_user(command: Sequence[str], *, bound: bool = False) -> list[str]:
    """Run as `USER` where we are root; `bound`: stop with us, even where we are killed."""
    ends = ["--pdeathsig", "INT"] if bound else []
    if os.geteuid() == 0:
        ends = [f"--reuid={USER}", f"--regid={USER}", "--init-groups", *ends]
    elif not shutil.which("setpriv"):
        return list(command)
    return ["setpriv", *ends, *command] if ends else list(command)


def _has_postgis(folder: Path) -> bool:
    asked = folder / "pg_config"
    if not (folder / "postgres").exists():
        return False
    share = Path("/usr/share/postgresql") / folder.parent.name
    if not share.exists() and asked.exists():
        share = Path(_run([str(asked), "--sharedir"]).stdout.strip() or "/nowhere")
    return (share / "extension" / "postgis.control").exists()


def _number(name: str) -> int:
    return int(name) if name.isdigit() else 0


def _free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
