"""`bench map`: the dashboard's map and clock in a real browser, beside what it is measured against.

Everything is measured side by side in one run, and medians are compared: a step of the dashboard
and one of an empty slider app take turns; the naive Folium variants get the same made-up events.
The empty apps and the naive ones run as Streamlit comes, collector and all; the table tells beside
that what the slider app does with the dashboard's settings, which is a harder floor. Chromium draws
in software. A busy machine moves the absolute figures, the ratios much less.
"""

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from geo.bench import Result, apps, server, viewers
from geo.bench.browser import (
    Visit,
    bare_drag,
    chromium,
    dashboard,
    drag,
    play_about,
    slider,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_LARGE: Final = 100_000
_HUGE: Final = 1_000_000
_PAUSE_MS: Final = 250
_REST_SECONDS: Final = 0.5


@dataclass(frozen=True)
class Plan:
    """How much to measure."""

    sizes: tuple[int, ...] = (1000, 10_000, _LARGE, _HUGE)
    large: int = _LARGE
    huge: int = _HUGE
    naive_sizes: tuple[int, ...] = (1000, 10_000, _LARGE)
    steps: int = 15
    naive_steps: int = 3
    interactions: int = 500
    viewers: tuple[int, ...] = (1, 10, 50)
    viewer_seconds: float = 10
    viewer_events: int = 10_000
    starts: int = 5
    soak: int = 2000


QUICK: Final = Plan(
    sizes=(1000, 5000),
    large=1000,
    huge=5000,
    naive_sizes=(1000,),
    steps=3,
    naive_steps=1,
    interactions=10,
    viewers=(1, 3),
    viewer_seconds=2,
    viewer_events=1000,
    starts=1,
    soak=0,
)


@dataclass
class Found:
    """What was measured, in ms, bytes and MB."""

    step: dict[int, list[float]] = field(default_factory=dict)
    beside: dict[int, list[float]] = field(default_factory=dict)  # the floor's steps in between
    tuned: dict[int, list[float]] = field(default_factory=dict)  # the same with our settings
    dragged: dict[int, list[float]] = field(default_factory=dict)
    bare: list[float] = field(default_factory=list)  # the same drag on an empty page
    bytes_per_drag: int = 0
    bytes_per_release: int = 0
    naive: dict[tuple[str, int], list[float]] = field(default_factory=dict)
    remounts: int = 0
    viewers: dict[int, float] = field(default_factory=dict)
    cold: dict[str, list[float]] = field(default_factory=lambda: {"empty": [], "dashboard": []})
    warm: dict[str, list[float]] = field(default_factory=lambda: {"empty": [], "dashboard": []})
    whole: list[float] = field(default_factory=list)  # cold start until filters and panel stand
    soak: list[tuple[int, float, float]] = field(default_factory=list)  # steps, server MB, page MB

    def told(self) -> str:
        """Medians so far, in one line."""
        many: dict[str, Any] = {
            **self.cold,
            **{f"next {name}": times for name, times in self.warm.items()},
            "floor": self.beside,
            "our settings": self.tuned,
            "step": self.step,
        }
        many |= {"drag": self.dragged, "naive": self.naive}
        lines = []
        for name, times in many.items():
            cells = times if isinstance(times, dict) else {"": times}
            lines += [f"{name} {k} {statistics.median(x):.1f}" for k, x in cells.items() if x]
        lines += [f"viewers {number} {ms:.1f}" for number, ms in self.viewers.items()]
        return ", ".join(lines)


def measure(*, quick: bool = False, say: Callable[[str], None] = print) -> Result:
    """
    Measure everything; about ten minutes, or one with `quick`.

    With `quick` the stores are small, and the figures are a trial of the bench, not of the map.

    Raises
    ------
    SetupError
        A browser, Playwright or a server is missing.
    """
    plan, found = QUICK if quick else Plan(), Found()
    with chromium() as browser:
        for part in (_cold, _steps, _naive, _viewers, _interactions, _soak):
            say(f"{part.__name__.strip('_')} ...")
            part(browser, plan, found)
            say(found.told())
    return Result(_flat(plan, found), _table(plan, found))


def _cold(browser: "Browser", plan: Plan, found: Found) -> None:
    """
    Time from starting the server to the first picture, then the next visitor's.

    The first round only warms the disk.
    """
    for turn in range(plan.starts + 1):
        for name, script in (("empty", apps.EMPTY), ("dashboard", "")):
            began = time.perf_counter()
            with _app(script) as running:
                for kept in (found.cold, found.warm):
                    picture, whole = (
                        (seen - began) * 1000 for seen in _first_picture(browser, running.url, name)
                    )
                    kept[name].extend([picture] if turn else [])
                    if turn and kept is found.cold and name == "dashboard":
                        found.whole.append(whole)
                    time.sleep(_REST_SECONDS)
                    began = time.perf_counter()


def _first_picture(browser: "Browser", url: str, name: str) -> tuple[float, float]:
    """Open a page as a browser that was never there; time its first picture, and the whole page."""
    visit = Visit(browser, url)
    ours = name == "dashboard"
    visit.page.wait_for_function("bench.ready()" if ours else "bench.titled()")
    picture = time.perf_counter()
    if ours:
        visit.page.wait_for_function("bench.whole()")
    whole = time.perf_counter()
    visit.close()
    return picture, whole


def _app(script: str) -> Any:  # noqa: ANN401 (a context manager)
    if script:
        return server.serve(script, ours=False)
    return server.started(apps.ROOT / "dashboard.py")


def _steps(browser: "Browser", plan: Plan, found: Found) -> None:
    """Step the dashboard and the empty slider app (in its two settings) in turn; then drag."""
    with server.serve(apps.SLIDER, ours=False) as plain, server.serve(apps.SLIDER) as tuned:
        for size in plan.sizes:
            with server.serve(apps.dashboard(size)) as ours:
                board = dashboard(browser, ours.url)
                turns = (
                    (slider(browser, plain.url), "slider", found.beside.setdefault(size, [])),
                    (slider(browser, tuned.url), "slider", found.tuned.setdefault(size, [])),
                    (board, "dashboard", found.step.setdefault(size, [])),
                )
                for turn in range(plan.steps + 1):  # the first warms up
                    for visit, sensor, kept in turns:
                        visit.page.bring_to_front()
                        visit.page.wait_for_timeout(_PAUSE_MS)
                        took = visit.press(sensor)
                        kept.extend([took] if turn else [])
                board.page.wait_for_timeout(1000)
                found.dragged[size], dragging, release = drag(board)
                found.bare += bare_drag(browser)
                found.bytes_per_drag = max(found.bytes_per_drag, dragging)
                found.bytes_per_release = max(found.bytes_per_release, release)
                for visit, _, _ in turns:
                    visit.close()


def _naive(browser: "Browser", plan: Plan, found: Found) -> None:
    """Step the naive variants on the same events."""
    for size in plan.naive_sizes:
        for variant in apps.NAIVE:
            with server.serve(apps.naive(variant, size), ours=False) as running:
                visit = slider(browser, running.url)
                visit.page.wait_for_function("bench.day !== undefined")
                visit.page.wait_for_timeout(1000)
                steps = found.naive.setdefault((variant, size), [])
                for _ in range(plan.naive_steps + 1):
                    visit.page.wait_for_timeout(_PAUSE_MS)
                    steps.append(visit.press("naive"))
                visit.close()
            del steps[0]


def _interactions(browser: "Browser", plan: Plan, found: Found) -> None:
    """Click, drag, filter and type at random, and look whether the map is still the same one."""
    dice = random.Random(1)  # noqa: S311 (not for secrets)
    with server.serve(apps.dashboard(plan.sizes[0])) as running:
        visit = dashboard(browser, running.url)
        visit.call("mark")
        for _ in range(plan.interactions):
            play_about(visit, dice)
            if not visit.call("kept"):
                found.remounts += 1
                visit.page.wait_for_function("bench.ready()")
                visit.call("mark")
        visit.close()


def _viewers(browser: "Browser", plan: Plan, found: Found) -> None:
    """Record a release in the browser, and replay it for many viewers."""
    with server.serve(apps.dashboard(plan.viewer_events)) as running:
        visit = dashboard(browser, running.url)
        visit.press("dashboard")
        visit.page.wait_for_timeout(1000)
        frames = viewers.recorded(visit.sent)
        visit.close()
        for number in plan.viewers:
            steps = viewers.steps(running.url, frames, number, plan.viewer_seconds)
            found.viewers[number] = statistics.median(steps)


def _soak(browser: "Browser", plan: Plan, found: Found) -> None:
    """Step many times over and watch the memory of server and page."""
    if not plan.soak:
        return
    with server.serve(apps.dashboard(plan.sizes[1])) as running:
        visit = dashboard(browser, running.url)
        for step in range(1, plan.soak + 1):
            visit.press("dashboard", "ArrowRight" if step // 100 % 2 else "ArrowLeft")
            if step % (plan.soak // 10) == 0:
                found.soak.append((step, running.rss_mb(), visit.heap_mb()))
        visit.close()


def _flat(plan: Plan, found: Found) -> dict[str, float | int]:
    """Put together the figures of the contract."""
    middle = statistics.median
    step = middle(found.step[plan.large])
    many = [found.viewers[number] for number in plan.viewers]
    return {
        "step_over_floor_100k": round(step / middle(found.beside[plan.large]), 2),
        "naive_over_ours_100k": round(middle(found.naive["A", plan.large]) / step, 1),
        "drag_ms_100k": round(middle(found.dragged[plan.large]), 1),
        "drag_ms_1m": round(middle(found.dragged[plan.huge]), 1),
        "bytes_per_drag": found.bytes_per_drag,
        "bytes_per_release": found.bytes_per_release,
        "remounts": found.remounts,
        "viewers50_over_1": round(many[-1] / many[0], 2),
        "cold_over_empty": round(middle(found.cold["dashboard"]) / middle(found.cold["empty"]), 2),
        "warm_over_empty": round(middle(found.warm["dashboard"]) / middle(found.warm["empty"]), 2),
    }


def _table(plan: Plan, found: Found) -> str:
    """Write everything out for people."""
    lines = ["Step: key pressed -> map painted and Python's counts on the page, ms (median)"]
    heads = ("events", "empty slider", "(our settings)", "dashboard", *apps.NAIVE)
    lines.append("".join(f"{head:>15}" for head in heads))
    for size in plan.sizes:
        row = [x[size] for x in (found.beside, found.tuned, found.step)]
        row += [found.naive.get((variant, size), []) for variant in apps.NAIVE]
        cells = [f"{statistics.median(x):15.0f}" if x else f"{'-':>15}" for x in row]
        lines.append(f"{size:>15}" + "".join(cells))
    tuned = statistics.median(found.step[plan.large]) / statistics.median(found.tuned[plan.large])
    lines.append(f"  over the empty slider with our settings, {plan.large} events: {tuned:.2f}")
    lines += [f"  {name}: {what}" for name, what in apps.NAIVE.items()]
    lines.append("Drag: pointer moved -> map painted, ms (median, 95th percentile, frames)")
    for size, times in found.dragged.items():
        far = sorted(times)[int(len(times) * 0.95)] if times else float("nan")
        lines.append(f"{size:>10}{statistics.median(times):10.1f}{far:10.1f}{len(times):6}")
    lines.append(f"  one rectangle on an empty page: {statistics.median(found.bare):.1f}")
    lines.append(
        f"Bytes over the websocket, both ways: {found.bytes_per_drag} in a drag of 40 moves,"
    )
    lines.append(f"  {found.bytes_per_release} for its release")
    lines.append(f"Map remounts in {plan.interactions} random interactions: {found.remounts}")
    told = ", ".join(f"{number}: {ms:.1f}" for number, ms in found.viewers.items())
    lines.append(f"Viewers stepping once a second (websocket only, no browser), ms: {told}")
    for what, took in (("Cold start", found.cold), ("Next visitor", found.warm)):
        empty, ours = (statistics.median(took[name]) for name in ("empty", "dashboard"))
        lines.append(f"{what} to first picture, ms: {empty:.0f} empty, {ours:.0f} dashboard")
    lines.append(
        f"  cold start until filters and panel stand: {statistics.median(found.whole):.0f}"
    )
    lines += ["Soak: steps, server MB, page's heap MB"] if found.soak else []
    lines += [f"{step:>10}{rss:10.1f}{heap:10.1f}" for step, rss, heap in found.soak]
    lines += [f"  {name}: {value}" for name, value in _flat(plan, found).items()]
    return "\n".join(lines)
