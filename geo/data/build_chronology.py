"""Build `seeds/chronology.csv` and `geo/data/border_provinces.csv`.

Run as `python -m geo.data.build_chronology FACTS_DIR [OUT_DIR]`: FACTS_DIR holds the files
`events_*.csv`, one row an event with its sources. Every row and every source link is kept; a row
that stands in several files is taken from the first, with the sources of all. The reviewed tables
beside this script say where rows lie (`placements.csv`), which belong together (`links.csv`), which
are running tolls (`totals.csv`), what closures do (`closures.csv`) and where fuel routes run
(`routes.csv`).
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geo import border, gazetteer
from geo.data import chronology_places as places
from geo.data.chronology_claims import claims
from geo.errors import InputError
from geo.events import intervals, record
from geo.events.chronology import SEED

if TYPE_CHECKING:
    import geopandas as gpd

DATASET: Final = "chronology"
VERSION: Final = "2025-02 to 2026-01"
_ALONG_KM: Final = 70.0  # farther off, "km along the border" means nothing
_COUNTRIES: Final = ("TH", "KH", "TH/KH")
_UNPLACED: Final = {"latitude": np.nan, "longitude": np.nan, "uncertainty_km": np.nan}
_PLAIN: Final = {
    "event_id": "event_id",
    "layer": "layer",
    "event_type": "event_type",
    "sub_event_type": "sub_event_type",
    "date_start": "date_start",
    "date_end": "date_end",
    "date_prec": "date_prec",
    "place": "place",
    "place_detail": "place_detail",
    "country": "country",
    "party_1": "actor1",
    "party_2": "actor2",
    "best": "fatalities_best",
    "low": "fatalities_low",
    "high": "fatalities_high",
    "injured_best": "injured",
    "civilians": "civilians",
    "disputed": "disputed",
    "summary": "summary",
    "note": "note",
    "confidence": "confidence",
}
"""Columns of the record that a facts column fills as it is."""


def build(facts_dir: Path) -> "gpd.GeoDataFrame":
    """
    Make the chronology from a folder of facts files.

    Returns
    -------
    A validated event frame, sorted by first day and event_id.

    Raises
    ------
    InputError
        The folder holds no facts, or a row breaks the record's rules.
    DataError
        A row's place is in none of the tables.
    """
    files = sorted(facts_dir.glob("events_*.csv"))
    if not files:
        msg = f"{facts_dir.name} holds no events_*.csv; give the folder with the facts."
        raise InputError(msg)
    cells = pd.concat([pd.read_csv(f, dtype="str", keep_default_na=False) for f in files])
    made = [_event(copies) for _, copies in cells.groupby("event_id", sort=False)]
    frame = pd.DataFrame([_UNPLACED | event for event in made]).sort_values(
        ["date_start", "event_id"], ignore_index=True
    )
    return record.validate(_measured(frame))


def _event(copies: pd.DataFrame) -> dict[str, Any]:
    """Make one record from all the copies of one event in the facts files."""
    row = copies.iloc[0].to_dict()
    placed = places.place(row)
    event: dict[str, Any] = {name: row[given] for name, given in _PLAIN.items()}
    event |= _lines(row["event_id"])
    event["adm_1"] = "" if row["admin1"].startswith("Multiple") else row["admin1"]
    event |= {"where_prec": placed.where_prec, "precision_scheme": "ucdp"} | dict(placed.columns)
    event["sources"] = _sources(copies)
    event["claims"] = claims(row, _of("totals.csv", row["event_id"]))
    event["confidence_reason"] = _reason(event["sources"])
    event["coding"] = "curated"
    event["review_state"] = "needs_look" if row["confidence"] == "low" else "confirmed"
    return event | {"dataset": DATASET, "dataset_version": VERSION}


def _of(table: str, event_id: str) -> pd.DataFrame:
    lines = places.read(table)
    return lines[lines["event_id"] == event_id]


def _lines(event_id: str) -> dict[str, Any]:
    """Gather what the reviewed tables add: links, a closure's end, a toll's figures, a route."""
    added = _links(event_id) | _toll(event_id)
    closure = _of("closures.csv", event_id)
    if len(closure) and closure["role"].iloc[0] == intervals.OPENS:
        added["date_end"] = closure["ends_on"].iloc[0]
    route = _of("routes.csv", event_id)
    if len(route):
        added["geometry"] = _route(route["sites"].iloc[0].split("|"))
    return added


def _links(event_id: str) -> dict[str, list[str]]:
    """Links of one event; `same_as` is told on both rows."""
    table = places.read("links.csv")
    here, there = table["event_id"] == event_id, table["other_id"] == event_id
    same = table["link"] == "same_as"
    return {
        "same_as": [*table["other_id"][here & same], *table["event_id"][there & same]],
        "part_of": [*table["other_id"][here & ~same]],
    }


def _toll(event_id: str) -> dict[str, Any]:
    """Flag a running toll; the number of displaced fills its columns where one side gives one."""
    lines = _of("totals.csv", event_id)
    moved = lines[lines["field"] == "displaced"]
    names = {"value": "displaced_best", "low": "displaced_low", "high": "displaced_high"}
    figures = {to: moved[name].iloc[0] for name, to in names.items()} if len(moved) == 1 else {}
    return {"is_total": len(lines) > 0, **figures}


def _route(site_ids: list[str]) -> shapely.LineString:
    """Join named points by straight lines: schematic, not the road."""
    table = gazetteer.sites().set_index("site_id").loc[site_ids]
    return shapely.LineString(table[["longitude", "latitude"]].to_numpy())


def _sources(copies: pd.DataFrame) -> list[dict[str, str]]:
    """Every source of every copy, each link once."""
    found: dict[str, dict[str, str]] = {}
    for row in copies.to_dict("records"):
        for n in (1, 2):
            cells = {key: row[f"source{n}_{key}"] for key in ("publisher", "url", "date")}
            if cells["url"]:
                kept = {"publisher": cells["publisher"], "url": cells["url"]}
                dated = {"published": cells["date"]} if cells["date"] else {}
                found.setdefault(cells["url"], kept | dated)
    return list(found.values())


def _reason(sources: list[Mapping[str, str]]) -> str:
    links, publishers = len(sources), len({source["publisher"] for source in sources})
    return f"{links} source{'s' * (links > 1)}, {publishers} publisher{'s' * (publishers > 1)}"


def _measured(frame: pd.DataFrame) -> pd.DataFrame:
    """Add distance to the border, km along it and side, for points and areas round a point."""
    near = frame["where_prec"].isin((1, 2, 3)) & frame["latitude"].notna()
    points = np.where(near, shapely.points(frame[["longitude", "latitude"]]), None)
    distance = border.distance_km(points)
    frame["border_distance_km"] = np.round(distance, 2)
    frame["border_km"] = np.where(distance <= _ALONG_KM, np.round(border.km(points), 1), np.nan)
    sides = np.array(border.side(points, frame["uncertainty_km"].fillna(0.0).to_numpy()))
    home = near & frame["country"].isin(_COUNTRIES)
    frame["side"] = np.where(home, sides, "unknown")
    return frame


def write(facts_dir: Path, out: Path | None = None) -> list[Path]:
    """Build both files, into their places or into the folder `out`."""
    chronology = SEED if out is None else out / SEED.name
    provinces = places.DATA if out is None else out
    record.write_csv(build(facts_dir), chronology)
    lines = [(code, *run) for code, runs in places.border_provinces().items() for run in runs]
    table = pd.DataFrame(lines, columns=["country", "adm_1", "from_km", "to_km"]).round(1)
    table.to_csv(provinces / "border_provinces.csv", index=False, lineterminator="\n")
    return [chronology, provinces / "border_provinces.csv"]


if __name__ == "__main__":
    if len(sys.argv) < 2:  # noqa: PLR2004  # the script's name and the folder
        sys.exit(__doc__)
    for path in write(Path(sys.argv[1]), *map(Path, sys.argv[2:3])):
        print(path)
