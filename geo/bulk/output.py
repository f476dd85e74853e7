"""The events of all articles as one file, and the lists beside it."""

import csv
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.bulk.inbox import Refused
from geo.bulk.work import Result
from geo.errors import InputError
from geo.events.columns import BY_NAME, COLUMNS

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.formats.gdelt.graph import Lead

ENDINGS: Final = (".parquet", ".csv", ".geojson")
_LISTS: Final = [column.name for column in COLUMNS if column.kind == "list"]
_ARTICLE: Final = ("name", "article_id", "title", "published", "dated_by", "language", "events")
_LEAD: Final = ("url", "source", "title", "seen", "places", "border_km_off", "themes")


def beside(out: Path, what: str, ending: str = ".csv") -> Path:
    """Name a file that goes with the output: `events.skipped.csv`."""
    return out.with_name(f"{out.stem}.{what}{ending}")


def frame(rows: Iterable[dict[str, Any]]) -> "gpd.GeoDataFrame":
    """
    Put the events of all articles together; each event_id once.

    The same sentence at the same spot of two articles is one report carried by two outlets: one
    event, with the sources of both.
    """
    from geo.events import record  # noqa: PLC0415 (pandas only when needed)
    from geo.events.store import records  # noqa: PLC0415

    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        first = found.setdefault(row["event_id"], row)
        if first is not row:
            first["sources"] = [
                *first["sources"],
                *(source for source in row["sources"] if source not in first["sources"]),
            ]
    return record.as_geo(records.frame_of(found.values()))


def write(events: "gpd.GeoDataFrame", out: Path) -> None:
    """
    Write the events by the ending of the file, whole or not at all.

    `.parquet` is GeoParquet: the record's columns, lists (`sources`, `claims` …) as JSON text.

    Raises
    ------
    InputError
        The file cannot be written.
    """
    part = out.with_name(f".{out.name}.part")
    try:
        _write(events, part, out.suffix.lower())
        part.replace(out)
    except OSError as error:
        msg = f"{out} cannot be written: {error.strerror or error}; choose another --out."
        raise InputError(msg) from error
    finally:
        part.unlink(missing_ok=True)


def write_articles(results: Iterable[Result], path: Path) -> None:
    """List the articles that were coded: their day, who states it, how many events."""
    rows = ([*(getattr(r, name) for name in _ARTICLE[:-1]), len(r.events)] for r in results)
    _table(path, _ARTICLE, rows)


def write_skipped(refused: Sequence[Refused], path: Path) -> None:
    """List what was given and not used, with the reasons; no file where there is nothing."""
    _table(path, ("name", "reason"), ([r.name, r.reason] for r in refused), empty=bool(refused))


def write_leads(leads: "Sequence[Lead]", path: Path) -> None:
    """List the pages to be read; no file where there are none."""
    rows = ([getattr(lead, name) for name in _LEAD] for lead in leads)
    _table(path, _LEAD, rows, empty=bool(leads))


def _write(events: "gpd.GeoDataFrame", path: Path, ending: str) -> None:
    from geo.events import record  # noqa: PLC0415
    from geo.events.coding.output import geojson  # noqa: PLC0415

    if ending == ".parquet":
        made = events.copy()
        for name in _LISTS:
            made[name] = [json.dumps(cell, ensure_ascii=False) for cell in made[name]]
        texts = [n for n in made.columns if n in BY_NAME and BY_NAME[n].kind == "text"]
        made[texts] = made[texts].astype("object")
        made.to_parquet(path, index=False)
    elif ending == ".csv":
        record.write_csv(events, path)
    else:
        path.write_text(json.dumps(geojson(events), ensure_ascii=False), encoding="utf-8")


def _table(
    path: Path, heads: Sequence[str], rows: Iterable[Sequence[object]], *, empty: bool = True
) -> None:
    """Write a CSV that no spreadsheet runs; with `empty` false take an old one away instead."""
    if not empty:
        path.unlink(missing_ok=True)
        return
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(heads)
        lines.writerows([[_harmless(cell) for cell in row] for row in rows])
    os.replace(part, path)  # noqa: PTH105 (the same, said as elsewhere)


def _harmless(cell: object) -> object:
    if isinstance(cell, str) and cell.lstrip("'")[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{cell}"
    return cell
