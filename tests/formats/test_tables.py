"""Files of others: each format with its own columns, spellings and precision codes."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo import events
from geo.errors import InputError
from geo.events import record
from geo.events.shapes import drawn_prec
from geo.events.vocabulary import ACLED_TYPES, LAYERS
from geo.formats.tables import Options, headers, read
from geo.formats.tables.dates import AmbiguousDatesError
from tests.formats import made


def first(batch):
    return batch.frame.iloc[0]


def of(rows, name="file.csv", **options):
    return read(made.table(rows), name, Options(**options))


# --- ACLED ----------------------------------------------------------------------------------------


def test_acled_rows_keep_their_codes_and_parties():
    batch = read(made.table([made.acled(1)], made.ACLED_HEADS), "acled.csv")
    row = first(batch)
    assert (batch.dialect, batch.total, batch.rejected) == ("ACLED", 1, 0)
    assert (row["event_id"], row["layer"]) == ("acled-XXX1", "clash")
    assert (row["where_prec"], row["date_prec"], row["precision_scheme"]) == (2, 1, "acled")
    assert (row["party_1"], row["party_2"]) == ("Made-up army A", "Made-up army B")
    assert (row["adm_1"], row["country"], row["best"]) == ("Surin", "TH", 2)
    assert row["date_start"] == row["date_end"] == pd.Timestamp("2025-07-24")
    assert [s["publisher"] for s in row["sources"]] == ["Made-up Daily", "Made-up Agency"]
    assert (row["dataset"], row["dataset_version"]) == ("ACLED", "2025-12-17T19:33:20Z")
    assert row["retrieved_at"]
    assert "not to be passed on" in batch.attribution


def test_acleds_old_columns_say_the_same():
    new = first(read(made.table([made.acled(1)], made.ACLED_HEADS), "a.csv"))
    old = first(read(made.table([made.old_acled(1)], made.OLD_ACLED_HEADS), "a.csv"))
    alike = [name for name in record.NAMES if name not in ("retrieved_at", "note", "geometry")]
    assert [name for name in alike if str(new[name]) != str(old[name])] == []
    assert "inter1 State forces; inter2 External/Other forces" in old["note"]
    assert "inter1 State forces; inter2 External/Other forces" in new["note"]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (made.table([made.acled(1)], separator=";"), "a.csv"),
        (made.table([made.acled(1)], separator="\t"), "a.tsv"),
        (b"\xef\xbb\xbf" + made.table([made.acled(1)]), "a.csv"),
        (b"sep=;\r\n" + made.table([made.acled(1)], separator=";"), "a.csv"),
        (made.table([made.acled(1)], encoding="utf-16"), "a.csv"),
        (made.workbook([made.acled(1)]), "a.xlsx"),
        (made.workbook([made.acled(1)], above=[["ACLED export"], []]), "a.xlsx"),
        (made.zipped(a__csv=made.table([made.acled(1)])), "a.zip"),
    ],
    ids=["semicolon", "tab", "bom", "sep-line", "utf-16", "xlsx", "xlsx-title", "zip"],
)
def test_acled_comes_in_many_wrappings(data, name):
    batch = read(data, name)
    assert (batch.dialect, batch.total, batch.rejected) == ("ACLED", 1, 0)
    assert first(batch)["latitude"] == 14.35


@pytest.mark.parametrize(
    "day",
    [
        "24 July 2025",
        "24-Jul-25",
        "2025-07-24",
        "24/07/2025",
        "07/24/2025",
        "July 24, 2025",
        "45862",
    ],
)
def test_acleds_dates_are_read_in_each_spelling(day):
    batch = of([made.acled(1, event_date=day)])
    assert first(batch)["date_start"] == pd.Timestamp("2025-07-24")


def test_every_acled_type_has_a_layer_in_the_table():
    known = {(r["event_type"], r["sub_event_type"]) for r in headers.rows("acled_layers.csv")}
    wanted = {(kind, sub) for kind, subs in ACLED_TYPES.items() for sub in subs}
    assert wanted <= known
    batch = of([made.acled(i, event_type=k, sub_event_type=s) for i, (k, s) in enumerate(wanted)])
    assert batch.rejected == 0
    assert not batch.remarks


def test_an_unknown_acled_type_is_told_and_kept():
    batch = of([made.acled(1, event_type="Dance", sub_event_type="Waltz")])
    assert first(batch)["layer"] == "other"
    assert "Dance / Waltz" in batch.remarks[0]
    assert "ACLED type Dance / Waltz" in first(batch)["note"]


def test_a_capital_as_a_stand_in_is_no_point():
    row = first(of([made.acled(1, geo_precision="3")]))
    assert (row["where_prec"], row["geometry"]) == (3, None)
    assert drawn_prec(of([made.acled(1, geo_precision="3")]).frame)[0] == 4


def test_acleds_sums_by_week_are_refused():
    rows = [{"WEEK": "2025-07-19", "EVENTS": "3", "EVENT_TYPE": "Battles", "SUB_EVENT_TYPE": "x"}]
    with pytest.raises(InputError, match="event-level"):
        of(rows)


# --- UCDP -----------------------------------------------------------------------------------------


def test_ged_rows_keep_their_codes():
    row = first(read(made.table([made.ged(7)], made.GED_HEADS), "GEDEvent_v25_1.csv"))
    assert (row["event_id"], row["layer"], row["precision_scheme"]) == ("ucdp-7", "clash", "ucdp")
    assert (row["best"], row["low"], row["high"]) == (3, 2, 5)
    assert (row["adm_1"], row["country"]) == ("Surin", "TH")
    assert row["date_end"] == pd.Timestamp("2025-07-24")
    assert (row["dataset"], row["dataset_version"]) == ("UCDP GED", "25.1")
    assert [s["published"] for s in row["sources"]] == ["2025-07-25", "2025-07-26"]
    assert row["summary"].endswith("best estimate 3 deaths (2 to 5).")


@pytest.mark.parametrize(
    ("name", "dataset", "version"),
    [
        ("GEDEvent_v25_1.csv", "UCDP GED", "25.1"),
        ("ged251.csv", "UCDP GED", "25.1"),
        ("GEDEvent_v26_0_7.csv", "UCDP GED Candidate", "26.0.7"),
        ("GEDEvent_v24_01_24_06.csv", "UCDP GED Candidate", "24.01.24.06"),
        ("mine.csv", "UCDP GED", ""),
    ],
)
def test_the_release_is_read_from_the_files_name(name, dataset, version):
    row = first(read(made.table([made.ged(1)]), name))
    assert (row["dataset"], row["dataset_version"]) == (dataset, version)


def test_all_seven_place_codes_stay_and_only_places_are_points():
    batch = of([made.ged(i, where_prec=str(i)) for i in range(1, 8)])
    assert batch.frame["where_prec"].tolist() == [1, 2, 3, 4, 5, 6, 7]
    points = shapely.get_type_id(np.asarray(batch.frame["geometry"], dtype=object)) == 0
    assert points.tolist() == [True, True, *[False] * 5]
    assert batch.frame["uncertainty_km"].tolist()[1] == 25.0


def test_older_names_of_the_estimates_are_known():
    row = {k: v for k, v in made.ged(1).items() if k not in ("best", "low", "high")}
    batch = of([row | {"best_est": "4", "low_est": "4", "high_est": "6"}])
    assert first(batch)[["best", "low", "high"]].tolist() == [4, 4, 6]


def test_a_release_without_heads_is_read():
    data = made.table([made.ged(1), made.ged(2)], made.GED_HEADS, head=False)
    batch = read(data, "GEDEvent_v24_0_1.csv")
    assert batch.frame["event_id"].tolist() == ["ucdp-1", "ucdp-2"]
    assert "no heads" in batch.remarks[0]


def test_estimates_that_do_not_enclose_the_best_are_told_not_used():
    batch = of([made.ged(1, low="9", best="1", high="2")])
    assert first(batch)[["best"]].tolist() == [1]
    assert pd.isna(first(batch)["low"])
    assert "low 9 and high 2" in first(batch)["note"]


def test_a_row_that_ucdp_has_yet_to_check_needs_a_look():
    assert first(of([made.ged(1, code_status="Check geography")]))["review_state"] == "needs_look"


def test_a_lost_point_is_read_from_wkt():
    row = first(of([made.ged(1, latitude="", longitude="")]))
    assert (row["latitude"], row["longitude"]) == (14.35, 103.26)


def test_countries_are_told_and_turned_into_codes():
    names = ["Cambodia (Kampuchea)", "DR Congo (Zaire)", "Congo, DRC", "Rumania", "Nowhereland"]
    batch = of([made.ged(i, country=name) for i, name in enumerate(names)])
    assert batch.frame["country"].tolist() == ["KH", "CD", "CD", "RO", ""]
    assert set(batch.countries) == set(names)
    assert any("Nowhereland" in remark for remark in batch.remarks)


def test_sides_are_told_only_well_away_from_the_line():
    rows = [made.ged(1), made.ged(2, latitude="14.88", longitude="103.49"),
            made.ged(3, latitude="14.88", longitude="103.49", where_prec="3")]  # fmt: skip
    assert of(rows).frame["side"].tolist() == ["unknown", "TH", "unknown"]


# --- our own exports, spatial files ---------------------------------------------------------------


def test_what_this_program_wrote_comes_back_as_it_was(tmp_path):
    shipped = events.load()
    record.write_csv(shipped, tmp_path / "out.csv")
    batch = read((tmp_path / "out.csv").read_bytes(), "out.csv")
    assert (batch.dialect, batch.rejected) == ("border monitor", 0)
    back = record.as_geo(batch.frame.reset_index(drop=True))
    pd.testing.assert_frame_equal(back, shipped.reset_index(drop=True))


@pytest.mark.parametrize("driver", ["GeoJSON", "GPKG"])
def test_spatial_exports_come_back_as_they_were(tmp_path, driver):
    shipped = events.load()
    flat = shipped.copy()
    for name in ("claims", "sources", "same_as", "part_of"):
        flat[name] = [json.dumps(cell) if cell else "" for cell in flat[name]]
    path = tmp_path / ("out.geojson" if driver == "GeoJSON" else "out.gpkg")
    flat.to_file(path, driver=driver)
    batch = read(path.read_bytes(), path.name)
    assert (batch.dialect, len(batch.frame), batch.rejected) == ("border monitor", len(shipped), 0)
    assert set(batch.frame["event_id"]) == set(shipped["event_id"])


def test_geojson_points_lines_and_areas_become_events():
    line = {"type": "LineString", "coordinates": [[103, 14.3], [103.5, 14.4]]}
    area = shapely.geometry.mapping(shapely.box(103, 13, 103.2, 13.2))
    data = made.geojson(
        (made.point(103.2612, 14.3534), {"name": "Hill A", "date": "2025-07-24", "type": "clash"}),
        (line, {"name": "Road B", "date": "2025-07-24", "type": "fuel"}),
        (area, {"name": "Area C", "date": "2025-07"}),
        (None, {"name": "Nowhere", "date": "2025-07-24"}),
    )
    frame = read(data, "a.geojson").frame
    assert frame["where_prec"].fillna(0).tolist() == [1, 5, 3, 0]
    assert frame["layer"].tolist() == ["clash", "fuel_route", "other", "other"]
    assert frame["date_prec"].tolist() == [1, 1, 4, 1]
    assert [g and g.geom_type for g in frame["geometry"]] == [
        "Point",
        "LineString",
        "Polygon",
        None,
    ]


def test_geojson_in_metres_is_brought_to_degrees():
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32648"}}
    data = made.geojson((made.point(312000, 1587000), {"date": "2025-07-24"}), crs=crs)
    row = first(read(data, "a.geojson"))
    assert (round(row["latitude"], 1), round(row["longitude"], 1)) == (14.3, 103.3)


def test_geopackage_in_metres_and_with_a_zone(tmp_path):
    frame = gpd.GeoDataFrame(
        {"place": ["Hill A"], "date": pd.to_datetime(["2025-12-07T22:30:00+00:00"])},
        geometry=[shapely.Point(312000, 1587000)],
        crs="EPSG:32648",
    )
    frame.to_file(tmp_path / "a.gpkg", driver="GPKG")
    row = first(read((tmp_path / "a.gpkg").read_bytes(), "a.gpkg"))
    assert row["date_start"] == pd.Timestamp("2025-12-08")
    assert round(row["latitude"], 1) == 14.3


KML = """<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>
<Placemark><name>Hill &lt;b&gt;A&lt;/b&gt;</name>
<description><![CDATA[<p>made up</p>]]></description>
<TimeStamp><when>2025-07-24T20:00:00Z</when></TimeStamp><ExtendedData><Data name="type">
<value>landmine</value></Data></ExtendedData><Point><coordinates>103.26,14.35,0</coordinates></Point>
</Placemark><Placemark><name>Bad</name><Point><coordinates>x,y</coordinates></Point></Placemark>
</Folder></Document></kml>"""


@pytest.mark.parametrize(
    ("data", "name"), [(KML.encode(), "a.kml"), (made.zipped(doc__kml=KML), "a.kmz")]
)
def test_kml_and_kmz(data, name):
    batch = read(data, name)
    row = first(batch)
    assert (row["place"], row["summary"], row["layer"]) == ("Hill A", "made up", "landmine")
    assert row["date_start"] == pd.Timestamp("2025-07-25")  # 20:00 UTC is 03:00 the next day
    assert [(r.row, r.reason) for r in batch.rejects] == [(2, "its coordinates cannot be read")]


# --- any other table ------------------------------------------------------------------------------

SHEET = {"Date": "24/07/2025", "Type": "Landmine", "Location": "Hill A", "Province": "สุรินทร์",
         "Lat": "14.3501", "Lon": "103.2601", "Killed": "1", "Details": "made up"}  # fmt: skip


def test_columns_are_guessed_by_their_heads():
    batch = of([SHEET], "mines_2025.csv")
    row = first(batch)
    assert (row["layer"], row["place"], row["best"], row["where_prec"]) == (
        *("landmine", "Hill A", 1, 1),
    )
    assert (row["dataset"], row["review_state"], row["summary"]) == (
        "mines",
        "extracted",
        "made up",
    )
    assert row["event_id"].startswith("mines-")
    assert batch.mapping["Lat"] == ["latitude"]


def test_the_users_mapping_wins():
    mapping = {"Date": "date_start", "Details": "place", "Type": ""}
    row = first(of([SHEET], mapping=mapping, layer="drone"))
    assert (row["place"], row["layer"]) == ("made up", "drone")
    assert pd.isna(row["where_prec"])


@pytest.mark.parametrize(
    "mapping", [{"Nope": "place"}, {"Date": "nope"}, {"Date": "place", "Lat": "place"}]
)
def test_a_mapping_that_cannot_be_is_refused(mapping):
    with pytest.raises(InputError, match=r"^file\.csv"):
        of([SHEET], mapping=mapping)


def test_a_table_without_day_or_place_is_refused():
    with pytest.raises(InputError, match="--map"):
        of([{"colour": "red", "size": "4"}])


def test_both_numbers_in_one_cell_and_a_decimal_comma():
    pair = {"Date": "2025-07-24", "Coordinates": "14.3501, 103.2601"}
    assert first(of([pair]))["longitude"] == 103.2601
    comma = made.table([SHEET | {"Lat": "14,3501", "Lon": "103,2601"}], separator=";")
    assert first(read(comma, "a.csv"))["latitude"] == 14.3501


def test_a_closure_without_an_end_goes_on_and_an_incident_does_not():
    rows = [SHEET | {"Type": "border closure"}, SHEET | {"Type": "clash"}]
    ends = of(rows).frame["date_end"]
    assert pd.isna(ends.iloc[0])
    assert ends.iloc[1] == pd.Timestamp("2025-07-24")


def test_the_order_of_day_and_month_is_asked_for_when_nothing_tells():
    with pytest.raises(AmbiguousDatesError, match=r"--date-order dmy or --date-order mdy\.$"):
        of([SHEET | {"Date": "03/04/2025"}])
    assert first(of([SHEET | {"Date": "03/04/2025"}], date_order="dmy"))["date_start"].month == 4
    assert first(of([SHEET | {"Date": "03/04/2025"}], date_order="mdy"))["date_start"].month == 3


def test_the_column_tells_the_order_when_one_value_does():
    frame = of([SHEET | {"Date": day} for day in ("03/04/2025", "04/13/2025")]).frame
    assert frame["date_start"].dt.month.tolist() == [3, 4]


def test_values_against_each_other_are_asked_for_too():
    with pytest.raises(AmbiguousDatesError, match="has the day first"):
        of([SHEET | {"Date": day} for day in ("03/04/2025", "04/13/2025", "13/04/2025")])


def test_rows_without_an_id_keep_theirs_when_the_order_changes():
    rows = [SHEET | {"Killed": str(n)} for n in range(4)]
    forth, back = of(rows), of(rows[::-1])
    assert set(forth.frame["event_id"]) == set(back.frame["event_id"])
    assert of([SHEET, SHEET]).rejects[0].reason == "row 2 is the same event"


# --- mapping tables -------------------------------------------------------------------------------


def test_mapping_tables_hold_known_words_only():
    for name in ("acled_layers.csv", "ucdp_layers.csv", "words.csv"):
        assert {row["layer"] for row in headers.rows(name)} <= set(LAYERS)
    heads = headers.rows("heads.csv")
    pairs = [(row["dialect"], headers.plain(row["head"])) for row in heads]
    assert len(pairs) == len(set(pairs))
    generic = {row["field"] for row in heads if row["dialect"] == "generic"}
    extra = {"coordinates", "geo_precision", "source", "source_url", "source_date"}
    assert generic <= set(record.NAMES) | extra
    words = [row["word"] for row in headers.rows("words.csv")]
    assert len(words) == len(set(words))
    assert Path(headers.FOLDER).is_dir()


# --- files as they come from the desk of others ---------------------------------------------------

ROWS = [made.acled(n) for n in range(1, 6)]
CANDIDATE_HEADS = ["Unnamed: 0", *reversed(made.GED_HEADS), "new_in_this_release"]
NOTES = 'One line; with a "word",\r\n\n and another.'


@pytest.mark.parametrize(
    ("data", "name", "dialect", "n"),
    [
        (made.gzipped(made.table(ROWS)), "acled.csv.gz", "ACLED", 5),
        (made.gzipped(made.table([made.ged(1)])), "GEDEvent_v25_1.csv.gz", "UCDP GED", 1),
        (made.zipped(GEDEvent_v25_1__csv=made.table([made.ged(1)]), readme__txt="Read me"),
         "ged251-csv.zip", "UCDP GED", 1),
        (made.answer(ROWS, "data"), "acled.json", "ACLED", 5),
        (made.answer([made.ged(1), made.ged(2)], "Result"), "ged.json", "UCDP GED", 2),
        (made.table(ROWS) + b"\r\n\r\n,,,,\r\n   \r\n \t,  ,\r\n", "acled.csv", "ACLED", 5),
        (made.table(ROWS).replace(b"\r\n", b"\r"), "acled.csv", "ACLED", 5),
        (b"\xef\xbb\xbf" + made.table(ROWS, separator=";"), "acled.csv", "ACLED", 5),
        (made.table([made.acled(n, notes=NOTES) for n in range(3)], separator=";"), "acled.csv",
         "ACLED", 3),
        (made.table([made.ged(n) for n in range(3)], CANDIDATE_HEADS), "GEDEvent_v25_0_7.csv",
         "UCDP GED", 3),
    ],
)  # fmt: skip
def test_every_row_of_every_wrapping_comes_in(data, name, dialect, n):
    batch = read(data, name)
    assert (batch.dialect, batch.total, len(batch.frame), batch.rejects) == (dialect, n, n, [])


def test_line_breaks_within_notes_stay():
    batch = read(made.table([made.acled(1, notes=NOTES)], separator=";"), "acled.csv")
    assert batch.frame.iloc[0]["summary"] == NOTES


@pytest.mark.parametrize("wrong", ["caf\xe9", "\xabA\xbb \xe9\xe0"])
def test_a_few_bytes_of_another_encoding_cost_no_name(wrong):
    thai = [made.acled(n, location="ช่องอานม้า", notes="เหตุการณ์สมมติ") for n in range(9)]
    end = made.table([made.acled(10, notes=wrong)], made.ACLED_HEADS, head=False, encoding="cp1252")
    batch = read(made.table(thai, made.ACLED_HEADS) + end, "acled.csv")
    assert set(batch.frame["place"]) == {"ช่องอานม้า", "Exampleville"}
    assert batch.frame.iloc[-1]["summary"] == wrong
    assert any("not UTF-8" in remark for remark in batch.remarks)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_of_two_rows_of_one_event_the_latest_stays(order):
    rows = [made.acled(1, fatalities=str(n), timestamp=str(1_766_000_000 + n)) for n in range(3)]
    batch = read(made.table([rows[i] for i in order]), "acled.csv")
    assert (batch.total, batch.rejected, len(batch.frame)) == (3, 2, 1)
    assert batch.frame.iloc[0]["best"] == 2
    kept = batch.frame.index[0]
    assert {r.reason for r in batch.rejects} == {f"row {kept} is the same event"}


def test_of_two_rows_alike_the_first_stays():
    batch = read(made.table([made.ged(1), made.ged(2), made.ged(1)]), "GEDEvent_v25_1.csv")
    assert [(r.row, r.reason) for r in batch.rejects] == [(4, "row 2 is the same event")]


def test_rows_of_other_countries_are_told():
    batch = read(made.table([made.ged(1), made.ged(2, country="Syria")]), "GEDEvent_v25_1.csv")
    assert any(remark.startswith("1 rows are of other countries") for remark in batch.remarks)
    assert not read(made.table([made.ged(1)]), "GEDEvent_v25_1.csv").remarks


@pytest.mark.parametrize(
    "data", [made.gzipped(b"x")[:-4], made.gzipped(made.gzipped(b"a,b")), made.gzipped(b"")]
)
def test_a_broken_gzip_gets_one_sentence(data):
    with pytest.raises(InputError) as told:
        read(data, "a.csv.gz")
    assert str(told.value).endswith(".")


def test_a_gzip_that_would_blow_up_is_refused():
    with pytest.raises(InputError, match="would unpack to more than"):
        read(made.gzipped(b" " * 30_000_000), "a.csv.gz")
