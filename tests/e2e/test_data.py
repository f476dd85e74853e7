"""The data page in a real browser: drop, check, cancel, import, and see it elsewhere."""

import sqlite3
from contextlib import closing, contextmanager

import pytest
from playwright.sync_api import Page, expect

from geo.events import store
from tests.e2e.conftest import ARTEFACTS, serve
from tests.formats import made

PANE = ".st-key-data_left"
SMALL = """() => [...document.querySelectorAll(".bm-event *, .data-counts *, .data-credit")]
  .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
  .map((e) => parseFloat(getComputedStyle(e).fontSize)).filter((size) => size < 14)"""


@pytest.fixture(scope="module")
def store_url(tmp_path_factory):
    """These tests write, so they have a store and a dashboard of their own."""
    return f"sqlite:///{tmp_path_factory.mktemp('imported')}/events.sqlite"


@pytest.fixture(scope="module")
def app_url(store_url):
    with serve(store_url, "server-data.log") as url:
        yield url


@pytest.fixture
def data(page: Page, app_url):
    """Come in through the front door: an address of its own asks Streamlit for a wrong file."""
    page.goto(app_url)
    page.get_by_role("link", name="Data").click()
    expect(page.get_by_test_id("held")).to_be_visible(timeout=30_000)
    return page


def drop(page, rows, name):
    payload = {"name": name, "mimeType": "text/csv", "buffer": made.table(rows)}
    page.locator("input[type=file]").set_input_files(payload)


@contextmanager
def another_writer(opened):
    """Hold the store's write lock, so that an import still goes on, however fast the machine."""
    with closing(sqlite3.connect(opened.path)) as raw:
        raw.execute("BEGIN IMMEDIATE")
        yield
        raw.rollback()


def test_a_large_import_shows_progress_and_can_be_cancelled(data, store_url):
    opened = store.open(store_url)
    opened.database.upgrade()
    before = opened.version()
    drop(data, [made.acled(i) for i in range(6000)], "large.csv")
    expect(data.get_by_test_id("added")).to_have_text("6,000", timeout=60_000)
    with another_writer(opened):
        data.get_by_role("button", name="Import 6,000 events").click()
        expect(data.get_by_text("Importing")).to_be_visible()
        data.get_by_role("button", name="Cancel").click()
    expect(data.get_by_text("Cancelled. The store is as it was.")).to_be_visible(timeout=30_000)
    assert opened.version() == before


@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768)])
def test_a_file_is_dropped_checked_and_imported(data, size):
    data.set_viewport_size({"width": size[0], "height": size[1]})
    number = 100_000 + size[0]  # ids that no other test brings
    rows = [made.acled(number), made.acled(number + 1), made.acled(number + 2, latitude="up")]
    drop(data, rows, f"acled-{size[0]}.csv")
    expect(data.get_by_test_id("added")).to_have_text("2", timeout=30_000)
    expect(data.get_by_test_id("rejected")).to_have_text("1")
    expect(data.get_by_test_id("attribution")).to_contain_text("not to be passed on")
    expect(data.locator(".st-key-data_right canvas").first).to_be_visible(timeout=30_000)
    assert data.evaluate(SMALL) == []
    whole = "() => [document.documentElement.scrollWidth, innerWidth]"
    wide, seen = data.evaluate(whole)
    assert wide <= seen
    data.screenshot(path=ARTEFACTS / f"data-{size[0]}x{size[1]}.png")
    data.get_by_role("button", name="Import 2 events").click()
    expect(data.get_by_test_id("imported")).to_contain_text("2 added", timeout=30_000)
    expect(data.get_by_test_id("unchanged")).to_have_text("2", timeout=30_000)
