"""The timeline under fingers: handles that a finger can take, and two fingers that zoom."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Visit
from tests.e2e.test_map import Board

STATE = "() => { const c = BorderMonitor.clock; return [c.from, c.to, ...c.domain]; }"


class Hand:
    """Fingers on the timeline, moved as Chromium's own touch events."""

    def __init__(self, board: Board) -> None:
        self.page = board.page
        self.wire = self.page.context.new_cdp_session(self.page)
        self.box = board.clock.bounding_box()

    def put(self, kind: str, *xs: float) -> None:
        y = self.box["y"] + 60
        points = [{"x": x, "y": y, "id": i} for i, x in enumerate(xs)]
        self.wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def drag(self, start: float, end: float) -> None:
        self.put("touchStart", start)
        for i in range(1, 9):
            self.put("touchMove", start + (end - start) * i / 8)
        self.put("touchEnd")

    def x(self, day: float) -> float:
        return self.box["x"] + self.page.evaluate(f"() => BorderMonitor.clock.x({day})")

    def state(self) -> list[float]:
        return self.page.evaluate(STATE)


@pytest.fixture
def hand(browser: Browser, app_url: str) -> Iterator[Hand]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, has_touch=True)
    page = context.new_page()
    visit = Visit(page, app_url)
    yield Hand(Board(page, app_url, "/?from=2025-07-24&to=2025-07-28&mode=window"))
    context.close()
    assert visit.errors == visit.outside == []


def test_a_finger_beside_the_handle_takes_it_and_the_page_follows(hand):
    start, end, *_ = hand.state()
    hand.drag(hand.x(end + 1) + 12, hand.x(end + 31) + 12)
    now = hand.state()
    assert now[0] == start
    assert end + 25 < now[1] < end + 40
    expect(hand.page.get_by_test_id("asof")).to_contain_text("24 Jul 2025 – ")
    expect(hand.page.get_by_test_id("asof")).not_to_contain_text("28 Jul")


def test_two_fingers_zoom_the_days_and_leave_the_window(hand):
    start, end, left, right = hand.state()
    middle = (hand.x(left) + hand.x(right)) / 2
    hand.put("touchStart", middle)
    hand.put("touchStart", middle, middle + 100)
    for i in range(1, 11):
        hand.put("touchMove", middle - 10 * i, middle + 100 + 10 * i)
    hand.put("touchEnd")
    now = hand.state()
    assert now[:2] == [start, end]
    assert now[3] - now[2] == pytest.approx((right - left) / 3, rel=0.05)
