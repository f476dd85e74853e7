"""The base map under the events: land, provinces and towns, read from built files.

Land: OpenStreetMap (ODbL); provinces: Natural Earth 1:10m (public domain), fitted to the land;
towns: GeoNames (CC BY 4.0). All generalised for drawing: a place's province comes from its
gazetteer row, never from these outlines.
"""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import shapely

from geo.errors import DataError

_DATA: Final = Path(__file__).parent / "data"
LAND: Final = _DATA / "land.geojson"
PROVINCES: Final = _DATA / "provinces.geojson"
TOWNS: Final = _DATA / "towns.csv"

ATTRIBUTION: Final = "© OpenStreetMap contributors (ODbL), Natural Earth, GeoNames (CC BY)"


@cache
def land() -> list[dict[str, Any]]:
    """Features of the countries around the border (EPSG:4326), property `country`."""
    return _features(LAND)


@cache
def provinces() -> list[dict[str, Any]]:
    """Features of the provinces of Thailand and Cambodia: `name`, `country`, `iso`."""
    return _features(PROVINCES)


@cache
def province_names() -> frozenset[str]:
    """English names of the provinces that have an outline."""
    return frozenset(str(f["properties"]["name"]) for f in provinces())


@cache
def province_shapes() -> dict[str, shapely.Geometry]:
    """Province outlines by English name, EPSG:4326."""
    return {
        str(f["properties"]["name"]): shapely.geometry.shape(f["geometry"]) for f in provinces()
    }


@cache
def towns() -> list[dict[str, Any]]:
    """Towns for labels, largest first: name, country, longitude, latitude, population."""
    try:
        with TOWNS.open(encoding="utf-8", newline="") as file:
            return [
                {
                    "name": row["name"],
                    "country": row["country"],
                    "longitude": float(row["longitude"]),
                    "latitude": float(row["latitude"]),
                    "population": int(row["population"]),
                }
                for row in csv.DictReader(file)
            ]
    except (OSError, ValueError, KeyError) as error:
        raise _broken(TOWNS) from error


def _features(path: Path) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    except (OSError, ValueError, KeyError) as error:
        raise _broken(path) from error
    return found


def _broken(path: Path) -> DataError:
    return DataError(
        f"The base map file {path.name} cannot be read; run `make data` to rebuild it."
    )
