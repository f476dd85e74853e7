"""`bench follow`: how soon a change in one dashboard shows in another over the same store.

Two servers, each with static files of its own as on two machines, and a browser page on each. A
reviewer accepts events in one; counted is from the press until the other page shows the new count.
The processor time of an idle server with one open page tells what following costs.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.bench import Result, apps, browser, postgres, server, synthetic
from geo.bench.store import opened
from geo.events import record

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHANGES: Final = 20
_QUICK_CHANGES: Final = 3
_IDLE_SECONDS: Final = 20.0
_QUICK_IDLE_SECONDS: Final = 2.0
_WAIT_MS: Final = 60_000
_REST_SECONDS: Final = (0.3, 0.37)  # between changes: a start, and a step that meets all phases
_SCRIPT: Final = f"""
import sys
sys.path.insert(0, {str(apps.ROOT)!r})
import runpy
from pathlib import Path
from geo.maps import assets
assets.STATIC = Path(__file__).parent / "static"
runpy.run_path({str(apps.ROOT / "dashboard.py")!r})
"""
_TELLS: Final = """
(n) => document.querySelector('[data-testid=counts]')?.innerText.includes(n + ' extracted')
"""

Say = Callable[[str], None]


def measure(*, quick: bool, say: Say) -> Result:
    """Measure on every engine that is here."""
    flat: dict[str, object] = {}
    lines = [f"{'':10}{'changes':>8}{'median':>9}{'worst':>9}{'idle server, one page':>24}"]
    with _engines(say) as engines, browser.chromium() as running:
        for name, url in engines.items():
            say(f"two dashboards over {name} …")
            figures = _engine(url, running, quick=quick)
            flat |= {f"{name}_{key}": value for key, value in figures.items()}
            lines.append(
                f"{name:10}{figures['changes']:>8.0f}{figures['median_s']:>7.2f} s"
                f"{figures['worst_s']:>7.2f} s{figures['idle_cpu']:>20.1f} % of a core"
            )
    return Result(flat, "\n".join(lines))


@contextmanager
def _engines(say: Say) -> Iterator[dict[str, str]]:
    with TemporaryDirectory(prefix="border-bench-") as folder, ExitStack() as stack:
        found = {"sqlite": f"sqlite:///{folder}/follow.sqlite"}
        if postgres.binaries() is None:
            say(f"{postgres.MISSING} Only SQLite is measured.")
        else:
            found["postgis"] = stack.enter_context(postgres.cluster()).create("follow")
        yield found


def _engine(url: str, running: "Browser", *, quick: bool) -> dict[str, float]:
    changes = _QUICK_CHANGES if quick else CHANGES
    with opened(url) as book:
        made = pd.DataFrame(synthetic.events(changes))
        book.add(record.as_geo(made.assign(review_state="extracted", coding="machine")), "bench")
    with server.serve(_SCRIPT, store=url) as first, server.serve(_SCRIPT, store=url) as second:
        here, there = (_page(running, one.url, changes) for one in (first, second))
        taken = [_seconds(here, there, changes - i - 1, i) for i in range(changes)]
        here.context.close()
        seconds = _QUICK_IDLE_SECONDS if quick else _IDLE_SECONDS
        before = second.cpu_seconds()
        time.sleep(seconds)
        idle = (second.cpu_seconds() - before) / seconds
        there.context.close()
    return {
        "changes": changes,
        "median_s": round(statistics.median(taken), 2),
        "worst_s": round(max(taken), 2),
        "idle_cpu": round(100 * idle, 2),
    }


def _page(running: "Browser", url: str, waiting: int) -> "Page":
    """Open the page of reviews; it shows all events as waiting."""
    page = running.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.goto(f"{url}/review")
    page.wait_for_function(_TELLS, arg=waiting, timeout=_WAIT_MS)
    return page


def _seconds(here: "Page", there: "Page", left: int, number: int) -> float:
    """Accept an event here; wait until the other page counts one less."""
    start, step = _REST_SECONDS
    time.sleep(start + number * step % 1)
    began = time.perf_counter()
    here.get_by_role("button", name="Accept").click()
    there.wait_for_function(_TELLS, arg=left, timeout=_WAIT_MS)
    taken = time.perf_counter() - began
    here.wait_for_function(_TELLS, arg=left, timeout=_WAIT_MS)
    return taken
