"""The curated chronology that ships, and the reviewed tables behind it."""

import hashlib

import numpy as np
import pandas as pd
import pytest

from geo import border, gazetteer
from geo.data import chronology_places
from geo.errors import DataError
from geo.events import chronology, intervals, load, record, window
from geo.events.window import casualties


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    return load()


@pytest.fixture(scope="module")
def sites() -> pd.DataFrame:
    return gazetteer.sites().set_index("site_id")


def digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16]


def test_every_event_and_every_source_link_is_there(events):
    groups = zip(events["event_id"], events["sources"], strict=True)
    links = [f"{event_id} {source['url']}" for event_id, group in groups for source in group]
    assert len(events) == 320
    assert digest(events["event_id"].tolist()) == "042542eb0fdc8bc3"
    assert len(links) == 584
    assert digest(links) == "f1415fc506fc971c"


def test_it_is_curated_validated_and_in_order(events):
    assert record.problems(pd.DataFrame(events)) == []
    assert set(events["coding"]) == {"curated"}
    assert events["date_start"].is_monotonic_increasing
    assert (events["review_state"] == "needs_look").equals(events["confidence"] == "low")
    assert load() is load()


def test_the_layers_are_counted_as_in_the_notes(events):
    assert events["layer"].value_counts().to_dict() == {
        "clash": 58,
        "shelling": 46,
        "other": 39,
        "diplomacy": 36,
        "displacement": 34,
        "airstrike": 31,
        "border_closure": 24,
        "landmine": 22,
        "fuel_route": 17,
        "drone": 13,
    }


def test_all_rows_add_up_and_what_cannot_be_drawn_is_counted(events):
    counts = window.view(events, "2025-02-01", "2026-01-31").counts
    assert (counts.total, counts.shown, counts.unplaced, counts.undated) == (320, 310, 10, 0)
    unplaced = events[~record.drawable(events)]
    assert set(unplaced["where_prec"]) == {5, 6}


def test_no_area_only_site_is_a_dot(events, sites):
    area_only = {f"site:{site}" for site in sites.index[sites["area_only"]]}
    at_one = events[events["place_id"].isin(area_only)]
    assert len(at_one) >= 10
    assert (at_one["where_prec"] >= 3).all()
    assert not (at_one.geometry.geom_type == "Point").any()


def test_points_are_published_grids_or_points_of_the_gazetteer(events, sites):
    dots = events[events.geometry.geom_type == "Point"]
    known = {(f"{y:.4f}", f"{x:.4f}") for y, x in sites[["latitude", "longitude"]].to_numpy()}
    own = [
        place
        for place, y, x in dots[["place", "latitude", "longitude"]].itertuples(index=False)
        if (f"{y:.4f}", f"{x:.4f}") not in known
    ]
    cities = {"Bangkok", "Geneva", "Kuala Lumpur", "New York", "Phnom Penh", "Putrajaya"}
    cities |= {"Siem Reap", "The Hague", "Yuxi"}
    grids = {"Ban Nong Ya Kaeo / Prey Chan", "Chong Bok", "Chong An Ma", "O'Chik bridge"}
    assert set(own) <= cities | grids | {"Ban Hat Lek"}


def test_district_towns_no_longer_stand_in_for_places(events):
    khok_sung = (events["latitude"] == 13.83851) & (events["longitude"] == 102.62232)
    kap_choeng = (events["latitude"] == 14.47486) & (events["longitude"] == 103.59439)
    assert not khok_sung.any()
    assert not kap_choeng.any()


def test_places_that_touch_the_line_have_no_side(events):
    close = events["border_distance_km"] <= events["uncertainty_km"]
    assert close.sum() > 100
    assert set(events.loc[close, "side"]) == {"unknown"}
    assert set(events.loc[events["place"] == "Serei Saophoan", "side"]) == {"KH"}
    assert set(events.loc[events["place"] == "Ban Kruat", "side"]) == {"TH"}


def test_totals_are_flagged_and_never_in_the_sums(events):
    totals = events[events["is_total"]]
    assert len(totals) == 37
    assert set(totals["layer"]) <= {"other", "displacement"}
    assert totals[["best", "low", "high"]].isna().all(axis=None)
    late = (events["date_start"] >= "2025-12-07").to_numpy()
    assert casualties(events, late).loc["all", "displaced_best"] == 0


def test_the_july_sums_are_those_of_the_notes(events):
    july = events["date_start"].between("2025-07-24", "2025-07-28").to_numpy()
    assert casualties(events, july).loc["all", ["best", "low", "high"]].tolist() == [16, 13, 28]


def test_the_wounded_of_the_seven_thai_mine_blasts(events):
    blasts = ["07-16", "07-23", "07-28", "08-09", "08-12", "08-27", "11-10"]
    mines = events[events["layer"] == "landmine"].set_index("date_start")
    hurt = [int(mines.loc[[f"2025-{day}"], "injured_best"].sum()) for day in blasts]
    assert hurt == [3, 5, 1, 3, 1, 3, 4]


def test_duplicates_and_parts_are_those_of_the_audit_and_count_once(events):
    table = chronology_places.read("links.csv")
    ids = set(events["event_id"])
    assert set(table["event_id"]) | set(table["other_id"]) <= ids
    by_id = events.set_index("event_id")
    for line in table.itertuples():
        assert line.other_id in by_id.loc[line.event_id, line.link]
        if line.link == "same_as":
            assert line.event_id in by_id.loc[line.other_id, "same_as"]
    assert events["same_as"].str.len().sum() == 2 * (table["link"] == "same_as").sum() == 10
    assert events["part_of"].str.len().sum() == (table["link"] == "part_of").sum() == 18
    seen = window.view(events, "2025-02-01", "2026-01-31")
    linked = 5 + 18
    assert sum(seen.events.counted(np.ones(320, dtype=bool))) == 320 - linked - 37


def test_closures_stay_open_until_a_row_ends_them(events):
    table = intervals.closures().set_index("event_id")
    closing = events[events["layer"].isin(["border_closure", "fuel_route"])].set_index("event_id")
    assert set(table.index) == set(closing.index)
    assert set(table["role"]) == set(intervals.ROLES) - {"ends"}
    open_ended = closing["date_end"].isna()
    assert set(table.index[(table["role"] == "opens") & (table["ends_on"] == "")]) == set(
        closing.index[open_ended]
    )
    referred = table["eased_by"].str.split("|").explode()
    assert set(referred[referred != ""]) <= set(table.index[table["role"] == "eases"])
    assert table["reason"].ne("").all()


def test_closures_in_force(events):
    def names(day):
        return set(events["event_id"][window.in_force(events, day)])

    assert names("2025-06-06") == set()
    assert "2025-06-14-koh-kong-produce-stop" in names("2025-06-15")
    assert "2025-06-14-koh-kong-produce-stop" not in names("2025-06-16")
    after = names("2026-01-31")
    assert {"2025-07-24-full-border-closure", "2025-12-14-chong-mek-fuel-ban"} <= after
    assert "2025-07-25-ban-laem-opening" not in names("2025-07-25")
    assert "2025-09-10-goods-crossings-plan" not in names("2025-09-10")


def test_the_land_fuel_route_runs_through_its_named_points(events, sites):
    route = events.set_index("event_id").loc["2025-12-14-chong-mek-fuel-ban", "geometry"]
    ends = sites.loc[["chong-mek-checkpoint", "stung-treng"], ["longitude", "latitude"]]
    assert [list(route.coords[0]), list(route.coords[-1])] == ends.to_numpy().tolist()


def test_claims_name_each_side_once_for_what_it_says(events):
    claims = events.set_index("event_id")["claims"]
    mine = claims["2025-07-16-chong-bok-landmine"]
    assert [(c["claimant"], c["statement"]) for c in mine] == [
        ("Thailand", "Thailand says it was newly laid."),
        ("Cambodia", "Cambodia denies laying mines."),
        ("Thailand", ""),
    ]
    assert (mine[2]["field"], mine[2]["value"]) == ("injured", 3)
    for event_id, entries in claims.items():
        said = [c["claimant"] for c in entries if "field" not in c]
        assert len(said) == len(set(said)) > 0, event_id


def test_milestones_are_rows_of_the_chronology(events):
    marks = chronology.milestones()
    assert set(marks["event_id"]) <= set(events["event_id"])
    assert marks["date"].is_monotonic_increasing
    span = events.set_index("event_id").loc[marks["event_id"], ["date_start", "date_end"]]
    assert (span["date_start"].to_numpy() <= marks["date"].to_numpy()).all()
    assert (span["date_end"].to_numpy() >= marks["date"].to_numpy()).all()
    assert set(marks["kind"]) <= set(chronology.MILESTONE_KINDS)
    assert marks["label"].str.len().between(5, 40).all()


def test_placements_refer_to_known_places_ways_and_sites(events, sites):
    table = chronology_places.read("placements.csv")
    assert not table.duplicated(["place", "event_id"]).any()
    assert set(table["place"]) <= set(events["place"])
    assert set(table["event_id"]) <= set(events["event_id"]) | {""}
    named = set(table["sites"].str.split("|").explode()) - {""}
    assert named <= set(sites.index) | set(chronology_places.read("sea_points.csv")["site_id"])


def test_border_provinces_cover_the_whole_line_on_both_sides():
    runs = chronology_places.border_provinces()
    ends_at = {"TH": ("Ubon Ratchathani", "Trat"), "KH": ("Preah Vihear", "Koh Kong")}
    for code, corners in ends_at.items():
        names, starts, ends = zip(*runs[code], strict=True)
        assert (names[0], names[-1]) == corners
        assert starts[0] == 0
        assert ends[-1] == border.length_km()
        assert starts[1:] == ends[:-1]
    assert len({name for name, _, _ in runs["TH"]}) == 7
    assert "Siem Reap" not in {name for name, _, _ in runs["KH"]}


def test_border_provinces_file_is_what_the_script_makes():
    table = chronology_places.read("border_provinces.csv")
    made = [
        [code, name, f"{start:.1f}", f"{end:.1f}"]
        for code, runs in chronology_places.border_provinces().items()
        for name, start, end in runs
    ]
    assert table.to_numpy().tolist() == made


def test_a_missing_chronology_is_told(monkeypatch, tmp_path):
    chronology.load.cache_clear()
    monkeypatch.setattr(chronology, "SEED", tmp_path / "chronology.csv")
    with pytest.raises(DataError, match=r"chronology\.csv is missing; restore seeds/"):
        chronology.load()


def test_a_missing_closure_table_is_told(monkeypatch, tmp_path):
    intervals.closures.cache_clear()
    monkeypatch.setattr(intervals, "CLOSURES", tmp_path / "closures.csv")
    with pytest.raises(DataError, match=r"closures\.csv cannot be read"):
        intervals.closures()


def test_closure_bars_are_open_until_ended_and_tell_parts_from_wholes(events):
    bars = intervals.bars(events).set_index("event_id")
    table = intervals.closures().set_index("event_id")
    assert set(bars.index) == set(table.index[table["role"].isin(["opens", "one_off"])])
    assert bars["end"].notna().sum() == 2
    assert bars["start"].is_monotonic_increasing
    nested = set(bars.index[~bars["whole"]])
    assert nested == {
        "2025-06-08-poipet-hours-cut",
        "2025-06-13-poipet-utilities-cut",
        "2025-06-22-choub-korki-closure",
        "2025-07-24-chong-an-ma-closure",
        "2025-07-24-chong-chom-closure",
        "2025-07-24-chong-sa-ngam-closure",
        "2025-07-24-chong-sai-taku-closure",
    }
    assert bars.loc["2025-06-13-daung-ban-laem-closure", "eased_by"] == [
        "2025-07-25-ban-laem-opening"
    ]
    assert intervals.bars(record.empty()).empty
