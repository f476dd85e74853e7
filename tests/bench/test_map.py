"""The bench of the map: its made-up events, its reading of frames, and one short run of it all."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from geo.bench import apps, synthetic, viewers
from geo.errors import SetupError
from geo.events import record
from geo.events.arrays import prepare
from geo.maps import feed

ROOT = Path(__file__).parents[2]
NAMES = [
    "step_over_floor_100k", "naive_over_ours_100k", "drag_ms_100k", "drag_ms_1m", "bytes_per_drag",
    "bytes_per_release", "remounts", "viewers50_over_1", "cold_over_empty",
    "warm_over_empty",
]  # fmt: skip


def test_made_up_events_keep_the_rules_and_are_the_same_each_time():
    made = synthetic.events(1500)
    assert record.problems(made) == []
    assert made.equals(synthetic.events(1500))
    assert len(made) == made["event_id"].nunique() == 1500
    assert set(np.unique(prepare(made).where_prec)) == {1, 2, 3, 4, 5, 6, 7}


def test_a_large_store_has_few_places():
    packed = feed.pack(prepare(synthetic.events(30_000)))
    assert 1000 < len(packed.packed["places"]) < 2000


def test_days_of_a_recorded_frame_are_moved_and_its_length_is_kept():
    frame = b'\x10$from=2025-06-01&to=2025-06-30{"window":{"from":"2025-06-01"}}'
    moved = viewers.shifted(frame, 31)
    assert moved == b'\x10$from=2025-07-02&to=2025-07-31{"window":{"from":"2025-07-02"}}'
    assert len(moved) == len(frame)


@pytest.mark.parametrize(
    ("message", "end"),
    [
        (b"\x30\x00", True),
        (b"\x0a\x02\x30\x00\x30\x00", True),
        (b"\x0a\x02\x30\x00", False),
        (b"", False),
    ],
)
def test_the_message_that_ends_a_script_is_told_from_others(message, end):
    assert viewers.finished(message) is end


def test_the_last_release_is_picked_from_what_a_browser_sent():
    first, other, last = b"hello", b'2025-06-01 "mode"', b'2025-06-02 "mode"'
    assert viewers.recorded([first, other, last, b"end"]) == (first, last)
    with pytest.raises(SetupError, match="no release"):
        viewers.recorded([first, b"end"])


def test_the_measured_window_lies_in_the_made_up_year():
    assert apps.date_of(0) == "2025-02-01"
    assert apps.date_of(synthetic.DAYS - 1) == "2026-01-31"


@pytest.mark.parametrize("script", [apps.dashboard(10), *(apps.naive(v, 10) for v in apps.NAIVE)])
def test_every_script_is_python(script):
    compile(script, "app.py", "exec")


@pytest.mark.browser
@pytest.mark.timeout(600)
def test_a_short_run_gives_every_figure():
    done = subprocess.run(
        [sys.executable, "-m", "geo", "bench", "map", "--quick", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert list(figures) == NAMES
    assert figures["remounts"] == figures["bytes_per_drag"] == 0
    assert 0 < figures["bytes_per_release"] < 10_000
    assert all(
        value > 0 for name, value in figures.items() if name not in ("remounts", "bytes_per_drag")
    )
