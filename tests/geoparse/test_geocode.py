import json
from pathlib import Path

import pytest

from geo import border
from geo.cli import main
from geo.geoparse import geocode, resolve
from geo.geoparse.geocode import COLUMNS, PROPERTIES
from geo.geoparse.output import geojson

BRIEF = Path(__file__).parents[2] / "seeds" / "articles" / "2025-12-22-asean-meeting.md"
# The same news once more, in other words: what a paraphrase names must not change.
NEWS = (
    "Ministers met in Kuala Lumpur on the war of Thailand and Cambodia. Guns fired in many spots "
    "along the 817 km border, from forested inland areas near Laos down to coastal provinces. "
    "Phnom Penh denied aiming at a border town. Fuel was held at a Laotian border checkpoint."
)
AGAIN = (
    "Along the 817-kilometre land border of Thailand and Cambodia there was fire in coastal "
    "provinces and in forested inland areas near Laos, ministers in Kuala Lumpur heard. Tankers "
    "wait at a Laotian border checkpoint; that a border town was shelled, Phnom Penh rejects."
)


def _by_text(frame):
    return frame.drop_duplicates("text").set_index("text")


def test_described_places_are_areas_and_stretches_never_pins():
    found = _by_text(geocode(NEWS))
    whole = found.loc["the 817 km border"]
    assert (whole.kind, whole.where_prec) == ("stretch", 5)
    assert whole.geometry.length == pytest.approx(border.line().length)
    laos = found.loc["forested inland areas near Laos"]
    assert (laos.kind, laos.geometry.geom_type) == ("stretch", "LineString")
    assert laos.border_km < 60
    coast = found.loc["coastal provinces"]
    assert {c["name"] for c in coast.candidates} >= {"Trat Province", "Koh Kong Province"}
    town = found.loc["a border town"]
    assert len(town.candidates) > 5
    assert town.geometry.geom_type != "Point"
    gate = found.loc["a Laotian border checkpoint"]
    assert {c["country"] for c in gate.candidates} == {"LA"}
    assert gate.geometry.geom_type == "Polygon"


def test_a_paraphrase_gives_the_same_distinct_places():
    names = [set(geocode(text)["name"]) for text in (NEWS, AGAIN)]
    assert names[0] == names[1]


def test_a_capital_that_speaks_is_its_government():
    found = _by_text(geocode(NEWS))
    assert found.loc["Phnom Penh", "kind"] == "metonym"
    assert (
        _by_text(geocode("A fire broke out in Phnom Penh.")).loc["Phnom Penh", "kind"] == "capital"
    )


def test_a_capital_that_owns_a_claim_is_its_government():
    found = geocode("Phnom Penh's claim was rejected; Phnom Penh's streets were quiet.")
    assert list(found["kind"]) == ["metonym", "capital"]


@pytest.mark.parametrize(
    "text",
    [
        "Thai army spokesmen met the Asean chair.",
        "Hun Manet and Anutin Charnvirakul smiled.",
        "The Bangkok Post and the Khmer Times reported it.",
        "Siam Commercial Bank rose.",
        "",
        "   \n",
        "\x00\x01",
    ],
)
def test_people_bodies_and_nationalities_are_not_places(text):
    assert list(geocode(text)["text"]) == []


def test_nationalities_can_be_asked_for():
    found = geocode("Laotian traders left.", demonyms=True)
    assert list(zip(found["kind"], found["country"], strict=True)) == [("demonym", "LA")]


def test_an_area_only_site_is_never_a_point():
    row = geocode("Fighting went on at Chong Rayi.").iloc[0]
    assert row["geometry"].geom_type == "Polygon"
    assert row["where_prec"] in {3, 4, 5}
    assert row["uncertainty_km"] == 10


def test_offsets_index_the_text():
    frame = geocode(BRIEF.read_text(encoding="utf-8"))
    text = BRIEF.read_text(encoding="utf-8")
    assert len(frame) > 10
    assert all(text[r.start : r.end] == r.text for r in frame.itertuples())


def test_the_frame_has_the_promised_columns_even_when_empty():
    assert list(geocode("").columns) == list(COLUMNS)
    assert geocode("").crs == "EPSG:4326"


def test_a_province_is_drawn_as_its_outline():
    row = geocode("Schools in Surin province closed.").iloc[0]
    assert (row["where_prec"], row["country"]) == (4, "TH")
    assert "Polygon" in row["geometry"].geom_type


def test_context_decides_between_places_of_one_name():
    texas = geocode("A storm hit Paris, Texas, and roads in Dallas.").iloc[0]
    france = geocode("A storm hit Paris and Lyon in France.").iloc[0]
    assert texas["latitude"] == pytest.approx(33.66, abs=0.1)
    assert france["latitude"] == pytest.approx(48.85, abs=0.1)


def test_resolve_gives_a_row_a_span_in_their_order():
    text = "From Poipet to Nowhereville to Surin province"
    starts = [(text.index(name), name) for name in ("Surin", "Poipet", "Nowhereville")]
    spans = [(start, start + len(name)) for start, name in starts]
    frame = resolve(text, spans)
    assert len(frame) == len(spans)
    assert frame["gazetteer_id"].tolist()[1] == "site:poipet"
    assert frame["latitude"].isna().tolist() == [False, False, True]
    assert frame["geometry"].is_empty.tolist() == [False, False, True]


def test_the_collection_has_exactly_the_properties_of_the_contract():
    collection = geojson(geocode(NEWS))
    assert collection["type"] == "FeatureCollection"
    for feature in collection["features"]:
        assert tuple(feature["properties"]) == PROPERTIES
    json.dumps(collection, allow_nan=False)


def test_the_command_reads_a_file_and_prints_geojson(tmp_path, capsys):
    file = tmp_path / "news.txt"
    file.write_text(NEWS, encoding="utf-8")
    assert main(["geocode", str(file), "--date", "2025-12-22"]) == 0
    printed = json.loads(capsys.readouterr().out)
    first = printed["features"][0]["properties"]
    assert NEWS[first["start"] : first["end"]] == first["text"]


def test_offsets_of_the_command_count_into_the_file(tmp_path, capsys):
    file = tmp_path / "news.md"
    file.write_text("---\ntitle: x\ndate: 2025-12-22\n---\nIn Poipet.\n", encoding="utf-8")
    assert main(["geocode", str(file)]) == 0
    found = json.loads(capsys.readouterr().out)["features"][0]["properties"]
    assert file.read_text(encoding="utf-8")[found["start"] : found["end"]] == "Poipet"


def test_the_command_says_what_is_wrong(tmp_path, capsys):
    assert main(["geocode", str(tmp_path / "none.txt")]) == 2
    assert "cannot be read" in capsys.readouterr().err
    empty = tmp_path / "empty.txt"
    empty.touch()
    assert main(["geocode", str(empty)]) == 2
    with pytest.raises(SystemExit) as stop:
        main(["geocode", str(empty), "--date", "yesterday"])
    assert stop.value.code == 2
