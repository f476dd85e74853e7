"""A visit's turns in a real browser: a page left in haste, a server that was started again."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import serve
from tests.e2e.test_map import Board

BOTH = """(name) => {
  const named = (selector, text) =>
    [...document.querySelectorAll(selector)].find((e) => e.textContent.includes(text));
  named("[data-testid=stTopNavLink]", name).click();
  named(".st-key-layers button", "Landmine").click();
}"""


def test_a_choice_made_on_the_page_that_is_being_left_neither_empties_the_next_nor_holds_it_up(
    page, app_url
):
    Board(page, app_url)
    links = page.get_by_test_id("stTopNavLink")
    for name, there in (("Review", "todo"), ("Border", "counts")):
        links.filter(has_text="Map").click()
        expect(page.locator(".st-key-layers")).to_be_visible()
        page.evaluate(BOTH, name)
        expect(page.get_by_test_id(there)).to_be_visible()
        page.wait_for_timeout(1_000)
        expect(page.get_by_test_id(there)).to_be_visible()
        expect(links.filter(has_text=name)).to_have_attribute("aria-current", "page")


def test_a_page_that_is_open_while_the_server_starts_again_is_whole_and_agrees_with_itself(
    browser, store_url
):
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    with serve(store_url, "server-before.log") as url:
        board = Board(page, url, "/?from=2025-12-08&to=2025-12-14&mode=window")
        expect(page.get_by_test_id("glance")).to_contain_text("Ground clash")
        before = page.get_by_test_id("glance").inner_text()
    with serve(store_url, "server-after.log", port=int(url.rpartition(":")[2])):
        with page.expect_websocket():
            pass
        board.clock.focus()
        page.keyboard.press("Home")
        glance, shown = page.get_by_test_id("glance"), page.get_by_test_id("asof")
        expect(shown).to_have_text("13 Feb 2025 – 19 Feb 2025")
        expect(shown).to_have_text("8 Dec 2025 – 14 Dec 2025")  # as the address says
        expect(page.locator(".st-key-layers")).to_be_visible()
        expect(glance).to_have_text(before, use_inner_text=True)
        board.settle()
        page.keyboard.press("ArrowRight")
        expect(page).to_have_url(re.compile("from=2025-12-09"))
        expect(glance).not_to_have_text(before, use_inner_text=True)
    page.close()
