"""The data page: what it says of a file, what it asks, what it imports, and what it never does."""

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.events import store
from geo.formats.tables import acled, read
from geo.formats.tables.loading import Outcome
from pages.parts import data_view, wording
from pages.parts.data_job import Job
from tests.formats import made

PAGE = str(Path(__file__).parents[2] / "pages" / "data.py")
BAD = "<img src=x onerror=alert(1)>"
SHEET = {"Date": "2025-07-24", "Kind": "landmine", "Spot": "Hill A", "Lat": "14.3501",
         "Lon": "103.2601"}  # fmt: skip


@pytest.fixture(autouse=True)
def book(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/events.sqlite")
    opened = store.open()
    yield opened
    opened.database.close()


@pytest.fixture
def app():
    made_ = AppTest.from_file(PAGE, default_timeout=60).run()
    assert not made_.exception
    return made_


def drop(app, data, name):
    app.file_uploader(key="data_file").set_value((name, data, "text/csv")).run()
    return settle(app)


def settle(app):
    """Run until nothing goes on beside the page."""
    for _ in range(100):
        if not any("Cancel" in b.label for b in app.button):
            break
        time.sleep(0.1)
        app.run()
    assert not app.exception
    return app


def told(app):
    return "\n".join(str(each.proto.body) for each in app.get("html"))


def press(app, key):
    app.button(key=key).click().run()
    return settle(app)


def test_without_a_file_it_says_what_is_here(app):
    assert "chronology" in told(app)
    assert "320" in told(app)
    assert acled.ATTRIBUTION not in told(app)


def test_a_file_is_shown_checked_and_imported(app, book):
    drop(app, made.table([made.acled(1), made.acled(2, latitude="up")]), "acled.csv")
    assert "ACLED, CSV" in told(app)
    assert '<b data-testid="added">1</b>new' in told(app)
    assert '<b data-testid="rejected">1</b>rejected' in told(app)
    assert "not to be passed on" in told(app)
    assert not book.exists()
    press(app, "data_go")
    assert "Imported: 1 added, 0 updated" in told(app)
    assert book.history("acled-XXX1")[0].reviewer == "reviewer"
    assert '<b data-testid="unchanged">1</b>the same' in told(app)
    assert not [b for b in app.button if b.key == "data_go"]


def test_rejected_rows_are_listed_with_their_reasons(app):
    drop(app, made.table([made.acled(1), made.acled(2, latitude="up")]), "acled.csv")
    table = next(t.value for t in app.dataframe if "reason" in t.value)
    assert table.to_dict("records") == [
        {"row": 3, "column": "latitude", "value": "up", "reason": "it must be a number"}
    ]


def test_an_ambiguous_date_is_asked_for(app):
    drop(app, made.table([SHEET | {"Date": "03/04/2025"}]), "mines.csv")
    assert "may be day/month or month/day" in told(app)
    assert "--date-order" not in told(app)
    choice = app.radio(key="data_order")
    assert choice.options == ["3 Apr 2025 (day first)", "4 Mar 2025 (month first)"]
    settle(choice.set_value("mdy").run())
    assert "2025-03-04 to 2025-03-04" in told(app)


def test_name_and_layer_of_an_unknown_format_can_be_said(app, book):
    drop(app, made.table([{k: v for k, v in SHEET.items() if k != "Kind"}]), "mines_v2.csv")
    assert app.text_input(key="data_dataset").value == "mines"
    settle(app.selectbox(key="data_layer").set_value("landmine").run())
    settle(app.text_input(key="data_dataset").input("My mines").run())
    press(app, "data_go")
    row = book.events().set_index("dataset").loc["My mines"]
    assert row["layer"] == "landmine"


def test_the_mapping_is_shown_to_be_edited(app):
    drop(app, made.table([SHEET]), "mines.csv")
    shown = next(t.value for t in app.dataframe if "becomes" in t.value)
    assert shown["becomes"].tolist() == ["date_start", "layer", "", "latitude", "longitude"]


def test_what_cannot_be_read_is_one_sentence_and_escaped(app):
    drop(app, b"\x00\x01" * 50, f"{BAD}.csv")
    assert 'role="alert"' in told(app)
    assert BAD not in told(app)
    drop(app, made.table([SHEET | {"Kind": BAD, "Spot": BAD}]), f"{BAD}.csv")
    assert BAD not in told(app)


def test_a_server_open_to_others_imports_nothing(app, monkeypatch):
    monkeypatch.setattr("pages.parts.review_desk.editable", lambda: False)
    drop(app, made.table([made.acled(1)]), "acled.csv")
    assert "Read-only" in told(app)
    assert not [b for b in app.button if b.key == "data_go"]


def test_gone_rows_are_told(app):
    rows = [made.acled(i, event_date=f"{i + 1} July 2025") for i in range(3)]
    drop(app, made.table(rows), "a.csv")
    press(app, "data_go")
    drop(app, made.table([rows[0], rows[2]]), "b.csv")
    assert "1 events of an earlier file" in told(app)
    assert "acled-XXX1" in told(app)


def test_a_job_tells_its_progress_and_stops_when_asked():
    def work(go_on):
        done = 0
        while go_on(done, 0):
            done += 1
            time.sleep(0.001)
        return done

    job = Job(work)
    assert job.running
    job.cancel()
    job.wait(5)
    assert job.result == job.done
    assert not job.running


def test_a_job_that_fails_says_so():
    job = Job(lambda _: 1 / 0)
    job.wait(5)
    assert job.error == "The file made the reader fail (ZeroDivisionError); try another."


def test_counts_add_up_to_the_files_rows():
    batch = read(made.table([made.acled(1), made.acled(2, latitude="up")]), "a.csv")
    outcome = Outcome()
    outcome.counts["added"] = 1
    assert batch.total == outcome["added"] + batch.rejected
    assert "older" not in data_view.counts(batch, outcome)


def test_an_imported_rows_codes_are_put_into_words_of_their_own_scale():
    rows = [made.acled(1, geo_precision="3", time_precision="2")]
    ours = read(made.table(rows), "a.csv").frame.iloc[0]
    theirs = read(made.table([made.ged(1, where_prec="3", date_prec="2")]), "g.csv").frame.iloc[0]
    assert "a larger region" in wording.place(ours)
    assert "week known" in wording.dates(ours)
    assert "somewhere in the district" in wording.place(theirs)
    assert "within these days" in wording.dates(theirs)
