import pytest
import shapely

from geo import border, gazetteer
from geo.geoparse import geocode


def _only(text):
    frame = geocode(text)
    assert len(frame) == 1, frame["text"].tolist()
    return frame.iloc[0]


@pytest.mark.parametrize(
    ("phrase", "site", "lat", "lon"),
    [
        ("3 km south of O'Smach", "osmach", -3 / 110.6, 0),
        ("about ten kilometres east of Poipet", "poipet", 0, 10 / 108.2),
        ("two miles north of Anlong Veng", "anlong-veng", 3.2187 / 110.6, 0),
        ("500 metres west of Ta Krabey temple", "ta-krabey", 0, -0.5 / 107.9),
    ],
)
def test_a_distance_and_direction_move_the_point(phrase, site, lat, lon):
    row = _only(f"A shell fell {phrase}.")
    anchor = gazetteer.get(f"site:{site}")
    assert row["text"] == phrase
    assert row["latitude"] == pytest.approx(anchor.latitude + lat, abs=0.002)
    assert row["longitude"] == pytest.approx(anchor.longitude + lon, abs=0.002)
    assert row["where_prec"] == 2
    assert row["uncertainty_km"] > anchor.uncertainty_km


def test_a_distance_without_direction_is_a_circle():
    row = _only("The camp lies 10 km from Poipet.")
    assert row["geometry"].geom_type == "Polygon"
    assert row["uncertainty_km"] > 10


def test_opposite_is_on_the_other_side():
    row = _only("Loudspeakers stood opposite Chouk Chey.")
    point = shapely.Point(row["longitude"], row["latitude"])
    chouk_chey = gazetteer.get("site:chouk-chey")
    here = border.side(shapely.Point(chouk_chey.longitude, chouk_chey.latitude))
    assert border.side(point) != here


def test_between_two_border_places_is_the_stretch_between_them():
    row = _only("Fighting flared between Chong Khana and Chong Chom.")
    kms = [
        border.km(shapely.Point(p.longitude, p.latitude))[0]
        for p in map(gazetteer.get, ("site:chong-khana", "site:chong-chom-checkpoint"))
    ]
    drawn = border.km([shapely.Point(row["geometry"].coords[n]) for n in (0, -1)])
    assert sorted(drawn) == pytest.approx(sorted(kms), abs=1)


def test_the_border_in_a_province_is_cut_to_it():
    frame = geocode("Thailand and Cambodia fought along the border in Surin.")
    row = frame[frame["kind"] == "stretch"].iloc[0]
    assert 20 < 2 * row["uncertainty_km"] < 250
    assert row["name"].endswith("Surin Province")


def test_the_border_with_another_country_is_not_this_one():
    frame = geocode("Thailand and Cambodia spoke. Smugglers moved along the Thai-Lao border.")
    assert "stretch" not in set(frame["kind"])


def test_border_clashes_are_no_place():
    frame = geocode("Thailand and Cambodia had border clashes and border talks.")
    assert set(frame["kind"]) == {"country"}


def test_a_misspelt_name_finds_its_site():
    assert _only("Trucks stood at Chong Chorm.")["gazetteer_id"] == "site:chong-chom-checkpoint"


def test_an_unknown_village_is_reported_with_its_district():
    frame = geocode("Shells hit Ban Dong Yen in Kantharalak district.")
    row = frame[frame["text"] == "Ban Dong Yen"].iloc[0]
    assert (row["kind"], row["gazetteer_id"]) == ("unresolved", "")
    assert row["candidates"][0]["gazetteer_id"] == "site:kantharalak"
    assert row["where_prec"] == 3
    assert row["geometry"].geom_type == "Polygon"


def test_between_two_places_that_face_each_other_is_the_ground_between():
    row = _only("Thai and Cambodian troops clashed between An Ses and Chong An Ma.")
    assert row["geometry"].geom_type == "Polygon"
    assert (row["kind"], row["where_prec"]) == ("relative", 2)
    assert row["uncertainty_km"] < 5


@pytest.mark.parametrize("near", ["near the", "close to the", "in the vicinity of the"])
def test_near_a_place_is_no_pin(near):
    row = _only(f"Mortars fell {near} Chong Bok pass.")
    assert (row["gazetteer_id"], row["where_prec"]) == ("site:chong-bok", 2)
    assert row["uncertainty_km"] >= 5
    assert _only("Mortars fell at the Chong Bok pass.")["where_prec"] == 1
