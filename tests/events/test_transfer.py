"""Copying a store: the same content by its hash, history included, and never over another."""

from datetime import date

import pandas as pd
import pytest

from geo import events
from geo.briefing import shelf
from geo.briefing.deck import Briefing, Step
from geo.briefing.view import BriefingView
from geo.cli import main
from geo.errors import InputError, StoreError
from geo.events import store
from geo.events.store import audit, transfer
from tests.events.made_up import extracted

OPEN = events.load().loc[lambda f: f["review_state"] == "needs_look", "event_id"].iloc[0]


@pytest.fixture
def book(tmp_path):
    made = store.Store(f"sqlite:///{tmp_path}/here.sqlite")
    made.add(extracted(), "Anna")
    made.decide("made-up-0", "accept", "Ben", 1)
    made.change(
        "made-up-1",
        {"note": "ศรีสะเกษ \U0001f6a7 ព្រះវិហារ", "latitude": 14.1 + 0.2, "longitude": 103.3},
        "Ann",
        1,
    )
    made.decide(OPEN, "accept", "Ben", 0)
    made.undo(OPEN, "Ben", 1)
    week = BriefingView(date(2025, 12, 8), date(2025, 12, 14))
    shelf.save(made, Briefing("December", (Step("One", week, "ភូមិ"),)), "Anna")
    yield made
    made.database.close()


def test_from_a_file_to_a_server_and_back_everything_is_the_same(book, served, tmp_path):
    there = store.Store(served)
    back = store.Store(f"sqlite:///{tmp_path}/back.sqlite")
    contents = [transfer.content(book), transfer.copy(book, there), transfer.content(there)]
    contents += [transfer.copy(there, back), transfer.content(back)]
    assert len(set(contents)) == 1
    assert (contents[0].revisions, contents[0].briefings) == (7, 1)
    for copied in (there, back):
        pd.testing.assert_frame_equal(pd.DataFrame(copied.events()), pd.DataFrame(book.events()))
        assert copied.history("made-up-1") == book.history("made-up-1")
        assert copied.version().partition(".")[2] == book.version().partition(".")[2]
        assert copied.version() != book.version()
        assert shelf.listed(copied) == shelf.listed(book)
        assert audit.findings(copied.database) == []
        copied.decide("made-up-0", "reject", "Carl", 2)  # ids go on where they were
        assert transfer.content(copied).sha256 != contents[0].sha256
        copied.database.close()


def test_a_store_that_holds_something_is_not_overwritten(book, tmp_path):
    other = store.Store(f"sqlite:///{tmp_path}/other.sqlite")
    other.add(extracted(1, "other"), "Ben")
    before = transfer.content(other)
    with pytest.raises(InputError, match="holds 1 revisions already; copy to an empty place"):
        transfer.copy(book, other)
    assert transfer.content(other) == before
    with pytest.raises(InputError, match="onto itself"):
        transfer.copy(book, book)
    empty = store.Store(f"sqlite:///{tmp_path}/none.sqlite")
    with pytest.raises(InputError, match="nothing to copy"):
        transfer.copy(empty, other)
    other.database.close()


def test_a_copy_that_breaks_off_leaves_nothing(book, tmp_path):
    target = store.Store(f"sqlite:///{tmp_path}/half.sqlite")

    def stop(_):
        msg = "stopped"
        raise StoreError(msg)

    with pytest.raises(StoreError, match="stopped"):
        transfer.copy(book, target, stop)
    assert target.version() == store.AS_SHIPPED
    assert transfer.copy(book, target) == transfer.content(book)
    target.database.close()


def test_the_command_copies_and_check_prints_the_hash(book, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", book.url)
    to = f"sqlite:///{tmp_path}/copy.sqlite"
    assert main(["store", "copy", "--to", to]) == 0
    assert main(["store", "check"]) == 0
    monkeypatch.setenv("DATABASE_URL", to)
    assert main(["store", "check"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert "content    7 revisions, 1 saved briefings" in told
    assert {line for line in told if "sha256" in line} == {
        f"sha256     {transfer.content(book).sha256}"
    }
    assert main(["store", "copy", "--to", book.url]) == 2
    assert "copy to an empty place" in capsys.readouterr().err
    for address in (book.url, to):
        store.open(address).database.close()
