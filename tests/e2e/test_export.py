"""The download popover in a real browser."""

import csv
import re

from playwright.sync_api import Page

from geo import events
from geo.events import window


def test_the_view_on_screen_is_downloaded_as_a_table(page: Page, app_url: str):
    page.goto(f"{app_url}/?from=2025-12-08&to=2025-12-14")
    page.get_by_role("button", name="Export").click()
    page.get_by_role("combobox", name=re.compile("Kind of file")).click()
    page.get_by_role("option", name="CSV (.csv)").click()
    page.get_by_role("button", name="Make the file").click()
    with page.expect_download(timeout=60_000) as waiting:
        page.get_by_role("button", name=re.compile("^Download")).click()
    download = waiting.value
    assert download.suggested_filename.endswith("-20251208-20251214.csv")
    with open(download.path(), encoding="utf-8", newline="") as file:  # noqa: PTH123
        rows = list(csv.DictReader(file))
    seen = window.view(events.load(), "2025-12-08", "2025-12-14").counts
    assert len(rows) == seen.shown + seen.unplaced + seen.undated
