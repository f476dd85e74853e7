"""`python -m geo import`: what it prints, what it writes, how it ends."""

import json

import pytest

from geo import cli
from geo.events import store
from tests.formats import made


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/store/events.sqlite")


@pytest.fixture
def file(tmp_path):
    def write(name, data):
        (tmp_path / name).write_bytes(data)
        return str(tmp_path / name)

    return write


def told(capsys):
    return json.loads(capsys.readouterr().out)["files"]


def test_it_says_what_it_did_file_by_file(file, capsys):
    a = file("a.csv", made.table([made.acled(1), made.acled(2, country="Cambodia")]))
    g = file("GEDEvent_v26_1.csv", made.table([made.ged(1)]))
    assert cli.main(["import", a, g]) == 0
    out = capsys.readouterr().out
    assert "a.csv: ACLED (CSV), 2 rows" in out
    assert "2 added, 0 updated, 0 unchanged, 0 rejected" in out
    assert "countries: Thailand 1, Cambodia 1" in out
    assert "not to be passed on" in out
    assert "rows per second" in out
    assert cli.main(["import", a, g, "--json"]) == 0
    assert [(f["added"], f["unchanged"]) for f in told(capsys)] == [(0, 2), (0, 1)]


def test_rejected_rows_go_beside_the_file_and_the_rest_is_done(file, capsys, tmp_path):
    a = file("a.csv", made.table([made.acled(1), made.acled(2, latitude="up")]))
    assert cli.main(["import", a, "--json"]) == 1
    (summary,) = told(capsys)
    assert (summary["added"], summary["rejected"]) == (1, 1)
    lines = (tmp_path / "a.rejects.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[1] == "a.csv,3,latitude,up,it must be a number"


def test_rejects_of_all_files_go_where_the_user_says(file, tmp_path, capsys):
    files = [file(n, made.table([made.acled(1, latitude="up")])) for n in ("a.csv", "b.csv")]
    out = tmp_path / "bad.csv"
    assert cli.main(["import", *files, "--rejects", str(out)]) == 1
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) == 3
    assert not (tmp_path / "a.rejects.csv").exists()
    assert str(out) in capsys.readouterr().out


def test_a_dry_run_makes_no_store(file, tmp_path, capsys):
    assert cli.main(["import", file("a.csv", made.table([made.acled(1)])), "--dry-run"]) == 0
    assert "would be 1 added" in capsys.readouterr().out
    assert not (tmp_path / "store").exists()


def test_ambiguous_dates_end_with_two_and_one_sentence(file, capsys, tmp_path):
    good = file("a.csv", made.table([made.acled(1)]))
    sheet = file("b.csv", made.table([{"date": "03/04/2025", "place": "Hill A"}]))
    assert cli.main(["import", good, sheet]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "--date-order dmy or --date-order mdy" in said.err
    assert not (tmp_path / "store").exists()
    assert cli.main(["import", good, sheet, "--date-order", "mdy"]) == 0
    assert (
        str(store.open().events().set_index("dataset").loc["b", "date_start"].date())
        == "2025-03-04"
    )


@pytest.mark.parametrize(
    "options", [["nowhere.csv"], ["{file}", "--layer", "war"], ["{file}", "--map", "Nope=place"]]
)
def test_wrong_use_ends_with_two(file, options, capsys):
    path = file("s.csv", made.table([{"date": "2025-07-24", "place": "Hill A"}]))
    assert cli.main(["import", *(o.format(file=path) for o in options)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_columns_may_be_mapped_by_hand(file, capsys):
    path = file("s.csv", made.table([{"Tag": "2025-07-24", "Ort": "Hill A", "place": "no"}]))
    options = ["--map", "Tag=date_start", "--map", "Ort=place", "--layer", "drone"]
    assert cli.main(["import", path, *options, "--dataset", "mine", "--json"]) == 0
    assert told(capsys)[0]["layers"] == {"drone": 1}
    row = store.open().events().set_index("dataset").loc["mine"]
    assert (row["place"], str(row["date_start"].date())) == ("Hill A", "2025-07-24")


def test_gone_rows_are_named(file, capsys):
    rows = [made.acled(i, event_date=f"{i + 1} July 2025") for i in range(3)]
    cli.main(["import", file("a.csv", made.table(rows))])
    cli.main(["import", file("b.csv", made.table([rows[0], rows[2]]))])
    assert "1 events of an earlier file are not in this one" in capsys.readouterr().out
