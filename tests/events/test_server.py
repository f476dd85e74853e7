"""The store on a PostgreSQL server: the same behaviour, and its faults as one sentence each."""

import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import psycopg
import pytest
import sqlalchemy as sa

from geo import events
from geo.bench import postgres
from geo.errors import ConflictError, InputError, StoreError
from geo.events import decisions, store
from geo.events.store import audit, database, faults, query, schema
from geo.events.store.shape import PostGIS
from tests.events.made_up import extracted

ROOT = Path(__file__).parents[2]
DEAD = "postgresql://postgres@127.0.0.1:1/events"


@pytest.fixture
def book(served):
    made = store.Store(served)
    yield made
    made.database.close()


@pytest.fixture
def held(book):
    book.add(extracted(), "Anna")
    return book


def _row(book, event_id):
    frame = book.events()
    return frame[frame["event_id"] == event_id].iloc[0]


def _run(code, url):
    command = [sys.executable, "-c", textwrap.dedent(code), url]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_an_empty_database_is_the_chronology(book):
    assert book.events() is events.load()
    assert (book.version(), book.exists()) == (store.AS_SHIPPED, False)


def test_what_is_done_in_a_file_is_done_on_a_server(held, tmp_path):
    other = store.Store(f"sqlite:///{tmp_path}/events.sqlite")
    other.add(extracted(), "Anna")
    for book in (held, other):
        book.change("made-up-0", {"note": "checked", "injured_high": 2}, "Ben", 1)
        book.decide("made-up-1", "accept", "Ben", 1)
        fields = decisions.fields(_row(book, "made-up-0"), "merge", "made-up-1")
        edits = [store.Edit("made-up-0", fields, 2), store.Edit("made-up-1", {"note": "x"}, 2)]
        book.apply(edits, "Anna", "merge")
        book.undo("made-up-1", "Ben", 3)
        with pytest.raises(ConflictError, match=r"revision 4 \(undo\) by Ben"):
            book.change("made-up-0", {"note": "late"}, "Carl", 3)
        with pytest.raises(InputError, match="layer"):
            book.change("made-up-0", {"layer": "picnic"}, "Carl", 4)
    pd.testing.assert_frame_equal(pd.DataFrame(held.events()), pd.DataFrame(other.events()))
    told = [[(r.number, r.action, r.undoes, r.record) for r in b.history("made-up-0")]
            for b in (held, other)]  # fmt: skip
    assert told[0] == told[1]
    assert audit.findings(held.database) == []
    other.database.close()


def test_the_tables_are_what_the_migrations_make(held):
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415

    held.database._connected().dialect.ischema_names["geometry"] = lambda *_, **__: PostGIS()
    ours = {"include_object": lambda _, name, *__: name != "spatial_ref_sys"}
    with held.database.reading() as connection:
        context = MigrationContext.configure(connection, opts=ours)
        found = compare_metadata(context, schema.metadata)
    assert [(what, index.name) for what, index in found] == [("remove_index", "events_by_place")]


def test_shapes_are_postgis_geometries_of_the_right_place(held):
    with held.database.reading() as connection:
        told = connection.exec_driver_sql(
            "SELECT ST_SRID(geometry), ST_AsText(geometry) FROM events WHERE event_id = 'made-up-0'"
        ).one()
    assert tuple(told) == (4326, "POINT(105.1 14.43)")


def test_a_revision_can_be_neither_changed_nor_deleted(held):
    for statement in (
        "UPDATE revisions SET reviewer = 'x'",
        "DELETE FROM revisions",
        "TRUNCATE revisions",
    ):
        with pytest.raises(StoreError, match="only ever added"):  # noqa: SIM117
            with held.database.writing() as connection:
                connection.exec_driver_sql(statement)
    assert len(held.history("made-up-0")) == 1


def test_two_processes_that_make_the_store_at_once_make_one(served):
    code = """
        import sys
        from geo.events import store
        store.open(sys.argv[1]).decide("{event}", "accept", "x", 0)
    """
    ids = events.load().loc[lambda f: f["review_state"] == "needs_look", "event_id"][:2]
    running = [_run(code.format(event=event), served) for event in ids]
    for process in running:
        process.communicate()
        assert process.returncode == 0
    book = store.Store(served)
    assert [book.number(event) for event in ids] == [1, 1]
    book.database.close()


WRITER = """
    import sys
    from geo.errors import ConflictError
    from geo.events import store
    book, name = store.open(sys.argv[1]), "{name}"
    for i in range(15):
        while True:
            try:
                note = {{"note": f"{{name}} {{i}}"}}
                book.change("made-up-2", note, name, book.number("made-up-2"))
                break
            except ConflictError:
                pass
"""


def test_two_writers_of_one_event_lose_nothing(held):
    writers = [_run(WRITER.format(name=name), held.url) for name in ("Anna", "Ben")]
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    told = [r.record["note"] for r in held.history("made-up-2")[1:]]
    assert sorted(told) == sorted(f"{name} {i}" for name in ("Anna", "Ben") for i in range(15))
    assert audit.findings(held.database) == []


# --- faults ---------------------------------------------------------------------------------------


def test_a_server_that_is_down_is_one_sentence():
    book = store.Store(DEAD)
    for act in (book.version, book.events, lambda: book.add(extracted(), "Anna")):
        with pytest.raises(StoreError, match="does not answer; start its server") as told:
            act()
        assert str(told.value).count(".") == str(told.value).count("127.0.0.1") * 3 + 1
    book.database.close()


def test_a_server_that_goes_down_midway_loses_nothing_that_it_confirmed():
    if postgres.binaries() is None:
        pytest.skip("no PostgreSQL")
    with postgres.cluster() as server:
        book = store.Store(server.create("midway"))
        book.add(extracted(), "Anna")
        with pytest.raises(StoreError, match="stopped answering midway; look again"):
            _broken_off(book, server)
        with pytest.raises(StoreError, match="does not answer"):
            book.change("made-up-0", {"note": "lost"}, "Anna", 1)
        server.start()
        book.change("made-up-0", {"note": "kept"}, "Anna", 1)
        assert [r.number for r in book.history("made-up-0")] == [1, 2]
        assert audit.findings(book.database) == []
        book.database.close()


def _broken_off(book, server):
    with book.database.writing() as connection:
        connection.execute(sa.update(schema.events).values(layer="other"))
        server.stop(signal.SIGQUIT)
        connection.execute(sa.select(schema.state)).all()


def test_a_store_that_another_holds_is_busy(held, monkeypatch):
    monkeypatch.setitem(database._SERVED, "options", "-c lock_timeout=200ms")
    book = store.Store(held.url)
    with held.database.writing() as connection:
        connection.execute(sa.select(schema.state)).all()
        with pytest.raises(StoreError, match="is busy: another program writes"):
            book.change("made-up-0", {"note": "x"}, "Ben", 1)
        assert query.size(book) == len(events.load()) + 3  # readers do not wait
    book.database.close()


def test_a_database_that_one_may_only_read_or_that_is_not_there(held):
    address = sa.make_url(held.url)
    with psycopg.connect(address.set(drivername="postgresql").render_as_string()) as raw:
        raw.execute(f"ALTER DATABASE {address.database} SET default_transaction_read_only = on")
    book = store.Store(held.url)
    assert len(book.events()) == len(events.load()) + 3
    with pytest.raises(StoreError, match="does not let this user write"):
        book.change("made-up-0", {"note": "x"}, "Ben", 1)
    book.database.close()
    nowhere = store.Store(address.set(database="nowhere").render_as_string())
    with pytest.raises(StoreError, match="has no such database"):
        nowhere.version()
    nowhere.database.close()


def test_another_programs_database_is_left_alone(served):
    with psycopg.connect(served.replace("+psycopg", "")) as raw:
        raw.execute("CREATE TABLE recipes (name text)")
    book = store.Store(served)
    with pytest.raises(StoreError, match="belongs to another program"):
        book.add(extracted(), "Anna")
    book.database.close()


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("28P01", "refuses the user name or the password"),
        ("53100", "disk of the store events is full"),
        ("0A000", "lacks PostGIS"),
        ("57P01", "stopped answering midway"),
        ("22023", "did not do as asked"),
    ],
)
def test_each_fault_of_a_server_is_one_sentence(state, told):
    text = faults.sentence("events", SimpleNamespace(sqlstate=state))
    assert told in text
    assert text.endswith(".")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('connection failed: FATAL:  password authentication failed for user "a"', "correct the"),
        ('connection failed: FATAL:  role "a" does not exist', "refuses the user name"),
        ('connection failed: FATAL:  database "x" does not exist', "has no such database"),
        ("connection failed: FATAL:  sorry, too many clients already", "is busy"),
        ("connection failed: Connection refused", "does not answer"),
    ],
)
def test_what_a_server_says_at_the_door_is_one_sentence(said, told):
    assert told in faults.sentence("events", RuntimeError(said))


def test_addresses_of_servers_are_read_and_no_password_is_shown():
    for address in ("postgres://anna:secret@db/events", "postgresql://anna:secret@db/events"):
        made = database.Database(address)
        assert made.name == "postgresql+psycopg://anna:***@db/events"
    for address in ("mysql://db/events", "nonsense", "http://db"):
        with pytest.raises(InputError, match="must be an address like"):
            store.Store(address).version()
