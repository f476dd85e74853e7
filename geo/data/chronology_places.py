"""Where each row of the chronology lies: its own point, a site of the gazetteer, or an area.

A row's own point stands when it is a published point; a district town that merely stands in for
the place gives way to the gazetteer. `placements.csv` says so place by place; a place that it does
not list must be a name of exactly one site. Nothing is guessed: a place that fits neither stops
the build.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from geo import atlas, border, gazetteer, names
from geo.errors import DataError
from geo.events.vocabulary import UCDP_NEAR_KM

DATA: Final = Path(__file__).parent
_STEP_KM: Final = 0.5
_FLICKER_KM: Final = 5.0  # outlines zigzag across the line: shorter runs belong to the neighbours
_NOT_ON_THE_LINE: Final = {"Siem Reap": "Oddar Meanchey"}
"""Natural Earth draws Anlong Veng and Trapeang Prasat in the wrong province."""
_STRETCH: Final = 5
_UNNAMED: Final = ("", "Multiple")


@dataclass(frozen=True)
class Placed:
    """Where a row lies: columns of the record to fill."""

    where_prec: int
    columns: Mapping[str, Any] = field(default_factory=dict)


@cache
def read(name: str) -> pd.DataFrame:
    """Read one of the reviewed tables beside this file, all as text."""
    return pd.read_csv(DATA / name, dtype="str", keep_default_na=False, encoding="utf-8")


def place(row: Mapping[str, str]) -> Placed:
    """
    Place one row of the facts.

    Parameters
    ----------
    row
        Cells of the facts file: event_id, place, place_detail, admin1, lat, lon, where_prec.

    Raises
    ------
    DataError
        The place is in no table and names no site.
    """
    plan = _plan(row)
    sites = [_site(site_id) for site_id in plan["sites"].split("|") if site_id]
    placed = _HOW[plan["how"]](row, plan, sites)
    columns = dict(placed.columns)
    if plan["uncertainty_km"]:
        columns["uncertainty_km"] = float(plan["uncertainty_km"])
    if plan["adm_1"] and plan["adm_1"] not in ("TH", "KH"):
        columns["adm_1"] = plan["adm_1"]
    if "border_from_km" in columns and "adm_1" not in columns and row["admin1"][:8] in _UNNAMED:
        columns["adm_1"] = _crossed(columns["border_from_km"], columns["border_to_km"], row)
    prec = int(plan["where_prec"] or placed.where_prec)
    if prec <= 3 and np.isnan(columns.get("uncertainty_km", 0.0)):  # noqa: PLR2004  # points, areas
        columns["uncertainty_km"] = UCDP_NEAR_KM if prec > 1 else np.nan
    return Placed(prec, columns)


@cache
def border_provinces() -> dict[str, list[tuple[str, float, float]]]:
    """
    Find which provinces lie along the border.

    Returns
    -------
    For TH and KH, the provinces from the Laos tripoint to the Gulf with the km between which each
    touches the line; a province may come twice.
    """
    return {code: _along(code) for code in ("TH", "KH")}


def _plan(row: Mapping[str, str]) -> Mapping[str, str]:
    """Find the row's line in `placements.csv`, or make one from the site of that name."""
    lines, aliases = _tables()
    for key in ((row["place"], row["event_id"]), (row["place"], "")):
        if key in lines:
            return lines[key]
    found = aliases.get(names.key(row["place"]), set())
    if len(found) != 1:
        msg = (
            f"{row['event_id']}: the place {row['place']!r} names {len(found) or 'no'} site(s); "
            "add a line for it to geo/data/placements.csv."
        )
        raise DataError(msg)
    site = _site(next(iter(found)))
    blank = dict.fromkeys(("sites", "adm_1", "uncertainty_km", "where_prec"), "")
    if site["kind"] == "province":
        return blank | {"how": "provinces", "adm_1": site["admin1"]}
    return blank | {"how": "near", "sites": site["site_id"]}


@cache
def _tables() -> tuple[dict[tuple[str, str], Mapping[str, str]], dict[str, set[str]]]:
    lines: dict[tuple[str, str], Mapping[str, str]]
    lines = {(line["place"], line["event_id"]): line for line in _records(read("placements.csv"))}
    aliases: dict[str, set[str]] = {}
    for site in _records(gazetteer.sites()):
        for name in (site["name"], *site["alt_names"].split("|")):
            if name:
                aliases.setdefault(names.key(name), set()).add(site["site_id"])
    return lines, aliases


@cache
def _all_sites() -> dict[str, dict[str, Any]]:
    known = {site["site_id"]: site for site in _records(gazetteer.sites())}
    for line in _records(read("sea_points.csv")):
        point = {"latitude": float(line["latitude"]), "longitude": float(line["longitude"])}
        known[line["site_id"]] = (
            line | point | {"uncertainty_km": 0.0, "kind": "sea point", "admin1": ""}
        )
    return known


def _site(site_id: str) -> dict[str, Any]:
    try:
        return _all_sites()[site_id]
    except KeyError as error:
        msg = f"placements.csv names a site {site_id!r} that geo/data/sites.csv does not have."
        raise DataError(msg) from error


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = table.to_dict("records")
    return records


# --- the ways to place a row ----------------------------------------------------------------------

Row = Mapping[str, str]
Sites = list[dict[str, Any]]


def _own(row: Row, _plan: Row, _sites: Sites) -> Placed:
    """Take the point of the facts row."""
    return Placed(int(row["where_prec"]), _point(float(row["lat"]), float(row["lon"]), np.nan))


def _near(row: Row, plan: Row, sites: Sites) -> Placed:
    """Take the first site's point, with a radius that reaches the others."""
    site = sites[0]
    reach = max(_km(site, other) + other["uncertainty_km"] for other in sites)
    columns = _point(site["latitude"], site["longitude"], round(reach, 1))
    columns["place_id"] = f"site:{site['site_id']}"
    if site["where_prec"] == _STRETCH:
        return _round_the_line(site, columns)
    if site["area_only"]:
        return Placed(max(3, site["where_prec"]), columns)
    if site["kind"] == "district":
        return _district(row, plan, sites)
    said = min(int(row["where_prec"]), 2)  # the code of a stand-in says nothing of the site
    return Placed(max(said, site["where_prec"], min(len(sites), 2)), columns)


def _round_the_line(site: dict[str, Any], columns: dict[str, Any]) -> Placed:
    """Make a site that is only known to lie somewhere on a piece of the border that piece."""
    middle = float(border.km(shapely.Point(site["longitude"], site["latitude"]))[0])
    reach = site["uncertainty_km"]
    return Placed(_STRETCH, columns | _stretch(middle - reach, middle + reach))


def _district(row: Row, _plan: Row, sites: Sites) -> Placed:
    """Take the district, labelled at its seat: the event may be anywhere in it."""
    if not sites:
        return Placed(3, _point(float(row["lat"]), float(row["lon"]), np.nan))
    seat = sites[0]
    columns = _point(seat["latitude"], seat["longitude"], np.nan)
    return Placed(3, columns | {"place_id": f"site:{seat['site_id']}", "adm_2": seat["name"]})


def _span(_row: Row, _plan: Row, sites: Sites) -> Placed:
    """Take the circle over several sites, each with its own uncertainty."""
    return Placed(3, _circle(sites))


def _sea(_row: Row, _plan: Row, sites: Sites) -> Placed:
    """Take the circle at sea round the places that reports name."""
    return Placed(7, _circle(sites))


def _between(_row: Row, _plan: Row, sites: Sites) -> Placed:
    """Take the border from the first site to the last, each with its own uncertainty."""
    at = [float(border.km(shapely.Point(s["longitude"], s["latitude"]))[0]) for s in sites]
    reach = [site["uncertainty_km"] for site in sites]
    low = min(km - by for km, by in zip(at, reach, strict=True))
    return Placed(_STRETCH, _stretch(low, max(k + by for k, by in zip(at, reach, strict=True))))


def _border_stretch(_row: Row, plan: Row, _sites: Sites) -> Placed:
    """Take the border along the named provinces; all of it where none is named."""
    wanted = plan["adm_1"]
    runs = border_provinces()
    if wanted in ("", "TH", "KH"):
        listed = [run for code in ([wanted] if wanted else ["TH", "KH"]) for run in runs[code]]
        named = " / ".join(dict.fromkeys(name for name, _, _ in listed))
        return Placed(_STRETCH, _stretch(0, border.length_km()) | {"adm_1": named})
    chosen = [run for code in runs for run in runs[code] if run[0] in wanted.split(" / ")]
    return Placed(_STRETCH, _stretch(min(r[1] for r in chosen), max(r[2] for r in chosen)))


def _provinces(row: Row, plan: Row, _sites: Sites) -> Placed:
    """Name the provinces, labelled in the first; the atlas has their shapes."""
    first = plan["adm_1"].split(" / ", maxsplit=1)[0]
    unknown = set(plan["adm_1"].split(" / ")) - set(atlas.province_shapes())
    if unknown:
        msg = f"{row['event_id']}: the atlas has no province {', '.join(sorted(unknown))}."
        raise DataError(msg)
    known = [s for s in _all_sites().values() if (s["kind"], s["admin1"]) == ("province", first)]
    if known:
        return Placed(4, _point(known[0]["latitude"], known[0]["longitude"], np.nan))
    return Placed(4, _point(float(row["lat"]), float(row["lon"]), np.nan) if row["lat"] else {})


def _country(_row: Row, _plan: Row, _sites: Sites) -> Placed:
    return Placed(6)


def _unplaced(row: Row, _plan: Row, _sites: Sites) -> Placed:
    return Placed(int(row["where_prec"]))


_HOW: Final = {
    "own": _own,
    "near": _near,
    "district": _district,
    "span": _span,
    "sea": _sea,
    "between": _between,
    "stretch": _border_stretch,
    "provinces": _provinces,
    "country": _country,
    "unplaced": _unplaced,
}


def _point(latitude: float, longitude: float, uncertainty_km: float) -> dict[str, Any]:
    return {"latitude": latitude, "longitude": longitude, "uncertainty_km": uncertainty_km}


def _circle(sites: Sites) -> dict[str, Any]:
    latitude = (min(s["latitude"] for s in sites) + max(s["latitude"] for s in sites)) / 2
    longitude = (min(s["longitude"] for s in sites) + max(s["longitude"] for s in sites)) / 2
    middle = {"latitude": round(latitude, 4), "longitude": round(longitude, 4)}
    reach = max(_km(middle, site) + site["uncertainty_km"] for site in sites)
    return middle | {"uncertainty_km": round(reach, 1)}


def _stretch(from_km: float, to_km: float) -> dict[str, Any]:
    start, end = max(from_km, 0.0), min(to_km, border.length_km())
    middle = border.at_km((start + end) / 2)[0]
    return {
        "border_from_km": round(start, 1),
        "border_to_km": round(end, 1),
        "latitude": round(middle.y, 5),
        "longitude": round(middle.x, 5),
        "uncertainty_km": np.nan,
    }


def _crossed(from_km: float, to_km: float, row: Row) -> str:
    """Name the provinces along a stretch, on the side or sides of the row's country."""
    runs = [run for code in row["country"].split("/") for run in border_provinces().get(code, [])]
    return " / ".join(dict.fromkeys(n for n, low, high in runs if low < to_km and high > from_km))


def _km(a: Mapping[str, Any], b: Mapping[str, Any]) -> float:
    return gazetteer.distance_km(a["latitude"], a["longitude"], b["latitude"], b["longitude"])


def _along(code: str) -> list[tuple[str, float, float]]:
    """Find the runs of the border beside one province of a country, short flickers left out."""
    outlines = {
        str(f["properties"]["name"]): atlas.province_shapes()[str(f["properties"]["name"])]
        for f in atlas.provinces()
        if f["properties"]["country"] == code
    }
    at = np.arange(_STEP_KM / 2, border.length_km(), _STEP_KM)
    nearest = shapely.STRtree(list(outlines.values())).nearest(border.at_km(at))
    found = [list(outlines)[i] for i in nearest]
    runs: list[tuple[str, float, float]] = []
    for km, raw in zip(at, found, strict=True):
        name = _NOT_ON_THE_LINE.get(raw, raw)
        runs = _grown(runs, name, km)
    runs = [run for run in runs if run[2] - run[1] >= _FLICKER_KM]
    joined: list[tuple[str, float, float]] = []
    for name, _, end in runs:
        joined = _grown(joined, name, end - _STEP_KM / 2)
    return [*joined[:-1], (joined[-1][0], joined[-1][1], border.length_km())]


def _grown(
    runs: list[tuple[str, float, float]], name: str, km: float
) -> list[tuple[str, float, float]]:
    """Lengthen the last run to `km`, or start the next one where it ended."""
    end = km + _STEP_KM / 2
    if runs and runs[-1][0] == name:
        return [*runs[:-1], (name, runs[-1][1], end)]
    return [*runs, (name, runs[-1][2] if runs else 0.0, end)]
