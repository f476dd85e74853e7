"""The one-file page: what it holds, that nothing in it runs or leads out, that it works offline."""

import json
import re
from html.parser import HTMLParser

import pytest
from playwright.sync_api import expect

from geo.briefing.export import html, render, write
from geo.errors import DataError
from geo.maps import assets

MEGABYTE = 1_000_000


class Page(HTMLParser):
    """The elements and texts of a page, as a browser would take it apart."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.data: dict[str, str] = {}
        self.text: list[str] = []
        self.inside: str = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.inside = dict(attrs).get("id") or tag

    def handle_data(self, data: str) -> None:
        if self.inside.endswith("-data"):
            self.data[self.inside] = self.data.get(self.inside, "") + data
        elif self.inside not in ("script", "style"):
            self.text.append(data)

    def handle_endtag(self, _: str) -> None:
        self.inside = ""


@pytest.fixture(scope="module")
def page(december):
    return Page(render(december, ".html").decode("utf-8"))


def test_it_holds_every_event_with_its_claims_and_sources(page, december):
    events = json.loads(page.data["event-data"])["events"]
    assert {e["id"] for e in events} == set(december.frame["event_id"])
    assert len(events) == len(december.frame)
    assert sum(len(e["claims"]) for e in events) == december.frame["claims"].map(len).sum()
    assert sum(len(e["sources"]) for e in events) == december.frame["sources"].map(len).sum()


def test_it_says_window_counts_and_disclaimer(page, december):
    text = " ".join(" ".join(page.text).split())
    for wanted in (december.view.span, december.counts_line, "sovereignty"):
        assert wanted in text


def test_it_is_a_few_megabytes_and_asks_for_nothing(december, page):
    assert len(render(december, ".html")) < 4 * MEGABYTE
    loading = {"src", "srcset", "data", "poster", "background", "action"}
    outside = [(tag, attrs) for tag, attrs in page.elements if loading & attrs.keys()]
    assert outside == []
    assert "link" not in {tag for tag, _ in page.elements}
    policy = next(a["content"] for t, a in page.elements if "http-equiv" in a)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")


def test_hostile_text_adds_no_element(hostile, page):
    taken_apart = Page(render(hostile, ".html").decode("utf-8"))
    count = [sum(tag == "script" for tag, _ in p.elements) for p in (taken_apart, page)]
    assert count[0] == count[1]
    events = json.loads(taken_apart.data["event-data"])["events"]
    assert any("<script>alert(1)</script>" in e["summary"] for e in events)


def test_each_script_is_allowed_by_its_hash(december):
    text = render(december, ".html").decode("utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", text, flags=re.DOTALL)
    assert len(scripts) == 6
    assert html._policy(scripts) in text


def test_a_timeline_script_that_mounts_otherwise_is_told(monkeypatch, december, tmp_path):
    monkeypatch.setattr(assets, "script", lambda _: "nothing of the kind")
    with pytest.raises(DataError, match="adapt the export"):
        html.write(december, tmp_path / "out.html")


# ---- in a real browser, with no network


@pytest.fixture
def opened(browser, request, tmp_path):
    extract = request.getfixturevalue(request.param)
    path = tmp_path / "view.html"
    write(extract, path)
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, offline=True)
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda m: told.append(m.text))
    page.on("pageerror", lambda e: told.append(str(e)))
    page.on("dialog", lambda d: told.append(d.message))
    page.on("request", lambda r: told.append(r.url) if r.url != path.as_uri() else None)
    page.goto(path.as_uri())
    page.wait_for_selector("#map[data-shown]", timeout=20_000)
    yield page, extract
    context.close()
    assert told == []


SETTLED = """() => document.querySelector('[data-testid="counts"]').innerText.startsWith(
  document.querySelector("#map").dataset.shown + " of ")"""


def shown(page) -> int:
    """Number of events that the map has drawn, once the line of counts says the same."""
    page.wait_for_function(SETTLED, timeout=10_000)
    return int(page.locator("#map").get_attribute("data-shown"))


@pytest.mark.browser
@pytest.mark.parametrize("opened", ["december"], indirect=True)
def test_the_slider_moves_map_counts_and_list_together(opened):
    page, extract = opened
    assert shown(page) == extract.counts.shown
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("d")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("asof")).to_have_text("2 Dec 2025")
    on_day = shown(page)
    assert on_day < extract.counts.shown
    assert page.get_by_test_id("counts").inner_text().startswith(f"{on_day} of 320 shown")
    page.get_by_role("tab", name="List").click()
    listed = int(page.get_by_test_id("list").inner_text().split()[0])
    unplaced = int(page.locator('[data-clock="unplaced"]').inner_text())
    assert listed == on_day + unplaced


@pytest.mark.browser
@pytest.mark.parametrize("opened", ["december"], indirect=True)
def test_the_timeline_goes_no_further_than_the_file_is_complete(opened):
    page, _ = opened
    page.get_by_role("slider").focus()
    page.keyboard.press("d")
    for _ in range(3):
        page.keyboard.press("PageDown")
    expect(page.get_by_test_id("asof")).to_have_text("1 Dec 2025")
    assert shown(page)


@pytest.mark.browser
@pytest.mark.parametrize("opened", ["december"], indirect=True)
def test_a_mark_opens_its_evidence_with_sources(opened):
    page, _ = opened
    page.get_by_role("tab", name="List").click()
    page.locator(".row").first.click()
    evidence = page.get_by_test_id("event")
    assert "Who says so" in evidence.inner_text()
    assert evidence.get_by_role("link").first.get_attribute("href").startswith("http")


@pytest.mark.browser
@pytest.mark.parametrize("opened", ["hostile"], indirect=True)
def test_hostile_text_is_shown_as_text(opened):
    page, _ = opened
    page.get_by_role("tab", name="List").click()
    page.locator(".row", has_text="HYPERLINK").click()
    assert "<script>alert(1)</script>" in page.get_by_test_id("event").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize("opened", ["everything"], indirect=True)
def test_rejected_rows_stay_off_the_map_of_a_whole_record(opened):
    page, extract = opened
    page.get_by_role("slider").focus()
    page.keyboard.press("c")
    page.keyboard.press("End")
    page.get_by_role("tab", name="List").click()
    titles = page.get_by_test_id("list").inner_text()
    assert shown(page) == sum(extract.seen.shown) + 1  # and the early one
    assert "without a date" in titles


@pytest.mark.browser
@pytest.mark.parametrize("opened", ["nothing"], indirect=True)
def test_an_empty_view_opens_too(opened):
    page, _ = opened
    assert shown(page) == 0
