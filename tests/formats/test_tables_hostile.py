"""Files that are broken or mean harm: one sentence, or one row less, and the rest goes on."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.formats.tables import archive, read, reading, rejects
from geo.formats.tables.rejects import Reject
from geo.formats.tables.source import LONGEST_CELL
from tests.formats import made

GOOD = [made.acled(i) for i in range(5)]


def with_broken_line(line: str) -> bytes:
    lines = made.table(GOOD, made.ACLED_HEADS).decode().splitlines(keepends=True)
    return "".join([*lines[:3], line + "\r\n", *lines[3:]]).encode()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('XXX9,"never closed,24 July 2025', "do not pair"),
        ('XXX9,"closed" and more,1', "do not pair"),
        (",".join(["x"] * 40), "the row has 40 cells, the head 31"),
        ("short,row", "it is no date"),
        ("," * 30, ""),
    ],
    ids=["open-quote", "text-after-quote", "too-long", "too-short", "blank"],
)
def test_a_broken_row_never_takes_others_with_it(line, reason):
    batch = read(with_broken_line(line), "a.csv")
    assert batch.frame["event_id"].tolist() == [f"acled-XXX{i}" for i in range(5)]
    assert [r.row for r in batch.rejects] == ([4] if reason else [])
    assert all(reason in r.reason for r in batch.rejects)
    assert batch.total == len(batch.frame) + batch.rejected


@pytest.mark.parametrize(
    ("cell", "value", "reason"),
    [
        ("event_date", "yesterday", "no date"),
        ("event_date", "2025-02-30", "no date"),
        ("event_date", "", "has a date"),
        ("event_date", "1066-10-14", "1900 to 2100"),
        ("latitude", "94.5", "between -90 and 90"),
        ("latitude", "here", "must be a number"),
        ("longitude", "", "stand together"),
        ("fatalities", "many", "must be a number"),
        ("fatalities", "-1", "between 0"),
        ("fatalities", "1.5", "whole number"),
        ("fatalities", "1e99", "whole number"),
        ("geo_precision", "4", "ends at 3"),
        ("event_id_cnty", "", "without an id"),
        ("notes", "x" * (LONGEST_CELL + 1), "characters"),
    ],
)
def test_a_bad_cell_is_told_with_row_column_value_and_reason(cell, value, reason):
    rows = [*GOOD[:2], made.acled(9, **{cell: value}), *GOOD[2:]]
    batch = read(made.table(rows, made.ACLED_HEADS), "a.csv")
    assert len(batch.frame) == 5
    found = [r for r in batch.rejects if r.column == cell]
    assert [r.row for r in found] == [4]
    assert reason in found[0].reason
    assert found[0].value == value[: len(found[0].value)]


def test_html_formulas_and_control_characters_are_kept_as_text_only():
    evil = "=cmd|' /C calc'!A0 <script>alert(1)</script> \x07\x1b[31m"
    row = read(made.table([made.acled(1, notes=evil, actor1=evil)]), "a.csv").frame.iloc[0]
    assert row["summary"] == "=cmd|' /C calc'!A0 <script>alert(1)</script>   [31m"
    sheet = made.workbook([made.acled(1, notes="=1+1")])
    assert read(sheet, "a.xlsx").frame.iloc[0]["summary"] == ""  # never computed: no value


def test_the_file_of_rejects_runs_no_formulas(tmp_path):
    bad = [Reject(2, "@x", "=HYPERLINK()", "+1"), Reject(3, "b", "ไทย", "fine")]
    rejects.write(tmp_path / "r.csv", [("-a.csv", each) for each in bad])
    text = (tmp_path / "r.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines() == [
        "file,row,column,value,reason",
        "'-a.csv,2,'@x,'=HYPERLINK(),'+1",
        "'-a.csv,3,b,ไทย,fine",
    ]
    with pytest.raises(InputError, match="--rejects"):
        rejects.write(tmp_path / "none" / "r.csv", [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874"])
def test_thai_survives_the_encodings_of_the_region(encoding):
    row = made.acled(1, location="ช่องอานม้า", notes="เหตุการณ์สมมติ ใช้ทดสอบเท่านั้น")
    batch = read(made.table([row], encoding=encoding), "a.csv")
    assert batch.frame.iloc[0]["place"] == "ช่องอานม้า"


def bomb(name: str) -> bytes:
    """Zip that would unpack to 300 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for member in ("[Content_Types].xml", "xl/workbook.xml"):
            packed.writestr(member, "<x/>")
        with packed.open(name, "w") as file:
            for _ in range(300):
                file.write(b" " * 1_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "inside"),
    [("a.xlsx", "xl/worksheets/sheet1.xml"), ("a.kmz", "doc.kml"), ("a.zip", "a.csv")],
)
def test_a_zip_bomb_is_refused_before_it_unpacks(name, inside):
    with pytest.raises(InputError, match="would unpack to 300 MB"):
        read(bomb(inside), name)


def test_a_member_that_lies_about_its_size_is_damaged():
    data = bytearray(made.zipped(a__csv=made.table(GOOD)))
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        header = packed.infolist()[0].header_offset
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = (1000).to_bytes(4, "little")
    assert header == 0
    with pytest.raises(InputError, match="damaged"):
        read(bytes(data), "a.zip")


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><kml>&b;</kml>'
)


def test_xml_entities_are_refused():
    with pytest.raises(InputError, match="entities"):
        read(LAUGHS, "a.kml")
    with pytest.raises(InputError, match="entities"):
        read(LAUGHS.decode().encode("utf-16"), "a.kml")
    book = made.zipped(**{"xl/workbook__xml": LAUGHS, "[Content_Types]__xml": "<x/>"})
    with pytest.raises(InputError, match="entities"):
        read(book, "a.xlsx")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "a.csv"),
        (b"   \n", "a.csv"),
        (b"a,b\n", "a.csv"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "a.xls"),
        (b"%PDF-1.4", "a.pdf"),
        (b"\x00\x01\x02" * 100, "a.csv"),
        (b"PK\x03\x04broken", "a.xlsx"),
        (b"no zip", "a.xlsx"),
        (b"SQLite format 3\x00broken", "a.gpkg"),
        (b"no database", "a.gpkg"),
        (b"{", "a.geojson"),
        (b'{"type": "Topology"}', "a.geojson"),
        (b"[" * 100_000, "a.geojson"),
        (b"<kml", "a.kml"),
        (b"<kml></kml>", "a.kml"),
        (made.zipped(a__csv="a", b__csv="b"), "a.zip"),
        (made.zipped(a__txt__exe="a"), "a.zip"),
        (made.zipped(xl__workbook="a", **{"xl/workbook__xml": "<x/>"}), "a.xlsx"),
        (
            ",".join(f"c{i}" for i in range(3000)).encode() + b"\n" + b",".join([b"1"] * 3000),
            "a.csv",
        ),
    ],
)
def test_what_is_no_table_gets_one_sentence(data, name):
    with pytest.raises(InputError) as told:
        read(data, name)
    assert str(told.value).endswith(".")
    assert "\n" not in str(told.value)


def test_geojson_with_broken_features_keeps_the_others():
    whole = made.geojson(
        (made.point(103.2601, 14.3501), {"date": "2025-07-24"}),
        ({"type": "Point", "coordinates": ["x", None]}, {"date": "2025-07-24"}),
        ({"type": "Polygon", "coordinates": [[[0, 0]]]}, {"date": "2025-07-24"}),
        ("text", {"date": "2025-07-24"}),
        (made.point(1e9, 14.3), {"date": "2025-07-24"}),
    )
    batch = read(whole, "a.geojson")
    assert batch.frame.index.tolist() == [1]
    assert {r.row for r in batch.rejects} == {2, 3, 4, 5}


def test_a_line_that_is_no_json_costs_itself_only():
    line = b'{"type":"Feature","geometry":null,"properties":{"date":"2025-07-24","place":"x"}}'
    batch = read(line + b"\n{broken\n" + line.replace(b"x", b"y"), "a.geojsonl")
    assert (len(batch.frame), [r.row for r in batch.rejects]) == (2, [2])


def test_the_limits_let_real_files_through():
    dull = made.table([made.acled(i) for i in range(3000)], made.ACLED_HEADS)
    assert archive.opened(made.zipped(a__csv=dull), "a.zip").namelist() == ["a.csv"]


def adds_up_or_says_why(data, name):
    said, batch = "", None
    try:
        batch = read(data, name)
    except InputError as error:
        said = str(error)
    assert said.endswith(".") if batch is None else batch.total == len(batch.frame) + batch.rejected


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(reading.ENDINGS))
def test_any_bytes_are_read_or_refused_in_one_sentence(data, ending):
    adds_up_or_says_why(data, f"a.{ending}")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.text(st.characters(exclude_categories=["Cs"]), max_size=12)] * 4),
        min_size=1,
        max_size=6,
    )
)
def test_any_cells_are_taken_or_rejected(rows):
    heads = ["date", "lat", "killed", "place"]
    data = made.table([dict(zip(heads, row, strict=True)) for row in rows], heads)
    adds_up_or_says_why(data.replace(b"\x00", b""), "a.csv")
