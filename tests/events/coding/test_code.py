"""Whole texts, one behaviour each; the annotated set is scored in test_scoring.py."""

import datetime as dt
import json

import pytest
import shapely

from geo.cli import main
from geo.events import code
from geo.formats import articles

MONDAY = dt.date(2025, 12, 22)


def coded(text, published=MONDAY):
    frame = code(text, published)
    for row in frame.to_dict("records"):
        for source in row["sources"]:
            start, end = source["span"]
            assert text[start:end] == source["sentence"]
        assert row["review_state"] == "extracted"
        assert row["coding"] == "machine"
    return frame


def said(row, field="occurrence"):
    return [claim["claimant"] for claim in row["claims"] if claim["field"] == field]


def only(text, published=MONDAY):
    frame = coded(text, published)
    assert len(frame) == 1, frame[["layer", "summary"]]
    return frame.iloc[0]


@pytest.mark.parametrize(
    ("text", "layer"),
    [
        ("Thai jets bombed a warehouse in Poipet on Thursday.", "airstrike"),
        ("Rockets hit a farm in Kantharalak on Sunday, wounding two people.", "shelling"),
        ("Soldiers of both sides exchanged fire at Chong Bok on Sunday.", "clash"),
        ("A drone dropped a grenade on a Thai post at Ban Chamrak on Sunday.", "drone"),
        ("A soldier lost a foot to a landmine at Chong An Ma on Sunday.", "landmine"),
        ("Thailand closed the Ban Laem checkpoint on Sunday.", "border_closure"),
        ("Thailand has halted fuel shipments through Chong Mek since 14 December.", "fuel_route"),
        ("Some 5,000 people fled from Samraong on Sunday.", "displacement"),
        ("Officers of the two armies held talks at Chong Chom on Sunday.", "diplomacy"),
    ],
)  # fmt: skip
def test_each_layer(text, layer):
    assert only(text).layer == layer


@pytest.mark.parametrize(
    "text",
    [
        "Thailand may bomb O'Smach if talks fail.",
        "Cambodia threatened to close the Poipet crossing.",
        "The army denied that its jets had bombed Poipet on Sunday.",
        "No shots were fired at Chong Bok on Sunday.",
        "Thailand accused Cambodia of planning to attack Chong Bok.",
        "Soldiers clashed at Preah Vihear in 2011.",
        "Did Thai jets bomb Poipet on Sunday?",
        "The army plans to clear mines at Chong Bok.",
        "Foreign ministers will meet in Kuala Lumpur on Tuesday.",
        "",
        "12345 !!! \n\n ???",
    ],
)
def test_what_is_no_event(text):
    assert coded(text).empty


def test_an_accusation_and_its_denial_are_claims_without_an_event():
    frame = coded(
        "Thailand has accused Cambodia of laying new mines in violation of a treaty, "
        "an allegation Phnom Penh has rejected."
    )
    assert frame.empty
    (statement,) = frame.attrs["statements"]
    assert [(c["claimant"], c["field"]) for c in statement["claims"]] == [
        ("Thailand", "accusation"),
        ("Cambodia", "denial"),
    ]


def test_claim_and_denial_stay_apart():
    row = only(
        "Cambodia's defence ministry said a Thai drone had dropped a bomb on a market in Thma Puok "
        "on Sunday, which the Thai army denied."
    )
    assert said(row) == ["Cambodia"]
    assert said(row, "denial") == ["Thailand"]
    assert row.disputed == "yes"


def test_unattributed_is_the_outlets():
    assert said(only("Shells fell on Ban Kruat on Sunday.")) == ["outlet"]


def test_figures_keep_their_bounds():
    row = only("Rockets killed at least three people in Kantharalak on Sunday and hurt 10 to 12.")
    assert (row.low, row.best) == (3, 3)
    assert row.isna()["high"]
    assert (row.injured_low, row.injured_high) == (10, 12)
    assert row.isna()["injured_best"]
    assert [c["value"] for c in row.claims if c["field"] == "deaths"] == [3]


def test_tolls_are_totals():
    frame = coded(
        "At least 60 people have been killed since 8 December "
        "and more than half a million displaced."
    )
    assert frame.is_total.all()
    assert set(frame.layer) == {"other", "displacement"}


def test_a_second_telling_joins_the_first():
    row = only(
        "A landmine injured a Thai soldier near Chong Bok on Sunday, the army said.\n\n"
        "The blast happened as he walked along a fence."
    )
    assert len(row.sources) == 2


def test_places_that_are_listed_are_events_of_their_own():
    frame = coded("Cambodian rockets struck Ta Phraya and Khlong Phaeng on Sunday.")
    assert len(frame) == 2
    assert frame.event_id.is_unique


def test_no_pin_from_nothing():
    row = only("A soldier lost a leg to a landmine on Sunday.")
    assert row.where_prec == 5
    assert row.geometry.geom_type == "LineString"


def test_old_rounds_are_references():
    frame = coded("Fighting broke out at Ta Muen Thom in July and killed 48 people.")
    assert frame.empty
    assert {r["layer"] for r in frame.attrs["references"]} >= {"clash"}


def test_closures_stay_open():
    row = only("Cambodia closed the Poipet crossing on Saturday.")
    assert row.date_start == dt.datetime(2025, 12, 20)  # noqa: DTZ001
    assert row.isna()["date_end"]


def test_without_publication_a_weekday_is_no_date():
    row = only("Shells fell on Ban Kruat on Sunday.", None)
    assert row.isna()["date_start"]


def test_a_heading_dates_and_places_its_paragraph():
    row = only("Dec. 12: Thai jets hit a resort near O'Smach.", dt.date(2025, 12, 18))
    assert str(row.date_start)[:10] == "2025-12-12"
    row = only("3. Chong Chom: Cambodian mortars hit houses on Sunday.")
    assert row.place == "Chong Chom checkpoint"


def test_the_main_brief():
    brief = articles.shipped()[0]
    frame = coded(brief.text, brief.date)
    by_layer = dict(iter(frame.groupby("layer")))
    mine = by_layer["landmine"].iloc[0]
    assert (str(mine.date_start)[:10], str(mine.date_end)[:10]) == ("2025-12-20", "2025-12-21")
    assert said(mine) == ["Thailand"]
    assert mine.where_prec == 5
    fuel = by_layer["fuel_route"].iloc[0]
    assert fuel.isna()["date_end"]
    assert said(by_layer["drone"].iloc[0]) == ["Thailand"]
    assert said(by_layer["shelling"].iloc[0]) == ["Thailand"]
    assert said(by_layer["airstrike"].iloc[0]) == ["outlet"]
    clashes = by_layer["clash"]
    assert list(clashes.where_prec) == [5, 5]
    assert sorted(str(d)[:10] for d in clashes.date_start) == ["2025-12-08", "2025-12-22"]
    assert ["Cambodia"] in [said(row) for _, row in clashes.iterrows()]
    tolls = frame[frame.is_total]
    assert sorted(tolls.best.dropna()) == [60]
    assert sorted(tolls.displaced_best.dropna()) == [500_000]
    meeting = by_layer["diplomacy"].iloc[0]
    assert (meeting.place, str(meeting.date_start)[:10]) == ("Kuala Lumpur", "2025-12-22")
    elsewhere = frame[~frame.country.isin(["TH", "KH", "TH/KH", "LA", ""])]
    assert list(elsewhere.layer) == ["diplomacy"]
    months = {r["date_start"][:7] for r in frame.attrs["references"] if r["date_start"]}
    assert months >= {"2025-07", "2025-10"}
    (mines,) = [s for s in frame.attrs["statements"] if s["layer"] == "landmine"]
    assert {(c["claimant"], c["field"]) for c in mines["claims"]} == {
        ("Thailand", "accusation"),
        ("Cambodia", "denial"),
    }


def test_command(tmp_path, capsys):
    file = tmp_path / "note.md"
    front = "---\ndate: 2025-12-22\n---\n"
    text = "Thai jets bombed a warehouse in Poipet on Thursday."
    file.write_text(front + text, encoding="utf-8")
    assert main(["code", str(file)]) == 0
    found = json.loads(capsys.readouterr().out)
    (feature,) = found["features"]
    properties = feature["properties"]
    assert properties["layer"] == "airstrike"
    assert properties["date_start"] == "2025-12-18"
    start, end = properties["sources"][0]["span"]
    assert file.read_text(encoding="utf-8")[start:end] == text
    assert shapely.geometry.shape(feature["geometry"]).geom_type == "Point"
    assert found["references"] == []
    assert main(["code", str(tmp_path / "none.txt")]) == 2
