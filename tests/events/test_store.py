"""The store: revisions, undo, conflicts, faults, and that it costs nothing while it is empty."""

import json
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from geo import events
from geo.cli import main
from geo.errors import ConflictError, InputError, StoreError
from geo.events import decisions, store
from geo.events.store import audit, location, schema
from geo.events.store.database import Database, alembic_config
from tests.events.made_up import extracted

ROOT = Path(__file__).parents[2]
OPEN = events.load().loc[lambda f: f["review_state"] == "needs_look", "event_id"].iloc[0]


@pytest.fixture
def book(tmp_path):
    made = store.Store(f"sqlite:///{tmp_path}/data/events.sqlite")
    yield made
    made.database.close()


@pytest.fixture
def held(book):
    """A store with three extracted events."""
    book.add(extracted(), "Anna")
    return book


def _row(book, event_id):
    frame = book.events()
    return frame[frame["event_id"] == event_id].iloc[0]


def _run(code, url, *, wait=True):
    script = textwrap.dedent(code)
    command = [sys.executable, "-c", script, url]
    if not wait:
        return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


# --- while nothing was written --------------------------------------------------------------------


def test_an_absent_store_is_the_chronology_and_makes_no_file(book, tmp_path):
    assert book.events() is events.load()
    assert book.version() == store.AS_SHIPPED
    assert (book.number("x"), book.history("x"), book.exists()) == (0, [], False)
    assert list(tmp_path.iterdir()) == []


def test_an_absent_store_brings_no_sqlalchemy(tmp_path):
    code = """
        import sys
        from geo.events import store
        opened = store.open(sys.argv[1])
        assert opened.version() == store.AS_SHIPPED
        print(*sorted({name.partition(".")[0] for name in sys.modules}))
    """
    loaded = _run(code, f"sqlite:///{tmp_path}/no/events.sqlite").split()
    assert not {"sqlalchemy", "alembic", "pandas", "geopandas"} & set(loaded)


def test_a_made_but_unused_store_is_the_chronology_too(book):
    book.database.upgrade()
    assert book.exists()
    assert book.version() == store.AS_SHIPPED
    assert book.events() is events.load()


def test_the_address_comes_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/mine.sqlite")
    assert store.open().path == tmp_path / "mine.sqlite"
    monkeypatch.delenv("DATABASE_URL")
    assert store.open().path.name == "events.sqlite"
    assert store.open() is store.open()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite:///:memory:"])
def test_an_address_without_a_file_is_refused(url):
    with pytest.raises(InputError, match="must name a file"):
        store.open(url)


# --- adding, changing, deciding -------------------------------------------------------------------


def test_added_events_stand_beside_the_chronology(held):
    frame = held.events()
    assert len(frame) == len(events.load()) + 3
    assert list(frame.columns) == list(events.load().columns)
    assert dict(frame.dtypes) == dict(events.load().dtypes)
    assert frame.crs == "EPSG:4326"
    dates = frame["date_start"].dropna()
    assert dates.is_monotonic_increasing


def test_an_event_comes_back_as_it_went_in(held):
    given = extracted().set_index("event_id")
    back = held.events().set_index("event_id").loc[given.index]
    for name in given.columns:
        assert back[name].astype(object).where(back[name].notna(), None).tolist() == (
            given[name].astype(object).where(given[name].notna(), None).tolist()
        ), name


def test_every_shipped_event_survives_the_round_trip(book):
    frame = events.load()
    for event_id in frame["event_id"][::10]:
        book.change(event_id, {"note": "seen"}, "Anna", 0)
    changed = book.events()
    for name in set(frame.columns) - {"note"}:
        same = changed[name].isna() & frame[name].isna() | (changed[name] == frame[name])
        assert same.all(), name
    assert (changed["note"] == "seen").sum() == len(frame["event_id"][::10])


def test_a_taken_event_id_is_refused(held):
    with pytest.raises(ConflictError, match="never used twice"):
        held.add(extracted(1), "Ben")
    shipped = extracted(1)
    shipped["event_id"] = events.load()["event_id"].iloc[0]
    with pytest.raises(ConflictError, match="never used twice"):
        held.add(shipped, "Ben")


def test_adding_is_all_or_nothing(held):
    with pytest.raises(ConflictError):
        held.add(extracted(5), "Ben")
    assert len(held.events()) == len(events.load()) + 3


def test_a_change_is_a_revision_with_time_and_reviewer(held):
    held.change("made-up-0", {"note": "checked", "injured_high": 2}, "  Anna   B ", 1)
    row = _row(held, "made-up-0")
    assert (row["note"], row["injured_high"]) == ("checked", 2)
    last = held.history("made-up-0")[-1]
    assert (last.number, last.base, last.action, last.reviewer) == (2, 1, "change", "Anna B")
    assert last.at.endswith("Z")
    assert held.history("made-up-0")[0].record["injured_best"] == 1


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"layer": "picnic"}, "layer"),
        ({"latitude": 120}, "latitude"),
        ({"colour": "red"}, "colour"),
        ({"event_id": "other"}, "keeps its event_id"),
        ({"date_end": "2025-01-01"}, "date_end"),
    ],
)
def test_a_value_that_is_not_allowed_changes_nothing(held, fields, told):
    before = held.version()
    with pytest.raises(InputError, match=told):
        held.change("made-up-0", fields, "Anna", 1)
    assert held.version() == before


def test_the_shape_follows_the_place(held):
    held.change("made-up-0", {"latitude": 14.0, "longitude": 103.0, "where_prec": 1}, "Anna", 1)
    assert _row(held, "made-up-0")["geometry"].wkt == "POINT (103 14)"
    held.change("made-up-0", {"where_prec": 3, "uncertainty_km": 10}, "Anna", 2)
    assert _row(held, "made-up-0")["geometry"].geom_type == "Polygon"


def test_an_unknown_event_is_said(book):
    with pytest.raises(InputError, match="no event 'nobody'"):
        book.decide("nobody", "accept", "Anna", 0)


def test_a_shipped_event_is_decided_on_and_the_file_of_the_chronology_stays(book):
    book.decide(OPEN, "accept", "Anna", 0)
    assert _row(book, OPEN)["review_state"] == "confirmed"
    assert _row(book, OPEN)["coding"] == "curated"
    shipped = events.load().set_index("event_id")
    assert shipped.loc[OPEN, "review_state"] == "needs_look"


def test_what_is_read_bit_by_bit_is_what_is_read_at_once(held):
    acts = [
        lambda: held.decide("made-up-0", "accept", "Anna", 1),
        lambda: held.decide(OPEN, "accept", "Anna", 0),
        lambda: held.undo("made-up-0", "Anna", 2),
        lambda: held.add(extracted(2, "more"), "Ben"),
        lambda: held.undo(OPEN, "Anna", 1),
        lambda: held.change("more-1", {"date_start": "2025-01-01"}, "Ben", 1),
    ]
    for act in acts:
        act()
        fresh = store.Store(held.url)
        pd.testing.assert_frame_equal(pd.DataFrame(held.events()), pd.DataFrame(fresh.events()))
        fresh.database.close()


def test_the_version_follows_every_change_of_any_process(held):
    seen = {held.version()}
    held.decide("made-up-0", "accept", "Anna", 1)
    seen.add(held.version())
    code = """
        import sys
        from geo.events import store
        store.open(sys.argv[1]).decide("made-up-1", "reject", "Ben", 1)
    """
    _run(code, held.url)
    seen.add(held.version())
    assert len(seen) == 3
    assert _row(held, "made-up-1")["review_state"] == "rejected"


# --- undo -----------------------------------------------------------------------------------------


def test_undo_goes_back_step_by_step_and_is_history_itself(held):
    held.decide("made-up-0", "look", "Anna", 1)
    held.decide("made-up-0", "accept", "Ben", 2)
    held.undo("made-up-0", "Anna", 3)
    assert _row(held, "made-up-0")["review_state"] == "needs_look"
    held.undo("made-up-0", "Anna", 4)
    row = _row(held, "made-up-0")
    assert (row["review_state"], row["coding"]) == ("extracted", "machine")
    with pytest.raises(InputError, match="Nothing is left"):
        held.undo("made-up-0", "Anna", 5)
    told = [(r.number, r.action, r.undoes) for r in held.history("made-up-0")]
    assert told == [
        (1, "add", None),
        (2, "look", None),
        (3, "accept", None),
        (4, "undo", 3),
        (5, "undo", 2),
    ]


def test_a_shipped_event_goes_back_to_how_it_ships(book):
    book.decide(OPEN, "accept", "Anna", 0)
    book.undo(OPEN, "Anna", 1)
    assert book.events() is events.load()
    book.decide(OPEN, "reject", "Anna", 2)
    assert _row(book, OPEN)["review_state"] == "rejected"


def test_nothing_to_undo_in_an_absent_store(book):
    with pytest.raises(InputError, match="Nothing is left"):
        book.undo(OPEN, "Anna", 0)
    assert not book.exists()


def _merge(held):
    fields = decisions.fields(_row(held, "made-up-0"), "merge", "made-up-1")
    more = {"note": "joined"}
    edits = [store.Edit("made-up-0", fields, 1), store.Edit("made-up-1", more, 1)]
    return held.apply(edits, "Anna", "merge")


def test_a_merge_is_taken_back_on_both_events(held):
    _merge(held)
    assert _row(held, "made-up-0")["merged_into"] == "made-up-1"
    held.undo("made-up-1", "Anna", 2)
    assert _row(held, "made-up-0")["review_state"] == "extracted"
    assert _row(held, "made-up-1")["note"] == ""


def test_a_merge_stays_while_one_of_the_two_was_changed_after_it(held):
    _merge(held)
    held.change("made-up-1", {"note": "more"}, "Ben", 2)
    with pytest.raises(ConflictError, match="made-up-1 was changed after"):
        held.undo("made-up-0", "Anna", 2)
    assert _row(held, "made-up-0")["review_state"] == "merged"


class Reviews(RuleBasedStateMachine):
    """Any line of decisions, changes and undos, against a list of records."""

    def __init__(self):
        super().__init__()
        path = Reviews.folder / f"{Reviews.runs}.sqlite"
        Reviews.runs += 1
        self.book = store.Store(f"sqlite:///{path}")
        self.book.add(extracted(1), "Anna")
        self.model = [self.record()]
        self.number = 1

    def record(self):
        return self.book.history("made-up-0")[-1].record

    @rule(verdict=st.sampled_from(["accept", "reject", "look"]))
    def decide(self, verdict):
        if verdict in decisions.allowed(self.model[-1]["review_state"]):
            self.book.decide("made-up-0", verdict, "Anna", self.number)
            self.grown(self.record())
        else:
            with pytest.raises(InputError):
                self.book.decide("made-up-0", verdict, "Anna", self.number)

    @rule(note=st.text(st.characters(exclude_categories=["Cs"]), max_size=9))
    def change(self, note):
        self.book.change("made-up-0", {"note": note}, "Anna", self.number)
        assert self.record().get("note", "") == note
        self.grown(self.record())

    @rule()
    def undo(self):
        if len(self.model) == 1:
            with pytest.raises(InputError):
                self.book.undo("made-up-0", "Anna", self.number)
            return
        self.book.undo("made-up-0", "Anna", self.number)
        self.number += 1
        self.model.pop()

    @rule(behind=st.integers(1, 3))
    def stale(self, behind):
        with pytest.raises(ConflictError):
            self.book.change("made-up-0", {"note": "late"}, "Ben", self.number - behind)

    def grown(self, record):
        self.model.append(record)
        self.number += 1

    @invariant()
    def consistent(self):
        assert self.record() == self.model[-1]
        assert self.book.number("made-up-0") == self.number

    def teardown(self):
        assert audit.findings(self.book.database) == []
        self.book.database.close()


def test_any_sequence_of_decisions_and_undos_ends_consistent(tmp_path):
    Reviews.folder, Reviews.runs = tmp_path, 0
    slow = [HealthCheck.too_slow]
    run_state_machine_as_test(
        Reviews,
        settings=settings(
            max_examples=7, stateful_step_count=9, deadline=None, suppress_health_check=slow
        ),
    )


# --- several at once ------------------------------------------------------------------------------


def test_the_second_of_two_reviewers_of_one_event_is_told(held):
    held.decide("made-up-0", "accept", "Anna", 1)
    with pytest.raises(ConflictError, match=r"revision 2 \(accept\) by Anna"):
        held.decide("made-up-0", "reject", "Ben", 1)
    assert _row(held, "made-up-0")["review_state"] == "confirmed"


def test_of_many_threads_on_one_event_one_wins_and_all_others_are_told(held):
    start = threading.Barrier(8)
    outcomes = []

    def review(name):
        start.wait()
        try:
            held.change("made-up-0", {"note": name}, name, 1)
            outcomes.append(name)
        except ConflictError:
            outcomes.append(None)

    threads = [threading.Thread(target=review, args=(f"r{i}",)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [name for name in outcomes if name]
    assert len(outcomes) == 8
    assert len(winners) == 1
    assert _row(held, "made-up-0")["note"] == winners[0]
    assert held.number("made-up-0") == 2


WRITER = """
    import sys
    from geo.errors import ConflictError
    from geo.events import store
    book, name, n = store.open(sys.argv[1]), "{name}", {n}
    told = 0
    for i in range(n):
        note = {{"note": f"{{name}} {{i}}"}}
        book.change("{own}", note, name, book.number("{own}"))
        while True:
            try:
                book.change("made-up-2", note, name, book.number("made-up-2"))
                break
            except ConflictError:
                told += 1
    print(told)
"""


def test_two_processes_and_many_changes_lose_nothing(held):
    n = 25
    writers = [
        _run(WRITER.format(name=name, own=own, n=n), held.url, wait=False)
        for name, own in (("Anna", "made-up-0"), ("Ben", "made-up-1"))
    ]
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    for own, name in (("made-up-0", "Anna"), ("made-up-1", "Ben")):
        notes = [r.record["note"] for r in held.history(own)[1:]]
        assert notes == [f"{name} {i}" for i in range(n)]
    shared = [r.record["note"] for r in held.history("made-up-2")[1:]]
    assert sorted(shared) == sorted(f"{name} {i}" for name in ("Anna", "Ben") for i in range(n))
    assert audit.findings(held.database) == []


def test_two_processes_that_make_the_store_at_once_make_one(tmp_path):
    code = """
        import sys
        from geo.events import store
        store.open(sys.argv[1]).decide("{event}", "accept", "x", 0)
    """
    events_ = events.load().loc[lambda f: f["review_state"] == "needs_look", "event_id"]
    url = f"sqlite:///{tmp_path}/new/events.sqlite"
    running = [_run(code.format(event=e), url, wait=False) for e in events_[:3]]
    for process in running:
        process.communicate()
        assert process.returncode == 0
    book = store.Store(url)
    assert [book.number(e) for e in events_[:3]] == [1, 1, 1]
    book.database.close()


def test_a_kill_in_the_middle_of_writing_loses_no_committed_revision(held):
    code = """
        import sys
        from geo.events import store
        book = store.open(sys.argv[1])
        for i in range(10_000):
            made = book.change("made-up-0", {"note": str(i)}, "Anna", i + 1)
            sys.stdout.write(f"{made.number}\\n")
            sys.stdout.flush()
    """
    for _ in range(3):
        start = held.number("made-up-0")
        writer = _run(code.replace("i + 1", f"i + {start}"), held.url, wait=False)
        seen = start
        while seen < start + 15:
            seen = int(writer.stdout.readline())
        writer.send_signal(signal.SIGKILL)
        rest, _ = writer.communicate()
        promised = max([seen, *(int(line) for line in rest.split("\n")[:-1] if line)])
        assert held.number("made-up-0") >= promised
        assert [r.number for r in held.history("made-up-0")] == list(
            range(1, held.number("made-up-0") + 1)
        )
    assert audit.findings(held.database) == []


def test_a_busy_store_is_said(held, monkeypatch):
    monkeypatch.setattr("geo.events.store.database.BUSY_SECONDS", 0.1)
    held.database.close()
    other = sqlite3.connect(held.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(StoreError, match="is busy"):
            held.decide("made-up-0", "accept", "Anna", 1)
        assert len(held.events()) == len(events.load()) + 3  # readers do not wait
    finally:
        other.execute("ROLLBACK")
        other.close()
    held.decide("made-up-0", "accept", "Anna", 1)


# --- faults ---------------------------------------------------------------------------------------


def test_a_damaged_file_is_set_aside_and_named_never_overwritten(held):
    held.database.close()
    rubbish = b"this is no database at all" * 400
    held.path.write_bytes(rubbish)
    with pytest.raises(StoreError, match=r"set aside as events\.damaged-"):
        held.events()
    kept = location.aside(held.path)
    assert [path.read_bytes() for path in kept] == [rubbish]
    assert kept[0].name in held.damage
    assert held.events() is events.load()
    held.decide(OPEN, "accept", "Anna", 0)
    assert [path.read_bytes() for path in location.aside(held.path)] == [rubbish]


def test_many_who_meet_the_same_damage_set_it_aside_once(held):
    held.database.close()
    held.path.write_bytes(b"rubbish " * 999)
    start = threading.Barrier(6)
    told = []

    def look():
        start.wait()
        try:
            told.append(held.version())
        except StoreError as error:
            told.append(str(error))

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 6
    assert len(location.aside(held.path)) == 1
    assert any("set aside as" in text for text in told)


def test_a_torn_page_is_found_by_check(held, capsys, monkeypatch):
    for i in range(60):
        held.change("made-up-0", {"note": "long " * 200 + str(i)}, "Anna", i + 1)
    held.database.close()
    whole = bytearray(held.path.read_bytes())
    middle = len(whole) // 2 // 4096 * 4096
    whole[middle : middle + 4096] = b"\xff" * 4096
    held.path.write_bytes(bytes(whole))
    monkeypatch.setenv("DATABASE_URL", held.url)
    assert main(["store", "check"]) != 0
    told = "".join(capsys.readouterr())
    assert "The file itself" in told or "set aside" in told


def test_a_store_that_was_replaced_while_open_is_read_anew(held, tmp_path):
    other = store.Store(f"sqlite:///{tmp_path}/other.sqlite")
    other.add(extracted(1, "other"), "Ben")
    other.database.close()
    for companion in held.path.parent.glob("events.sqlite-*"):
        companion.unlink()
    (tmp_path / "other.sqlite").replace(held.path)
    assert "other-0" in set(held.events()["event_id"])
    assert "made-up-0" not in set(held.events()["event_id"])


def test_another_programs_file_is_left_alone(book):
    book.path.parent.mkdir()
    with sqlite3.connect(book.path) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    with pytest.raises(StoreError, match="belongs to another program"):
        book.decide(OPEN, "accept", "Anna", 0)


@pytest.mark.parametrize(
    ("version", "told"), [("0000", "store upgrade"), ("0999", "newer version")]
)
def test_another_schema_version_is_said_and_nothing_is_touched(held, version, told):
    held.database.close()
    with sqlite3.connect(held.path) as other:
        other.execute("UPDATE alembic_version SET version_num = ?", (version,))
    other.close()
    again = store.Store(held.url)
    for act in (again.events, again.version, lambda: again.decide(OPEN, "accept", "Anna", 0)):
        with pytest.raises(StoreError, match=told):
            act()
    again.database.close()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")
    book = store.Store(f"sqlite:///{tmp_path}/file/events.sqlite")
    assert book.events() is events.load()
    with pytest.raises(StoreError, match="make its folder writable"):
        book.decide(OPEN, "accept", "Anna", 0)


def test_a_read_only_store_is_one_sentence(held, monkeypatch):
    held.database.close()
    address = f"{held.path.as_uri()}?mode=ro"

    def connect(_):
        return sqlite3.connect(address, uri=True, check_same_thread=False)

    monkeypatch.setattr(Database, "_connect", connect)
    assert len(held.events()) == len(events.load()) + 3
    with pytest.raises(StoreError, match="make its folder writable"):
        held.decide("made-up-0", "accept", "Anna", 1)


def test_a_revision_can_be_neither_changed_nor_deleted(held):
    with sqlite3.connect(held.path) as other:
        for statement in ("UPDATE revisions SET reviewer = 'x'", "DELETE FROM revisions"):
            with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
                other.execute(statement)
    other.close()


# --- schema and command ---------------------------------------------------------------------------


def test_the_tables_are_what_the_migrations_make(held):
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    assert ScriptDirectory.from_config(alembic_config()).get_current_head() == schema.HEAD
    with held.database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []


def test_a_server_address_is_no_file_and_shows_no_password():
    served = Database("postgresql+psycopg://anna:secret@db/events")
    assert served.path is None
    assert "secret" not in served.name


def test_check_finds_a_broken_line_of_revisions(held, monkeypatch, capsys):
    held.database.close()
    bad = json.dumps({"event_id": "made-up-0", "layer": "picnic"})
    with sqlite3.connect(held.path) as other:
        other.execute(
            "INSERT INTO revisions (event_id, number, base, undoes, batch, at, reviewer, action,"
            " record) VALUES ('made-up-0', 4, 3, 9, 'b', 't', 'r', 'undo', ?)",
            (bad,),
        )
    other.close()
    monkeypatch.setenv("DATABASE_URL", held.url)
    assert main(["store", "check"]) == 1
    told = capsys.readouterr().out
    assert "do not run from 1 to 2" in told
    assert "picnic" in told


def test_the_command_makes_checks_and_shows_the_store(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/cli/events.sqlite")
    for verb in ("status", "check", "upgrade", "seed", "check", "upgrade", "status"):
        assert main(["store", verb]) == 0
    told = capsys.readouterr().out
    assert "nothing was ever written" in told
    assert f"ready, over the {len(events.load())} events" in told
    assert "sound" in told
    assert f"schema     {schema.HEAD}" in told
    store.open().database.close()
