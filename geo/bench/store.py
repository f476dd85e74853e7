"""`bench store`: a store in a file and on a server, beside plain pandas in memory.

Each size is loaded through the store's own `add`, revisions and all. The questions are those that
the screen asks: how many rows of a window, a box and some layers, and how many incidents by day and
border km. Each is asked five times; the median counts. What pandas does is the same filter and the
same grouping on a frame that is in memory already.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pandas as pd

from geo.bench import Result, postgres, synthetic
from geo.errors import InputError
from geo.events import record, store
from geo.events.store import query, standing
from geo.events.window import LIVE_STATES

SIZES: Final = {"1e4": 10_000, "1e5": 100_000, "1e6": 1_000_000}
QUICK: Final = {"1e3": 1_000, "3e3": 3_000}
DAYS: Final = ("2025-06-01", "2025-06-30")
BOX: Final = (102.6, 13.4, 104.0, 14.4)
LAYERS: Final = ("clash", "shelling", "landmine")
BIN_KM: Final = 5.0
_CHUNK: Final = 20_000
_TIMES: Final = 5

Say = Callable[[str], None]


def measure(*, quick: bool, say: Say, engine: str | None = None, size: str | None = None) -> Result:
    """Measure every size on every engine that is here, or the one size and engine that is named."""
    sizes = QUICK if quick else SIZES
    if size is not None and size not in sizes:
        msg = f"The sizes are {', '.join(sizes)}, not {size}."
        raise InputError(msg)
    flat: dict[str, object] = {}
    lines = [f"{'':10}{'':8}{'load':>9}{'window':>11}{'aggregate':>11}{'details':>9}"]
    with TemporaryDirectory(prefix="border-bench-") as folder, ExitStack() as stack:
        engines = _engines(Path(folder), stack, say, engine)
        for label, n in sizes.items():
            if size not in (None, label):
                continue
            say(f"{label} made-up events …")
            frame = record.as_geo(synthetic.events(n))
            plain = _pandas(frame)
            for name, place in engines.items():
                say(f"{label} into {name} …")
                figures = {**_engine(place(label), frame, say), **plain}
                flat |= {f"{name}_{label}_{key}": value for key, value in figures.items()}
                lines.append(_line(name, label, figures))
    return Result(flat, "\n".join([*lines, "", *_notes()]))


def _engines(
    folder: Path, stack: ExitStack, say: Say, only: str | None
) -> dict[str, Callable[[str], str]]:
    found: dict[str, Callable[[str], str]] = {
        "sqlite": lambda size: f"sqlite:///{folder}/{size}.sqlite"
    }
    if only == "sqlite":
        return found
    if postgres.binaries() is None:
        say(f"{postgres.MISSING} Only SQLite is measured.")
        return found
    server = stack.enter_context(postgres.cluster())
    served: dict[str, Callable[[str], str]] = {
        "postgis": lambda size: server.create(f"size_{size}")
    }
    return served if only == "postgis" else found | served


def _engine(url: str, frame: pd.DataFrame, say: Say) -> dict[str, object]:
    with opened(url) as book:
        began = time.perf_counter()
        for at in range(0, len(frame), _CHUNK):
            book.add(frame.iloc[at : at + _CHUNK], "bench")
            if at and not at % (10 * _CHUNK):
                say(f"  {at:,} events after {time.perf_counter() - began:.0f} s")
        load = time.perf_counter() - began
        _settled(book)
        counted = query.count(book, DAYS, BOX, LAYERS).counts.shown
        return {
            "load_s": round(load, 2),
            "window_ms": _median_ms(lambda: query.count(book, DAYS, BOX, LAYERS)),
            "aggregate_ms": _median_ms(lambda: query.by_km(book, DAYS, bin_km=BIN_KM)),
            "details_ms": _median_ms(lambda: query.details(book, DAYS, BOX, LAYERS, limit=50)),
            "shown": counted,
            "indexed": _indexed(query.plan(book, DAYS, BOX, LAYERS)),
        }


@contextmanager
def opened(url: str) -> Iterator[store.Store]:
    """Open the store at an address, and let go of it in the end."""
    book = store.Store(url)
    try:
        yield book
    finally:
        book.database.close()


def _settled(book: store.Store) -> None:
    """Let a server gather its statistics and tidy up, as it does by itself within minutes."""
    if book.path is None:
        import psycopg  # noqa: PLC0415  # only where there is a server

        with psycopg.connect(book.url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE) events")
            connection.execute("VACUUM (ANALYZE) revisions")


def _indexed(plan: str) -> list[str]:
    """Indexes that the database's plan names; none where it would read the whole table."""
    names = ("events_by_day", "events_by_place")
    return [name for name in names if name in plan and "Seq Scan" not in plan]


def _pandas(frame: pd.DataFrame) -> dict[str, object]:
    """Time the same questions on a plain frame in memory."""
    made = _plain(frame)
    return {
        "pandas_window_ms": _median_ms(lambda: _in_view(made)),
        "pandas_aggregate_ms": _median_ms(lambda: _by_km(made)),
    }


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Take the columns that the questions are about, with bounds in the place of shapes."""
    few = [name for name in record.NAMES if name not in ("claims", "sources")]
    made = pd.DataFrame(frame[few])
    made["date_end"] = made["date_end"].fillna(pd.Timestamp("2200-01-01"))
    drawable = record.drawable(frame)
    edges = standing.bounds(frame, drawable)
    bounds = pd.DataFrame(edges, columns=["west", "south", "east", "north"])
    made = pd.concat([made.drop(columns="geometry").reset_index(drop=True), bounds], axis=1)
    made["drawable"] = drawable
    return made


def _in_view(made: pd.DataFrame) -> int:
    west, south, east, north = BOX
    mask = (made["date_start"] <= DAYS[1]) & (made["date_end"] >= DAYS[0]) & made["drawable"]
    mask &= made["layer"].isin(LAYERS) & made["review_state"].isin(LIVE_STATES)
    mask &= (made["west"] <= east) & (made["east"] >= west)
    mask &= (made["south"] <= north) & (made["north"] >= south)
    return int(mask.sum())


def _by_km(made: pd.DataFrame) -> Any:  # noqa: ANN401  # a series of counts
    mask = (made["date_start"] <= DAYS[1]) & (made["date_end"] >= DAYS[0]) & made["drawable"]
    rows = made.loc[mask, ["date_start", "border_km", "layer"]]
    return rows.groupby(["date_start", rows["border_km"] // BIN_KM, "layer"]).size()


def _median_ms(act: Callable[[], object]) -> float:
    taken = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return round(1000 * statistics.median(taken), 1)


def _line(name: str, size: str, figures: dict[str, Any]) -> str:
    window, aggregate = figures["window_ms"], figures["aggregate_ms"]
    over = window / figures["pandas_window_ms"], aggregate / figures["pandas_aggregate_ms"]
    return (
        f"{name:10}{size:8}{figures['load_s']:>7.1f} s{window:>8.1f} ms{aggregate:>8.1f} ms"
        f"{figures['details_ms']:>6.0f} ms   pandas {figures['pandas_window_ms']:.1f} / "
        f"{figures['pandas_aggregate_ms']:.1f} ms, store over pandas {over[0]:.1f} / {over[1]:.1f}"
        f"   by {', '.join(figures['indexed']) or 'NO INDEX'}"
    )


def _notes() -> list[str]:
    told = [
        f"window: rows of {DAYS[0]} to {DAYS[1]} in a box of 1.4 by 1 degree and three layers",
        f"aggregate: incidents of those days by day, {BIN_KM:g} border km and layer",
        "pandas: the same filter and grouping on a frame already in memory",
    ]
    return told if postgres.binaries() else [*told, f"{postgres.MISSING} Only SQLite was measured."]
