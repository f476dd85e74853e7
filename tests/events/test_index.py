"""Many events stay in their database: everything that a screen asks is answered as from a frame."""

import random
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
import shapely
from pandas.testing import assert_frame_equal

from geo import events
from geo.bench import synthetic
from geo.briefing import export, wall
from geo.briefing.draft import draft
from geo.briefing.view import BriefingView
from geo.errors import InputError
from geo.events import merge, record, review, store, window
from geo.events.arrays import prepare
from geo.events.store import index, query, short
from geo.events.tally import FIGURES, casualties
from geo.events.vocabulary import CONFIDENCES, SIDES
from geo.events.window import Filters
from geo.formats.tables import loading, read
from geo.maps import cells, feed
from tests.formats import made

TEXTS = ("made-up", "CHONG", "ป", "ភ្នំ", "straße", "100 %", "_", "no event says this", "soldier")


def odd():
    """Events of every precision and length, with links, a total, routes, words in four scripts."""
    frame = pd.DataFrame(synthetic.events(1_500, seed=11))
    ids = frame["event_id"]
    frame.loc[[5, 9], "same_as"] = pd.Series([[ids[0]], [ids[5], ids[900]]], index=[5, 9])
    frame.loc[[20, 22], "part_of"] = pd.Series([[ids[21]], [ids[23], "gone"]], index=[20, 22])
    frame.loc[[30, 31], "is_total"] = True
    frame.loc[range(40, 60), ["date_start", "date_end"]] = pd.NaT
    frame.loc[50:99, "review_state"] = "rejected"
    frame.loc[100:160, "review_state"] = "extracted"
    frame.loc[range(200, 300), "adm_1"] = "Surin / Oddar Meanchey"
    frame.loc[range(300, 330), ["latitude", "longitude", "where_prec"]] = None
    frame.loc[range(300, 330), "geometry"] = None
    frame.loc[range(330, 340), "where_prec"] = 5
    frame.loc[range(330, 340), ["border_from_km", "border_to_km"]] = None
    line = shapely.LineString([(103.1, 14.2), (103.4, 13.9)])
    frame.loc[range(330, 340), "geometry"] = pd.Series([line] * 10, index=range(330, 340))
    frame.loc[range(400, 410), "summary"] = "Straße, ปราสาทตาเมือน, ភ្នំពេញ, 100 % of it\nand \\ more"
    frame.loc[range(0, 1500, 3), "side"] = "TH"
    frame.loc[range(1, 1500, 7), "side"] = "KH"
    for i, name in enumerate(FIGURES):
        frame.loc[range(i, 600, 11), name] = i * 3
    both = [{"claimant": "Cambodia", "statement": "b"}, {"claimant": "Thailand", "statement": "a"}]
    frame.loc[range(0, 500, 5), "claims"] = pd.Series([both] * 100, index=range(0, 500, 5))
    frame.loc[range(2, 500, 9), "claims"] = pd.Series([[]] * 56, index=range(2, 500, 9))
    return record.validate(frame)


def filled(url):
    """A store with what people brought, coded and changed, over the chronology that ships."""
    book = store.Store(url)
    book.add(odd(), "Anna")
    rows = [made.acled(i, location=f"Exampleville {i % 7}") for i in range(40)]
    loading.run(book, read(made.table(rows, made.ACLED_HEADS), "acled.csv"), "Anna")
    rows = [made.ged(i, where_prec=str(1 + i % 7)) for i in range(40)]
    loading.run(book, read(made.table(rows, made.GED_HEADS), "GEDEvent_v26_0_7.csv"), "Anna")
    shipped = events.load()["event_id"]
    book.change(shipped.iloc[3], {"layer": "landmine", "date_start": "2025-03-01"}, "Anna", 0)
    book.change(shipped.iloc[4], {"note": "seen"}, "Anna", 0)
    book.undo(shipped.iloc[4], "Anna", 1)
    book.decide("made-up-7", "reject", "Ben", 1)
    return book


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/events.sqlite"
    return request.getfixturevalue("server").create(f"index_{tmp_path.name}"[:60])


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def book(request, tmp_path_factory):
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('index')}/events.sqlite"
    else:
        url = request.getfixturevalue("server").create("index")
    opened = filled(url)
    yield opened
    opened.database.close()


def same(thin, whole):
    """Hold everything that a screen asks for against the loaded events."""
    assert thin.frame["event_id"].tolist() == whole.frame["event_id"].tolist()
    for name in ("layer", "drawable", "total", "interval", "child", "parent", "dated"):
        np.testing.assert_array_equal(getattr(thin, name), getattr(whole, name), name)
    for name in ("start", "end"):
        chosen = whole.dated
        np.testing.assert_array_equal(getattr(thin, name)[chosen], getattr(whole, name)[chosen])
    np.testing.assert_array_equal(thin.where_prec, whole.where_prec)
    np.testing.assert_array_equal(thin.date_prec, whole.date_prec)
    for ours, theirs in zip(thin.reach, whole.reach, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    for name in FIGURES:
        np.testing.assert_array_equal(thin.number(name), whole.number(name), name)
    ours, theirs = feed.pack(thin), feed.pack(whole)
    assert ours.version == theirs.version
    assert ours.event_ids == theirs.event_ids
    assert_frame_equal(thin.whole(np.arange(len(thin))), plain(whole.frame))


def plain(frame):
    """The frame as pandas has it: shapes are objects."""
    return pd.DataFrame(frame).astype({"geometry": object})


def chosen(dice, frame):
    """Filters by chance."""

    def some(words, most=3):
        return dice.sample(list(words), dice.randint(1, most)) if dice.random() < 0.3 else None

    provinces = sorted({p for cell in frame["adm_1"] for p in cell.split(" / ") if p})
    km = sorted((dice.uniform(0, 800), dice.uniform(0, 800))) if dice.random() < 0.2 else None
    return Filters(
        layers=some(record.LAYERS, 6),
        sides=some(SIDES),
        provinces=some(provinces),
        claimants=some(("Thailand", "Cambodia", "ACLED", "UCDP"), 2),
        confidences=some(CONFIDENCES, 2),
        where_precs=some(range(8), 4),
        date_precs=some(range(6), 3),
        codings=some(("curated", "machine", "imported"), 2),
        datasets=some(frame["dataset"].unique(), 2),
        text=dice.choice(TEXTS) if dice.random() < 0.4 else "",
        border_km=km and tuple(km),
        **({} if dice.random() < 0.5 else {"review_states": None}),
    )


def test_arrays_marks_and_whole_rows_are_those_of_the_loaded_events(book):
    thin, whole = index.of(book), prepare(book.events())
    assert len(thin) == len(whole) == query.size(book)
    same(thin, whole)


def test_random_windows_and_filters_give_the_same_counts_and_the_same_message(book):
    thin, whole = index.of(book), prepare(book.events())
    packed = feed.pack(thin), feed.pack(whole)
    squares = cells.cells(packed[0]), cells.cells(packed[1])
    dice, days, met = random.Random(1), packed[0].last - packed[0].first, 0
    for _ in range(150):
        wanted = chosen(dice, whole.frame)
        passes = [wanted.passing(some) for some in (thin, whole)]
        np.testing.assert_array_equal(*passes, err_msg=repr(wanted))
        met += 0 < passes[0].sum() < len(thin)
        first, last = sorted(packed[0].first + dice.randrange(days) for _ in range(2))
        first, last = (np.datetime64(day, "D") for day in (first, last))
        mode = dice.choice(window.MODES)
        seen = [window.view(some, first, last, mode, wanted) for some in (thin, whole)]
        assert seen[0].counts == seen[1].counts
        assert seen[0].incidents == seen[1].incidents
        assert_frame_equal(*(casualties(view.events, view.listed) for view in seen))
        sent = [
            cells.counted(among, mask[one.order])
            for among, mask, one in zip(squares, passes, packed, strict=True)
        ]
        assert sent[0] == sent[1]
    assert met > 50, "the filters are not all or nothing"


def test_a_change_is_followed_without_reading_the_rest_again(url, monkeypatch):
    book = filled(url)
    index.of(book)
    ids = events.load()["event_id"]
    book.change("made-up-12", {"date_start": "2024-12-31", "place": "Elsewhere"}, "Ben", 1)
    book.change("made-up-13", {"date_start": None, "date_end": None}, "Ben", 1)
    book.change(ids.iloc[8], {"summary": "Quite another sentence."}, "Ben", 0)
    book.undo(ids.iloc[3], "Ben", 1)
    extra = odd().iloc[[1400]].assign(event_id="zzz-new")
    book.add(pd.concat([extra, extra.assign(event_id="aaa-new")]), "Ben")
    queries = []
    before = short._query  # what reads the table
    monkeypatch.setattr(short, "_query", lambda: Noted(queries, before()))
    thin = index.of(book)
    assert queries == ["some"], "nothing is read whole"
    same(thin, prepare(book.events()))
    assert index.of(book).frame["event_id"].equals(thin.frame["event_id"])
    book.database.close()


class Noted:
    """A question that tells whether it was about some events, or all."""

    def __init__(self, told, query):
        self.told, self.query = told, query

    def where(self, *given):
        self.told.append("some")
        return self.query.where(*given)


def test_an_index_stays_true_to_its_moment(url):
    book = filled(url)
    thin, before = index.of(book), plain(book.events())
    book.change("made-up-12", {"place": "Elsewhere"}, "Ben", 1)
    assert_frame_equal(thin.whole(np.arange(len(thin))), before)
    book.database.close()


def test_a_table_that_was_made_anew_is_read_anew(url):
    book = filled(url)
    with book.database.writing(events=False) as connection:
        connection.exec_driver_sql("UPDATE events SET side = 'TH', words = '' WHERE side <> 'TH'")
    sides = [
        (some.frame["side"] == "TH").sum() for some in (index.of(book), prepare(book.events()))
    ]
    assert sides[0] > sides[1], "the index shows what the table says"
    assert book.database.recount() > 0
    same(index.of(book), prepare(book.events()))
    assert Filters(text="made-up").passing(index.of(book)).any()
    book.database.close()


def test_where_much_has_changed_all_is_read_anew(url):
    book = filled(url)
    index.of(book)
    more = odd().assign(event_id=lambda frame: "more-" + frame["event_id"])
    book.add(more.assign(same_as=[[]] * len(more), part_of=[[]] * len(more)), "Ben")
    same(index.of(book), prepare(book.events()))
    book.database.close()


def test_a_filter_on_nothing_known_finds_nothing(book):
    thin = index.of(book)
    for nothing in (Filters(datasets=["none"]), Filters(claimants=["nobody"]), Filters(sides=[])):
        assert not nothing.passing(thin).any()
        assert not replace(nothing, text="made-up").passing(thin).any()


def test_drafts_files_queues_and_suggestions_are_those_of_the_loaded_events(book):
    thin, whole = index.of(book), prepare(book.events())
    days = date(2025, 7, 1), date(2025, 9, 30)
    view = BriefingView(*days, filters=Filters(text="made-up"))
    drafted = draft(thin, view, date(2025, 9, 20))
    assert drafted == draft(whole, view, date(2025, 9, 20))
    walls = [wall.pack(some, feed.pack(some), drafted) for some in (thin, whole)]
    assert walls[0] == walls[1]
    for ending in (".csv", ".geojson", ".kml"):
        made = [export.render(export.extract(some, view), ending) for some in (thin, whole)]
        assert made[0] == made[1], ending
    for states in (("extracted", "needs_look"), ("rejected",)):
        wanted = review.queue(book.events(), states)["event_id"].tolist()
        for some in (thin, whole):
            line = review.line(some, states)
            assert some.frame["event_id"].iloc[line].tolist() == wanted
    frame, dice = pd.DataFrame(whole.frame), random.Random(3)
    for row in dice.sample(range(len(thin)), 25):
        mine, others = frame.iloc[[row]], frame.drop(index=frame.index[row])
        near = thin.whole(merge.near(thin, row))
        assert merge.suggest(mine, near) == merge.suggest(mine, others)


def test_more_whole_rows_than_can_be_carried_are_refused_in_one_sentence(book, monkeypatch):
    monkeypatch.setattr(index, "MOST", 10)
    with pytest.raises(InputError, match="11 events, and 10 at most"):
        index.of(book).whole(np.arange(11))
