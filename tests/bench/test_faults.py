"""The faults' bench: a few rounds of each fault, none of which may lose or halve anything."""

import shutil
import sys
import time
from pathlib import Path

import pytest

from geo.bench import faults, postgres
from tests import postgres as help_


def _sound(row):
    assert (row.lost, row.half) == (0, 0), row
    assert "NOTHING" not in row.said
    assert row.said.count("; ") <= 2


def test_an_import_that_is_killed_is_there_wholly_or_not_at_all(tmp_path):
    row = faults.killed("sqlite", f"sqlite:///{tmp_path}/events.sqlite", tmp_path, 2)
    _sound(row)
    assert row.times == 2


def test_two_writers_lose_nothing_and_the_late_one_is_told(tmp_path):
    row = faults.two_writers("sqlite", f"sqlite:///{tmp_path}/events.sqlite", 20)
    _sound(row)
    assert row.said.startswith("made-up-0 was changed meanwhile: revision 41 (change)")


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (faults.disk_full, "is full, nothing was written; make room."),
        (faults.read_only, "cannot be opened for writing; make its folder writable"),
        (faults.locked, "is busy: another program writes to it; try again."),
    ],
)
def test_each_fault_of_a_file_says_one_sentence(fault, told, tmp_path):
    row = fault(tmp_path)
    if not row.times:
        pytest.skip(row.said)
    _sound(row)
    assert told in row.said


def test_a_server_that_stops_in_the_middle_of_an_import_keeps_no_half_of_it(tmp_path):
    if postgres.binaries() is None:
        pytest.skip(help_.HELP)
    with postgres.cluster() as served:
        row = faults.down_midway(served, tmp_path)
    _sound(row)
    assert "stopped answering midway; look again" in row.said


_RUN = """
import time
from geo.bench import postgres
with postgres.cluster(durable=False) as served:
    number = (served.folder / "data" / "postmaster.pid").read_text().split()[0]
    print(number, served.folder, flush=True)
    time.sleep(600)
"""


def test_a_server_stops_with_the_process_that_started_it_even_when_that_is_killed():
    if postgres.binaries() is None:
        pytest.skip(help_.HELP)
    process = faults._started([sys.executable, "-c", _RUN])
    number, folder = process.stdout.readline().split()
    try:
        assert Path(f"/proc/{number}").exists()
        process.kill()
        process.communicate()
        end = time.monotonic() + 30
        while Path(f"/proc/{number}").exists() and time.monotonic() < end:
            time.sleep(0.05)
        assert not Path(f"/proc/{number}").exists()
    finally:
        process.kill()
        shutil.rmtree(folder)


def test_what_went_wrong_would_show_in_the_table(tmp_path):
    book_url = f"sqlite:///{tmp_path}/events.sqlite"
    with faults.opened(book_url) as book:
        book.add(faults._events(5, "kept"), "bench")
        assert faults._held(book, "kept-") == 5
        with book.database.writing() as connection:
            connection.exec_driver_sql("DELETE FROM events WHERE event_id = 'kept-3'")
        assert faults._held(book, "kept-") == -1
    row = faults.Row("a fault", "sqlite", 3, 1, 2, "words")
    assert faults._table([row]).splitlines()[1].split() == [
        "a",
        "fault",
        "sqlite",
        "3",
        "1",
        "2",
        "words",
    ]
