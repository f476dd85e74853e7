"""Data files, read back by other programs: every row, every field, nothing that runs."""

import csv
import io
import json
import zipfile
from xml.etree import ElementTree as ET

import pyogrio
import pytest
import shapely
from PIL import Image

from geo.briefing.export import FORMATS, render, write
from geo.briefing.export.geopackage import SHAPES, UNPLACED
from geo.errors import InputError
from geo.events import record
from geo.events.columns import NAMES
from geo.events.vocabulary import LAYERS

EVENT_LAYERS = [*SHAPES, UNPLACED]
KML = "{http://www.opengis.net/kml/2.2}"
EXTRACTS = ["december", "mines", "hostile", "everything", "nothing"]


@pytest.fixture(params=EXTRACTS)
def given(request):
    return request.getfixturevalue(request.param)


def ids(extract) -> set[str]:
    return set(extract.frame["event_id"])


def saved(extract, folder, ending):
    path = folder / f"out{ending}"
    write(extract, path)
    return path


def layers_of(path) -> dict:
    return {name: pyogrio.read_dataframe(path, layer=name) for name, _ in pyogrio.list_layers(path)}


# ---- GeoJSON


def test_geojson_has_every_row_and_every_field(given):
    content = json.loads(render(given, ".geojson"))
    assert {feature["id"] for feature in content["features"]} == ids(given)
    assert len(content["features"]) == len(given.frame) == content["about"]["rows"]
    for feature in content["features"]:
        assert set(NAMES) - {"geometry"} <= set(feature["properties"])


def test_geojson_keeps_claims_and_precision_as_they_are(december):
    features = json.loads(render(december, ".geojson"))["features"]
    by_id = {feature["id"]: feature["properties"] for feature in features}
    for row in december.frame.to_dict("records"):
        kept = by_id[row["event_id"]]
        assert kept["claims"] == row["claims"]
        assert kept["sources"] == row["sources"]
        assert (kept["where_prec"], kept["date_prec"]) == (row["where_prec"], row["date_prec"])


def test_geojson_of_a_shape_is_valid_and_wound_as_the_standard_wants(december):
    for feature in json.loads(render(december, ".geojson"))["features"]:
        if feature["geometry"] and feature["geometry"]["type"] == "Polygon":
            shape = shapely.geometry.shape(feature["geometry"])
            assert shape.exterior.is_ccw


def test_geojson_reads_back_with_gdal(given, tmp_path):
    found = pyogrio.read_dataframe(saved(given, tmp_path, ".geojson"))
    assert len(found) == len(given.frame)


# ---- CSV


def test_csv_has_every_row_the_lot_and_the_counts(given):
    rows = list(csv.DictReader(io.StringIO(render(given, ".csv").decode("utf-8"), newline="")))
    assert [row["event_id"] for row in rows] == list(given.frame["event_id"])
    assert [row["lot"] for row in rows] == given.lots
    assert all(given.counts_line in row["export_note"] for row in rows)


def test_no_cell_of_the_csv_runs_as_a_formula(hostile):
    rows = csv.DictReader(io.StringIO(render(hostile, ".csv").decode("utf-8"), newline=""))
    texts = [cell for row in rows for cell in row.values()]
    assert any(cell.startswith("'=HYPERLINK") for cell in texts)
    assert [cell for cell in texts if cell[:1] in set("=+@\t\r")] == []


def test_csv_without_the_added_columns_is_the_record_again(december, tmp_path):
    lines = list(csv.reader(io.StringIO(render(december, ".csv").decode("utf-8"), newline="")))
    path = tmp_path / "record.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(line[:-2] for line in lines)
    again = record.read_csv(path)
    assert list(again["claims"]) == list(december.frame["claims"])
    assert list(again["where_prec"]) == list(december.frame["where_prec"])


# ---- GeoPackage


def test_geopackage_layers_hold_each_row_once(given, tmp_path):
    layers = layers_of(saved(given, tmp_path, ".gpkg"))
    found = [event_id for name in EVENT_LAYERS for event_id in layers[name]["event_id"]]
    assert len(found) == len(set(found)) == len(given.frame)
    assert set(found) == ids(given)


def test_geopackage_tells_window_and_counts(december, tmp_path):
    about = layers_of(saved(december, tmp_path, ".gpkg"))["about"].set_index("name")["value"]
    assert about["counts"] == december.counts_line
    assert about["window"] == "1 Dec 2025 – 31 Dec 2025"
    assert "sovereignty" in about["disclaimer"]


def test_geopackage_keeps_fields_and_kinds_of_number(december, tmp_path):
    layers = layers_of(saved(december, tmp_path, ".gpkg"))
    points = layers["events_points"].set_index("event_id")
    frame = december.frame.set_index("event_id").loc[points.index]
    assert list(points["where_prec"]) == list(frame["where_prec"])
    assert [json.loads(cell) for cell in points["claims"]] == list(frame["claims"])
    assert list(points["date_start"].dt.date) == list(frame["date_start"].dt.date)
    assert list(points["best"].dropna()) == list(frame["best"].dropna())
    assert points.crs.to_epsg() == 4326


def test_claims_and_sources_hang_on_the_event(december, tmp_path):
    layers = layers_of(saved(december, tmp_path, ".gpkg"))
    for name in ("claims", "sources"):
        assert len(layers[name]) == december.frame[name].map(len).sum()
        assert set(layers[name]["event_id"]) <= ids(december)


def test_each_drawn_layer_has_a_style_that_names_every_kind(december, tmp_path):
    styles = layers_of(saved(december, tmp_path, ".gpkg"))["layer_styles"]
    assert set(styles["f_table_name"]) == {*SHAPES, "border"}
    assert styles["useAsDefault"].all()
    for name, text in zip(styles["f_table_name"], styles["styleQML"], strict=True):
        values = {c.get("value") for c in ET.fromstring(text).iter("category")}  # noqa: S314
        assert values == (set() if name == "border" else set(LAYERS))


# ---- KML


def placemarks(content: bytes) -> list[ET.Element]:
    return list(ET.fromstring(content).iter(f"{KML}Placemark"))  # noqa: S314


def data_of(mark: ET.Element) -> dict[str, str]:
    return {d.get("name"): d.findtext(f"{KML}value") or "" for d in mark.iter(f"{KML}Data")}


def test_kml_has_every_row_and_every_field(given):
    marks = placemarks(render(given, ".kml"))
    assert len(marks) == len(given.frame)
    assert {data_of(mark)["event_id"] for mark in marks} == ids(given)
    for mark in marks:
        assert set(NAMES) - {"geometry"} <= set(data_of(mark))


def test_kml_spans_time_and_leaves_the_end_of_what_goes_on_open(hostile):
    marks = {data_of(m)["event_id"]: m for m in placemarks(render(hostile, ".kml"))}
    begin, end = f"{KML}TimeSpan/{KML}begin", f"{KML}TimeSpan/{KML}end"
    assert marks["near"].findtext(begin) == "2025-12-08"
    assert marks["near"].findtext(end) == "2025-12-08T23:59:59Z"
    assert marks["stretch"].findtext(begin) == "2025-12-01"
    assert marks["stretch"].find(end) is None
    assert marks["undated"].find(f"{KML}TimeSpan") is None


def test_kml_draws_areas_as_polygons_and_stretches_as_lines(hostile):
    marks = {data_of(m)["event_id"]: m for m in placemarks(render(hostile, ".kml"))}
    kinds = ("Point", "LineString", "Polygon", "MultiGeometry")
    drawn = {
        k: [kind for kind in kinds if m.find(KML + kind) is not None] for k, m in marks.items()
    }
    assert drawn["near"] == ["Point"]
    assert drawn["district"] == ["Polygon"]
    assert drawn["province"][0] in ("Polygon", "MultiGeometry")
    assert drawn["stretch"] == ["LineString"]
    assert drawn["country"] == []


def test_kml_asks_no_server_for_icons(december):
    assert list(ET.fromstring(render(december, ".kml")).iter(f"{KML}href")) == []  # noqa: S314


def test_kmz_carries_its_icons(december):
    with zipfile.ZipFile(io.BytesIO(render(december, ".kmz"))) as archive:
        document = archive.read("doc.kml")
        hrefs = [e.text for e in ET.fromstring(document).iter(f"{KML}href")]  # noqa: S314
        assert sorted(hrefs) == sorted(f"icons/{layer}.png" for layer in LAYERS)
        assert all(Image.open(archive.open(href)).size == (64, 64) for href in hrefs)
    assert len(placemarks(document)) == len(december.frame)


def test_hostile_text_is_text_in_kml(hostile):
    marks = {data_of(m)["event_id"]: m for m in placemarks(render(hostile, ".kml"))}
    balloon = marks["hostile"].findtext(f"{KML}description")
    assert "<script" not in balloon
    assert "&lt;script&gt;" in balloon
    assert "ตาเมือน" in data_of(marks["hostile"])["place"]


def test_kml_reads_back_with_gdal(december, tmp_path):
    layers = layers_of(saved(december, tmp_path, ".kml"))
    assert sum(len(layer) for layer in layers.values()) == len(december.frame)


# ---- any


@pytest.mark.parametrize("ending", [".geojson", ".csv", ".kml", ".kmz"])
def test_the_same_view_gives_the_same_file(mines, ending):
    assert render(mines, ending) == render(mines, ending)


def test_an_unknown_ending_is_refused(december, tmp_path):
    with pytest.raises(InputError, match=r"use one of \.html"):
        write(december, tmp_path / "out.docx")


@pytest.mark.parametrize("ending", [".csv", ".gpkg"])
def test_a_place_that_cannot_be_written_is_said_in_one_sentence(mines, tmp_path, ending):
    with pytest.raises(InputError, match="cannot be written"):
        write(mines, tmp_path / "missing" / f"out{ending}")


def test_the_contract_of_endings():
    wanted = {".geojson", ".csv", ".gpkg", ".kml", ".html", ".pdf", ".png", ".pptx"}
    assert wanted <= set(FORMATS)
