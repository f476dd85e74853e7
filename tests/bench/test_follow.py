"""The bench of following: two dashboards over one store, each with files of its own."""

import pytest

from geo.bench import follow, postgres


@pytest.mark.browser
def test_each_change_shows_in_the_other_dashboard_on_every_engine():
    result = follow.measure(quick=True, say=lambda _: None)
    engines = ["sqlite", "postgis"] if postgres.binaries() else ["sqlite"]
    for engine in engines:
        assert result.flat[f"{engine}_changes"] == follow._QUICK_CHANGES
        assert 0 < result.flat[f"{engine}_median_s"] <= result.flat[f"{engine}_worst_s"]
        assert f"{engine} " in result.table
