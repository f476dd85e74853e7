"""Questions to a store of any size: the same answers as from the frame, by the indexes."""

import numpy as np
import pandas as pd
import pytest

from geo import events
from geo.bench import synthetic
from geo.errors import InputError
from geo.events import record, store, window
from geo.events.arrays import prepare
from geo.events.store import audit, query
from geo.events.vocabulary import LAYERS

DAYS = ("2025-07-20", "2025-08-10")
WINDOWS = [None, DAYS, (None, "2025-12-08"), ("2025-12-07", "2025-12-07"), ("2025-11-01", None)]
BOX = (102.6, 13.4, 104.0, 14.4)
SMALL = (103.0, 14.1, 103.1, 14.3)


def made_up():
    """Events of every precision and length, with links, a total, an undated and a rejected one."""
    frame = pd.DataFrame(synthetic.events(3_000, seed=3))
    first = frame["event_id"].iloc[0]
    frame.loc[[5, 9], "same_as"] = pd.Series([[first], [frame["event_id"].iloc[5]]], index=[5, 9])
    frame.loc[[20], "part_of"] = pd.Series([[frame["event_id"].iloc[21]]], index=[20])
    frame.loc[[30, 31], "is_total"] = True
    frame.loc[[40, 41], ["date_start", "date_end"]] = pd.NaT
    frame.loc[50:99, "review_state"] = "rejected"
    return record.validate(frame)


def filled(url):
    book = store.Store(url)
    book.add(made_up(), "Anna")
    shipped = events.load()["event_id"]
    book.change(shipped.iloc[3], {"layer": "landmine"}, "Anna", 0)
    book.change(shipped.iloc[4], {"note": "seen"}, "Anna", 0)
    book.undo(shipped.iloc[4], "Anna", 1)
    book.decide("made-up-7", "reject", "Ben", 1)
    return book


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def book(request, tmp_path_factory):
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('query')}/events.sqlite"
    else:
        url = request.getfixturevalue("server").create("query")
    made = filled(url)
    yield made
    made.database.close()


def seen(book, days, layers=None):
    """The same question to the frame."""
    first, last = days or (None, None)
    last = last or "2100-01-01"
    mode = "window" if first else "cumulative"
    filters = window.Filters(layers=layers)
    return window.view(prepare(book.events()), first or "1900-01-01", last, mode, filters)


@pytest.mark.parametrize("days", WINDOWS)
@pytest.mark.parametrize("layers", [None, ["landmine", "fuel_route"]])
def test_counts_are_those_of_the_frame(book, days, layers):
    found, view = query.count(book, days, layers=layers), seen(book, days, layers)
    assert found.counts == view.counts
    assert found.shown_by_layer == view.shown_by_layer
    assert found.incidents == view.incidents


def test_a_box_leaves_out_what_lies_beside_it_and_the_counts_add_up(book):
    everywhere, here = query.count(book, DAYS), query.count(book, DAYS, BOX)
    assert 0 < here.counts.shown < everywhere.counts.shown
    assert (here.counts.unplaced, here.counts.undated) == (
        everywhere.counts.unplaced,
        everywhere.counts.undated,
    )
    lots = here.counts
    assert lots.shown + lots.filtered + lots.unplaced + lots.undated == lots.total
    assert lots.total == len(book.events()) == query.size(book)
    view = seen(book, DAYS)
    frame = view.events.frame[view.shown]
    points = frame[frame["where_prec"].isin([1, 2]) & (frame["precision_scheme"] == "ucdp")]
    west, south, east, north = BOX
    inside = points["longitude"].between(west, east) & points["latitude"].between(south, north)
    cells = query.aggregate(book, DAYS, BOX, cell_deg=0.01)
    assert cells.loc[cells["area"] == "", "n"].sum() == counted(view, points[inside])


def counted(view, rows):
    single = view.events.counted(view.shown)
    return int(np.isin(rows["event_id"], view.events.frame["event_id"][single]).sum())


@pytest.mark.parametrize("days", WINDOWS)
def test_cells_add_up_to_the_incidents_that_are_drawn(book, days):
    view = seen(book, days)
    single = view.events.counted(view.shown)
    cells = query.aggregate(book, days, cell_deg=0.25)
    sums = cells.groupby("layer")["n"].sum()
    rows = view.events.frame[single]
    assert {layer: sums.get(layer, 0) for layer in LAYERS} == {
        layer: int((rows["layer"] == layer).sum()) for layer in LAYERS
    }
    daily = cells.groupby("day")["n"].sum()
    assert daily.to_dict() == rows.groupby("date_start")["event_id"].count().to_dict()
    assert (cells["n"] > 0).all()


def test_only_what_is_known_to_the_point_has_a_cell(book):
    cells = query.aggregate(book, cell_deg=0.5)
    areas = cells[cells["area"] != ""]
    assert areas["x"].isna().all()
    assert "Surin" in set(areas["area"])
    assert cells.loc[cells["area"] == "", ["x", "y"]].notna().all(axis=None)
    frame = seen(book, None).events.frame.set_index("event_id")
    row = frame.loc["made-up-1"]
    one = query.aggregate(book, (row["date_start"], row["date_start"]), cell_deg=0.5)
    middle = np.floor(row["longitude"] / 0.5) * 0.5 + 0.25
    assert middle in set(one["x"].round(6))


def test_border_km_are_binned_and_the_rest_is_told(book):
    view = seen(book, DAYS)
    single = view.events.counted(view.shown)
    told = query.by_km(book, DAYS, bin_km=10)
    assert told["n"].sum() == single.sum()
    assert told["km"].isna().any()
    known = told.dropna()
    assert (known["km"] % 10 == 0).all()
    row = view.events.frame[single & (view.events.frame["where_prec"] == 1).to_numpy()].iloc[0]
    here = known[(known["day"] == row["date_start"]) & (known["layer"] == row["layer"])]
    assert row["border_km"] // 10 * 10 in set(here["km"])


def test_details_are_the_events_themselves_page_by_page(book):
    view = seen(book, DAYS)
    wanted = view.events.frame[view.shown].set_index("event_id")
    pages = [query.details(book, DAYS, limit=40, offset=at) for at in range(0, len(wanted), 40)]
    found = pd.concat([pd.DataFrame(page) for page in pages])
    assert sorted(found["event_id"]) == sorted(wanted.index)
    assert found["date_start"].is_monotonic_decreasing
    assert list(pages[0].columns) == list(record.NAMES)
    assert pages[0].crs == "EPSG:4326"
    back = found.set_index("event_id").loc[wanted.index]
    assert (back["summary"] == wanted["summary"]).all()
    assert (back["layer"] == wanted["layer"]).all()


def test_the_days_are_looked_up_by_an_index(book):
    told = query.plan(book, DAYS, BOX, ["clash"])
    steps = [step for step in told.splitlines() if "events_by_day" in step]
    assert len(steps) == 5, told
    if book.path:
        assert all("SEARCH events USING COVERING INDEX" in step for step in steps)
    assert not any(step.startswith("SCAN events") or "Seq Scan" in step for step in steps)


def test_a_small_box_is_looked_up_by_its_own_index_on_a_server(server):
    book = store.Store(server.create("boxes"))
    book.add(record.validate(synthetic.events(8_000)), "Anna")
    with book.database.writing() as connection:
        connection.exec_driver_sql("ANALYZE events")
    assert "events_by_place" in query.plan(book, None, SMALL)
    assert "events_by_day" in query.plan(book, ("2025-07-20", "2025-07-20"), None)
    found = query.count(book, None, SMALL).counts.shown
    assert found == len(query.details(book, None, SMALL, limit=1_000))
    book.database.close()


def test_a_store_that_was_never_written_to_holds_what_ships(tmp_path):
    bare = store.Store(f"sqlite:///{tmp_path}/none/events.sqlite")
    view = window.view(prepare(events.load()), "2025-12-07", "2025-12-12")
    days = ("2025-12-07", "2025-12-12")
    assert query.count(bare, days).counts == view.counts
    assert query.count(bare, days).incidents == view.incidents
    assert query.aggregate(bare, days)["n"].sum() == view.events.counted(view.shown).sum()
    assert len(query.details(bare, days, limit=5)) == 5
    assert query.size(bare) == len(events.load())
    assert not bare.exists()


def test_the_table_is_what_the_revisions_say_on_either_engine(book):
    assert audit.findings(book.database) == []


def test_the_table_follows_every_change_and_check_finds_it_when_it_does_not(tmp_path):
    url = f"sqlite:///{tmp_path}/events.sqlite"
    book = filled(url)
    assert audit.findings(book.database) == []
    with book.database.writing() as connection:
        connection.exec_driver_sql("UPDATE events SET layer = 'other' WHERE event_id = 'made-up-3'")
        connection.exec_driver_sql("DELETE FROM events WHERE event_id = 'made-up-8'")
    (told,) = audit.findings(book.database)
    assert told.startswith("2 events are counted otherwise than their revisions say, made-up-3")
    assert book.database.recount() == 2
    assert audit.findings(book.database) == []
    book.database.close()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"window": ("2025-12-08", "2025-12-01")}, "swap the two"),
        ({"window": ("soon", None)}, "is no day"),
        ({"box": (104, 13, 103, 14)}, "west, south, east, north"),
        ({"layers": ["picnic"]}, "'picnic' is none of clash"),
        ({"cell_deg": 0}, "width above 0"),
    ],
)
def test_a_question_without_sense_is_one_sentence(book, asked, told):
    with pytest.raises(InputError, match=told):
        query.aggregate(book, **asked)
    with pytest.raises(InputError, match="at once"):
        query.details(book, limit=5_000)
