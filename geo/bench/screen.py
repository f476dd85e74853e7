"""`bench screen`: the dashboard in a real browser over a store of a million events.

The store is filled with made-up events through its own `add`, then a server is started over it.
Counted is from `streamlit run` to the first painted map, then what a user waits for: a filter, a
search for text, a click on a count, the list, the border, and a change that another process makes.
Chromium draws in software, and shares the machine with the server and the database.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from geo.bench import Result, apps, postgres, server, synthetic
from geo.bench.browser import Visit, chromium
from geo.bench.store import opened
from geo.events import record
from geo.maps import cells

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_MANY: Final = 1_000_000
_QUICK: Final = 3_000
_QUICK_SINGLE_EVENTS: Final = "500"
_CHUNK: Final = 20_000
_PAUSE_MS: Final = 1_500
_COUNTS: Final = "[data-testid=counts]"
_CHANGED: Final = f"(before) => document.querySelector('{_COUNTS}')?.innerText !== before"
_LARGEST: Final = """() => {
  const frame = [...document.querySelectorAll("iframe")].find((f) => f.title.includes("st_folium"));
  const layer = frame.contentWindow.BorderMonitor.layer, box = frame.getBoundingClientRect();
  const hit = layer._hits.filter((h) => !h.area && h.places.some((p) => layer._places[p].size))
    .sort((a, b) => b.n - a.n)[0];
  return [box.x + hit.x, box.y + hit.y];
}"""
_ASKED: Final = (
    ("filter_s", "a kind of event on or off"),
    ("search_s", "a search for text"),
    ("click_s", "a click on a count, until an event and its sources stand beside"),
    ("list_s", "the list of all"),
    ("change_s", "another process's change, from its end until the page shows it"),
    ("border_s", "the border page, until the ribbon is painted"),
)

Say = Callable[[str], None]


def measure(*, quick: bool, say: Say, engine: str | None = None) -> Result:
    """Measure on every engine that is here, or on the one that is named."""
    n = _QUICK if quick else _MANY
    flat: dict[str, object] = {}
    lines = []
    with ExitStack() as stack:
        if quick:
            stack.enter_context(_single_events(_QUICK_SINGLE_EVENTS))
        engines = stack.enter_context(_engines(engine, say))
        running = stack.enter_context(chromium())
        for name, url in engines.items():
            say(f"{n:,} made-up events into {name} …")
            _fill(url, n)
            say(f"the dashboard over {name} …")
            figures = _dashboard(url, running)
            flat |= {f"{name}_{key}": value for key, value in figures.items()}
            lines += _told(name, n, figures)
    return Result(flat, "\n".join(lines))


@contextmanager
def _engines(only: str | None, say: Say) -> Iterator[dict[str, str]]:
    with TemporaryDirectory(prefix="border-bench-") as folder, ExitStack() as stack:
        found = {"sqlite": f"sqlite:///{folder}/screen.sqlite"}
        if only == "sqlite":
            yield found
            return
        if postgres.binaries() is None:
            say(f"{postgres.MISSING} Only SQLite is measured.")
        else:
            found["postgis"] = stack.enter_context(postgres.cluster()).create("screen")
        yield {name: url for name, url in found.items() if only in (None, name)}


@contextmanager
def _single_events(most: str) -> Iterator[None]:
    """Take fewer events for many, in the servers that are started."""
    before = os.environ.get(cells.SETTING)
    os.environ[cells.SETTING] = most
    try:
        yield
    finally:
        if before is None:
            del os.environ[cells.SETTING]
        else:
            os.environ[cells.SETTING] = before


def _fill(url: str, n: int) -> None:
    frame = record.as_geo(synthetic.events(n))
    with opened(url) as book:
        for at in range(0, n, _CHUNK):
            book.add(frame.iloc[at : at + _CHUNK], "bench")


def _dashboard(url: str, running: "Browser") -> dict[str, float]:
    began = time.perf_counter()
    with server.started(Path(apps.ROOT) / "dashboard.py", store=url) as started:
        visit = Visit(running, started.url)
        try:
            visit.page.wait_for_function("bench.ready()")
            found = {"start_s": time.perf_counter() - began, "rss_mb": started.rss_mb()}
            visit.page.wait_for_timeout(_PAUSE_MS)
            found["sent_mb"] = visit.traffic() / 1e6
            found |= _asked(visit.page, url)
            found["rss_end_mb"] = started.rss_mb()
        finally:
            visit.close()
    return {name: round(value, 2) for name, value in found.items()}


def _asked(page: "Page", url: str) -> dict[str, float]:
    """Seconds of what `_ASKED` names, in its order."""
    pill, search = page.locator(".st-key-layers button").nth(4), page.get_by_placeholder("Search")
    found = {"filter_s": statistics.mean(_until(page, pill.click) for _ in range(2))}

    def look_for(text: str) -> None:
        search.fill(text)
        search.press("Enter")

    found["search_s"] = _until(page, lambda: look_for("place 77"))
    _until(page, lambda: look_for(""))
    x, y = page.evaluate(_LARGEST)
    event, row = page.get_by_test_id("event"), page.locator(".st-key-panel li button").first
    found["click_s"] = _seconds(lambda: page.mouse.click(x, y), event.wait_for)
    page.wait_for_timeout(_PAUSE_MS)
    part = page.locator(".st-key-part button").nth(1)
    found["list_s"] = _seconds(part.click, row.wait_for)
    page.wait_for_timeout(_PAUSE_MS)
    found["change_s"] = _until(page, lambda: _change(url), ready=True)
    ribbon, menu = page.locator("[data-ready=yes]"), page.get_by_test_id("stTopNavLink").nth(1)
    found["border_s"] = _seconds(menu.click, lambda: ribbon.wait_for(state="attached"))
    return found


def _seconds(act: Callable[[], object], done: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    done()
    return time.perf_counter() - began


def _until(page: "Page", act: Callable[[], object], *, ready: bool = False) -> float:
    """Seconds until the counts are others, from before the act, or from when it was done."""
    before = page.locator(_COUNTS).inner_text()
    began = time.perf_counter()
    act()
    began = time.perf_counter() if ready else began
    page.wait_for_function(_CHANGED, arg=before)
    taken = time.perf_counter() - began
    page.wait_for_timeout(_PAUSE_MS)
    return taken


def _change(url: str) -> None:
    """Take an event off the map."""
    with opened(url) as book:
        undated = {"date_start": None, "date_end": None}
        book.change("made-up-1", undated, "bench", book.number("made-up-1"))


def _told(name: str, n: int, figures: dict[str, float]) -> list[str]:
    return [
        f"{name}, {n:,} made-up events and those that ship",
        f"{figures['start_s']:>8.2f} s    from `streamlit run` to the first painted map",
        f"{figures['rss_mb']:>8.0f} MB   resident in the server then",
        f"{figures['rss_end_mb']:>8.0f} MB   after all that follows",
        f"{figures['sent_mb']:>8.1f} MB   over the websocket until then",
        *(f"{figures[key]:>8.2f} s    {words}" for key, words in _ASKED),
        "",
    ]
