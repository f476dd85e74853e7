"""The review page in a real browser: keyboard, clicks on the map, undo, reload, two at once."""

import time

import pytest
from playwright.sync_api import Page, expect

from geo.events import review, store
from tests.e2e.conftest import ARTEFACTS, serve
from tests.events.made_up import SENTENCES, extracted

MAP = 'iframe[title="streamlit_folium.st_folium"]'
FOLLOWS_MS = 5_000


@pytest.fixture(scope="module")
def store_url(tmp_path_factory):
    """These tests write, so they have a store and a dashboard of their own."""
    return f"sqlite:///{tmp_path_factory.mktemp('review')}/events.sqlite"


@pytest.fixture(scope="module")
def app_url(store_url):
    with serve(store_url, "server-review.log") as url:
        yield url


@pytest.fixture
def book(store_url):
    opened = store.Store(store_url)
    yield opened
    opened.database.close()


class Desk:
    """What a reviewer sees and does."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        # By the menu: opened at /review, Streamlit looks for itself there first and logs 404s.
        page.goto(url)
        page.get_by_role("link", name="Review").click()
        self.list = page.get_by_role("listbox", name="Events to review")
        self.chosen = self.list.locator("[aria-selected=true]")
        self.map = page.frame_locator(f".st-key-review_map_box {MAP}")
        self.box = self.map.locator("[data-atlas=ready]")
        self.box.wait_for(state="attached", timeout=30_000)
        expect(self.chosen).to_have_count(1)

    def pick(self, event_id: str) -> None:
        self.list.locator(f'[data-id="{event_id}"]').click()
        self.shows(event_id)

    def shows(self, event_id: str) -> None:
        expect(self.chosen).to_have_attribute("data-id", event_id)
        expect(self.box).to_have_attribute("data-event", event_id)

    def press(self, key: str, told: str = "") -> None:
        self.page.keyboard.press(key)
        if told:
            expect(self.page.get_by_test_id("said")).to_contain_text(told)


def _send(book, stem, n=3):
    return list(review.enqueue(extracted(n, stem), "Coder", book).added)


def _state(book, event_id):
    frame = book.events()
    return frame.loc[frame["event_id"] == event_id, "review_state"].item()


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1366, 768)])
def test_the_page_fits_the_screen(page, app_url, book, width, height):
    _send(book, f"fit-{width}")
    page.set_viewport_size({"width": width, "height": height})
    desk = Desk(page, app_url)
    desk.pick(f"fit-{width}-0")
    page.wait_for_timeout(800)
    page.screenshot(path=ARTEFACTS / f"review-{width}x{height}.png")
    for part in (desk.list, page.locator(".st-key-review_map_box"), page.locator(MAP)):
        box = part.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('.stMain *')].filter((e) => e.offsetParent
          && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
          .filter((e) => parseFloat(getComputedStyle(e).fontSize) < 14)
          .map((e) => [e.textContent, e.tagName, getComputedStyle(e).fontSize])"""
    )
    assert sizes == []


def test_a_mark_turns_solid_by_keyboard_and_undo_brings_it_back_and_reload_keeps_it(
    page, app_url, book
):
    first = _send(book, "keys")[0]
    desk = Desk(page, app_url)
    desk.pick(first)
    expect(page.locator(".bm-source mark").first).to_have_text(SENTENCES[0])
    expect(desk.box).to_have_attribute("data-look", "hollow")
    desk.press("a", f"{first} accepted")
    expect(desk.chosen).not_to_have_attribute("data-id", first)
    assert _state(book, first) == "confirmed"
    page.get_by_text("Confirmed", exact=True).first.click()
    desk.pick(first)
    expect(desk.box).to_have_attribute("data-look", "solid")
    desk.press("u", f"The last change of {first} is taken back")
    desk.shows(first)
    expect(desk.box).to_have_attribute("data-look", "hollow")
    assert _state(book, first) == "extracted"
    desk.press("r", f"{first} rejected")
    again = Desk(page, app_url)
    page.get_by_text("Rejected", exact=True).first.click()
    again.pick(first)
    page.get_by_text("History", exact=True).click()
    rows = page.locator(".bm-history tr td:nth-child(4) b")
    expect(rows).to_have_text(["rejected", "took back no. 2", "accepted", "sent to review"])


def test_the_main_map_shows_it_hollow_then_solid(page, app_url, book):
    first = _send(book, "main", 1)[0]
    unreviewed = _hollow_on_the_map(page, app_url)
    book.decide(first, "accept", "Anna", 1)
    assert _hollow_on_the_map(page, app_url) == unreviewed - 1


def _hollow_on_the_map(page, app_url):
    page.goto(app_url)
    page.frame_locator(MAP).locator("[data-shown]").wait_for(state="attached", timeout=30_000)
    frame = next(f for f in page.frames if "streamlit_folium" in f.url)
    page.wait_for_timeout(500)
    return frame.evaluate("() => BorderMonitor.state().hollow")


def test_next_previous_and_look_by_keyboard_and_none_while_typing(page, app_url, book):
    ids = _send(book, "walk")
    desk = Desk(page, app_url)
    desk.pick(ids[0])
    name = page.get_by_placeholder("Your name")
    name.fill("")
    name.press_sequentially("Dara plane")
    name.press("Enter")
    expect(name).to_have_value("Dara plane")
    assert _state(book, ids[0]) == "extracted"
    desk.shows(ids[0])
    desk.list.click(position={"x": 5, "y": 5})
    page.evaluate("document.activeElement.blur()")
    line = desk.list.locator("[data-id]").evaluate_all("rows => rows.map((r) => r.dataset.id)")
    at = line.index(ids[0])
    desk.press("n")
    desk.shows(line[at + 1])
    desk.press("p")
    desk.shows(ids[0])
    desk.press("l", "marked as needing a look")
    assert _state(book, ids[0]) == "needs_look"
    assert book.history(ids[0])[-1].reviewer == "Dara plane"


def test_an_edit_is_saved_and_shown(page, app_url, book):
    first = _send(book, "edit", 1)[0]
    desk = Desk(page, app_url)
    desk.pick(first)
    desk.press("e")
    summary = page.get_by_label("Summary")
    expect(summary).to_be_visible(timeout=30_000)  # its widget is fetched when first shown
    summary.fill("Edited by hand, reported by Thailand.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_test_id("said")).to_contain_text(f"{first} saved: summary")
    page.get_by_text("Record", exact=True).click()
    expect(page.get_by_test_id("event")).to_contain_text("Edited by hand")
    assert book.history(first)[-1].record["summary"] == "Edited by hand, reported by Thailand."


def test_a_click_on_a_candidate_on_the_map_settles_the_place(page, app_url, book):
    first = _send(book, "place", 1)[0]
    desk = Desk(page, app_url)
    desk.pick(first)
    desk.map.locator(".bm-candidate").first.click()
    expect(page.get_by_test_id("said")).to_contain_text("now stands at Chong Bok")
    record = book.history(first)[-1].record
    assert record["place_id"] == "site:chong-bok"
    page.wait_for_timeout(300)  # the keyboard is in the map's frame now, and still heard
    desk.press("u", "is taken back")
    assert book.history(first)[-1].record.get("place_id", "") == ""


def test_a_change_by_another_process_shows_within_seconds_without_a_touch(page, app_url, book):
    first = _send(book, "follow", 1)[0]
    desk = Desk(page, app_url)
    desk.pick(first)
    book.change(first, {"summary": "Written by another process."}, "Ben", 1)
    expect(page.get_by_test_id("event")).to_contain_text(
        "Written by another process.", timeout=FOLLOWS_MS
    )


def test_two_reviewers_on_one_event_the_second_is_told(page, app_url, book):
    first = _send(book, "two", 1)[0]
    desk = Desk(page, app_url)
    desk.pick(first)
    book.decide(first, "reject", "Ben", 1)
    desk.press("a")
    time.sleep(1)
    assert _state(book, first) == "rejected"
    assert [r.action for r in book.history(first)] == ["add", "reject"]


def test_a_server_for_others_is_read_only(browser, tmp_path):
    url = f"sqlite:///{tmp_path}/events.sqlite"
    book = store.Store(url)
    _send(book, "open", 1)
    with serve(url, "server-open.log", "--server.address", "0.0.0.0") as address:  # noqa: S104
        page = browser.new_page()
        desk = Desk(page, address)
        expect(page.get_by_test_id("said")).to_contain_text("Read-only")
        desk.press("a")
        page.wait_for_timeout(1000)
        page.close()
    assert _state(book, "open-0") == "extracted"
    book.database.close()
