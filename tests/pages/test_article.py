"""The article page: what it makes of the geocoder's frame, and what it shows for each input."""

import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from geo.errors import InputError
from geo.formats import articles
from geo.geoparse import geocode
from pages.parts import article_places as places

PAGE = str(Path(__file__).parents[2] / "pages" / "article.py")
TEXT = "Surin, then Surin again; Bangkok said so, near Zwolgrad in Thailand, along the border."


def row(text, start, **given):
    empty = {
        "text": text, "start": start, "end": start + len(text), "name": text, "kind": "town",
        "country": "TH", "adm_1": "Surin", "where_prec": 1, "uncertainty_km": 3.0,
        "border_km": 266.0, "border_distance_km": 55.2, "score": 0.9, "gazetteer_id": f"id:{text}",
        "candidates": [], "latitude": 14.88, "longitude": 103.49,
        "geometry": shapely.Point(103.49, 14.88),
    }  # fmt: skip
    return empty | given


LOST = {"latitude": None, "longitude": None, "geometry": shapely.Point(), "gazetteer_id": ""}
LINE = shapely.LineString([(102.3456789, 13), (103, 14.4), (105, 14.4)])


@pytest.fixture
def found():
    rows = [
        row("Surin", 0, score=0.7),
        row("Surin", 12, score=0.9),
        row("Bangkok", 25, kind="metonym"),
        row("Zwolgrad", 47, kind="unresolved", where_prec=None, score=0.0, **LOST),
        row("Thailand", 59, kind="country", where_prec=6, gazetteer_id="country:TH"),
        row("the border", 75, kind="stretch", country="TH/KH", where_prec=5, score=0.5,
            gazetteer_id="border:0-824", geometry=LINE, border_km=float("nan")),
    ]  # fmt: skip
    return gpd.GeoDataFrame(rows, geometry="geometry", crs="EPSG:4326")


def test_the_pieces_are_the_text(found):
    shown = places.view(TEXT, found)
    assert "".join(piece[0] for piece in shown.pieces) == TEXT
    assert [p for p in shown.pieces if len(p) == 2][:2] == [["Surin", 0], ["Surin", 0]]


def test_what_is_on_the_map_comes_first_and_counts_add_up(found):
    shown = places.view(TEXT, found)
    assert [p["written"][0] for p in shown.places] == [
        *("Surin", "the border", "Bangkok", "Thailand", "Zwolgrad"),
    ]
    n = shown.counts
    assert n["names"] == n["names_placed"] + n["names_unplaced"] == 6
    assert n["places"] == n["mapped"] + n["listed"] + n["unplaced"] == 5
    assert (n["mapped"], n["listed"], n["unplaced"]) == (2, 2, 1)


def test_a_place_takes_its_surest_mention_and_says_so(found):
    surin = places.view(TEXT, found).places[0]
    assert (surin["mentions"], surin["score"], surin["level"]) == (2, 0.9, "high")
    assert (surin["country"], surin["precision_words"]) == ("Thailand", "the place itself")
    assert surin["shape"] is None


def test_a_stretch_keeps_its_shape_and_the_unplaced_have_none(found):
    _, border, bangkok, _, lost = places.view(TEXT, found).places
    assert border["shape"]["type"] == "LineString"
    assert border["shape"]["coordinates"][0] == (102.3457, 13.0)
    assert (border["country"], border["described"]) == ("Thailand / Cambodia", True)
    assert (border["border_words"], border["border_distance_km"]) == ("0–824", 0.0)
    assert bangkok["kind"] == "stands for a government"
    assert (lost["level"], lost["name"], lost["score"], lost["precision"]) == ("none", "", None, 0)


def test_a_described_area_claims_no_border_km():
    frame = gpd.GeoDataFrame(
        [row("a border town", 0, kind="area", gazetteer_id="area:border-towns")]
    )
    town = places.view("a border town", frame).places[0]
    assert (town["border_km"], town["border_words"], town["border_distance_km"]) == (None, "", None)


def test_what_goes_to_the_browser_is_json_without_nan(found):
    shown = places.view(TEXT, found)
    assert json.loads(json.dumps([shown.pieces, shown.places], allow_nan=False))


def test_overlapping_names_are_marked_once():
    frame = gpd.GeoDataFrame([row("Surin", 0), row("Surin, then", 0), row("urin", 1)])
    shown = places.view(TEXT, frame)
    assert "".join(piece[0] for piece in shown.pieces) == TEXT
    assert sum(len(piece) == 2 for piece in shown.pieces) == 1
    assert shown.counts["places"] == 3


def test_a_text_without_places():
    shown = places.view("Nothing here.", geocode("Nothing here."))
    assert shown.pieces == [["Nothing here."]]
    assert set(shown.counts.values()) == {0}


@pytest.mark.parametrize(
    ("score", "placed", "level"),
    [
        *((0.8, True, "high"), (0.79, True, "medium"), (0.5, True, "medium")),
        *((0.49, True, "low"), (None, True, "low"), (0.99, False, "none")),
    ],
)
def test_levels_of_certainty(score, placed, level):
    assert places.level(score, placed=placed) == level


@given(st.text(alphabet="ab \n", max_size=200), st.integers(1, 30))
def test_pieces_of_a_long_text_are_the_text(text, size):
    cuts = list(places.pieces(text, size))
    assert "".join(text[a:b] for a, b in cuts) == text
    assert all(0 < b - a <= size for a, b in cuts) or not text


def test_a_long_text_is_cut_between_paragraphs():
    text = "a b\n\nc d\n\ne"
    assert [text[a:b] for a, b in places.pieces(text, 8)] == ["a b\n\n", "c d\n\ne"]


@pytest.fixture
def page():
    made = AppTest.from_file(PAGE, default_timeout=60)
    made.run()
    assert not made.exception
    return made


def said(page):
    return " ".join(element.proto.body for element in page.get("html"))


def alerts(page):
    return [e.proto.body for e in page.get("html") if 'role="alert"' in e.proto.body]


def component(page, name):
    """Data that the page sent to one of its components."""
    sent = [c.proto for c in page.get("bidi_component") if c.proto.component_name.endswith(name)]
    return json.loads(sent[0].json) if sent else None


def test_an_empty_page_says_what_to_do(page):
    assert "Pick a brief above" in said(page)
    assert "No text yet" in said(page)
    assert component(page, "article_text") is None
    assert component(page, "article_table")["places"] == []
    assert alerts(page) == []


def test_the_shipped_brief(page):
    brief = articles.shipped()[0]
    page.selectbox(key="article_brief").select_index(0).run()
    assert not page.exception
    sent = component(page, "article_text")
    assert "".join(piece[0] for piece in sent["pieces"]) == brief.text
    assert sent["head"]["byline"] == "Free Malaysia Today / AFP, 22 Dec 2025"
    written = [p["written"][0] for p in component(page, "article_table")["places"]]
    assert {"Kuala Lumpur", "coastal provinces", "a border town"} <= set(written)
    assert page.date_input(key="article_date").value == brief.date
    assert f"<b>{len(geocode(brief.text))}</b> names found" in said(page)


def paste(page, text):
    page.segmented_control(key="article_source").select("Paste").run()
    page.text_area(key="article_typed").input(text)
    page.button(key="article_find").click().run()
    assert not page.exception


def test_a_pasted_text_and_back_to_it(page):
    paste(page, "Shells fell in Surin. <script>alert(1)</script>")
    pieces = component(page, "article_text")["pieces"]
    assert pieces[-1] == [". <script>alert(1)</script>"]
    page.button(key="article_edit").click().run()
    assert page.text_area(key="article_typed").value.startswith("Shells fell in Surin.")


def test_a_pasted_text_survives_a_look_at_another_source(page):
    paste(page, "Shells fell in Surin.")
    page.segmented_control(key="article_source").select("Brief").run()
    assert component(page, "article_text") is None
    page.segmented_control(key="article_source").select("Paste").run()
    assert component(page, "article_text")["pieces"][1][0] == "Surin"


@pytest.mark.parametrize(("text", "sentence"), [("  ", "no text yet"), ("a" * 1_000_001, "1 MB")])
def test_a_bad_paste_keeps_what_was_typed(page, text, sentence):
    paste(page, text)
    assert sentence in alerts(page)[0]
    assert page.text_area(key="article_typed").value == text
    assert component(page, "article_text") is None


BAD = [
    ("a.txt", b" ", "is empty"),
    ("a.png", b"\x89PNG", "use a .txt, .md, .html, .pdf or .docx"),
    ("a.pdf", b"%PDF-1.7", "damaged or no PDF"),
    ("<b>.txt", bytes(range(256)), "binary data"),
]


@pytest.mark.parametrize(("name", "data", "sentence"), BAD)
def test_a_bad_upload_gets_one_sentence(page, name, data, sentence):
    page.segmented_control(key="article_source").select("Upload").run()
    page.get("file_uploader")[0].set_value((name, data, "application/octet-stream")).run()
    assert not page.exception
    assert sentence in alerts(page)[0]
    assert len(alerts(page)) == 1
    assert "<b>.txt" not in alerts(page)[0]
    assert "Choose a file above" in said(page)


def test_an_uploaded_file_states_its_date(page):
    whole = b"---\ntitle: Fire\ndate: 2025-07-25\n---\nShells fell in Surin."
    page.segmented_control(key="article_source").select("Upload").run()
    page.get("file_uploader")[0].set_value(("a.md", whole, "text/markdown")).run()
    assert not page.exception
    assert str(page.date_input(key="article_date").value) == "2025-07-25"
    assert component(page, "article_text")["head"]["title"] == "Fire"


def test_a_local_file_that_is_bad_does_not_stop_the_page(page, monkeypatch, tmp_path):
    (tmp_path / "mine.txt").write_bytes(b"\0" * 99)
    monkeypatch.setattr(articles, "local", lambda: [tmp_path / "mine.txt"])
    page.run()
    page.selectbox(key="article_brief").select_index(len(articles.shipped())).run()
    assert "binary data" in alerts(page)[0]
    with pytest.raises(InputError):
        articles.read(tmp_path / "mine.txt")
