"""The article page in a real browser: a name, its row and its mark answer each other."""

import pytest
from playwright.sync_api import Page, expect

FRAME = 'iframe[title="streamlit_folium.st_folium"]'
TEXT = """Shells fell at Ta Muen Thom on Thursday, the army said.

Rockets hit Kantharalak in Sisaket, and the crossing at Poipet was shut.
<img src=x onerror="document.title='owned'"> Troops entered the town of Zwolgrad.
Later Ta Muen Thom was hit again.
"""


class Desk:
    """What a person sees and does on the article page."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        # By the menu: opened at /article, Streamlit looks for itself there first and logs 404s.
        page.goto(url)
        page.get_by_test_id("stTopNavLink").filter(has_text="Article").click()
        expect(page.locator(".bm-empty")).to_be_visible(timeout=30_000)
        self.map = page.frame_locator(FRAME)
        self.map.locator("[data-atlas=ready][data-places]").wait_for(timeout=30_000)
        self.mark_frame()

    def mark_frame(self) -> None:
        self.page.evaluate("sel => { document.querySelector(sel).__first = true; }", FRAME)

    def same_map(self) -> bool:
        return self.page.evaluate("sel => document.querySelector(sel).__first === true", FRAME)

    def source(self, name: str) -> None:
        self.page.get_by_test_id("stButtonGroup").get_by_text(name, exact=True).click()

    def paste(self, text: str) -> None:
        self.source("Paste")
        self.page.get_by_label("Text of the article").fill(text)
        self.page.get_by_role("button", name="Find places").click()
        expect(self.page.locator("article .name").first).to_be_visible(timeout=30_000)

    def upload(self, name: str, data: bytes) -> None:
        self.source("Upload")
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
        self.page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files([file])

    def name(self, words: str, at: int = 0):
        return self.page.locator("article .name", has_text=words).nth(at)

    def row(self, words: str):
        return self.page.locator("section tr[data-row]", has_text=words).first

    def mark(self, number: str):
        return self.map.locator(".bm-mark", has_text=number).first

    def number(self, words: str) -> str:
        return self.row(words).locator(".badge").inner_text()


@pytest.fixture
def desk(page: Page, app_url: str) -> Desk:
    return Desk(page, app_url)


def test_the_page_of_an_address_has_menu_and_style(browser, app_url):
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(app_url + "/article")
    expect(page.get_by_test_id("stTopNavLink").filter(has_text="Article")).to_be_visible(
        timeout=30_000
    )
    expect(page.locator(FRAME)).to_be_visible(timeout=30_000)
    assert page.get_by_test_id("stSidebarNavLink").count() == 0
    page.close()


def test_a_pasted_text_shows_its_places(desk):
    desk.paste(TEXT)
    expect(desk.page.get_by_test_id("counts")).to_contain_text("1 not placed")
    expect(desk.name("Zwolgrad")).to_have_class("name none")
    expect(desk.page.locator("article")).to_contain_text("<img src=x onerror=")
    assert desk.page.locator("article img").count() == 0
    assert "owned" not in desk.page.title()
    assert desk.same_map()


def test_a_name_its_row_and_its_mark_answer_each_other(desk):
    desk.paste(TEXT)
    temple, town = desk.number("Ta Muen Thom"), desk.number("Kantharalak")
    desk.name("Ta Muen Thom").click()
    expect(desk.row("Ta Muen Thom")).to_have_class("high selected")
    expect(desk.mark(temple)).to_contain_class("chosen")
    expect(desk.page.locator("article .name.selected")).to_have_count(2)
    desk.row("Kantharalak").click()
    expect(desk.mark(town)).to_contain_class("chosen")
    expect(desk.mark(temple)).not_to_contain_class("chosen")
    expect(desk.name("Kantharalak")).to_contain_class("current")
    desk.mark(temple).click()
    expect(desk.row("Ta Muen Thom")).to_contain_class("selected")
    expect(desk.name("Ta Muen Thom")).to_contain_class("current")
    desk.row("Ta Muen Thom").click()
    expect(desk.name("Ta Muen Thom", 1)).to_contain_class("current")
    assert desk.same_map()


def test_names_rows_and_marks_obey_the_keyboard(desk):
    desk.paste(TEXT)
    desk.name("Kantharalak").press("Enter")
    expect(desk.row("Kantharalak")).to_contain_class("selected")
    desk.row("Kantharalak").press("ArrowUp")
    expect(desk.row("Ta Muen Thom")).to_contain_class("selected")
    desk.mark(desk.number("Kantharalak")).press("Enter")
    expect(desk.row("Kantharalak")).to_contain_class("selected")


def test_the_brief_draws_stretches_and_areas_not_pins(desk):
    desk.page.get_by_label("Brief", exact=True).click()
    desk.page.get_by_role("option").first.click()
    expect(desk.name("the 817 km land border")).to_be_visible(timeout=30_000)
    number = desk.number("the 817 km land border")
    expect(desk.mark(number)).to_contain_class("area")
    desk.name("a border town").click()
    expect(desk.page.locator("section tr.detail")).to_contain_text("It may be one of")
    expect(desk.map.locator("[data-testid=beyond]")).to_contain_text("Kuala Lumpur")
    assert desk.map.locator(".bm-mark", has_text="Thailand").count() == 0
    assert desk.same_map()


def test_the_table_sorts_by_its_heads(desk):
    desk.paste(TEXT)
    head = desk.page.locator("section th", has_text="To border")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(desk.page.locator("section tr[data-row]").first).to_contain_text("Ta Muen Thom")
    head.get_by_role("button").click()
    expect(desk.page.locator("section tr[data-row]").first).to_contain_text("Zwolgrad")


def test_a_bad_file_gets_one_sentence_and_a_good_one_goes_on(desk):
    desk.upload("![x](http://127.0.0.1:9/x.png).pdf", b"%PDF-1.7")
    alert = desk.page.get_by_role("alert")
    expect(alert).to_contain_text("damaged or no PDF")
    assert alert.locator("img").count() == 0
    desk.upload("good.txt", b"Shells fell near Ta Muen Thom.")
    expect(desk.name("Ta Muen Thom")).to_be_visible(timeout=30_000)
    expect(alert).to_have_count(0)


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_everything_is_on_one_screen_and_readable(desk, size):
    width, height = size
    desk.page.set_viewport_size({"width": width, "height": height})
    desk.paste(TEXT)
    for part in ("article", "section", FRAME):
        box = desk.page.locator(part).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height
        assert box["height"] >= 180
    sizes = desk.page.evaluate("""() => {
      const roots = [...document.querySelectorAll("*")].map((e) => e.shadowRoot).filter(Boolean);
      return roots.flatMap((root) => [...root.querySelectorAll("article *, section *")])
        .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
        .map((e) => parseFloat(getComputedStyle(e).fontSize));
    }""")
    assert min(sizes) >= 14
