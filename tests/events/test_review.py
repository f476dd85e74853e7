"""The queue, sending to review, and settling a place."""

import pandas as pd
import pytest

from geo import events, gazetteer
from geo.errors import ConflictError, InputError
from geo.events import record, review, store
from geo.events.vocabulary import REVIEW_STATES
from tests.events.made_up import extracted


@pytest.fixture
def book(tmp_path):
    made = store.Store(f"sqlite:///{tmp_path}/events.sqlite")
    yield made
    made.database.close()


def test_counts_name_every_state_and_add_up():
    counts = review.counts(events.load())
    assert tuple(counts) == REVIEW_STATES
    assert sum(counts.values()) == len(events.load())


def test_the_line_is_extracted_first_then_by_day_undated_last():
    frame = extracted(6)
    frame.loc[0, "review_state"] = "needs_look"
    line = review.queue(frame)
    assert line["review_state"].tolist() == ["extracted"] * 5 + ["needs_look"]
    days = line["date_start"].iloc[:5]
    assert days.dropna().is_monotonic_increasing
    assert days.isna().tolist() == [False, False, False, True, True]


def test_the_line_of_one_state_holds_that_state_alone():
    assert set(review.queue(events.load(), ["confirmed"])["review_state"]) == {"confirmed"}
    assert review.queue(events.load(), []).empty


@pytest.mark.parametrize(
    ("at", "step", "found"),
    [("a", 1, "b"), ("c", 1, "c"), ("a", -1, "a"), ("x", 1, "a"), ("c", -1, "b")],
)
def test_the_neighbour_stops_at_the_ends(at, step, found):
    assert review.neighbour(["a", "b", "c"], at, step) == found


def test_an_empty_line_has_no_neighbour():
    assert review.neighbour([], "a", 1) == ""


def test_sending_to_review_adds_what_is_new(book):
    done = review.enqueue(extracted(), "Anna", book)
    assert done == review.Queued(("made-up-0", "made-up-1", "made-up-2"), ())
    assert book.history("made-up-0")[0].reviewer == "Anna"


def test_sending_the_same_article_again_leaves_decisions_alone(book):
    review.enqueue(extracted(), "Anna", book)
    book.decide("made-up-0", "reject", "Ben", 1)
    again = review.enqueue(extracted(4), "Anna", book)
    assert again == review.Queued(("made-up-3",), ("made-up-0", "made-up-1", "made-up-2"))
    assert book.number("made-up-0") == 2


def test_sending_nothing_makes_no_store(book):
    assert review.enqueue(record.empty(), "Anna", book) == review.Queued((), ())
    assert not book.exists()


def test_a_frame_that_is_no_event_frame_is_refused(book):
    with pytest.raises(InputError):
        review.enqueue(pd.DataFrame({"event_id": ["a"], "layer": ["picnic"]}), "Anna", book)
    assert len(book.events()) == len(events.load())


def test_coded_events_can_be_sent(book):
    coded = events.code("A clash was reported at Poipet on 9 December 2025, Thailand said.")
    done = review.enqueue(coded, "Anna", book)
    assert set(done.added) == set(coded["event_id"])


def test_a_merge_keeps_every_source_and_claim_and_one_undo_takes_it_back(book):
    twin = extracted(1, "twin")
    twin["sources"] = [[{"publisher": "Another Made-up Wire", "published": "2025-12-11"}]]
    review.enqueue(extracted(1), "Anna", book)
    review.enqueue(twin, "Anna", book)
    review.join(book, "made-up-0", "twin-0", "Ben", (1, 1))
    rows = book.events().set_index("event_id")
    publishers = [source["publisher"] for source in rows.loc["made-up-0", "sources"]]
    assert publishers == ["Made-up Wire", "Another Made-up Wire"]
    assert rows.loc["twin-0", ["review_state", "merged_into"]].tolist() == ["merged", "made-up-0"]
    book.undo("made-up-0", "Ben", 2)
    for event_id in ("made-up-0", "twin-0"):
        told = book.history(event_id)
        assert told[-1].record == told[0].record
        assert [r.action for r in told] == ["add", "merge", "undo"]


def test_a_merge_of_what_changed_meanwhile_writes_nothing(book):
    review.enqueue(extracted(1), "Anna", book)
    review.enqueue(extracted(1, "twin"), "Anna", book)
    book.change("twin-0", {"note": "new"}, "Ben", 1)
    with pytest.raises(ConflictError):
        review.join(book, "made-up-0", "twin-0", "Anna", (1, 1))
    assert book.number("made-up-0") == 1


def test_a_merge_with_nothing_is_refused(book):
    with pytest.raises(InputError, match="not both there"):
        review.join(book, "made-up-0", "twin-0", "Anna", (0, 0))


def test_a_settled_place_fills_the_record_and_says_where_on_the_border(book):
    review.enqueue(extracted(1), "Anna", book)
    place = gazetteer.lookup("Chong Bok")[0]
    book.change("made-up-0", review.settled(place, "Hill X"), "Anna", 1)
    row = book.events().set_index("event_id").loc["made-up-0"]
    assert (row["place"], row["place_id"]) == (place.name, place.gazetteer_id)
    assert row["place_detail"] == "Hill X"
    assert row["border_distance_km"] < 10
    assert (row["latitude"], row["longitude"]) == (place.latitude, place.longitude)
    assert not row["geometry"].is_empty


def test_a_settled_place_far_away_has_no_border_km():
    place = gazetteer.lookup("Kuala Lumpur")[0]
    fields = review.settled(place)
    assert fields["border_km"] is None
    assert fields["border_distance_km"] > 500


@pytest.mark.parametrize("given", [(None, None, 1), (14.0, 103.0, None), (14.0, 103.0, 6)])
def test_what_is_not_placed_has_no_border_km(given):
    assert review.located(*given, 1.0)["border_km"] is None
