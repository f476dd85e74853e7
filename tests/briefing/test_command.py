"""`python -m geo export`."""

import json

import pytest

from geo import cli, events
from geo.events import window
from geo.events.store import location


@pytest.fixture(autouse=True)
def _no_store(tmp_path_factory, monkeypatch):
    """Read the record as it ships, whatever the machine's own store holds."""
    folder = tmp_path_factory.mktemp("store")
    monkeypatch.setenv(location.VARIABLE, f"sqlite:///{folder / 'none.db'}")


def test_it_writes_the_window_and_says_what_is_in_it(tmp_path, capsys):
    out = tmp_path / "week.geojson"
    code = cli.main(["export", "-o", str(out), "--from", "2025-12-08", "--to", "2025-12-14"])
    seen = window.view(events.load(), "2025-12-08", "2025-12-14").counts
    assert code == 0
    expected = seen.shown + seen.unplaced + seen.undated
    assert len(json.loads(out.read_text(encoding="utf-8"))["features"]) == expected
    said = capsys.readouterr().out
    assert f"{expected} events" in said
    assert f"= {seen.total} events in the record" in said


def test_layers_and_all(tmp_path):
    out = tmp_path / "mines.csv"
    assert cli.main(["export", "-o", str(out), "--layer", "landmine", "drone"]) == 0
    frame = events.load()
    assert out.read_text(encoding="utf-8").count("\n") == 1 + sum(
        frame["layer"].isin(["landmine", "drone"])
    )
    assert cli.main(["export", "-o", str(out), "--layer", "landmine", "--all"]) == 0
    assert out.read_text(encoding="utf-8").count("\n") == 1 + len(frame)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-o", "out.docx"], "names no kind of file"),
        (["-o", "out.csv", "--from", "2025-12-09", "--to", "2025-12-01"], "swap the two days"),
        (["-o", "missing/out.csv"], "cannot be written"),
    ],
)
def test_wrong_use_is_told_in_one_sentence(tmp_path, monkeypatch, capsys, arguments, told):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["export", *arguments]) == 2
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wrong", [["--from", "soon"], ["--layer", "weather"], ["--mode", "year"]])
def test_options_that_make_no_sense_are_refused(wrong):
    with pytest.raises(SystemExit) as left:
        cli.main(["export", "-o", "x.csv", *wrong])
    assert left.value.code == 2
