"""Pages can be used by keyboard and read out: axe's checks, the focus ring, the language."""

import re
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import expect

from geo.language import LANGUAGES

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RUN = "axe.run(document, {resultTypes: ['violations'], iframes: false})"
PAGES = ["", "border", "briefing", "article", "review", "data", "method"]
GRAVE = ("serious", "critical")
# No run for a second: what is put in the place of an element with the focus takes that away.
RESTED = """() => {
  const now = performance.now(), app = document.querySelector("[data-testid=stApp]");
  if (app.dataset.testScriptState !== "notRunning" || !window.ranLast) window.ranLast = now;
  return now - window.ranLast > 1000;
}"""
FOCUSED = """() => {
  let at = document.activeElement;
  while (at && at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body) return null;
  const seen = (element) => {
    const look = getComputedStyle(element);
    return (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0)
      || look.boxShadow !== "none";
  };
  let ring = false;
  for (let up = at, n = 0; up && n < 4; up = up.parentElement, n++) ring = ring || seen(up);
  const box = at.getBoundingClientRect();
  const label = at.getAttribute("aria-label") || at.textContent || at.title || at.value || "";
  return { tag: at.tagName, part: at.dataset.part || "", label: label.trim(), ring,
    shown: box.width > 0 && box.height > 0, frame: at.tagName === "IFRAME" };
}"""


@pytest.fixture(scope="module")
def sheet(browser, app_url):
    """One page for all: only what it shows counts here, not what it asked for."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, base_url=app_url)
    yield context.new_page()
    context.close()


def _open(page, path):
    page.goto(f"/{path}")
    expect(page.get_by_role("link", name="Method")).to_be_visible()
    page.wait_for_function(RESTED)
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    if path.split("?")[0] in ("", "border"):
        expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", re.compile(r"\d"))


def _frames(page):
    """Give the page itself and the maps in it."""
    return [f for f in page.frames if f == page.main_frame or "streamlit_folium" in f.url]


def _walk(page, steps):
    """Press Tab and note where it comes to; what the map's frame holds is the frame's own."""
    met = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at and not at["frame"]:
            met.append(at)
    return met


@pytest.mark.parametrize("path", PAGES)
def test_a_page_can_be_read_out_and_walked_by_keyboard(sheet, path):
    _open(sheet, path)
    for frame in _frames(sheet):
        frame.evaluate(AXE)
        found = frame.evaluate(RUN)["violations"]
        grave = [(v["id"], v["nodes"][0]["html"][:200]) for v in found if v["impact"] in GRAVE]
        assert grave == []
    met = _walk(sheet, 60 if path == "" else 25)
    labels = {at["label"] for at in met}
    for name in ("Map", "Review", "Method"):
        assert any(label.endswith(name) for label in labels), name  # an icon stands before it
    assert set(LANGUAGES.values()) & labels
    assert [at for at in met if at["shown"] and not at["label"]] == []
    assert [at for at in met if at["shown"] and not at["ring"]] == []
    if path == "":
        assert {"play", "from", "to"} <= {at["part"] for at in met}


def test_the_timeline_is_a_slider_that_the_keyboard_moves(sheet):
    _open(sheet, "?from=2025-12-08&to=2025-12-10&mode=window")
    slider = sheet.get_by_role("slider")
    before = int(slider.get_attribute("aria-valuenow"))
    low, high = (int(slider.get_attribute(f"aria-value{end}")) for end in ("min", "max"))
    assert low < before < high
    slider.focus()
    sheet.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuenow", str(before + 1))
    expect(sheet.get_by_test_id("asof")).to_have_text("9 Dec 2025 – 11 Dec 2025")


@pytest.mark.parametrize(("code", "word"), [("th", "แผนที่"), ("km", "ផែនទី")])
def test_a_language_is_chosen_by_click_and_kept_in_the_address(sheet, code, word):
    _open(sheet, "?from=2025-12-08&to=2025-12-10&mode=window")
    sheet.locator(".st-key-languages button").filter(has_text=LANGUAGES[code]).click()
    expect(sheet.get_by_role("link", name=word, exact=True)).to_be_visible()
    expect(sheet.locator("html")).to_have_attribute("lang", code)
    expect(sheet).to_have_url(re.compile(f"lang={code}"))
    expect(sheet).to_have_url(re.compile("from=2025-12-08"))
    # The map of the language before stays below the new one until the run has ended.
    frame = sheet.frame_locator("iframe[title='streamlit_folium.st_folium']").first
    expect(frame.locator("html")).to_have_attribute("lang", code)
    letters = {"th": "U+E00", "km": "1780"}[code]
    sheet.wait_for_function(
        "(first) => [...document.fonts].some((face) => face.status === 'loaded'"
        " && face.unicodeRange.toUpperCase().includes(first))",
        arg=letters,
    )
    sheet.reload()
    expect(sheet.get_by_role("link", name=word, exact=True)).to_be_visible()


@pytest.mark.parametrize("code", ["en", "th"])
def test_the_language_of_the_address_stands_in_the_choice_and_goes_to_the_next_page(sheet, code):
    sheet.goto(f"/?lang={code}")
    expect(sheet.locator(".st-key-layers")).to_be_visible()  # the second run of the page
    chosen = sheet.locator(".st-key-languages [aria-checked=true]")
    expect(chosen).to_have_text(LANGUAGES[code])
    sheet.wait_for_timeout(1_000)
    expect(chosen).to_have_text(LANGUAGES[code])
    sheet.get_by_test_id("stTopNavLink").nth(1).click()
    expect(sheet).to_have_url(re.compile("/border"))
    expect(sheet.get_by_test_id("counts")).to_be_visible()
    expect(chosen).to_have_text(LANGUAGES[code])
    expect(sheet.locator("html")).to_have_attribute("lang", code)


def test_every_mark_is_a_button_in_the_list(sheet):
    _open(sheet, "?from=2025-12-19&to=2025-12-19&mode=day")
    sheet.locator("[data-testid=stButtonGroup] button").filter(has_text="List").click()
    rows = sheet.locator(".st-key-panel ul[aria-label=List] button")
    expect(rows.first).to_be_visible()
    frame = next(f for f in sheet.frames if "streamlit_folium" in f.url)
    frame.wait_for_function("() => BorderMonitor.state() && BorderMonitor.state().shown > 0")
    seen = frame.evaluate("() => BorderMonitor.state()")
    assert 0 < seen["shown"] <= 25  # one page of the list
    expect(rows).to_have_count(seen["shown"] + seen["unplaced"])
    rows.nth(1).focus()
    sheet.keyboard.press("ArrowUp")
    sheet.keyboard.press("Enter")
    expect(rows.first).to_have_attribute("aria-pressed", "true")
    expect(sheet.get_by_test_id("event")).to_be_visible()
    expect(sheet).to_have_url(re.compile(f"event={rows.first.get_attribute('data-id')}"))
