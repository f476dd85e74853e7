"""Importing into the store: counts, history, what reviewers did, what is gone, all or nothing."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import events
from geo.errors import StoreError
from geo.events import record
from geo.events.store import Store, audit, query
from geo.formats.tables import changes, loading, read
from tests.formats import made

LATER = {"timestamp": "1767000000"}


@pytest.fixture
def store(tmp_path):
    return Store(f"sqlite:///{tmp_path}/events.sqlite")


def acled(*rows):
    return read(made.table(list(rows), made.ACLED_HEADS), "acled.csv")


def ged(*rows, name="GEDEvent_v26_0_7.csv"):
    return read(made.table(list(rows), made.GED_HEADS), name)


def counts(outcome):
    return tuple(outcome[v] for v in ("added", "updated", "unchanged", "older"))


def held(store, event_id):
    frame = store.events()
    return frame[frame["event_id"] == event_id].iloc[0]


def test_the_same_file_twice_changes_nothing(store):
    batch = acled(*(made.acled(i) for i in range(5)))
    assert counts(loading.run(store, batch, "ana")) == (5, 0, 0, 0)
    version = store.version()
    again = acled(*(made.acled(i) for i in range(5)))
    assert counts(loading.run(store, again, "ana")) == (0, 0, 5, 0)
    assert store.version() == version
    assert len(store.history("acled-XXX1")) == 1


def test_a_newer_file_updates_and_keeps_history(store):
    loading.run(store, acled(made.acled(1), made.acled(2)), "ana")
    newer = acled(made.acled(1, fatalities="5", **LATER), made.acled(2, **LATER))
    assert counts(loading.run(store, newer, "ben")) == (0, 1, 1, 0)
    told = store.history("acled-XXX1")
    assert [(r.number, r.action, r.reviewer, r.record["best"]) for r in told] == [
        (1, "add", "ana", 2),
        (2, "import", "ben", 5),
    ]
    assert held(store, "acled-XXX1")["dataset_version"] == "2025-12-29T09:20:00Z"


def test_a_worldwide_file_comes_in_whole_and_no_province_is_shaded_that_is_not_ours(store):
    abroad = {"country": "Syria", "adm_1": "Aleppo governorate", "latitude": "36.2",
              "longitude": "37.1"}  # fmt: skip
    rows = [made.ged(n, where_prec=str(n), **abroad) for n in range(1, 7)]
    ours = [made.ged(10 + n, where_prec=str(n)) for n in (3, 4)]
    batch = ged(*rows, *ours, name="GEDEvent_v25_1.csv")
    assert (batch.total, batch.rejected, batch.countries) == (8, 0, {"Syria": 6, "Thailand": 2})
    assert counts(loading.run(store, batch, "ana")) == (8, 0, 0, 0)
    held_ = store.events()
    rows_ = held_[held_["dataset"] == "UCDP GED"]
    drawn = rows_["event_id"][record.drawable(rows_)]
    assert sorted(drawn) == ["ucdp-1", "ucdp-13", "ucdp-14", "ucdp-2"]
    found = query.count(store, None).counts
    assert found.shown + found.unplaced + found.undated + found.by_filter == found.total
    assert audit.findings(store.database) == []


def test_a_province_abroad_of_the_same_name_is_not_shaded(store):
    batch = ged(made.ged(1, country="Syria", adm_1="Trat", where_prec="4"))
    loading.run(store, batch, "ana")
    assert not record.drawable(pd.DataFrame([held(store, "ucdp-1")])).any()


def test_an_older_file_takes_nothing_back(store):
    loading.run(store, acled(made.acled(1, fatalities="5", **LATER)), "ana")
    assert counts(loading.run(store, acled(made.acled(1)), "ana")) == (0, 0, 0, 1)
    assert held(store, "acled-XXX1")["best"] == 5


def test_a_yearly_release_replaces_the_candidate(store):
    loading.run(store, ged(made.ged(1)), "ana")
    final = ged(made.ged(1, best="4"), name="GEDEvent_v26_1.csv")
    assert counts(loading.run(store, final, "ana")) == (0, 1, 0, 0)
    row = held(store, "ucdp-1")
    assert (row["dataset"], row["dataset_version"], row["best"]) == ("UCDP GED", "26.1", 4)


def test_a_dry_run_counts_and_writes_nothing(store):
    batch = acled(made.acled(1))
    assert counts(loading.run(store, batch, "ana", dry=True)) == (1, 0, 0, 0)
    assert not store.exists()
    loading.run(store, batch, "ana")
    version = store.version()
    newer = acled(made.acled(1, fatalities="9"), made.acled(2))
    assert counts(loading.run(store, newer, "ana", dry=True)) == (1, 1, 0, 0)
    assert store.version() == version


def test_what_a_reviewer_did_stays(store):
    loading.run(store, acled(made.acled(1)), "ana")
    store.change("acled-XXX1", {"place": "Hill of the reviewer"}, "rev", 1)
    store.decide("acled-XXX1", "reject", "rev", 2)
    assert counts(loading.run(store, acled(made.acled(1)), "ana")) == (0, 0, 1, 0)
    newer = acled(made.acled(1, fatalities="7", **LATER))
    assert counts(loading.run(store, newer, "ana")) == (0, 1, 0, 0)
    row = held(store, "acled-XXX1")
    assert (row["place"], row["review_state"], row["best"]) == (
        *("Hill of the reviewer", "rejected", 7),
    )
    assert counts(loading.run(store, newer, "ana")) == (0, 0, 1, 0)


def test_undoing_one_row_leaves_the_rest_of_the_file(store):
    loading.run(store, acled(made.acled(1), made.acled(2)), "ana")
    newer = acled(*(made.acled(i, fatalities="9", **LATER) for i in (1, 2)))
    loading.run(store, newer, "ana")
    store.undo("acled-XXX1", "rev", 2)
    assert [held(store, f"acled-XXX{i}")["best"] for i in (1, 2)] == [2, 9]


def test_a_row_that_does_not_go_with_a_reviewers_edit_is_rejected(store):
    loading.run(store, ged(made.ged(1)), "ana")
    store.change("ucdp-1", {"low": 3}, "rev", 1)
    outcome = loading.run(store, ged(made.ged(1, best="2"), name="GEDEvent_v26_1.csv"), "ana")
    assert counts(outcome) == (0, 0, 0, 0)
    assert "a reviewer changed" in outcome.rejects[0].reason


def test_rows_gone_from_a_newer_file_are_told_and_kept(store):
    rows = [made.acled(i, event_date=f"{i + 1} July 2025") for i in range(5)]
    loading.run(store, acled(*rows, made.acled(9, country="Cambodia")), "ana")
    outcome = loading.run(store, acled(rows[0], rows[1], rows[4]), "ana")
    assert outcome.gone == ["acled-XXX2", "acled-XXX3"]
    assert len(store.events()) == len(events.load()) + 6


def test_rejected_rows_are_not_gone(store):
    rows = [made.acled(i, event_date=f"{i + 1} July 2025") for i in range(3)]
    loading.run(store, acled(*rows), "ana")
    outcome = loading.run(store, acled(rows[0], made.acled(1, latitude="x"), rows[2]), "ana")
    assert outcome.gone == []


def test_a_cancelled_import_leaves_the_store_as_it_was(store, monkeypatch):
    monkeypatch.setattr(loading, "_CHUNK", 10)
    loading.run(store, acled(made.acled(1)), "ana")
    version = store.version()
    seen = []

    def stop(done, total):
        seen.append((done, total))
        return done < 30

    outcome = loading.run(store, acled(*(made.acled(i) for i in range(95))), "ana", progress=stop)
    assert outcome.cancelled
    assert counts(outcome) == (0, 0, 0, 0)
    assert seen == [(10, 95), (20, 95), (30, 95)]
    assert store.version() == version
    assert len(store.events()) == len(events.load()) + 1


def test_a_fault_midway_leaves_nothing_half_written(store, monkeypatch):
    monkeypatch.setattr(loading, "_CHUNK", 10)
    loading.run(store, acled(made.acled(1)), "ana")
    version = store.version()

    def fail(done, _):
        if done == 20:
            raise RuntimeError
        return True

    with pytest.raises(RuntimeError):
        loading.run(store, acled(*(made.acled(i) for i in range(50))), "ana", progress=fail)
    assert store.version() == version


def test_a_foreign_store_is_one_sentence(tmp_path):
    path = tmp_path / "events.sqlite"
    path.write_bytes(b"not a database at all, far too long to be one" * 50)
    with pytest.raises(StoreError):
        loading.run(Store(f"sqlite:///{path}"), acled(made.acled(1)), "ana")


def test_the_programs_own_export_is_all_the_same(store, tmp_path):
    record.write_csv(events.load(), tmp_path / "out.csv")
    batch = read((tmp_path / "out.csv").read_bytes(), "out.csv")
    total = len(events.load())
    assert counts(loading.run(store, batch, "ana")) == (0, 0, total, 0)
    changed = batch.frame.copy()
    changed.loc[changed.index[0], "summary"] = "Another sentence."
    batch.frame = changed
    assert counts(loading.run(store, batch, "ana")) == (0, 1, total - 1, 0)
    assert len(store.events()) == total


def test_versions_are_compared_as_numbers_and_moments():
    assert changes.is_older("26.0.7", "26.1")
    assert changes.is_older("25.1", "26.0.10")
    assert changes.is_older("26.0.9", "26.0.10")
    assert not changes.is_older("26.1", "26.1")
    assert not changes.is_older("", "26.1")
    assert changes.is_older("2025-12-17T19:33:20Z", "2025-12-29T09:20:00Z")


RECORD = st.dictionaries(
    st.sampled_from(["place", "best", "note", "review_state"]), st.integers(0, 3)
)


class Line:
    def __init__(self, number, action, record):
        self.number, self.action, self.record = number, action, record


@given(st.lists(st.tuples(st.booleans(), RECORD), max_size=8))
def test_importing_a_row_twice_never_changes_anything_the_second_time(steps):
    told = []
    for by_file, given_ in steps:
        change = changes.judge(given_, told, None)
        if by_file and change.verdict in ("added", "updated"):
            told.append(Line(len(told) + 1, "import" if told else "add", change.record))
        elif not by_file and told:
            told.append(Line(len(told) + 1, "change", {**told[-1].record, **given_}))
        if by_file and told:
            assert changes.judge(given_, told, None).verdict == "unchanged"


def test_a_hundred_rows_of_each_kind_conform(store):
    batch = ged(
        *(made.ged(i, where_prec=str(1 + i % 7), date_prec=str(1 + i % 5)) for i in range(100))
    )
    loading.run(store, batch, "ana")
    ours = store.events()
    assert not record.problems(pd.DataFrame(ours))
    assert (ours["dataset"] == "UCDP GED Candidate").sum() == 100
