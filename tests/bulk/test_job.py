"""Many articles at once: all kinds of input, resuming, bad files, numbers that add up."""

import csv
import datetime as dt
import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo.bulk import inbox, job, output, work
from geo.cli import main
from geo.errors import InputError
from geo.events import coding, record
from geo.events.coding.output import geojson
from geo.formats import articles, text
from tests.bulk.made import article, folder
from tests.formats.test_feeds import RSS
from tests.formats.test_gdelt import action, page

DAY = dt.date(2025, 12, 9)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counting(seen: list[str], stop_after: int = 999):
    """Code as here does, note which articles came, and fall over after some batches."""

    def coder(batches):
        for number, batch in enumerate(batches):
            if number == stop_after:
                raise KeyboardInterrupt
            seen.extend(ticket.name for ticket in batch)
            yield work.code_batch(batch, None)

    return coder


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(job, "BATCH", 2)


def test_texts_coded_together_are_coded_as_alone():
    given = [(articles.from_text(_text(article(i))).text, DAY) for i in range(3)]
    given += [("", None), ("ไม่มีอะไร", DAY)]
    together = [geojson(frame) for frame in coding.code_many(given)]
    assert together == [geojson(coding.code(*each)) for each in given]
    assert [len(each["features"]) > 0 for each in together] == [True, True, True, False, False]


def _text(markdown: str):
    return text.read(markdown.encode(), "a.md")


def test_all_kinds_of_input_come_together(tmp_path, capsys):
    box = folder(tmp_path / "in", 2)
    (box / "2025-12-09 plain.txt").write_text("Shells hit Poipet on Monday.", encoding="utf-8")
    (box / "page.html").write_text("<p>Rockets hit Surin on Monday.</p>", encoding="utf-8")
    (box / "copy.md").write_text(article(1), encoding="utf-8")
    (box / "wire.rss").write_text(RSS, encoding="utf-8")
    (box / "x.export.CSV").write_text(action(), encoding="utf-8")
    (box / "x.gkg.csv").write_text(page(), encoding="utf-8")
    (box / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    (box / "photo.jpg").write_bytes(b"\xff\xd8")
    (box / ".hidden").write_text("no", encoding="utf-8")
    out = box / "events.parquet"
    assert main(["code", str(box), "--out", str(out), "--date", "2025-12-10"]) == 1
    said = capsys.readouterr().out
    assert "10 files; 8 articles = 6 coded (0 of them by an earlier run) + 1 copies + 1 sk" in said
    listed = {Path(r["name"]).name: r for r in rows(box / "events.articles.csv")}
    assert {name: (r["published"], r["dated_by"]) for name, r in listed.items()} == {
        "a000.md": ("2025-12-01", "the file"),
        "a001.md": ("2025-12-02", "the file"),
        "2025-12-09 plain.txt": ("2025-12-09", "file name"),
        "page.html": ("2025-12-10", "the command"),
        "wire.rss#1": ("2025-12-09", "feed"),
        "wire.rss#2": ("2025-12-10", "the command"),
    }
    skipped = {Path(r["name"]).name: r["reason"] for r in rows(box / "events.skipped.csv")}
    assert set(skipped) == {"broken.pdf", "photo.jpg"}
    assert all(reason.endswith(".") for reason in skipped.values())
    assert [r["url"] for r in rows(box / "events.leads.csv")] == ["https://news.example/a"]
    events = gpd.read_parquet(out)
    told = sum(int(r["events"]) for r in listed.values())
    assert len(events) == told + 1  # GDELT's
    assert set(record.validate(pd.DataFrame(events)).event_id) == set(events.event_id)
    first = json.loads(events[events.place == "Kantharalak"].sources.iloc[0])[0]
    assert first["article_id"].startswith("text-")
    assert first["sentence"].startswith("Artillery shells hit")
    # Again: the output itself is no input, and nothing is coded twice.
    assert main(["code", str(box), "--out", str(out), "--date", "2025-12-10"]) == 1
    assert "10 files; 8 articles = 6 coded (6 of them by an earlier run)" in capsys.readouterr().out


@pytest.mark.usefixtures("small_batches")
def test_an_interrupted_run_goes_on_where_it_was(tmp_path):
    box, out = folder(tmp_path / "in", 7), tmp_path / "events.csv"
    first: list[str] = []
    second: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        job.run([box], out, counting(first, stop_after=2))
    assert not out.exists()
    kept = tmp_path / "events.csv.journal"
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-40])  # what a crash leaves of the last line
    outcome = job.run([box], out, counting(second))
    assert (len(first), len(second), outcome.from_journal) == (4, 4, 3)
    assert {*first, *second} == {str(p) for p in box.iterdir()}
    job.run([box], tmp_path / "straight.csv", job.here(None))
    assert out.read_bytes() == (tmp_path / "straight.csv").read_bytes()


def test_one_article_that_cannot_be_coded_takes_no_other_with_it(tmp_path, monkeypatch):
    box = folder(tmp_path / "in", 3)

    def fails(text, published):
        if "Kantharalak" in text:
            raise ZeroDivisionError
        return real(text, published)

    real = coding.code
    monkeypatch.setattr(coding, "code_many", lambda given: [fails(*each) for each in given])
    monkeypatch.setattr(coding, "code", fails)
    outcome = job.run([box], tmp_path / "e.csv", job.here(None))
    assert (outcome.coded, [Path(r.name).name for r in outcome.refused]) == (2, ["a001.md"])


def test_the_same_sentence_of_two_outlets_is_one_event_with_both_sources(tmp_path):
    box = folder(tmp_path / "in", 1)
    other = article(0).replace("Wire 0", "Daily")
    (box / "b.md").write_text(other, encoding="utf-8")
    outcome = job.run([box], tmp_path / "e.csv", job.here(None))
    events = record.read_csv(tmp_path / "e.csv")
    assert (outcome.copies, outcome.coded) == (0, 2)
    assert [{s["publisher"] for s in cell} for cell in events.sources] == [
        {"Wire 0", "Daily"} for _ in range(len(events))
    ]
    assert len(events)


def test_two_runs_do_not_write_one_output(tmp_path):
    box, out = folder(tmp_path / "in", 1), tmp_path / "e.csv"

    def meanwhile(batches):
        with pytest.raises(InputError, match="Another run writes"):
            job.run([box], out, job.here(None))
        return job.here(None)(batches)

    assert job.run([box], out, meanwhile).coded == 1


def test_a_border_wide_event_keeps_its_line_without_its_thousands_of_corners(tmp_path):
    box = tmp_path / "in"
    box.mkdir()
    text = "Fighting went on along the border on Monday, the Thai army said."
    (box / "2025-12-09.txt").write_text(text, encoding="utf-8")
    outcome = job.run([box], tmp_path / "e.geojson", job.here(None))
    assert outcome.events == 1
    made = json.loads((tmp_path / "e.geojson").read_text(encoding="utf-8"))
    (feature,) = made["features"]
    assert feature["properties"]["border_from_km"] == 0
    assert feature["geometry"]["type"] == "LineString"
    assert (tmp_path / "e.geojson.journal").stat().st_size < 5_000


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["nowhere", "--out", "e.csv"], "is not there"),
        (["a.md", "--out", "e.xls"], "no kind of file that is written"),
        (["a.md", "b.md"], "name it with --out"),
        (["a.md", "--scheduler", "tcp://127.0.0.1:1"], "name it with --out"),
        (["a.md", "--out", "no/such/e.csv"], "cannot be written"),
    ],
)
def test_wrong_use_is_told_in_one_sentence(options, told, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text(article(0), encoding="utf-8")
    assert main(["code", *options]) == 2
    assert told in capsys.readouterr().err


def test_a_foreign_journal_is_left_alone(tmp_path):
    (tmp_path / "e.csv.journal").write_text("my diary\n", encoding="utf-8")
    with pytest.raises(InputError, match="no journal of this program"):
        job.run([folder(tmp_path / "in", 1)], tmp_path / "e.csv", job.here(None))
    assert (tmp_path / "e.csv.journal").read_text(encoding="utf-8") == "my diary\n"


def test_lists_run_in_no_spreadsheet(tmp_path):
    path = tmp_path / "x.skipped.csv"
    output.write_skipped([inbox.Refused("=cmd()", "Bad.")], path)
    assert rows(path) == [{"name": "'=cmd()", "reason": "Bad."}]
    output.write_skipped([], path)
    assert not path.exists()
