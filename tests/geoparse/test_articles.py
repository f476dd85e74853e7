"""Whole articles in the manner of several papers: what must be placed, and what is no place."""

from pathlib import Path

import pytest
import yaml

from geo.geoparse import context, geocode

ARTICLES = yaml.safe_load(Path(__file__).with_name("articles.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a["name"])
def test_an_article_has_its_places_and_no_others(article):
    frame = geocode(article["text"])
    found = frame.drop_duplicates("text").set_index("text")["gazetteer_id"].to_dict()
    assert {name: found.get(name) for name in article["places"]} == article["places"]
    assert not set(article["no_places"]) & set(found)


def _one(text, **options):
    frame = geocode(text, **options)
    return frame.drop_duplicates("text").set_index("text")


def test_a_list_of_countries_does_not_nest_them():
    found = _one("Cases came from Mexico, China, Japan and Laos.")
    assert list(found["kind"]) == ["country"] * 4


def test_a_plural_kind_speaks_for_the_whole_list():
    found = _one("Deputies searched Jackson, Clarke and Madison counties in Georgia.")
    for name in ("Jackson", "Clarke", "Madison"):
        assert found.loc[name, "gazetteer_id"].startswith("adm2:US-13")


@pytest.mark.parametrize("text", ["Sheriff's deputies met the school board in Paris.", "Paris."])
def test_words_that_only_one_country_uses_speak_for_it(text):
    country = _one(text).loc["Paris", "candidates"]
    share = {c["country"]: c["score"] for c in country[::-1]}
    assert share["FR"] > share.get("US", 0) or "deputies" in text
    if "deputies" in text:
        bare = {c["country"]: c["score"] for c in _one("Paris.").loc["Paris", "candidates"][::-1]}
        assert share["US"] > bare.get("US", 0)


def test_the_publisher_s_home_is_weighed():
    text = "A fire broke out in Victoria on Monday."
    assert _one(text).loc["Victoria", "country"] == "AU"
    assert _one(text, publisher="SC").loc["Victoria", "country"] == "SC"


@pytest.mark.parametrize(
    ("publisher", "home"),
    [
        ("Bangkok Post", "TH"),
        ("https://www.khmertimeskh.com/50", "KH"),
        ("MY", "MY"),
        ("The Daily Bugle", ""),
        ("", ""),
    ],
)
def test_a_publisher_s_home_is_known_by_name_address_or_code(publisher, home):
    assert context.home(publisher) == home


def test_an_unknown_name_said_to_lie_in_a_province_is_reported_with_it():
    row = _one("Buses ran at Moc Bai in Tay Ninh province.").loc["Moc Bai"]
    assert row["kind"] == "unresolved"
    assert [c["name"] for c in row["candidates"]] == ["Tây Ninh"]


def test_a_village_s_longer_name_is_not_cut_to_a_known_one():
    found = _one("In Phum Samraong Chas, Trapeang Prasat district, four houses burned.")
    assert found.loc["Phum Samraong Chas", "candidates"][0]["name"] == "Trapeang Prasat"
    assert "Samraong" not in found.index


@pytest.mark.parametrize(
    "text",
    [
        "The University of Surin and the Bank of America met.",
        "The FAO and the BAI said so.",
        "Aid cost US$5 million.",
        "Hikers left Zion National Park.",
        "Kerry-Ann Hamilton said so.",
    ],
)
def test_bodies_sums_parks_and_double_names_are_not_towns(text):
    assert set(geocode(text)["gazetteer_id"]) <= {""}


def test_a_dateline_and_a_seat_are_places():
    assert _one("AKRON (AP) -- Rain fell.").loc["AKRON", "country"] == "US"
    assert _one("A Buriram-based firm.").loc["Buriram", "country"] == "TH"


def test_two_sites_of_one_name_are_never_certain():
    row = _one("The map puts Preah Vihear on the Cambodian side.").loc["Preah Vihear"]
    assert row["score"] < 0.9


def test_a_large_sea_is_listed_and_a_small_one_drawn_as_an_area():
    found = _one("Ships left the South China Sea for the Gulf of Thailand.")
    assert found.loc["South China Sea", "where_prec"] == 6
    assert found.loc["Gulf of Thailand", "geometry"].geom_type == "Polygon"
