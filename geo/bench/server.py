"""A Streamlit server in a process of its own, with what the system tells about it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from geo.bench import apps
from geo.errors import SetupError

_START_SECONDS = 120
_QUIET = (
    "--server.headless=true",
    "--browser.gatherUsageStats=false",
    "--server.enableStaticServing=true",
)
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running app."""

    url: str
    pid: int

    def rss_mb(self) -> float:
        """Resident memory of the process, MB; NaN where the system does not tell."""
        try:
            status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        except OSError:
            return float("nan")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def cpu_seconds(self) -> float:
        """Processor time that the process has used; NaN where the system does not tell."""
        try:
            stat = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8")
        except OSError:
            return float("nan")
        user, system = stat.rsplit(")", 1)[1].split()[11:13]
        return (int(user) + int(system)) / _TICKS


@contextmanager
def serve(script: str, *, ours: bool = True, store: str = "") -> Iterator[Server]:
    """
    Run an app (the text of its main script) that is laid out in a temporary folder.

    Parameters
    ----------
    script
        Its main script.
    ours
        With the dashboard's settings (`.streamlit/config.toml`), else with Streamlit's own.
    store
        Address of the store; without it one of its own, gone afterwards.

    Raises
    ------
    SetupError
        The app stops at start, or does not answer in time.
    """
    with (
        TemporaryDirectory(prefix="border-bench-") as folder,
        started(apps.write(script, Path(folder) / "app"), ours=ours, store=store) as server,
    ):
        yield server


@contextmanager
def started(path: Path, *, ours: bool = True, store: str = "") -> Iterator[Server]:
    """Run the app at `path` until the block ends; see `serve`."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(path), "--server.port", str(port)]
    folder = apps.ROOT if ours else path.parent  # Streamlit reads the settings of the folder
    with (
        TemporaryDirectory(prefix="border-bench-") as aside,
        (Path(aside) / "log").open("wb") as log,
        subprocess.Popen(  # noqa: S603 (our own interpreter and script)
            [*command, *_QUIET],
            cwd=folder,
            env={**os.environ, "DATABASE_URL": store or f"sqlite:///{aside}/store.sqlite"},
            stdout=log,
            stderr=log,
        ) as process,
    ):
        try:
            server = Server(f"http://localhost:{port}", process.pid)
            _wait(server, process)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(timeout=3)
            except subprocess.TimeoutExpired:  # it waits for pages that are still open
                process.kill()


def _wait(server: Server, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            msg = "The app stopped at start: run `make run` to see why."
            raise SetupError(msg)
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=1):  # noqa: S310
                return
        except OSError:
            time.sleep(0.02)
    msg = f"The app did not answer within {_START_SECONDS} s: free the machine and try again."
    raise SetupError(msg)
