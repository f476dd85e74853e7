"""Building the chronology from a folder of facts, made up here."""

import csv
import subprocess
import sys

import pandas as pd
import pytest

from geo.data import build_chronology
from geo.data.chronology_claims import statements
from geo.data.chronology_places import place
from geo.errors import DataError, InputError
from geo.events import record

HEADER = [
    "event_id",
    "date_start",
    "date_end",
    "date_prec",
    "layer",
    "event_type",
    "sub_event_type",
    "place",
    "place_detail",
    "admin1",
    "country",
    "lat",
    "lon",
    "where_prec",
    "actor1",
    "actor2",
    "claimed_by",
    "disputed",
    "fatalities_best",
    "fatalities_low",
    "fatalities_high",
    "injured",
    "civilians",
    "summary",
    "source1_publisher",
    "source1_url",
    "source1_date",
    "source2_publisher",
    "source2_url",
    "source2_date",
    "confidence",
    "note",
]
BASE = {
    "event_id": "2030-01-02-made-up",
    "date_start": "2030-01-02",
    "date_end": "2030-01-02",
    "date_prec": "1",
    "layer": "clash",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "place": "Chong Bok",
    "admin1": "Ubon Ratchathani / Preah Vihear",
    "country": "TH/KH",
    "where_prec": "2",
    "claimed_by": "Thailand",
    "disputed": "yes",
    "civilians": "no",
    "summary": "Thailand says shots were fired. Cambodia denies it.",
    "source1_publisher": "Daily A",
    "source1_url": "https://a.example/1",
    "confidence": "high",
}


def row(**cells: str) -> dict[str, str]:
    return dict.fromkeys(HEADER, "") | BASE | cells


def facts(folder, name="events_1.csv", *rows):
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(rows)
    return folder


def test_a_row_that_stands_twice_is_kept_once_with_all_its_sources(tmp_path):
    other = {"source1_url": "https://b.example/2", "source1_publisher": "Daily B", "summary": "x"}
    facts(tmp_path, "events_1.csv", row(source2_url="https://a.example/2"))
    facts(
        tmp_path,
        "events_2.csv",
        row(**other),
        row(event_id="2030-01-01-b", date_start="2030-01-01"),
    )
    made = build_chronology.build(tmp_path)
    assert made["event_id"].tolist() == ["2030-01-01-b", "2030-01-02-made-up"]
    last = made.iloc[1]
    assert last["summary"] == BASE["summary"]
    urls = ["https://a.example/1", "https://a.example/2", "https://b.example/2"]
    assert [source["url"] for source in last["sources"]] == urls


def test_a_district_town_gives_way_to_the_gazetteer_and_a_press_grid_does_not():
    stand_in = place(row(place="Prasat Khana", lat="14.47486", lon="103.59439", where_prec="3"))
    assert stand_in.where_prec == 2
    assert stand_in.columns["place_id"] == "site:khnar-temple"
    assert stand_in.columns["latitude"] == pytest.approx(14.3687)
    blast = row(event_id="2025-07-16-chong-bok-landmine", lat="14.3473", lon="105.2045")
    grid = place(blast | {"where_prec": "1"})
    assert (grid.where_prec, grid.columns["latitude"], grid.columns["longitude"]) == (
        1,
        14.3473,
        105.2045,
    )


@pytest.mark.parametrize(
    ("name", "prec", "kind"),
    [
        ("Ta Kwai temple", 1, "Point"),
        ("Dom Pradit subdistrict", 3, "Polygon"),
        ("Sam Tae", 5, "LineString"),
        ("Thai border provinces", 5, "LineString"),
        ("Gulf of Thailand", 7, "Polygon"),
        ("Oddar Meanchey province", 4, None),
        ("Cambodia (nationwide)", 6, None),
    ],
)
def test_each_precision_has_its_shape(tmp_path, name, prec, kind):
    code = str(prec) if prec in (4, 6, 7) else "1"
    facts(tmp_path, "events_1.csv", row(place=name, where_prec=code, admin1=""))
    made = build_chronology.build(tmp_path).iloc[0]
    assert made["where_prec"] == prec
    assert (made["geometry"] and made["geometry"].geom_type) == kind
    assert bool(record.drawable(pd.DataFrame([made]))[0]) == (name != "Cambodia (nationwide)")


def test_a_place_that_no_table_knows_stops_the_build(tmp_path):
    facts(tmp_path, "events_1.csv", row(place="Nowhere Hill"))
    with pytest.raises(DataError, match=r"'Nowhere Hill' names no site.*placements\.csv"):
        build_chronology.build(tmp_path)


def test_a_bad_cell_stops_the_build_and_is_named(tmp_path):
    facts(tmp_path, "events_1.csv", row(layer="war"))
    with pytest.raises(InputError, match="column layer: 'war'"):
        build_chronology.build(tmp_path)


def test_an_empty_folder_is_told(tmp_path):
    with pytest.raises(InputError, match=r"holds no events_\*\.csv"):
        build_chronology.build(tmp_path)


def test_the_command_writes_both_files(tmp_path):
    facts(tmp_path, "events_1.csv", row())
    command = [sys.executable, "-m", "geo.data.build_chronology", str(tmp_path), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [
        str(tmp_path / "chronology.csv"),
        str(tmp_path / "border_provinces.csv"),
    ]
    made = record.read_csv(tmp_path / "chronology.csv")
    assert made["event_id"].tolist() == ["2030-01-02-made-up"]
    assert made["claims"][0] == [
        {
            "claimant": "Thailand",
            "statement": "Thailand says shots were fired.",
            "source": "https://a.example/1",
        },
        {
            "claimant": "Cambodia",
            "statement": "Cambodia denies it.",
            "source": "https://a.example/1",
        },
    ]


@pytest.mark.parametrize(
    ("summary", "said"),
    [
        ("Shells fell near the temple.", {}),
        (
            "Thailand says mines were found; Cambodia denies laying any.",
            {
                "Thailand": ["Thailand says mines were found."],
                "Cambodia": ["Cambodia denies laying any."],
            },
        ),
        (
            "Gunfire killed one Cambodian villager, Cambodia says. It blames Thai soldiers.",
            {
                "Cambodia": [
                    "Gunfire killed one Cambodian villager, Cambodia says.",
                    "It blames Thai soldiers.",
                ]
            },
        ),
        (
            "Each side says the other fired first.",
            {
                "Thailand": ["Each side says the other fired first."],
                "Cambodia": ["Each side says the other fired first."],
            },
        ),
        ("AFP says Thai and Cambodian troops met.", {}),
    ],
)
def test_clauses_go_to_the_side_that_says_them(summary, said):
    assert statements(summary) == said
