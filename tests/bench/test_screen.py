"""The bench of the screen over a big store: one short run, in a real browser."""

import pytest

from geo.bench import screen


@pytest.mark.browser
def test_a_short_run_measures_every_wait():
    result = screen.measure(quick=True, say=lambda _: None, engine="sqlite")
    names = ("start_s", "rss_mb", "sent_mb", "rss_end_mb", *(key for key, _ in screen._ASKED))
    assert set(result.flat) == {f"sqlite_{name}" for name in names}
    assert all(value > 0 for value in result.flat.values())
    assert "first painted map" in result.table
