import datetime as dt

import pandas as pd
import pytest
import shapely

from geo.errors import InputError
from geo.events import chronology, code, merge
from geo.events.record import validate

LINE = shapely.LineString([(102.3, 14), (102.7085, 12.194)])


def row(event_id, **given):
    made = {
        "event_id": event_id,
        "layer": "landmine",
        "date_start": "2025-12-21",
        "date_end": "2025-12-21",
        "date_prec": 1,
        "place": "Ban Sam Lang",
        "latitude": 12.194,
        "longitude": 102.7085,
        "where_prec": 2,
        "uncertainty_km": 5.0,
        "geometry": shapely.Point(102.7085, 12.194),
        "sources": [{"publisher": event_id, "published": "2025-12-22"}],
        "claims": [{"claimant": "Thailand", "field": "occurrence", "source": event_id}],
    }
    return made | given


def records(*rows):
    return validate(pd.DataFrame(rows))


def pair(**given):
    return records(row("a"), row("b", **given)).to_dict("records")


def test_near_in_place_and_time_is_suggested():
    earlier = row("b", date_start="2025-12-19", date_end="2025-12-19")
    (found,) = merge.suggest(records(row("a")), records(earlier))
    assert (found.first, found.second, found.days_apart) == ("a", "b", 2)
    assert "2 days apart" in found.reason


@pytest.mark.parametrize(
    "given",
    [
        {"date_start": "2025-12-24", "date_end": "2025-12-24"},
        {"layer": "shelling"},
        {"geometry": shapely.Point(104, 14), "longitude": 104.0, "latitude": 14.0},
        {"review_state": "rejected"},
        {"is_total": True},
        {"same_as": ["a"]},
        {"where_prec": 6, "geometry": None},
    ],
)
def test_no_suggestion(given):
    assert merge.suggest(records(row("a"), row("b", **given))) == []


def test_one_family_is_enough():
    rows = records(row("a", layer="clash"), row("b", layer="shelling"))
    assert len(merge.suggest(rows)) == 1


def test_mixed_bag_needs_the_same_layer():
    rows = records(row("a", layer="diplomacy"), row("b", layer="displacement"))
    assert merge.suggest(rows) == []


def test_an_undated_vague_row_meets_the_chronologys():
    area = shapely.box(102, 12, 103, 13)
    vague = row(
        "vague", date_start=None, date_end=None, date_prec=None, where_prec=5,
        uncertainty_km=60.0, geometry=area,
    )  # fmt: skip
    (found,) = merge.suggest(records(vague), records(row("exact")))
    assert found.distance_km == 0
    merged = merge.accept(*records(vague, row("exact")).to_dict("records"))
    assert merged.kept["event_id"] == "vague"
    assert merged.kept["where_prec"] == 2
    assert str(merged.kept["date_start"])[:10] == "2025-12-21"
    assert "Place from exact (exact)." in merged.kept["note"]
    assert "Date from exact (exact)." in merged.kept["note"]


def test_somewhere_on_the_border_some_time_meets_nothing():
    wide = row("wide", date_start=None, date_end=None, date_prec=None, uncertainty_km=412.0)
    assert merge.suggest(records(wide), records(row("exact"))) == []


def test_somewhere_on_the_border_meets_its_own_kind_on_its_own_days():
    wide = row("wide", layer="clash", uncertainty_km=412.0, where_prec=5, geometry=LINE)
    same = row("same", layer="clash")
    other_kind = row("shells", layer="shelling")
    other_day = row("later", layer="clash", date_start="2025-12-22", date_end="2025-12-22")
    found = merge.suggest(records(wide), records(same, other_kind, other_day))
    assert [s.second for s in found] == ["same"]


def test_the_articles_fuel_stop_meets_the_chong_mek_row():
    text = "Thailand has halted fuel shipments through a Laotian border checkpoint."
    coded = code(text, dt.date(2025, 12, 22))
    rows = chronology.load()
    found = [s for s in merge.suggest(coded, rows) if s.second == "2025-12-14-chong-mek-fuel-ban"]
    assert len(found) == 1
    (stop,) = coded.to_dict("records")
    (ban,) = rows[rows["event_id"] == found[0].second].to_dict("records")
    merged = merge.accept(stop, ban)
    assert merged.kept["place_id"] == ban["place_id"]
    assert str(merged.kept["date_start"])[:10] == "2025-12-14"
    assert len(merged.kept["sources"]) == len(stop["sources"]) + len(ban["sources"])
    assert f"Place from {ban['event_id']}" in merged.kept["note"]
    assert merge.undo(merged) == (stop, ban)


def test_every_source_and_claim_is_kept_once():
    one, other = pair(claims=[{"claimant": "Cambodia", "field": "denial"}])
    merged = merge.accept(one, other)
    assert [s["publisher"] for s in merged.kept["sources"]] == ["a", "b"]
    assert [c["claimant"] for c in merged.kept["claims"]] == ["Thailand", "Cambodia"]
    assert merged.taken["review_state"] == "merged"
    assert merged.taken["merged_into"] == "a"
    again = merge.accept(one, one | {"event_id": "c"})
    assert len(again.kept["claims"]) == 1


def test_the_better_place_stays():
    one, other = pair(where_prec=4, uncertainty_km=60.0, geometry=None)
    assert merge.accept(one, other).kept["where_prec"] == 2
    assert merge.accept(other, one).kept["where_prec"] == 2


def test_figures_are_filled_and_never_averaged():
    one, other = pair(injured_low=1, injured_best=1, injured_high=1)
    assert merge.accept(one, other).kept["injured_best"] == 1
    three = other | {"event_id": "c", "injured_best": 3, "injured_low": 3, "injured_high": 3}
    merged = merge.accept(other, three)
    assert merged.kept["injured_best"] == 1
    assert "another figure (injured)" in merged.kept["note"]


def test_undo_gives_both_rows_back():
    one, other = pair()
    frame = records(one, other)
    merged = merge.accept(one, other)
    after = merge.replaced(frame, merged.kept, merged.taken)
    assert list(after["review_state"]) == ["extracted", "merged"]
    back = merge.replaced(after, *merge.undo(merged))
    pd.testing.assert_frame_equal(pd.DataFrame(back), pd.DataFrame(frame))


@pytest.mark.parametrize("state", ["merged", "rejected"])
def test_a_closed_row_cannot_be_merged(state):
    one, other = pair()
    with pytest.raises(InputError, match="neither merged nor rejected"):
        merge.accept(one, other | {"review_state": state})


def test_a_row_cannot_be_merged_with_itself():
    one, _ = pair()
    with pytest.raises(InputError):
        merge.accept(one, one)
