"""The event record: what validation lets through, what it says, the CSV round trip."""

import json

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo import border
from geo.errors import InputError, RowError
from geo.events import checks, record, shapes, vocabulary
from geo.gazetteer import distance_km

GOOD = {"event_id": "2025-12-08-a", "layer": "clash"}


def one(**cells: object) -> pd.DataFrame:
    return pd.DataFrame([GOOD | cells])


def test_empty_frame_has_all_columns_and_dtypes_in_order():
    frame = record.empty()
    assert tuple(frame.columns) == record.NAMES
    assert frame.crs == record.CRS
    for column in record.COLUMNS[:-1]:
        assert str(frame[column.name].dtype) == column.dtype, column.name
    assert len(frame) == 0


def test_layers_have_their_fixed_order_and_each_a_family():
    assert record.LAYERS[0] == "clash"
    assert record.LAYERS[-1] == "other"
    assert len(record.LAYERS) == 10
    assert set(record.LAYER_FAMILY) == set(record.LAYERS)
    assert set(record.LAYER_FAMILY.values()) == set(record.FAMILIES)


def test_columns_that_are_missing_get_what_unknown_means():
    row = record.validate(one()).iloc[0]
    assert (row["side"], row["coding"], row["review_state"]) == ("unknown", "machine", "extracted")
    assert (row["place"], row["claims"], row["is_total"]) == ("", [], False)
    assert pd.isna(row["best"])
    assert pd.isna(row["date_start"])
    assert row["geometry"] is None


def test_empty_cells_get_the_default_too_and_the_index_is_kept():
    frame = record.validate(one(precision_scheme="", confidence=None).set_index(pd.Index([7])))
    assert frame.index.tolist() == [7]
    assert frame.loc[7, ["precision_scheme", "confidence"]].tolist() == ["ucdp", "low"]


def test_the_frame_given_is_left_alone():
    given_frame = one(best="3")
    before = given_frame.copy()
    record.validate(given_frame)
    pd.testing.assert_frame_equal(given_frame, before)


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"layer": "clsh"}, "layer", "clash, shelling"),
        ({"event_id": ""}, "event_id", "may not be empty"),
        ({"event_type": "Battle"}, "event_type", "Battles"),
        ({"event_type": "Battles", "sub_event_type": "Grenade"}, "sub_event_type", "row's event"),
        ({"date_start": "2025-13-01"}, "date_start", "a date like 2025-12-08"),
        ({"date_start": "0001-01-01"}, "date_start", "1900 to 2100"),
        ({"date_start": "2025-12-09", "date_end": "2025-12-08"}, "date_end", "before date_start"),
        ({"date_end": "2025-12-08"}, "date_end", "without a date_start"),
        ({"date_prec": 6}, "date_prec", "between 1 and 5"),
        ({"date_prec": "1.5"}, "date_prec", "whole number"),
        ({"date_prec": 300}, "date_prec", "whole number"),
        ({"country": "Thailand"}, "country", "two capital letters"),
        ({"latitude": 91, "longitude": 0}, "latitude", "between -90 and 90"),
        ({"latitude": 14.0}, "longitude", "stand together"),
        ({"latitude": "north", "longitude": 1}, "latitude", "finite number"),
        ({"latitude": "inf", "longitude": 1}, "latitude", "finite number"),
        ({"where_prec": 8}, "where_prec", "between 1 and 7"),
        ({"where_prec": 4, "precision_scheme": "acled"}, "where_prec", "ends at 3"),
        ({"uncertainty_km": -1}, "uncertainty_km", "between 0"),
        ({"border_from_km": 10}, "border_to_km", "greater end"),
        ({"border_from_km": 10, "border_to_km": 10}, "border_to_km", "greater end"),
        ({"side": "LA"}, "side", "TH, KH, unknown"),
        ({"best": -1}, "best", "between 0"),
        ({"best": True}, "best", "whole number of people"),
        ({"best": 3, "low": 4}, "best", "must rise"),
        ({"injured_low": 4, "injured_high": 3}, "injured_best", "must rise"),
        ({"claims": "[{"}, "claims", "JSON"),
        ({"claims": [{"claimant": "Laos"}]}, "claims", "Thailand, Cambodia"),
        ({"claims": [{"claimant": "Thailand", "says": "x"}]}, "claims", "only the keys"),
        ({"claims": [{"claimant": "Thailand", "low": float("nan")}]}, "claims", "numbers"),
        ({"claims": [{"claimant": "Thailand", "low": "4"}]}, "claims", "numbers"),
        ({"claims": ["Thailand"]}, "claims", "only the keys"),
        ({"sources": [{"url": "javascript:alert(1)"}]}, "sources", "http"),
        ({"sources": [{"url": 'https://a.org/"onclick='}]}, "sources", "quotes"),
        ({"sources": [{"published": "yesterday"}]}, "sources", "a date"),
        ({"same_as": ["2025-12-08-a"]}, "same_as", "other events"),
        ({"part_of": [3]}, "part_of", "event_ids"),
        ({"is_total": "perhaps"}, "is_total", "true or false"),
        ({"review_state": "merged"}, "merged_into", "only then"),
        ({"merged_into": "b"}, "merged_into", "only then"),
        ({"geometry": "POINT (103"}, "geometry", "WKT"),
        ({"geometry": "POINT (103 14)", "where_prec": 4}, "geometry", "1 and 2"),
        ({"geometry": "POINT (500000 1500000)"}, "geometry", "EPSG:4326"),
    ],
)
def test_a_bad_cell_is_named_with_its_row_and_what_is_allowed(cells, column, words):
    with pytest.raises(RowError, match=words) as caught:
        record.validate(one(**cells).set_index(pd.Index([41])))
    assert (caught.value.row, caught.value.column) == (41, column)
    assert str(caught.value).startswith(f"Row 41, column {column}:")


def test_several_bad_cells_are_told_together_and_listed_for_importers():
    frame = pd.DataFrame([GOOD | {"layer": f"bad{i}", "event_id": f"e{i}"} for i in range(7)])
    with pytest.raises(InputError, match=r"^7 cells .*'bad4'.* And 2 more\.$"):
        record.validate(frame)
    assert [error.row for error in record.problems(frame)] == list(range(7))


def test_an_id_stands_once():
    with pytest.raises(RowError, match="may stand once"):
        record.validate(pd.DataFrame([GOOD, GOOD]))


def test_a_column_that_the_record_does_not_have_is_refused():
    with pytest.raises(InputError, match="is called lat; rename or drop it"):
        record.validate(one(lat=14.0))


def test_shapes_follow_from_precision():
    at = {"latitude": 14.0, "longitude": 103.0}
    rows = [
        at | {"where_prec": 1},
        at | {"where_prec": 3, "uncertainty_km": 10},
        at | {"where_prec": 3},
        at | {"where_prec": 4, "adm_1": "Surin"},
        at | {"where_prec": 5, "border_from_km": 100, "border_to_km": 150},
        at | {"where_prec": 6},
        at | {"where_prec": 7, "uncertainty_km": 30},
        at | {"where_prec": 3, "precision_scheme": "acled", "adm_1": "Surin"},
        at | {"where_prec": 2, "precision_scheme": "acled"},
        at,
    ]
    frame = record.validate(
        pd.DataFrame([GOOD | {"event_id": f"e{i}"} | r for i, r in enumerate(rows)])
    )
    kinds = [shape and shape.geom_type for shape in frame.geometry]
    point, area, line = "Point", "Polygon", "LineString"
    assert kinds == [point, area, None, None, line, None, area, None, point, None]
    drawn = [True, True, False, True, True, False, True, True, True, False]
    assert record.drawable(frame).tolist() == drawn
    assert shapes.drawn_prec(frame).tolist() == [1, 3, 3, 4, 5, 6, 7, 4, 2, 0]


def test_circle_has_its_radius():
    ring = shapely.get_coordinates(shapes.circle(103.0, 14.0, 25.0))
    assert [distance_km(14.0, 103.0, y, x) for x, y in ring] == pytest.approx([25.0] * 49, rel=0.01)


def test_stretch_keeps_its_ends_and_stops_at_the_border_s_end():
    drawn = shapes.stretch(600.0, 830.0)
    assert drawn.coords[-1] == border.line().coords[-1]
    assert border.km(shapely.Point(drawn.coords[0]))[0] == pytest.approx(600.0, abs=0.01)


TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12
) | st.sampled_from(["=1+1", "'=x", "''-", "-5", "@a", "\t", "\r", "a\r\nb", '"', "ปราสาท", "NA"])
COUNT = st.none() | st.integers(0, 10**6)


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    size = draw(st.integers(1, 4))
    cells = []
    for i in range(size):
        lat, lon = draw(st.floats(-80, 80)), draw(st.floats(-179, 179))
        cells.append(
            GOOD
            | {
                "event_id": f"e{i}",
                "place": draw(TEXT),
                "summary": draw(TEXT),
                "note": draw(TEXT),
                "date_start": draw(st.sampled_from(["2025-07-24", None])),
                "where_prec": draw(st.sampled_from([None, 1, 3, 4])),
                "latitude": lat,
                "longitude": lon,
                "uncertainty_km": draw(st.none() | st.floats(0.1, 200)),
                "best": draw(COUNT),
                "displaced_best": draw(COUNT),
                "claims": [{"claimant": "Cambodia", "statement": draw(TEXT), "value": draw(COUNT)}],
                "part_of": draw(st.lists(st.sampled_from(["x", "y"]))),
                "is_total": draw(st.booleans()),
            }
        )
    return record.validate(pd.DataFrame(cells))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(frame=frames())
def test_csv_round_trip_gives_the_same_frame(frame, tmp_path):
    record.write_csv(frame, tmp_path / "events.csv")
    assert_geodataframe_equal(record.read_csv(tmp_path / "events.csv"), frame)


def test_shapes_of_one_s_own_survive_the_round_trip(tmp_path):
    route = "LINESTRING (105.46 15.13, 105.97 13.53)"
    frame = record.validate(one(where_prec=1, latitude=15.13, longitude=105.46, geometry=route))
    record.write_csv(frame, tmp_path / "events.csv")
    assert record.read_csv(tmp_path / "events.csv").geometry.iloc[0].wkt == route


def test_a_csv_holds_no_formula_for_a_spreadsheet_to_run(tmp_path):
    frame = record.validate(one(summary="=HYPERLINK(1)", place="@x", note="+1"))
    record.write_csv(frame, tmp_path / "events.csv")
    cells = pd.read_csv(tmp_path / "events.csv", dtype=str, keep_default_na=False).iloc[0]
    assert cells[["summary", "place", "note"]].tolist() == ["'=HYPERLINK(1)", "'@x", "'+1"]


def test_lists_are_json_in_a_csv(tmp_path):
    frame = record.validate(one(claims=[{"claimant": "Thailand", "statement": "ไทย"}]))
    record.write_csv(frame, tmp_path / "events.csv")
    text = pd.read_csv(tmp_path / "events.csv", dtype=str)["claims"][0]
    assert json.loads(text) == [{"claimant": "Thailand", "statement": "ไทย"}]
    assert "ไทย" in text


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b"", b'event_id\n"open'])
def test_a_file_that_is_no_table_is_told_in_one_sentence(tmp_path, content):
    path = tmp_path / "events.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"events\.csv cannot be read as a table of events"):
        record.read_csv(path)


def test_cells_of_many_kinds_are_understood():
    frame = record.validate(
        pd.DataFrame(
            {
                "event_id": ["a", "b"],
                "layer": ["clash", "drone"],
                "date_start": pd.to_datetime(["2025-07-24T10:00Z", "2025-07-25T23:00Z"]),
                "best": [np.nan, 2.0],
                "is_total": ["yes", np.nan],
                "claims": [np.nan, None],
                "place": pd.Series([np.nan, 5], dtype=object),
            }
        )
    )
    assert frame["date_start"].dt.strftime("%Y-%m-%d").tolist() == ["2025-07-24", "2025-07-25"]
    assert frame["best"].tolist() == [pd.NA, 2]
    assert frame["is_total"].tolist() == [True, False]
    assert frame["place"].tolist() == ["", "5"]


def test_the_words_of_the_code_are_all_explained():
    assert set(vocabulary.DATE_PREC) == {1, 2, 3, 4, 5}
    assert set(vocabulary.WHERE_PREC) == set(range(1, 8))
    assert set(checks.CLAIM_KEYS) >= {"claimant", "statement", "value"}
    assert all(column.meaning for column in record.COLUMNS)
