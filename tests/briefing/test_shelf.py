"""Briefings in the store: kept, listed, shared, never overwritten."""

from datetime import date

import pytest

from geo.briefing import shelf
from geo.briefing.deck import Briefing, Step
from geo.briefing.view import BriefingView
from geo.errors import ConflictError, InputError
from geo.events.store import AS_SHIPPED, Store, transfer

STEP = Step("One", BriefingView(date(2025, 12, 8), date(2025, 12, 14)), "Headline", ("a", "b"))


@pytest.fixture
def store(tmp_path):
    return Store(f"sqlite:///{tmp_path}/events.sqlite")


def test_a_store_that_was_never_written_to_has_none_and_is_not_made(store):
    assert shelf.listed(store) == []
    assert not store.path.exists()


def test_what_is_saved_is_listed_and_comes_back_in_another_session(store):
    kept = shelf.save(store, Briefing("December", (STEP, STEP)), "Ann")
    other = Store(store.url)
    (entry,) = shelf.listed(other)
    assert (entry.title, entry.steps, entry.author, entry.number) == ("December", 2, "Ann", 1)
    assert shelf.get(other, kept.briefing_id) == kept
    assert kept.briefing.steps[0] == STEP


def test_saving_leaves_the_version_of_the_events_alone(store):
    shelf.save(store, Briefing("A"), "Ann")
    assert store.version() == AS_SHIPPED


def test_who_comes_second_is_refused_and_nothing_is_lost(store):
    first = shelf.save(store, Briefing("A"), "Ann")
    theirs = shelf.get(Store(store.url), first.briefing_id)
    shelf.save(store, Briefing("A, longer"), "Ann", first)
    with pytest.raises(ConflictError, match="Somebody else"):
        shelf.save(store, Briefing("A, mine"), "Bo", theirs)
    assert shelf.get(store, first.briefing_id).briefing.title == "A, longer"


def test_a_deleted_briefing_is_off_the_list_and_cannot_be_opened_or_saved(store):
    kept = shelf.save(store, Briefing("A"), "Ann")
    shelf.save(store, Briefing("B"), "Ann")
    shelf.remove(store, kept, "Ann")
    assert [entry.title for entry in shelf.listed(store)] == ["B"]
    with pytest.raises(InputError, match="no such briefing"):
        shelf.get(store, kept.briefing_id)
    with pytest.raises(ConflictError):
        shelf.save(store, Briefing("A"), "Bo", kept)


def test_a_briefing_that_breaks_a_rule_is_not_saved(store):
    with pytest.raises(InputError, match="title"):
        shelf.save(store, Briefing("x" * 1000), "Ann")
    assert shelf.listed(store) == []


def test_a_copied_store_brings_its_briefings_with_it(store, tmp_path):
    gone = shelf.save(store, Briefing("Gone"), "Ann")
    shelf.remove(store, gone, "Ann")
    kept = shelf.save(store, shelf.save(store, Briefing("A", (STEP,)), "Ann").briefing, "Bo")
    target = Store(f"sqlite:///{tmp_path}/copy.sqlite")
    transfer.copy(store, target)
    assert shelf.listed(target) == shelf.listed(store)
    assert shelf.get(target, kept.briefing_id) == kept
    with pytest.raises(InputError, match="briefings already"):
        transfer.copy(store, target)
