"""The border: its length, km along it, distance, sides, stretches."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo import border
from geo.errors import DataError, InputError

TEMPLE = shapely.Point(104.68028, 14.39306)  # Preah Vihear
ARANYAPRATHET = shapely.Point(102.5061, 13.6927)
POIPET = shapely.Point(102.5635, 13.6560)
BANGKOK, PHNOM_PENH = shapely.Point(100.5, 13.75), shapely.Point(104.92, 11.56)
KM = st.floats(0, border.length_km(), allow_nan=False)


def test_length_is_within_one_percent_of_the_published_one():
    assert border.length_km() == pytest.approx(border.PUBLISHED_KM, rel=0.01)


def test_length_agrees_with_pyproj_on_the_whole_line():
    whole = Geod(ellps="WGS84").geometry_length(border.line()) / 1000
    assert border.length_km() == pytest.approx(whole, abs=1e-6)


def test_runs_from_the_laos_tripoint_to_the_gulf():
    start, end = border.line().coords[0], border.line().coords[-1]
    assert start == pytest.approx((105.21, 14.34), abs=0.03)
    assert end == pytest.approx((102.91, 11.65), abs=0.03)


def test_line_is_simple():
    assert border.line().is_simple


def test_describe_names_what_the_command_prints():
    told = border.describe()
    assert (told["published_km"], told["vertices"]) == (817, len(border.line().coords))
    assert 820 <= told["drawn_km"] <= 828
    assert "OpenStreetMap" in str(told["source"])


@given(KM)
def test_km_of_the_point_at_a_km_is_that_km(position):
    point = border.at_km(position)
    # The line nearly touches itself in places, so compare by where the two points lie.
    back = border.at_km(border.km(point))
    assert border.distance_km(point)[0] < 0.001
    assert shapely.distance(point[0], back[0]) < 1e-5


@given(KM, KM)
def test_a_stretch_is_as_long_as_its_km_say(one, other):
    if abs(one - other) < 0.001:
        return
    cut = border.stretch(one, other)
    length = Geod(ellps="WGS84").geometry_length(cut) / 1000
    assert length == pytest.approx(abs(one - other), abs=0.01)


@pytest.mark.parametrize(("start", "end"), [(5, 5), (-1, 4), (0, 900)])
def test_a_stretch_off_the_line_is_refused(start, end):
    with pytest.raises(InputError, match="No stretch from km"):
        border.stretch(start, end)


def test_points_on_either_side():
    assert border.side([ARANYAPRATHET, POIPET, BANGKOK, PHNOM_PENH]) == ["TH", "KH", "TH", "KH"]


def test_side_is_unknown_within_the_uncertainty():
    assert border.side(TEMPLE) == ["KH"]
    assert border.side(TEMPLE, uncertainty_km=1.0) == ["unknown"]
    assert border.side([TEMPLE, BANGKOK], uncertainty_km=[1.0, 1.0]) == ["unknown", "TH"]


def test_a_step_across_the_line_changes_sides():
    positions = np.linspace(5, border.length_km() - 5, 40)
    for at in border.at_km(positions):
        around = [shapely.Point(at.x + dx, at.y + dy) for dx, dy in _RING]
        assert {"TH", "KH"} == set(border.side(around))


_RING = [(0.01 * np.cos(a), 0.01 * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 16)]


def test_distance_matches_a_geodesic_measured_by_hand():
    foot = border.at_km(border.km(BANGKOK))[0]
    wanted = Geod(ellps="WGS84").inv(BANGKOK.x, BANGKOK.y, foot.x, foot.y)[2] / 1000
    assert border.distance_km(BANGKOK)[0] == pytest.approx(wanted)


def test_no_vertex_is_nearer_than_the_distance_says():
    vertices = shapely.get_coordinates(border.line())
    lon, lat = np.full(len(vertices), POIPET.x), np.full(len(vertices), POIPET.y)
    nearest = Geod(ellps="WGS84").inv(lon, lat, *vertices.T)[2].min() / 1000
    assert border.distance_km(POIPET)[0] <= nearest + 1e-6


def test_empty_points_stay_unknown():
    points = [shapely.Point(), None]
    assert np.isnan(border.km(points)).all()
    assert np.isnan(border.distance_km(points)).all()
    assert border.side(points) == ["unknown", "unknown"]


def test_a_missing_file_says_what_to_do(monkeypatch, tmp_path):
    border.line.cache_clear()
    monkeypatch.setattr(border, "DATA", tmp_path / "border.geojson")
    with pytest.raises(DataError, match="make data"):
        border.line()
    border.line.cache_clear()
