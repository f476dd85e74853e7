"""ACLED's rows: credited wherever they are shown, kept out of files that pass rows on, counted."""

import csv
import io
import json
import sqlite3
import zipfile

import pandas as pd
import pytest
from pptx import Presentation
from pypdf import PdfReader

from geo.briefing import export, rights
from geo.briefing.export import extract
from geo.events import record
from geo.events.window import prepare
from tests.briefing.export.conftest import DECEMBER, made_up

OURS = ("near", "district", "early")
DATA = [ending for ending, kind in export.FORMATS.items() if kind.data]


@pytest.fixture(scope="module")
def mixed():
    rows = made_up()
    theirs = rows["event_id"].isin(OURS)
    rows.loc[theirs, "dataset"] = "ACLED"
    rows.loc[theirs, "retrieved_at"] = ["2025-12-20T08:00:00Z", "2025-12-22T08:00:00Z", ""]
    rows.loc[rows["event_id"] == "stretch", "dataset"] = "UCDP GED"
    return extract(prepare(record.validate(pd.DataFrame(rows))), DECEMBER, everything=True)


def _ids(content: bytes, ending: str) -> list[str]:
    if ending == ".csv":
        return [row["event_id"] for row in csv.DictReader(io.StringIO(content.decode()))]
    return [f["properties"]["event_id"] for f in json.loads(content)["features"]]


def test_the_credit_names_access_dates_filters_and_changes(mixed):
    acled, ucdp, *rest = mixed.remarks
    assert acled.startswith("ACLED (Armed Conflict Location & Event Data), acleddata.com, accessed")
    assert "2025-12-20 to 2025-12-22" in acled
    assert f"filtered by: {mixed.view.span}" in acled
    assert "3 of its events" in acled
    assert "Changed here" in acled
    assert "CC BY 4.0" in ucdp
    assert rest == []


@pytest.mark.parametrize("ending", [".csv", ".geojson"])
def test_files_of_data_leave_acleds_rows_out_and_say_how_many(mixed, ending):
    whole, kept = len(mixed.frame), _ids(export.render(mixed, ending), ending)
    assert whole - len(kept) == len(OURS)
    assert not set(kept) & set(OURS)
    own = export.render(mixed, ending, own_use=True)
    assert set(OURS) <= set(_ids(own, ending))
    assert len(_ids(own, ending)) == whole
    assert b"acleddata.com" in own
    said = export.render(mixed, ending).decode()
    assert "3 rows of ACLED's are left out" in said
    assert mixed.counts_line in said  # the record's counts still add up to the whole
    assert "acleddata.com" not in said  # none of its rows is in there


@pytest.mark.parametrize("ending", DATA)
def test_no_file_of_data_carries_an_acled_row(mixed, ending, tmp_path):
    path = tmp_path / f"x{ending}"
    export.write(mixed, path)
    if ending == ".gpkg":
        with sqlite3.connect(path) as found:
            tables = [t for (t,) in found.execute("select table_name from gpkg_contents")]
            text = repr([found.execute(f'select * from "{t}"').fetchall() for t in tables])  # noqa: S608
        found.close()
    elif ending == ".kmz":
        text = zipfile.ZipFile(path).read("doc.kml").decode()
    else:
        text = path.read_text(encoding="utf-8")
    assert "hostile" in text
    assert not [name for name in OURS if f"'{name}'" in text or f'"{name}"' in text]
    assert "3 rows of ACLED" in text


@pytest.mark.parametrize("ending", [".html"])
def test_pages_carry_the_credit(mixed, ending):
    assert "acleddata.com" in export.render(mixed, ending).decode()


def test_pdf_slides_and_picture_are_made_with_the_credit(mixed, tmp_path):
    export.write(mixed, tmp_path / "x.pdf")
    words = " ".join(page.extract_text() for page in PdfReader(tmp_path / "x.pdf").pages)
    assert "acleddata.com" in words
    export.write(mixed, tmp_path / "x.pptx")
    for slide in Presentation(tmp_path / "x.pptx").slides:
        assert any("acleddata.com" in s.text_frame.text for s in slide.shapes if s.has_text_frame)
    export.write(mixed, tmp_path / "x.png")
    assert (tmp_path / "x.png").stat().st_size


def test_the_projects_own_rows_need_no_line(december):
    assert rights.lines(december.frame) == []
    assert december.remarks == []
    assert december.to_pass_on().withheld == 0
