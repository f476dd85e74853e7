"""The download popover of the map page."""

import csv
import io
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from geo import events
from geo.briefing.view import BriefingView
from geo.events import window
from pages.parts import export


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("December 2025", "december-2025-20251208-20251214"),
        ("../../etc/passwd", "etc-passwd-20251208-20251214"),
        ("ชายแดน", "view-20251208-20251214"),
    ],
)
def test_a_file_name_holds_nothing_that_a_disk_refuses(title, stem):
    view = BriefingView(date(2025, 12, 8), date(2025, 12, 14), title=title)
    assert export.file_stem(view) == stem


PAGE = """
from datetime import date
from geo import events
from geo.briefing.view import BriefingView
from geo.events.window import prepare
from pages.parts import export
export.popover(prepare(events.load()), BriefingView(date(2025, 12, 8), date(2025, 12, 14)))
"""


def test_a_file_is_made_of_what_is_on_screen_and_offered_until_that_changes():
    app = AppTest.from_string(PAGE, default_timeout=60).run()
    app.selectbox(key="export_ending").set_value(".csv").run()
    assert "exported" not in app.session_state
    app.button(key="export_make").click().run()
    assert not app.exception
    _, content, counts = app.session_state["exported"]
    seen = window.view(events.load(), "2025-12-08", "2025-12-14").counts
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))
    assert len(rows) == seen.shown + seen.unplaced + seen.undated
    assert [caption.value for caption in app.caption] == [counts]
    app.selectbox(key="export_ending").set_value(".kml").run()
    assert [caption.value for caption in app.caption] == []
