"""Events on the article page in a real browser: card, sentence and mark answer each other."""

import pytest
from playwright.sync_api import Page, expect

from geo import events
from geo.events import store
from geo.formats import articles
from tests.e2e.conftest import ARTEFACTS, serve

FRAME = 'iframe[title="streamlit_folium.st_folium"]'
SENTENCE = "Artillery shells hit Kantharalak on 9 December 2025, the Thai army said."
MINE = "A landmine wounded a Thai soldier near Chong Bok on 10 December 2025."
TEXT = f"😀 Some words before <b>it</b>.\n\n{SENTENCE} Nothing else was told.\n\n{MINE}\n"
FONTS = """() => {
  const roots = [...document.querySelectorAll("*")].map((e) => e.shadowRoot).filter(Boolean);
  return [document, ...roots]
    .flatMap((root) => [...root.querySelectorAll("article *, section.cards *, .bm-coded *")])
    .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
    .map((e) => parseFloat(getComputedStyle(e).fontSize));
}"""
POINT = """([start]) => {
  const box = [...document.querySelectorAll("*")].map((e) => e.shadowRoot).filter(Boolean)
    .map((root) => root.querySelector("article")).find(Boolean);
  const walk = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());) {
    const at = node.textContent.indexOf(start);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at + 2); range.setEnd(node, at + 3);
    const { x, y, width, height } = range.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  }
}"""


@pytest.fixture(scope="module")
def store_url(tmp_path_factory):
    """These tests write, so they have a store and a dashboard of their own."""
    return f"sqlite:///{tmp_path_factory.mktemp('coded')}/events.sqlite"


@pytest.fixture(scope="module")
def app_url(store_url):
    with serve(store_url, "server-coded.log") as url:
        yield url


class Desk:
    """What a person sees and does on the article page."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.frames: list[object] = []
        page.on("websocket", lambda socket: socket.on("framesent", self._sent))
        page.goto(url)
        page.get_by_test_id("stTopNavLink").filter(has_text="Article").click()
        self.map = page.frame_locator(FRAME)
        self.map.locator("[data-atlas=ready][data-places]").wait_for(timeout=30_000)
        page.evaluate("sel => { document.querySelector(sel).__first = true; }", FRAME)
        self.text = page.locator("article")
        self.box = self.map.locator("[data-events]")

    def _sent(self, frame: object) -> None:
        self.frames.append(frame)

    def same_map(self) -> bool:
        return self.page.evaluate("sel => document.querySelector(sel).__first === true", FRAME)

    def choose(self, name: str) -> None:
        self.page.get_by_test_id("stButtonGroup").get_by_text(name, exact=True).click()

    def paste(self, text: str = TEXT) -> None:
        self.choose("Paste")
        self.page.get_by_label("Text of the article").fill(text)
        self.page.get_by_role("button", name="Find places").click()
        expect(self.page.locator("article .name").first).to_be_visible(timeout=30_000)
        self.events()

    def brief(self) -> None:
        self.page.get_by_label("Brief", exact=True).click()
        self.page.get_by_role("option").first.click()
        expect(self.page.locator("article .name").first).to_be_visible(timeout=30_000)
        self.events()

    def events(self) -> None:
        self.choose("Events")
        expect(self.card(0)).to_be_visible(timeout=60_000)
        expect(self.page.locator("article .name")).to_have_count(0)

    def card(self, index: int):
        return self.page.locator(f'[data-card="{index}"]')

    def chip(self, index: int):
        return self.map.locator(f'button[data-event="{index}"]')

    def highlighted(self) -> list[str]:
        """Words that the browser paints as the sentence of the chosen event."""
        return self.page.evaluate(
            "[...(CSS.highlights.get('article-shown') || [])].map((range) => range.toString())"
        )

    def over(self, words: str) -> None:
        x, y = self.page.evaluate(POINT, [words])
        self.page.mouse.move(x, y, steps=3)


@pytest.fixture
def desk(page, app_url):
    return Desk(page, app_url)


def test_a_card_marks_its_sentence_and_its_place_without_the_server(desk):
    desk.paste()
    desk.page.wait_for_timeout(500)
    before = len(desk.frames)
    desk.card(0).hover()
    expect(desk.text).to_have_attribute("data-shown", SENTENCE)
    assert desk.highlighted() == [SENTENCE]
    expect(desk.chip(0)).to_contain_class("chosen")
    desk.card(1).hover()
    expect(desk.text).to_have_attribute("data-shown", MINE)
    assert desk.highlighted() == [MINE]
    expect(desk.chip(1)).to_contain_class("chosen")
    expect(desk.chip(0)).not_to_contain_class("chosen")
    assert 0 < before == len(desk.frames)
    assert desk.same_map()


def test_a_sentence_and_a_mark_show_their_card(desk):
    desk.paste()
    desk.over("A landmine")
    expect(desk.card(1)).to_contain_class("shown")
    desk.over("Artillery")
    expect(desk.card(0)).to_contain_class("shown")
    desk.chip(1).hover()
    expect(desk.card(1)).to_contain_class("shown")
    expect(desk.text).to_have_attribute("data-shown", MINE)


def test_all_of_it_obeys_the_keyboard(desk):
    desk.paste()
    desk.card(0).focus()
    expect(desk.text).to_have_attribute("data-shown", SENTENCE)
    desk.page.keyboard.press("ArrowRight")
    expect(desk.card(1)).to_be_focused()
    expect(desk.text).to_have_attribute("data-shown", MINE)
    desk.text.get_by_role("button", name="Event 1").focus()
    expect(desk.card(0)).to_contain_class("shown")
    desk.chip(1).focus()
    expect(desk.card(1)).to_contain_class("shown")


def test_the_text_is_left_as_it_is(desk):
    desk.paste()
    expect(desk.text).to_contain_text("Some words before <b>it</b>.")
    whole = desk.page.evaluate("() => document.querySelectorAll('article b').length")
    assert whole == 0
    assert TEXT.split("\n")[2] in desk.text.inner_text()


def test_places_come_back_with_their_marks(desk):
    desk.paste()
    expect(desk.box).to_have_attribute("data-events", "2")
    expect(desk.map.locator("[data-places]")).to_have_attribute("data-places", "0")
    desk.choose("Places")
    expect(desk.page.locator("article .name").first).to_be_visible()
    expect(desk.box).to_have_attribute("data-events", "0")
    expect(desk.map.locator(".bm-mark").first).to_be_visible()
    assert desk.highlighted() == []
    assert desk.same_map()


def test_what_is_known_as_a_stretch_is_a_band_and_no_pin(desk):
    desk.brief()
    brief = articles.shipped()[0]
    frame = events.code(brief.text, brief.date)
    expect(desk.page.get_by_test_id("coded")).to_contain_text(f"{len(frame)} events coded")
    vague = [i for i, prec in enumerate(frame["where_prec"].fillna(0)) if prec == 5]
    assert vague
    for index in vague:
        expect(desk.map.locator(f'.area button[data-event="{index}"]')).to_have_count(1)
        expect(desk.map.locator(f'.point button[data-event="{index}"]')).to_have_count(0)
    expect(desk.map.locator("[data-testid=elsewhere]")).to_contain_text("Kuala Lumpur")


def test_sent_events_wait_on_the_review_page(desk, store_url):
    desk.paste(TEXT.replace("Kantharalak", "Kap Choeng"))
    desk.page.get_by_label("Reviewer").fill("Dara")
    desk.page.get_by_role("button", name="Send to review").click()
    said = desk.page.get_by_test_id("coded")
    expect(said).to_contain_text("2 added, 0 already known", timeout=20_000)
    expect(desk.card(0)).to_contain_text("waits for review")
    book = store.Store(store_url)
    added = book.events()
    ours = added[added["place"] == "Kap Choeng"]["event_id"].tolist()
    assert book.history(ours[0])[0].reviewer == "Dara"
    book.database.close()
    desk.page.get_by_role("link", name="Open Review").click()
    queue = desk.page.get_by_role("listbox", name="Events to review")
    expect(queue.locator(f'[data-id="{ours[0]}"]')).to_have_attribute(
        "aria-selected", "true", timeout=30_000
    )
    expect(desk.page.locator(".bm-source mark").first).to_have_text(
        SENTENCE.replace("Kantharalak", "Kap Choeng")
    )
    expect(desk.page.get_by_role("textbox", name="Reviewer")).to_have_value("Dara")


def test_from_a_pasted_text_to_a_solid_mark_by_keyboard_and_back(desk, store_url):
    page = desk.page
    desk.paste(TEXT.replace("Kantharalak", "Nam Yuen"))
    page.get_by_role("button", name="Send to review").click()
    expect(page.get_by_test_id("coded")).to_contain_text("added", timeout=20_000)
    page.get_by_role("link", name="Open Review").click()
    queue = page.get_by_role("listbox", name="Events to review")
    chosen = queue.locator("[aria-selected=true]")
    ours = queue.get_by_role("option").filter(has_text="Nam Yuen").first
    ours.click(timeout=30_000)
    event_id = ours.get_attribute("data-id")
    box = page.frame_locator(f".st-key-review_map_box {FRAME}").locator("[data-atlas=ready]")
    expect(box).to_have_attribute("data-event", event_id, timeout=30_000)
    expect(box).to_have_attribute("data-look", "hollow")
    said = page.get_by_test_id("said")
    page.keyboard.press("a")
    expect(said).to_contain_text(f"{event_id} accepted", timeout=20_000)
    page.goto(page.url.rsplit("/", 1)[0])  # a new visit; at /review Streamlit logs 404s of its own
    page.get_by_role("link", name="Review").click()
    page.get_by_text("Confirmed", exact=True).first.click(timeout=30_000)
    queue.locator(f'[data-id="{event_id}"]').click(timeout=30_000)
    expect(box).to_have_attribute("data-event", event_id, timeout=30_000)
    expect(box).to_have_attribute("data-look", "solid")
    page.keyboard.press("u")
    expect(said).to_contain_text("taken back", timeout=20_000)
    expect(chosen).to_have_attribute("data-id", event_id, timeout=20_000)
    expect(box).to_have_attribute("data-look", "hollow", timeout=20_000)
    book = store.Store(store_url)
    assert [r.action for r in book.history(event_id)] == ["add", "accept", "undo"]
    book.database.close()


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_everything_is_on_one_screen_and_readable(desk, size):
    width, height = size
    desk.page.set_viewport_size({"width": width, "height": height})
    desk.paste()
    desk.card(1).hover()
    desk.page.wait_for_timeout(500)
    desk.page.screenshot(path=ARTEFACTS / f"article-events-{width}x{height}.png")
    for part in ("article", "section.cards", FRAME):
        box = desk.page.locator(part).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height
        assert box["height"] >= 180
    assert min(desk.page.evaluate(FONTS)) >= 14


def test_a_server_for_others_says_why_it_does_not_send(browser, tmp_path):
    url = f"sqlite:///{tmp_path}/events.sqlite"
    with serve(url, "server-coded-open.log", "--server.address", "0.0.0.0") as address:  # noqa: S104
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        desk = Desk(page, address)
        desk.paste()
        expect(page.get_by_role("button", name="Send to review")).to_be_disabled()
        expect(page.get_by_test_id("coded")).to_contain_text("bound to this machine")
        page.close()
    assert not (tmp_path / "events.sqlite").exists()
