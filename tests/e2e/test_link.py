"""The address in a real browser: the part of the map, reload, the back button."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_map import FRAME, Board

VIEW = "/?from=2025-12-08&to=2025-12-14&mode=window&map=103.00000_14.00000_103.80000_14.50000"
BOUNDS = "() => { const b = BorderMonitor.layer._map.getBounds(); return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()]; }"  # noqa: E501


def _until(board: Board, script: str) -> None:
    board.frame.wait_for_function(script)


def _pan(page: Page) -> None:
    box = page.locator(FRAME).bounding_box()
    x, y = box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 160, y - 40, steps=6)
    page.mouse.up()


def _messages(page: Page) -> Callable[[], tuple[int, int]]:
    """Give, from now on, how often the page asked the server, and how much came back."""
    sent: list[str] = []
    came: list[int] = []
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    cdp.on("Network.webSocketFrameSent", lambda e: sent.append(e["response"]["payloadData"]))
    cdp.on(
        "Network.webSocketFrameReceived", lambda e: came.append(len(e["response"]["payloadData"]))
    )
    return lambda: (len(sent), sum(came))


def test_a_link_with_a_part_of_the_map_opens_on_it(page, app_url):
    board = Board(page, app_url, VIEW)
    _until(
        board, "() => Math.abs(BorderMonitor.layer._map.getBounds().getCenter().lng - 103.4) < 0.02"
    )
    west, south, east, north = board.frame.evaluate(BOUNDS)
    assert west <= 103.0
    assert east >= 103.8
    assert south <= 14.0
    assert north >= 14.5
    assert east - west < 2


def test_a_pan_changes_the_address_in_place_and_reload_brings_it_back(page, app_url):
    board = Board(page, app_url, "/?from=2025-12-08&to=2025-12-14&mode=window")
    expect(page.get_by_test_id("asof")).to_contain_text("8 Dec 2025")
    assert "map=" not in page.url
    steps = page.evaluate("history.length")
    messages = _messages(page)
    _pan(page)
    expect(page).to_have_url(re.compile("map="))
    for _ in range(50):  # until the map has rested
        page.wait_for_timeout(200)
        if messages()[0]:
            break
    board.frame.evaluate("() => { BorderMonitor.layer._map.fire('moveend'); }")  # as it is
    page.wait_for_timeout(800)
    board.settle()
    assert page.evaluate("history.length") == steps
    asked, came = messages()
    assert asked == 1, "a rest of the map is told once"
    assert came < 8000, "a pan draws nothing anew"
    assert board.same_map()
    before = board.frame.evaluate(BOUNDS)
    again = Board(page, app_url, page.url.removeprefix(app_url))
    again.frame.wait_for_function(
        "w => Math.abs(BorderMonitor.layer._map.getBounds().getWest() - w) < 0.01", arg=before[0]
    )
    assert again.frame.evaluate(BOUNDS) == pytest.approx(before, abs=0.01)


def test_the_part_of_the_map_stays_in_the_address_when_the_window_moves(page, app_url):
    board = Board(page, app_url, VIEW)
    expect(page.get_by_test_id("asof")).to_contain_text("8 Dec 2025")
    board.clock.focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("from=2025-12-09.*map=103.00000_14.00000"))


def test_back_brings_the_window_and_the_map_back(page, app_url):
    board = Board(page, app_url, VIEW)
    expect(page.get_by_test_id("asof")).to_have_text("8 Dec 2025 – 14 Dec 2025")
    board.clock.focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("from=2025-12-09"))
    page.get_by_role("button", name="Landmine, UXO").click()
    expect(page).to_have_url(re.compile("layers=landmine"))
    page.go_back()
    expect(page).not_to_have_url(re.compile("layers="))
    expect(page.get_by_test_id("asof")).to_have_text("9 Dec 2025 – 15 Dec 2025")
    page.go_back()
    expect(page).to_have_url(re.compile("from=2025-12-08"))
    expect(page.get_by_test_id("asof")).to_have_text("8 Dec 2025 – 14 Dec 2025")
    page.go_forward()
    expect(page.get_by_test_id("asof")).to_have_text("9 Dec 2025 – 15 Dec 2025")
    assert board.same_map()
