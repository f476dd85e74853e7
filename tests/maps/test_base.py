"""The base map: offline, unchanging, and honest about its border."""

import gzip
import json
import os
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import shapely

from geo import atlas, border
from geo.maps import assets, base


def _links(made):
    made.get_root().render()
    return [link for _, link in (*made.default_js, *made.default_css)]


def test_every_link_points_to_the_own_server():
    links = _links(base.base_map())
    assert links
    assert [link for link in links if not link.startswith("/app/static/")] == []


def test_no_address_outside_stands_in_the_map_unless_online():
    offline = base.base_map(channel="c").get_root().render()
    assert "tile.openstreetmap.org" not in offline
    assert "tile.openstreetmap.org" in base.base_map(channel="c", online=True).get_root().render()


def test_two_maps_of_the_same_session_have_the_same_script():
    def script():
        made = base.base_map(channel="border-1")
        return made.get_root().render().replace(made.get_name(), "map")

    def stripped():  # as the component does when it decides whether a map is new
        return re.sub(r"_[a-z0-9]+", "", script())

    assert stripped() == stripped()


def test_the_channel_reaches_the_marks():
    assert '"border-7"' in base.base_map(channel="border-7").get_root().render()


def test_published_files_exist_and_are_named_by_content():
    for name, url in assets.urls().items():
        path = assets.STATIC / url.rpartition("/")[2]
        assert path.read_bytes()
        assert path.suffix == "." + name.rpartition(".")[2]


def test_many_may_publish_a_file_at_once(monkeypatch, tmp_path):
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    monkeypatch.setattr(assets, "_sweep", lambda _: None)
    workers = 8
    together = threading.Barrier(workers)

    def publish(turn):
        together.wait()
        return assets._publish("file.js", b"%d" % turn * 10_000)

    with ThreadPoolExecutor(workers) as pool:
        for turn in range(20):
            (url,) = set(pool.map(publish, [turn] * workers))
            path = tmp_path / url.removeprefix(assets.URL)
            assert path.read_bytes() == b"%d" % turn * 10_000
            packed = tmp_path / f"{path.name}.gz"
            assert gzip.decompress(packed.read_bytes()) == path.read_bytes()
    assert not list(tmp_path.glob("*.part")) + list(tmp_path.glob(".*.part"))


def test_publishing_sweeps_old_files_of_its_own_kind_alone(monkeypatch, tmp_path):
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    old = [tmp_path / f"atlas-0.{ending}" for ending in ("js", "js.gz", "json", "json.gz")]
    for path in old:
        path.write_bytes(b"")
        os.utime(path, (0, 0))
    assets._publish("atlas.js", b"new")
    assert [path.name for path in old if path.exists()] == ["atlas-0.json", "atlas-0.json.gz"]


def test_the_atlas_file_has_posts_every_ten_km():
    path = assets.STATIC / assets.urls()["atlas.json"].rpartition("/")[2]
    text = path.read_text(encoding="utf-8")
    assert f'"drawn_km":{round(border.length_km())}' in text
    assert f'"published_km":{border.PUBLISHED_KM}' in text


def test_the_packed_outlines_are_those_of_the_atlas():
    path = assets.STATIC / assets.urls()["atlas.json"].rpartition("/")[2]
    packed = json.loads(path.read_text(encoding="utf-8"))
    given = {"land": atlas.land(), "provinces": atlas.provinces()}
    for name, features in given.items():
        for kept, feature in zip(packed[name], features, strict=True):
            outline = shapely.geometry.shape(feature["geometry"])
            rings = shapely.get_rings(shapely.get_parts(outline))
            for line, ring in zip(kept["lines"], rings, strict=True):
                points = np.reshape(line, (-1, 2)).cumsum(axis=0) / 10_000
                assert np.abs(points - shapely.get_coordinates(ring)).max() < 1e-9


def test_provinces_lie_on_their_own_side_of_the_border():
    for feature in atlas.provinces():
        name = feature["properties"]["name"]
        point = atlas.province_shapes()[name].representative_point()
        assert border.side(point) == [feature["properties"]["country"]], name


@pytest.mark.parametrize("name", ["Surin", "Si Sa Ket", "Sa Kaeo", "Trat", "Oddar Meanchey"])
def test_border_provinces_reach_the_border(name):
    assert atlas.province_shapes()[name].distance(border.line()) < 0.01


def test_towns_are_sorted_and_in_the_frame():
    people = [town["population"] for town in atlas.towns()]
    assert people == sorted(people, reverse=True)
    assert all(96 <= t["longitude"] <= 111 and 5 <= t["latitude"] <= 21 for t in atlas.towns())
