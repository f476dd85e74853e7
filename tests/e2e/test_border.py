"""The border page in a real browser: picture, brush, keys, panel, counts, side by side."""

import random
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from geo import events
from geo.events import window
from tests.e2e.conftest import ARTEFACTS

RANDOM_WINDOWS = 60
READY = "[data-ready=yes]"
SAID = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
"""Waits for a frame and the words about it, which follow it."""
SPOT = """([km, day]) => { const r = BorderMonitor.ribbon, p = r.picture.panels[0];
  const box = r.canvas.getBoundingClientRect();
  return [box.x + r.axes.x(km, p), box.y + r.axes.y(day + 0.5)]; }"""
EPOCH = date(1970, 1, 1)


def _number(iso: str) -> int:
    return (date.fromisoformat(iso) - EPOCH).days


class Ribbon:
    """What a person sees and does on the border page."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        # By the menu: opened at /border, Streamlit looks for itself there first and logs 404s.
        page.goto(url)
        self.open("Border")

    def open(self, name: str) -> None:
        self.page.get_by_test_id("stTopNavLink").filter(has_text=name).click()
        if name == "Border":
            self.page.locator(READY).wait_for(state="attached", timeout=30_000)
            self.canvas = self.page.get_by_role("slider", name="Border ribbon")
        self.settle()

    def settle(self) -> None:
        self.page.wait_for_timeout(150)
        expect(self.page.get_by_test_id("stApp").first).to_have_attribute(
            "data-test-script-state", "notRunning"
        )

    def data(self) -> dict[str, str]:
        return self.page.locator(READY).evaluate("e => ({ ...e.dataset })")

    def at(self, km: float, iso: str) -> tuple[float, float]:
        return tuple(self.page.evaluate(SPOT, [km, _number(iso)]))

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=10)
        self.page.evaluate(SAID)

    def press(self, *keys: str) -> None:
        self.canvas.focus()
        for key in keys:
            self.page.keyboard.press(key)
        self.page.evaluate(SAID)

    def shown(self) -> int:
        return int(self.page.locator('[data-clock="shown"]').inner_text())


@pytest.fixture
def ribbon(page: Page, app_url: str) -> Ribbon:
    return Ribbon(page, app_url)


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1366, 768)])
def test_the_picture_fits_and_says_whose_view_it_is_not(page, app_url, width, height):
    page.set_viewport_size({"width": width, "height": height})
    ribbon = Ribbon(page, app_url)
    page.wait_for_timeout(500)
    page.screenshot(path=ARTEFACTS / f"border-{width}x{height}.png")
    box = ribbon.canvas.bounding_box()
    assert box["x"] + box["width"] <= width
    foot = page.locator("[data-part=foot]")
    expect(foot).to_contain_text("817 km published · 824 km as drawn")
    expect(foot).to_contain_text("do not imply any position on sovereignty")
    place = foot.bounding_box()
    assert place["y"] + place["height"] <= height
    assert foot.evaluate("e => e.scrollWidth <= e.clientWidth"), "the line is cut off"
    assert (
        page.locator(".bar button").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
        >= 14
    )


def test_a_brush_keeps_a_stretch_and_days_everywhere(ribbon):
    page = ribbon.page
    page.evaluate("() => { BorderMonitor.ribbon.canvas.__first = true; }")
    ribbon.drag(ribbon.at(290, "2025-07-24"), ribbon.at(345, "2025-07-27"))
    during = ribbon.data()
    page.mouse.up()
    ribbon.settle()
    expect(page.get_by_role("button", name="km 290 – 345")).to_be_visible()
    assert "km=290-345" in page.url
    assert "from=2025-07-24&to=2025-07-27" in page.url
    assert ribbon.data()["on"] == during["on"] == str(ribbon.shown())
    assert page.evaluate("() => BorderMonitor.ribbon.canvas.__first"), "the ribbon was drawn anew"
    chosen = window.Filters(border_km=(290, 345))
    seen = window.view(events.load(), "2025-07-24", "2025-07-27", "window", chosen)
    assert ribbon.shown() == seen.counts.shown > 0
    ribbon.open("Map")
    assert ribbon.shown() == seen.counts.shown
    ribbon.open("Border")
    assert ribbon.data()["km"] == "290.0:345.0"
    page.get_by_role("button", name="km 290 – 345").click()
    expect(page.get_by_role("button", name="km 290 – 345")).to_have_count(0)
    expect(page.locator(READY)).to_have_attribute("data-km", "")


def test_a_drag_sends_nothing_until_release_and_then_once(page, app_url):
    sent = []
    page.on("websocket", lambda ws: ws.on("framesent", lambda _: sent.append(1)))
    ribbon = Ribbon(page, app_url)
    page.mouse.move(*ribbon.at(300, "2025-12-01"))
    page.wait_for_timeout(400)
    before = len(sent)
    ribbon.drag(ribbon.at(300, "2025-12-08"), ribbon.at(500, "2025-12-20"))
    page.wait_for_timeout(300)
    assert len(sent) == before
    page.mouse.up()
    ribbon.settle()
    assert len(sent) == before + 1


def test_keys_move_the_window_and_escape_shows_everything(ribbon):
    ribbon.drag(ribbon.at(100, "2025-12-08"), ribbon.at(400, "2025-12-10"))
    ribbon.page.mouse.up()
    ribbon.settle()
    first, last = map(int, ribbon.data()["window"].split(":"))
    ribbon.press("ArrowDown")
    assert ribbon.data()["window"] == f"{first + 1}:{last + 1}"
    ribbon.press("Shift+ArrowLeft")
    assert ribbon.data()["window"] == f"{first - 6}:{last - 6}"
    start = (EPOCH + timedelta(days=first - 6)).isoformat()
    ribbon.page.wait_for_url(f"**from={start}**")
    ribbon.press("Escape")
    ribbon.settle()
    ribbon.page.wait_for_timeout(300)
    assert ribbon.data()["km"] == ""
    assert "from=" not in ribbon.page.url
    assert ribbon.shown() + int(ribbon.data()["unplaced"]) == len(events.load())


def test_a_click_on_a_mark_opens_its_events(ribbon):
    page = ribbon.page
    hit = page.evaluate(
        "() => { const r = BorderMonitor.ribbon, b = r.canvas.getBoundingClientRect();"
        "const h = r.picture.hits.find((h) => h.rank === 0 && h.events.length > 1);"
        "return { x: b.x + h.x, y: b.y + h.y, n: h.events.length }; }"
    )
    page.mouse.move(hit["x"], hit["y"])
    expect(page.locator(".hint")).to_contain_text(f"{hit['n']} × ")
    page.mouse.down()
    page.mouse.up()
    expect(page.get_by_test_id("event")).to_be_visible()
    expect(page.get_by_text(f"1 of {hit['n']} under this mark")).to_be_visible()
    assert "event=" in page.url


def test_a_click_on_a_province_keeps_its_stretch(ribbon):
    x, _ = ribbon.at(260, "2025-12-08")
    y = ribbon.page.evaluate(
        "() => { const r = BorderMonitor.ribbon;"
        "return r.canvas.getBoundingClientRect().y + r.picture.top - 8; }"
    )
    ribbon.page.mouse.click(x, y)
    expect(ribbon.page.get_by_role("button", name="km 200 – 330")).to_be_visible()  # Surin


def test_side_by_side_shows_each_event_once(ribbon):
    alone = ribbon.page.evaluate("() => BorderMonitor.ribbon.picture.marks")
    ribbon.page.get_by_role("button", name="Side by side").click()
    ribbon.page.wait_for_timeout(200)
    titles, seen = ribbon.page.evaluate(
        "() => { const p = BorderMonitor.ribbon.picture.panels;"
        "return [p.map((q) => q.title), p.map((q) => q.seen)]; }"
    )
    assert titles == ["Fighting", "Mines", "Closures", "Other"]
    assert sum(seen) == alone == int(ribbon.data()["on"])


def test_every_event_on_the_ribbon_can_be_pointed_at(ribbon):
    for part in ("Together", "Side by side"):
        ribbon.page.get_by_role("button", name=part).click()
        ribbon.page.wait_for_timeout(200)
        pointed = ribbon.page.evaluate(
            "() => new Set(BorderMonitor.ribbon.picture.hits.flatMap((h) => h.events)).size"
        )
        assert pointed == int(ribbon.data()["on"])


def test_ribbon_and_python_count_alike(ribbon):
    """Random windows and stretches: what the browser counts is what Python counts."""
    chance = random.Random(20251208)
    prepared = window.prepare(events.load())
    known = prepared.reach.known(len(prepared))
    first, last = _number("2025-02-13"), _number("2026-01-31")
    for _ in range(RANDOM_WINDOWS):
        start, end = sorted(chance.randint(first, last) for _ in range(2))
        km = sorted(round(chance.uniform(0, 823), 1) for _ in range(2))
        stretch = km if chance.random() < 0.6 else None
        counted = ribbon.page.evaluate(
            "([from, to, range]) => { const r = BorderMonitor.ribbon;"
            "Object.assign(r, { from, to, range, mode: 'window' }); const n = r.tally();"
            "return [n.on, n.off, n.unplaced]; }",
            [start, end, stretch],
        )
        days = [(EPOCH + timedelta(days=d)).isoformat() for d in (start, end)]
        chosen = window.Filters(border_km=tuple(stretch) if stretch else None)
        seen = window.view(prepared, *days, "window", chosen)
        off = int((seen.shown & ~known).sum())
        assert counted == [seen.counts.shown - off, off, seen.counts.unplaced]


def test_filters_outlive_a_change_of_page(ribbon):
    ribbon.page.locator(".st-key-layers").get_by_text("Landmine, UXO").click()
    expect(ribbon.page.locator('[data-clock="shown"]')).to_have_text("22")
    ribbon.settle()
    for name in ("Map", "Method", "Border", "Map", "Border"):
        ribbon.open(name)
        if name != "Method":
            assert ribbon.shown() == 22, name


def test_an_empty_window_says_so_and_marks_are_crisp(browser, app_url):
    context = browser.new_context(viewport={"width": 1366, "height": 768}, device_scale_factor=2)
    page = context.new_page()
    ribbon = Ribbon(page, app_url)
    size = page.evaluate(
        "() => { const c = BorderMonitor.ribbon.canvas; return [c.width, c.clientWidth]; }"
    )
    assert size[0] == 2 * size[1]
    ribbon.page.locator(".st-key-layers").get_by_text("Drone").click()
    ribbon.settle()
    ribbon.press("Home")
    ribbon.drag(ribbon.at(10, "2025-03-01"), ribbon.at(11, "2025-05-01"))
    page.mouse.up()
    ribbon.settle()
    assert ribbon.data()["on"] == "0"
    page.screenshot(path=ARTEFACTS / "border-empty.png")
    context.close()
