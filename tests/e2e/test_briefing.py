"""A briefing in a real browser, by keyboard alone: draft, step, play, table, legend, out."""

import json
import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from geo import events
from geo.briefing.draft import draft
from geo.briefing.view import BriefingView
from geo.events.window import prepare
from tests.e2e.conftest import ARTEFACTS
from tests.e2e.test_map import FRAME

DECEMBER = "/?from=2025-12-01&to=2025-12-31&mode=window"
VIEW = BriefingView(date(2025, 12, 1), date(2025, 12, 31))
SINCE = date(2025, 12, 24)
MOST_TABS = 60
FOCUSED = """() => {
  const at = document.activeElement;
  return (at.getAttribute("aria-label") || at.textContent || "").trim();
}"""
ZOOM = "() => +getComputedStyle(document.querySelector('iframe')).zoom"
SMALLEST = """() => {
  const wall = document.querySelector(".bm-wall");
  const texts = [...wall.querySelectorAll("*")].filter((e) => e.getClientRects().length &&
    [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()));
  const size = (e) => parseFloat(getComputedStyle(e).fontSize) * (e.currentCSSZoom || 1);
  return Math.min(...texts.map(size));
}"""
ON_MAP = """() => Math.min(
  ...[...document.querySelectorAll(".bm-legend div, .bm-legend h4, .bm-note, .bm-note *")]
  .filter((e) => e.getClientRects().length).map((e) => parseFloat(getComputedStyle(e).fontSize)))"""


@pytest.fixture(scope="module")
def told():
    record = prepare(events.load())
    return record, draft(record, VIEW, SINCE)


def _to(page: Page, name: str) -> None:
    """Go with Tab to what bears a name, and press Enter."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if re.search(name, page.evaluate(FOCUSED)):
            page.keyboard.press("Enter")
            return
    pytest.fail(f"Tab does not reach {name}")


def _present(page: Page, app_url: str) -> None:
    page.goto(app_url + DECEMBER)
    expect(page.get_by_test_id("asof")).to_have_text(VIEW.span, timeout=30_000)
    _to(page, "Briefing$")
    expect(page.get_by_role("button", name="Draft a briefing")).to_be_visible()
    _settled(page)
    _to(page, "Draft a briefing$")
    expect(page.get_by_role("button", name="5 · Sources")).to_be_visible()
    _settled(page)
    page.keyboard.press("Control+Home")
    _to(page, "Present$")
    expect(page.get_by_test_id("headline")).to_be_visible()
    page.frame_locator(FRAME).locator("[data-atlas=ready][data-shown]").wait_for(state="attached")


def _settled(page: Page) -> None:
    app = page.get_by_test_id("stApp").first
    expect(app).to_have_attribute("data-test-script-state", "notRunning")


def test_five_steps_on_december_by_keyboard_alone(page, app_url, told):
    record, wanted = told
    _present(page, app_url)
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    frame = next(f for f in page.frames if "streamlit_folium" in f.url)
    page.evaluate("sel => { document.querySelector(sel).__first = true; }", FRAME)
    _settled(page)
    sent: list[int] = []
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    cdp.on("Network.webSocketFrameSent", lambda _: sent.append(1))
    for number, step in enumerate(wanted.steps, start=1):
        expect(page.get_by_test_id("headline")).to_have_text(step.headline)
        expect(page.get_by_test_id("lines").locator("li")).to_have_text(list(step.lines))
        expect(page.get_by_test_id("place")).to_have_text(f"{number} / 5")
        current = page.get_by_test_id("dots").locator("[aria-current=step]")
        expect(current).to_have_attribute("aria-label", f"Step {number}: {step.name}")
        counts = step.view.confirmed().seen(record).counts
        seen = page.get_by_test_id("counts")
        expect(seen).to_contain_text(f"{counts.shown} of {len(record)} shown")
        expect(seen).to_contain_text(f"{counts.unplaced} unplaced")
        expect(seen).to_contain_text(f"{step.view.hidden(record)} unreviewed hidden")
        expect(page.get_by_test_id("asof")).to_have_text(step.view.span)
        frame.wait_for_function(f"() => BorderMonitor.state().shown === {counts.shown}")
        assert page.evaluate(SMALLEST) >= 20
        assert frame.evaluate(ON_MAP) * page.evaluate(ZOOM) >= 20
        page.wait_for_timeout(1200)
        page.screenshot(path=ARTEFACTS / f"briefing-{number}.png")
        page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("brief=unsaved&step=5"))
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_test_id("place")).to_have_text("4 / 5")
    page.keyboard.press("Home")
    expect(page.get_by_test_id("place")).to_have_text("1 / 5")
    assert sent == [], "stepping asks the server nothing"
    assert page.evaluate("sel => document.querySelector(sel).__first === true", FRAME)
    disclaimer = page.frame_locator(FRAME).get_by_test_id("disclaimer")
    expect(disclaimer).to_contain_text("do not imply any position on sovereignty")


def test_keys_for_legend_table_play_full_screen_and_out(page, app_url):
    _present(page, app_url)
    legend = page.frame_locator(FRAME).get_by_test_id("legend")
    expect(legend).to_be_visible()
    page.keyboard.press("l")
    expect(legend).to_be_hidden()
    page.keyboard.press("l")
    expect(legend).to_be_visible()
    table = page.get_by_test_id("table")
    expect(table).to_be_hidden()
    page.keyboard.press("t")
    expect(table).to_contain_text("Events in view: 168")
    expect(table.locator("tbody tr").first).to_contain_text("31 Dec 2025")
    page.keyboard.press("Escape")
    expect(table).to_be_hidden()
    page.keyboard.press("n")
    expect(page.get_by_test_id("notes")).to_contain_text("Ground clash: ")
    page.keyboard.press("n")
    asof = page.get_by_test_id("asof")
    expect(asof).to_have_text("1 Dec 2025 – 31 Dec 2025")
    page.keyboard.press(" ")
    expect(asof).not_to_have_text("1 Dec 2025 – 31 Dec 2025")
    expect(page.get_by_text("▶ Playing")).to_be_visible()
    page.keyboard.press(" ")
    expect(page.get_by_text("▶ Playing")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(asof).to_have_text("25 Dec 2025 – 31 Dec 2025")
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement !== null")
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement === null")
    page.locator(FRAME).focus()  # keys that are pressed on the map count too
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("place")).to_have_text("3 / 5")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Present")).to_be_visible()
    expect(page.get_by_test_id("stHeader")).to_be_visible()
    expect(page).not_to_have_url(re.compile("brief="))


def test_a_saved_briefing_has_an_address_and_goes_through_a_file(page, app_url, tmp_path):
    page.goto(app_url)
    page.get_by_role("link", name="Briefing").click()
    page.get_by_role("button", name="Draft a briefing").click()
    expect(page.get_by_role("button", name="5 · Sources")).to_be_visible()
    page.get_by_role("combobox", name=re.compile("Export as")).click()
    page.get_by_role("option", name="Briefing (.json), to import again").click()
    page.get_by_role("button", name="Make the file").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download").click()
    found = json.loads(waiting.value.path().read_text(encoding="utf-8"))
    found["title"] = "From a file"
    found["steps"] = found["steps"][:2]
    found["steps"][0]["headline"] = "<img src=x onerror=alert(1)> & **bold**"
    file = tmp_path / "briefing.json"
    file.write_text(json.dumps(found), encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("textbox", name="Title")).to_have_value("From a file")
    expect(page.get_by_role("button", name="3 · Places")).to_have_count(0)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name="From a file · 2 steps")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Present").click()
    expect(page.get_by_test_id("headline")).to_have_text(found["steps"][0]["headline"])
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"brief=[0-9a-f]{32}&step=2"))
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_test_id("place")).to_have_text("2 / 2", timeout=30_000)
    other.close()


def test_an_address_of_a_briefing_that_is_gone_opens_the_desk_and_says_so(page, app_url):
    other = page.context.new_page()  # opened at its own address, Streamlit logs 404s
    other.goto(f"{app_url}/briefing?brief=0123456789abcdef&step=2")
    expect(other.get_by_text("not here any more").first).to_be_visible(timeout=30_000)
    expect(other.get_by_role("button", name="Draft a briefing")).to_be_visible()
    other.close()
