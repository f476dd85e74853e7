"""
The gazetteer: a name goes in, candidate places come out.

It holds the curated border sites (`geo/data/sites.csv`), the towns of GeoNames (cities500), the
world's countries and first-level divisions, and US counties. All names are found in Latin script
with or without diacritics, and in Thai and Khmer. The index is an SQLite file that is unpacked on
first use, see `geo.data.gazetteer_index`.
"""

import json
import math
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Final

import pandas as pd

from geo import names
from geo.data import gazetteer_index
from geo.errors import DataError

SITES: Final = gazetteer_index.SITES
BORDERLAND: Final = (101.8, 11.3, 106.3, 15.4)
"""West, south, east, north of the ground where spelling variants are looked for."""

EARTH_KM: Final = 6371.0088
_NUMBERS: Final = ["latitude", "longitude", "uncertainty_km", "border_km"]
_FIELDS: Final = (
    "gazetteer_id, name, kind, country, adm_1, adm_1_code, latitude, longitude, uncertainty_km, "
    "where_prec, area_only, population, counterpart, names"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    One place that a name may stand for.

    `latitude` and `longitude` are a label point (EPSG:4326); `uncertainty_km` is the radius that
    the place may be off by, or the reach of an area; `where_prec` is on the UCDP scale (1 to 7).
    An `area_only` place must be drawn as an area, never as a point. `country` is ISO 3166-1
    alpha-2 or `TH/KH`; `adm_1_code` is ISO 3166-2 where it is known.
    """

    gazetteer_id: str
    name: str
    kind: str
    country: str
    adm_1: str
    adm_1_code: str
    latitude: float
    longitude: float
    uncertainty_km: float
    where_prec: int
    area_only: bool
    population: int = 0
    counterpart: str = ""
    names: tuple[str, ...] = field(default=(), repr=False)
    score: float = 0.0

    @property
    def names_by_script(self) -> dict[str, list[str]]:
        """The known names, sorted into `latin`, `thai`, `khmer`, `lao` and `other`."""
        sorted_names: dict[str, list[str]] = {}
        for name in self.names:
            sorted_names.setdefault(names.script(name), []).append(name)
        return sorted_names

    def distance_km(self, latitude: float, longitude: float) -> float:
        """Great-circle distance from the label point to another point, in km."""
        return distance_km(self.latitude, self.longitude, latitude, longitude)


def sites() -> pd.DataFrame:
    """
    Read the curated border sites.

    Returns
    -------
    One row a site: site_id, name, alt_names (`|` between them), kind, country, admin1,
    counterpart, latitude and longitude (EPSG:4326), uncertainty_km, where_prec, coord_basis,
    border_km, disputed, source_urls, note, and area_only (true: never draw it as a point).
    A site's gazetteer_id is `site:` and its site_id.
    """
    try:
        table = pd.read_csv(SITES, dtype=str, keep_default_na=False)
        table[_NUMBERS] = table[_NUMBERS].apply(pd.to_numeric)
        table["where_prec"] = table["where_prec"].astype(int)
        table["area_only"] = table["note"].str.startswith("Area only")
    except (OSError, ValueError, KeyError) as error:
        msg = f"The sites file {SITES.name} cannot be read ({error}); restore it from git."
        raise DataError(msg) from error
    return table


def lookup(
    name: str,
    *,
    kinds: Collection[str] | None = None,
    near: tuple[float, float] | None = None,
) -> list[Candidate]:
    """
    Find the places that a name may stand for, the likeliest first.

    Parameters
    ----------
    name
        In any of the scripts and spellings that the gazetteer knows; case and marks do not matter.
    kinds
        Only these kinds, such as `{"province", "district"}`.
    near
        Latitude and longitude; nearer places then come first. Without it curated sites, countries
        and populous places do.

    Returns
    -------
    Candidates, possibly none.
    """
    found = [c for c in candidates(names.key(name)) if kinds is None or c.kind in kinds]
    if near is not None:
        found.sort(key=lambda c: c.distance_km(*near))
    return found


def get(gazetteer_id: str) -> Candidate | None:
    """Give the place with this gazetteer_id, or None."""
    row = _index().execute(
        f"SELECT {_FIELDS} FROM place WHERE gazetteer_id = ?",  # noqa: S608 (constant)
        (gazetteer_id,),
    )
    found = row.fetchone()
    return None if found is None else _candidate(found)


@lru_cache(maxsize=20000)
def candidates(key: str) -> tuple[Candidate, ...]:
    """Give all places under a folded name (`geo.names.key`), the likeliest first."""
    row = _index().execute("SELECT places FROM name WHERE key = ?", (key,)).fetchone()
    return () if row is None else tuple(_place(int(number)) for number in row[0].split())


def known(keys: Iterable[str]) -> set[str]:
    """Tell which of these folded names the gazetteer has."""
    return {key for key in keys if candidates(key)}


@lru_cache(maxsize=2000)
def nationality(key: str) -> tuple[Candidate, ...]:
    """Give the countries whose people or adjective a folded word is ("thai", "laotian")."""
    row = _index().execute("SELECT places FROM demonym WHERE key = ?", (key,)).fetchone()
    return () if row is None else tuple(_place(int(number)) for number in row[0].split())


@lru_cache(maxsize=2000)
def division(code: str) -> Candidate | None:
    """Give the first-level division with this ISO 3166-2 (or GeoNames) code."""
    row = _index().execute(
        f"SELECT {_FIELDS} FROM place WHERE adm_1_code = ? "  # noqa: S608 (constant)
        "AND kind IN ('province', 'region') LIMIT 1",
        (code,),
    )
    found = row.fetchone()
    return None if found is None else _candidate(found)


@cache
def borderland() -> tuple[Candidate, ...]:
    """List the places of Thailand, Cambodia and Laos around the border, provinces included."""
    west, south, east, north = BORDERLAND
    rows = _index().execute(
        f"SELECT {_FIELDS} FROM place WHERE country IN ('TH', 'KH', 'LA', 'TH/KH') "  # noqa: S608
        "AND (kind = 'province' OR gazetteer_id LIKE 'site:%' OR "
        "(longitude BETWEEN ? AND ? AND latitude BETWEEN ? AND ?))",
        (west, east, south, north),
    )
    return tuple(_candidate(row) for row in rows)


def local_names() -> list[str]:
    """List all names in Thai, Lao and Khmer script."""
    rows = _index().execute("SELECT text FROM local_name").fetchall()
    return [text for (text,) in rows]


def distance_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance between two points in degrees, in km."""
    phi_a, phi_b = math.radians(lat_a), math.radians(lat_b)
    half = math.radians(lon_b - lon_a) / 2
    root = (
        math.sin((phi_b - phi_a) / 2) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half) ** 2
    )
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(root)))


@cache
def _index() -> sqlite3.Connection:
    return gazetteer_index.connect()


@lru_cache(maxsize=50000)
def _place(number: int) -> Candidate:
    row = _index().execute(
        f"SELECT {_FIELDS} FROM place WHERE number = ?",  # noqa: S608 (constant)
        (number,),
    )
    return _candidate(row.fetchone())


def _candidate(row: Sequence[Any]) -> Candidate:
    fields = dict(zip(_FIELDS.split(", "), row, strict=True))
    fields["area_only"] = bool(fields["area_only"])
    fields["names"] = tuple(json.loads(fields["names"]))
    return Candidate(**fields)
