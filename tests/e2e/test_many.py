"""More events than a browser is sent: counts in squares, single events where few are left."""

import random
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from geo import events
from geo.events import store, window
from tests.e2e.conftest import serve
from tests.e2e.test_map import WINDOW, Board, _days, _iso
from tests.events.made_up import extracted

SINGLE_EVENTS = 300
ZOOM = """([x, y, zoom]) => { BorderMonitor.moved();
  BorderMonitor.layer._map.setView([y, x], zoom, { animate: false }); }"""
CLOCK = """([from, to]) => { const { lots } = BorderMonitor.clock.tally();
  const first = BorderMonitor.clock.first;
  return [lots[1], lots[0]].map(({ begun, ended }) => begun[to - first] - ended[from - first]); }"""
FETCHED = """() => { const d = BorderMonitor.layer._details;
  return d ? [...d.index] : null; }"""


@pytest.fixture(scope="module", params=["as shipped", "from the store"])
def book(request, tmp_path_factory: pytest.TempPathFactory) -> store.Store:
    """The record as it ships, which is in memory, and one that is left in its database."""
    made = store.Store(f"sqlite:///{tmp_path_factory.mktemp('many')}/events.sqlite")
    if request.param != "as shipped":
        made.add(extracted(3).assign(review_state="confirmed"), "Anna")
        made.change(events.load()["event_id"].iloc[-1], {"place": "Chong Bok"}, "Anna", 0)
    return made


@pytest.fixture(scope="module")
def app_url(book: store.Store) -> Iterator[str]:
    """A dashboard for which the record that ships is a big one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BORDER_MONITOR_SINGLE_EVENTS", str(SINGLE_EVENTS))
        with serve(book.url, "server-many.log") as url:
            yield url


def test_counts_stand_in_for_events_and_say_so(page: Page, app_url: str, book: store.Store):
    board = Board(page, app_url)
    note = board.map.get_by_test_id("squares")
    expect(note).to_contain_text("counted by square")
    prepared = window.prepare(book.events())
    assert len(prepared) > SINGLE_EVENTS
    days, dice = _days(prepared), random.Random(824)
    for _ in range(30):
        start, end = sorted(dice.choices(days, k=2))
        drawn = board.frame.evaluate(WINDOW, [start, end])
        wanted = window.view(prepared, _iso(start), _iso(end))
        assert drawn["byLayer"] == list(wanted.shown_by_layer.values())
        assert drawn["marked"] == drawn["shown"] == wanted.counts.shown
        assert drawn["unplaced"] == wanted.counts.unplaced
        assert page.evaluate(CLOCK, [start, end]) == [wanted.counts.shown, wanted.counts.unplaced]


def test_few_events_in_the_frame_come_one_by_one_and_are_counted_once(page: Page, app_url: str):
    board = Board(page, app_url, "/?from=2025-07-24&to=2025-07-28&mode=window")
    whole = board.state()
    assert whole["squared"] > 0
    board.frame.evaluate(ZOOM, [104.9, 14.4, 11.5])
    note = board.map.get_by_test_id("squares")
    board.frame.wait_for_function("() => BorderMonitor.layer._details")
    fetched = board.frame.evaluate(FETCHED)
    assert 0 < len(fetched) <= SINGLE_EVENTS / 10
    near = board.state()
    assert (near["shown"], near["byLayer"]) == (whole["shown"], whole["byLayer"])
    assert 0 < whole["squared"] - near["squared"] <= len(fetched)
    hit = board.frame.evaluate(
        "() => { const l = BorderMonitor.layer, n = l._feed.places.length;"
        " const h = l._hits.find((h) => !h.area && h.places.every((p) => p >= n)"
        " && l._map.getContainer().clientHeight - 90 > h.y && h.y > 20 && h.x > 320);"
        " return { x: h.x, y: h.y }; }"
    )
    box = page.locator("iframe[title='streamlit_folium.st_folium']").bounding_box()
    page.mouse.click(box["x"] + hit["x"], box["y"] + hit["y"])
    expect(page.get_by_test_id("event")).to_contain_text("Sources")
    expect(page).to_have_url(re.compile("event="))
    board.frame.evaluate(ZOOM, [103.8, 13.4, 7])
    expect(note).to_contain_text("counted by square")
    assert board.state()["shown"] == whole["shown"]
    assert board.same_map()


def test_a_click_on_a_count_lists_its_events(page: Page, app_url: str):
    board = Board(page, app_url)
    hit = board.frame.evaluate(
        "() => { const h = BorderMonitor.layer._hits.filter((h) => !h.area && h.places.some("
        "(p) => BorderMonitor.layer._places[p].size)).sort((a, b) => b.n - a.n)[0];"
        " return { x: h.x, y: h.y, n: h.n }; }"
    )
    box = page.locator("iframe[title='streamlit_folium.st_folium']").bounding_box()
    page.mouse.click(box["x"] + hit["x"], box["y"] + hit["y"])
    expect(page.get_by_text(f"of {hit['n']} under this mark")).to_be_visible()
    assert board.same_map()


def test_filters_that_leave_few_bring_the_events_themselves(
    page: Page, app_url: str, book: store.Store
):
    board = Board(page, app_url)
    page.get_by_role("button", name="Landmine, UXO").click()
    board.frame.wait_for_function("() => !BorderMonitor.layer._feed.begun")
    expect(board.map.get_by_test_id("squares")).to_have_count(0)
    mines = int(window.prepare(book.events()).drawable[book.events()["layer"] == "landmine"].sum())
    expect(page.locator('[data-clock="shown"]')).to_have_text(str(mines))
    view = board.state()
    assert view["byLayer"][view["layers"].index("landmine")] == view["shown"] == mines
    page.get_by_role("button", name="Landmine, UXO").click()
    board.frame.wait_for_function("() => BorderMonitor.layer._feed.begun")
    assert board.same_map()


RIBBON = """([from, to, km]) => { const r = BorderMonitor.ribbon;
  return (({ on, off, unplaced, byLayer }) => ({ on, off, unplaced, byLayer: [...byLayer] }))(
    BorderMonitor.tallyAlong(r.feed, { from, to }, km)); }"""


def test_the_ribbon_counts_by_stretch_and_day_and_says_so(
    page: Page, app_url: str, book: store.Store
):
    page.goto(app_url)
    page.get_by_test_id("stTopNavLink").filter(has_text="Border").click()
    page.locator("[data-ready=yes]").wait_for(state="attached", timeout=30_000)
    expect(page.get_by_test_id("stretches")).to_contain_text("counted by 5 km and day")
    prepared = window.prepare(book.events())
    days, dice, rows = _days(prepared), random.Random(7), len(prepared)
    for _ in range(30):
        start, end = sorted(dice.choices(days, k=2))
        seen = window.view(prepared, _iso(start), _iso(end))
        known = prepared.reach.known(rows)
        told = page.evaluate(RIBBON, [start, end, None])
        assert told["on"] + told["off"] == seen.counts.shown
        assert (told["off"], told["unplaced"]) == (
            int((seen.shown & ~known).sum()),
            seen.counts.unplaced,
        )
        low, high = sorted(dice.sample(range(0, 830, 5), 2))
        inside = seen.shown & prepared.reach.touching(low, high, rows)
        assert page.evaluate(RIBBON, [start, end, [low, high]])["on"] == int(inside.sum())
    spot = page.evaluate(
        "() => { const r = BorderMonitor.ribbon, box = r.canvas.getBoundingClientRect();"
        " const h = r.picture.hits.filter((h) => h.rank === 0 && h.x1 < r.picture.width - 100)"
        ".sort((a, b) => b.n - a.n)[0];"
        " return { x: box.x + (h.x0 + h.x1) / 2, y: box.y + (h.y0 + h.y1) / 2, n: h.n }; }"
    )
    page.mouse.click(spot["x"], spot["y"])
    expect(page.get_by_text(f"of {spot['n']} under this mark")).to_be_visible()
    expect(page.get_by_test_id("event")).to_contain_text("Sources")
