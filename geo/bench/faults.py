"""`bench faults`: break the store in every way it must survive, and say what it said and lost.

Every fault is a real one: processes killed by SIGKILL, a full file system, a read-only one, a lock
that another process holds, a server that is down or goes down. What a process was told to be
written must be there afterwards, and nothing may be there by half.
"""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from geo.bench import Result, postgres, synthetic
from geo.bench.store import opened
from geo.errors import GeoError, SetupError
from geo.events import record, store
from geo.events.store import audit, database
from geo.events.store.schema import events, revisions

if TYPE_CHECKING:
    import geopandas as gpd

ROOT: Final = Path(__file__).parents[2]
ROWS: Final = 12_000
"""Rows of each file that is imported: several times what is written at once."""
_STEM: Final = "stem-of-all"
_DEAD: Final = "postgresql://postgres@127.0.0.1:1/events"
_IMPORT: Final = """
import sys
from pathlib import Path
from geo.errors import GeoError
from geo.events import store
from geo.formats import tables
from geo.formats.tables import loading
book, path = store.open(sys.argv[1]), Path(sys.argv[2])
batch = tables.read(path.read_bytes(), path.name)
def tell(word):
    print(word, flush=True)
    return True
tell("begin")
try:
    loading.run(book, batch, "bench", progress=lambda done, all_: tell("some"))
except GeoError as error:
    tell("said " + str(error))
else:
    tell("done")
"""
_WRITE: Final = """
import sys
from geo.errors import ConflictError
from geo.events import store
book, name, n = store.open(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for i in range(n):
    while True:
        try:
            book.change("made-up-0", {"note": f"{name} {i}"}, name, book.number("made-up-0"))
            break
        except ConflictError as error:
            told = str(error)
print("done")
"""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Row:
    """One line of the table: a fault on an engine, how often, what was lost, what was said."""

    fault: str
    engine: str
    times: int
    lost: int
    half: int
    said: str


def measure(*, quick: bool, say: Say, engine: str | None = None) -> Result:
    """
    Break stores in a folder and on a server of their own; nobody else's is touched.

    `engine` names the one that is tried; None: both.
    """
    rounds, changes = (2, 50) if quick else (20, 1_000)
    rows: list[Row] = []

    def tried(row: Row) -> None:
        rows.append(row)
        say(f"{row.fault}, {row.engine}: {row.lost} lost, {row.half} half-written; {row.said}")

    with TemporaryDirectory(prefix="border-faults-") as name, ExitStack() as stack:
        folder = Path(name)
        if engine != "postgis":
            _of_a_file(folder, rounds, changes, tried)
        if engine != "sqlite" and postgres.binaries():
            _of_a_server(stack.enter_context(postgres.cluster()), folder, rounds, changes, tried)
        elif engine != "sqlite":
            say(postgres.MISSING)
    flat = {f"{r.engine}_{r.fault}_{k}": getattr(r, k) for r in rows for k in ("lost", "half")}
    flat = {key.replace(" ", "_"): value for key, value in flat.items()}
    return Result(flat | {"said": {f"{r.engine} {r.fault}": r.said for r in rows}}, _table(rows))


def _of_a_file(folder: Path, rounds: int, changes: int, tried: Callable[[Row], None]) -> None:
    place = f"sqlite:///{folder}"
    tried(killed("sqlite", f"{place}/killed.sqlite", folder, rounds))
    tried(two_writers("sqlite", f"{place}/writers.sqlite", changes))
    for act in (disk_full, read_only, locked):
        tried(act(folder))


def _of_a_server(
    served: postgres.Cluster,
    folder: Path,
    rounds: int,
    changes: int,
    tried: Callable[[Row], None],
) -> None:
    tried(killed("postgis", served.create("killed"), folder, rounds))
    tried(two_writers("postgis", served.create("writers"), changes))
    tried(down_at_start())
    tried(down_midway(served, folder))


def killed(engine: str, url: str, folder: Path, rounds: int) -> Row:
    """Kill imports at a random moment; each must be there wholly or not at all."""
    chance = random.Random(1)  # noqa: S311  # moments, not secrets
    path, seconds = _file(folder, f"{engine}-first"), 0.0
    with opened(url) as book:
        process, began = _importing(url, path, begun=True), time.monotonic()
        process.communicate()
        seconds = time.monotonic() - began
        promised, lost, half, done = ROWS, 0, 0, 0
        for i in range(rounds):
            process = _importing(url, _file(folder, f"{engine}-{i}"), begun=True)
            time.sleep(chance.uniform(0, 1.2 * seconds))
            process.send_signal(signal.SIGKILL)
            told, _ = process.communicate()
            before = _held(book, f"{engine}-{i}-")
            half += before not in (0, ROWS)
            finished = "done" in told
            lost += ROWS - before if finished else 0
            promised += before
            done += finished
        lost += max(0, promised - _held(book, f"{engine}-"))
        half += len(audit.findings(book.database))
    said = f"nobody was left to say anything; {done} of {rounds} had been confirmed by then"
    return Row("kill -9 during import", engine, rounds, lost, half, said)


def two_writers(engine: str, url: str, changes: int) -> Row:
    """Let two processes change one event again and again; each change must stand in its history."""
    with opened(url) as book:
        book.add(_events(1, "made-up"), "bench")
        command = [sys.executable, "-c", _WRITE, url]
        writers = [_started([*command, name, str(changes)]) for name in ("Anna", "Ben")]
        for writer in writers:
            writer.communicate()
        told = [r.record["note"] for r in book.history("made-up-0")[1:] if r.record]
        wanted = {f"{name} {i}" for name in ("Anna", "Ben") for i in range(changes)}
        lost = len(wanted - set(told)) + len(told) - len(set(told))
        stale = _said(lambda: book.change("made-up-0", {"note": "late"}, "Carl", 1))
        half = len(audit.findings(book.database))
    return Row(f"two writers x {changes:,} changes", engine, 2 * changes, lost, half, stale)


def disk_full(folder: Path) -> Row:
    """Import into a file system that is too small for it."""
    with _tiny(folder / "full", megabytes=3) as place:
        url = f"sqlite:///{place}/events.sqlite"
        if place == folder:
            return Row("disk full", "sqlite", 0, 0, 0, "not tried: mounting needs root")
        with opened(url) as book:
            book.add(_events(100, "kept"), "bench")
            told, _ = _importing(url, _file(folder, "full")).communicate()
            lost, half = 100 - _held(book, "kept-"), _held(book, "full-")
            half += len(audit.findings(book.database))
    return Row("disk full", "sqlite", 1, lost, half, _last(told))


def read_only(folder: Path) -> Row:
    """Write to a store in a folder that became read-only."""
    with _tiny(folder / "fixed", megabytes=8) as place:
        if place == folder:
            return Row("read-only folder", "sqlite", 0, 0, 0, "not tried: mounting needs root")
        url = f"sqlite:///{place}/events.sqlite"
        with opened(url) as book:
            book.add(_events(100, "kept"), "bench")
        _mount(["-o", "remount,ro", str(place)])
        with opened(url) as book:
            said = _said(lambda: book.change("kept-0", {"note": "x"}, "bench", 1))
        _mount(["-o", "remount,rw", str(place)])
        with opened(url) as book:
            lost, half = 100 - _held(book, "kept-"), len(audit.findings(book.database))
    return Row("read-only folder", "sqlite", 1, lost, half, said)


def locked(folder: Path) -> Row:
    """Write while another program holds the lock and does not let go."""
    url, waits = f"sqlite:///{folder}/locked.sqlite", database.BUSY_SECONDS
    with opened(url) as book:
        book.add(_events(100, "kept"), "bench")
    vars(database)["BUSY_SECONDS"] = 0.5
    try:
        with opened(url) as book, closing(sqlite3.connect(folder / "locked.sqlite")) as other:
            other.isolation_level = None
            other.execute("BEGIN IMMEDIATE")
            said = _said(lambda: book.change("kept-0", {"note": "x"}, "bench", 1))
            other.execute("ROLLBACK")
            lost, half = 100 - _held(book, "kept-"), len(audit.findings(book.database))
    finally:
        vars(database)["BUSY_SECONDS"] = waits
    return Row("locked database", "sqlite", 1, lost, half, said)


def down_at_start() -> Row:
    """Ask a server that is not there."""
    with opened(_DEAD) as book:
        return Row("server down at start", "postgis", 1, 0, 0, _said(book.version))


def down_midway(served: postgres.Cluster, folder: Path) -> Row:
    """Stop the server at once in the middle of an import, start it again and look."""
    url = served.create("midway")
    with opened(url) as book:
        book.add(_events(100, "kept"), "bench")
        process = _importing(url, _file(folder, "midway"))
        for line in process.stdout or ():
            if line.strip() == "some":  # one part of the rows is written, none is confirmed
                break
        served.stop(signal.SIGQUIT)
        told, _ = process.communicate()
        served.start()
        book.database.close()
        lost, half = 100 - _held(book, "kept-"), _held(book, "midway-")
        half += len(audit.findings(book.database))
    return Row("server down midway", "postgis", 1, lost, half, _last(told))


# --- within -------------------------------------------------------------------------------------


def _events(n: int, stem: str) -> "gpd.GeoDataFrame":
    frame = synthetic.events(n)
    frame["event_id"] = [f"{stem}-{i}" for i in range(n)]
    return record.validate(frame)


def _file(folder: Path, stem: str) -> Path:
    """Write a file of events whose ids begin with a stem; the events are made once."""
    kept, path = folder / f"{_STEM}.csv", folder / f"{stem}.csv"
    if not kept.exists():
        record.write_csv(_events(ROWS, _STEM), kept)
    path.write_text(kept.read_text(encoding="utf-8").replace(_STEM, stem), encoding="utf-8")
    return path


def _importing(url: str, path: Path, *, begun: bool = False) -> "subprocess.Popen[str]":
    """Import a file in a process of its own; `begun`: wait until it has read it and writes."""
    process = _started([sys.executable, "-c", _IMPORT, url, str(path)])
    if begun and process.stdout is not None:
        process.stdout.readline()
    return process


def _started(command: list[str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603


def _held(book: store.Store, stem: str) -> int:
    """Events of a stem that stand; -1 where the revisions say another number."""
    if not book.exists():
        return 0
    with book.database.reading() as connection:
        counts = [
            connection.execute(
                sa.select(sa.func.count(sa.distinct(table.c.event_id))).where(
                    table.c.event_id.startswith(stem)
                )
            ).scalar_one()
            for table in (events, revisions)
        ]
    return int(counts[0]) if counts[0] == counts[1] else -1


def _said(act: Callable[[], object]) -> str:
    try:
        act()
    except GeoError as error:
        return str(error)
    return "NOTHING: it went through"


def _last(told: str) -> str:
    lines = [line.removeprefix("said ") for line in told.splitlines() if line.startswith("said ")]
    return lines[-1] if lines else "NOTHING"


@contextmanager
def _tiny(place: Path, megabytes: int) -> Iterator[Path]:
    """Mount a file system in memory; the folder above where that is not allowed."""
    place.mkdir()
    try:
        _mount(["-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)])
    except SetupError:
        yield place.parent
        return
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=False)  # noqa: S603, S607


def _mount(options: list[str]) -> None:
    program = shutil.which("mount")
    command = [program or "mount", *options]
    if program is None or os.geteuid() != 0:
        raise SetupError("Only root may mount.")  # noqa: EM101, TRY003
    if subprocess.run(command, check=False, capture_output=True).returncode:  # noqa: S603
        raise SetupError("Mounting is not allowed here.")  # noqa: EM101, TRY003


def _table(rows: list[Row]) -> str:
    lines = [f"{'fault':32}{'engine':9}{'times':>6}{'lost':>6}{'half':>6}  what it says"]
    lines += [f"{r.fault:32}{r.engine:9}{r.times:>6}{r.lost:>6}{r.half:>6}  {r.said}" for r in rows]
    return "\n".join(lines)
