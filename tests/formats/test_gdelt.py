"""GDELT: pages as leads, CAMEO rows as events that say whose they are, nothing invented."""

import zipfile
from io import BytesIO

import pytest

from geo.errors import InputError
from geo.events import record
from geo.formats import gdelt
from geo.formats.gdelt import actions

KANTHARALAK = ("4", "Kantharalak, Sisaket, Thailand", "TH", "TH30", "14.6", "104.65", "-1")
SURIN = ("5", "Surin, Thailand", "TH", "TH29", "14.9", "103.5", "TH29")
BANGKOK = ("4", "Bangkok, Krung Thep, Thailand", "TH", "TH40", "13.75", "100.5", "-2")
THAILAND = ("1", "Thailand", "TH", "TH", "15", "100", "TH")


def action(number=1, code="194", actors=("THA", "KHM"), geo=KANTHARALAK, width=61, day="20251208"):
    """One row of the event table in the codebook's order."""
    cells = [""] * 35
    cells[0:2] = [str(number), day]
    cells[5:8] = [actors[0], "THAI ARMY", actors[0]]
    cells[15:18] = [actors[1], "CAMBODIA", actors[1]]
    cells[25:28] = ["1", code, code[:3]]
    cells[33] = "7"
    kind, name, country, adm1, lat, lon, feature = geo
    spot = [kind, name, country, adm1, *([""] if width == 61 else []), lat, lon, feature]
    row = [*cells, *spot, *spot, *spot, "20251209003000", "https://news.example/a"]
    return "\t".join(row[:width])


def page(url="https://news.example/a", places=(KANTHARALAK,), kind="1"):
    """One row of the GKG in the codebook's order."""
    cells = [""] * 27
    cells[0:5] = ["20251208003000-1", "20251208003000", kind, "news.example", url]
    cells[7] = "ARMEDCONFLICT;KILL;"
    cells[9] = ";".join("#".join(place) for place in places)
    cells[26] = "<PAGE_TITLE>Shells &amp; rockets</PAGE_TITLE>"
    return "\t".join(cells)


def read(*rows, name="x.csv"):
    return gdelt.read("\n".join(rows).encode(), name)


@pytest.mark.parametrize("width", [61, 58, 57])
def test_an_action_between_the_two_becomes_an_event_that_says_whose_it_is(width):
    found = read(action(width=width))
    assert (found.kind, found.rows, len(found.events)) == (gdelt.EVENTS, 1, 1)
    row = found.events.iloc[0]
    assert (row.event_id, row.layer, row.where_prec, row.uncertainty_km) == (
        *("gdelt-1", "shelling", 2),
        25.0,
    )
    assert {row.party_1, row.party_2} == {"Thailand", "Cambodia"}
    assert (row.coding, row.review_state, row.confidence) == ("machine", "extracted", "low")
    assert (row.dataset, str(row.date_start.date())) == (actions.DATASET, "2025-12-08")
    assert row.claims == []
    assert "sentence" not in row.sources[0]
    assert row.sources[0]["url"] == ("https://news.example/a" if width > 57 else "")
    assert row.border_distance_km < 40


def test_a_province_is_no_pin_and_a_country_is_not_on_the_map():
    events = read(action(1, geo=SURIN), action(2, geo=THAILAND)).events
    assert events.where_prec.tolist() == [4, 6]
    assert events.adm_1.tolist() == ["Surin", ""]
    assert events.latitude.isna().all()
    assert events.geometry.isna().all()


def test_what_is_left_out_is_counted_with_the_reason():
    rows = [
        action(1),
        action(2, actors=("THA", "USA")),
        action(3, code="010"),
        action(4, geo=("4", "Paris, France", "FR", "FR", "48.9", "2.3", "x")),
        action(5, day="0"),
        "7\tshort",
    ]
    found = read(*rows)
    assert found.rows == len(found.events) + found.left_out.total() == 6
    assert len(found.left_out) == 5


def test_the_table_of_codes_fits_the_record():
    for code in actions.layers():
        assert len(record.validate(read(action(code=code)).events)) == 1


def test_a_page_that_names_a_place_near_the_border_is_a_lead_and_no_event():
    found = read(page(), page("https://b.example", [BANGKOK, THAILAND]), page(), page(kind="2"))
    assert (found.kind, found.events) == (gdelt.GRAPH, None)
    (lead,) = found.leads
    assert (lead.url, lead.title) == ("https://news.example/a", "Shells & rockets")
    assert lead.places == "Kantharalak, Sisaket, Thailand"
    assert lead.seen == "2025-12-08T00:30:00Z"
    assert found.left_out.total() == 3


def test_a_zip_file_is_read_as_gdelt_offers_it():
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("20251208.export.CSV", action() + "\n")
    assert len(gdelt.read(packed.getvalue(), "x.zip").events) == 1


@pytest.mark.parametrize("data", [b"a,b,c\n1,2,3\n", b"", b"PK\x03\x04broken"])
def test_another_table_is_refused_in_one_sentence(data):
    with pytest.raises(InputError, match=r"^x\.csv .*\.$"):
        gdelt.read(data, "x.csv")
