"""The border set: made-up sentences with marked places, and how a geoparser does on them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import shapely
from pyproj import Geod

from geo import border, gazetteer
from geo.geoparse import geocode

FILE: Final = Path(__file__).parents[2] / "tests" / "geoparse" / "border_set.txt"
LEAST_KM: Final = 3.0
"""A site counts as found within its own uncertainty, or this."""

VAGUE: Final = 5
"""where_prec of a stretch or a vague region."""

LEAST_SHARE: Final = 0.5
"""A stretch is right when it shares this much of its km with the one meant (of their union)."""

_MARKED: Final = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
_GEOD: Final = Geod(ellps="WGS84")
_WAYS: Final = {"N": 0, "NE": 45, "E": 90, "SE": 135, "S": 180, "SW": 225, "W": 270, "NW": 315}


@dataclass(frozen=True, slots=True)
class Marked:
    """What must be found at one stretch of a sentence."""

    start: int
    end: int
    target: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over sentences: marked places, found ones, given ones, and those placed right."""

    marked: int = 0
    found: int = 0
    given: int = 0
    right: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Add two tallies."""
        return Tally(
            self.marked + other.marked, self.found + other.found,
            self.given + other.given, self.right + other.right,
        )  # fmt: skip

    @property
    def f1(self) -> float:
        """F1 of recognition, by overlap."""
        return 2 * self.found / max(1, self.marked + self.given)

    @property
    def placed_right(self) -> float:
        """Share of the found places that are right within their uncertainty."""
        return self.right / max(1, self.found)


def read(half: str, path: Path = FILE) -> list[tuple[str, list[Marked]]]:
    """Read the `dev` or `test` half: plain sentences with their marked places."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    chosen = lines[0::2] if half == "dev" else lines[1::2]
    return [_parse(line) for line in chosen if line.strip()]


def score(half: str) -> tuple[Tally, list[str]]:
    """Run the geocoder over one half: the tally, and one line for each mistake."""
    total, wrong = Tally(), []
    for text, marked in read(half):
        tally, mistakes = _judge(text, marked, geocode(text).to_dict("records"))
        total += tally
        wrong += mistakes
    return total, wrong


def _parse(line: str) -> tuple[str, list[Marked]]:
    text, marked, position = "", [], 0
    for match in _MARKED.finditer(line):
        text += line[position : match.start()]
        marked.append(Marked(len(text), len(text) + len(match.group(1)), match.group(2)))
        text += match.group(1)
        position = match.end()
    return text + line[position:], marked


def _judge(
    text: str, marked: Sequence[Marked], rows: list[dict[str, Any]]
) -> tuple[Tally, list[str]]:
    pairs = [(m, next((r for r in rows if _overlap(m, r)), None)) for m in marked]
    extra = [r for r in rows if not any(_overlap(m, r) for m in marked)]
    wrong = [f"not a place: {r['text']!r} ({r['name']}) in {text!r}" for r in extra]
    found = right = 0
    for mark, row in pairs:
        if row is None:
            wrong.append(f"missed: {text[mark.start : mark.end]!r} in {text!r}")
            continue
        found += 1
        if is_right(mark.target, row):
            right += 1
        else:
            wrong.append(f"wrong: {text[mark.start : mark.end]!r} {mark.target} -> {row['name']!r}")
    return Tally(len(marked), found, len(rows), right), wrong


def _overlap(mark: Marked, row: dict[str, Any]) -> bool:
    return bool(mark.start < row["end"] and row["start"] < mark.end)


def is_right(target: str, row: dict[str, Any]) -> bool:
    """Tell whether a geocoded row is what a target of the border set means."""
    kind, _, rest = target.partition(":")
    if kind in {"at", "rel"}:
        lat, lon, km = _point(kind, rest)
        return not _empty(row) and _km(lat, lon, row) <= km
    if kind in {"whole", "in", "between", "near"}:
        return _on_stretch(target, row)
    judge = {"site": _at_site, "metonym": _is_metonym, "oneof": _is_set, "unknown": _is_unknown}
    return judge[kind](rest, row) if kind in judge else _is_division(target, row)


def _is_metonym(country: str, row: dict[str, Any]) -> bool:
    return bool(row["kind"] == "metonym" and row["country"] == country)


def _is_set(countries: str, row: dict[str, Any]) -> bool:
    many = len(row["candidates"]) > 1
    return bool(row["where_prec"] == VAGUE and row["country"] == countries and many)


def _is_unknown(district: str, row: dict[str, Any]) -> bool:
    inside = {c["gazetteer_id"] for c in row["candidates"]}
    return bool(row["kind"] == "unresolved" and f"site:{district}" in inside)


def _at_site(site: str, row: dict[str, Any]) -> bool:
    wanted = gazetteer.get(f"site:{site}")
    if wanted is None or _empty(row):
        return False
    near = _km(wanted.latitude, wanted.longitude, row) <= max(LEAST_KM, wanted.uncertainty_km)
    return near and row["kind"] not in {"province", "country", "unresolved"}


def _is_division(target: str, row: dict[str, Any]) -> bool:
    if row["kind"] in {"metonym", "unresolved"}:
        return False
    if "-" not in target:
        return bool(row["gazetteer_id"] == f"country:{target}")
    found = gazetteer.get(row["gazetteer_id"])
    return found is not None and found.kind == "province" and found.adm_1_code == target


def _on_stretch(target: str, row: dict[str, Any]) -> bool:
    if row["geometry"].geom_type != "LineString" or row["where_prec"] != VAGUE:
        return False
    low, high = _wanted_km(target)
    ends = sorted(border.km([shapely.Point(row["geometry"].coords[n]) for n in (0, -1)]))
    shared = min(high, ends[1]) - max(low, ends[0])
    union = max(high, ends[1]) - min(low, ends[0])
    return bool(shared / union >= LEAST_SHARE)


def _wanted_km(target: str) -> tuple[float, float]:
    kind, _, rest = target.partition(":")
    if kind == "whole":
        return 0.0, border.length_km()
    if rest == "LA":
        return 0.0, 60.0
    if kind == "in":
        table = gazetteer.sites()
        division = gazetteer.division(rest)
        inside = table[
            (table["admin1"] == (division.adm_1 if division else ""))
            & (table["border_km"] < LEAST_KM)
        ]
        kms = border.km(shapely.points(inside["longitude"], inside["latitude"]))
        return float(kms.min()), float(kms.max())
    places = [p for s in rest.split(",") if (p := gazetteer.get(f"site:{s}")) is not None]
    kms = border.km([shapely.Point(p.longitude, p.latitude) for p in places])
    around = 25.0 if kind == "near" else 0.0
    return max(0.0, float(kms.min()) - around), min(border.length_km(), float(kms.max()) + around)


def _point(kind: str, rest: str) -> tuple[float, float, float]:
    if kind == "at":
        lat, lon, km = (float(part) for part in rest.split(","))
        return lat, lon, km
    site, far, way = rest.split(",")
    anchor = gazetteer.get(f"site:{site}")
    if anchor is None:
        return 0.0, 0.0, 0.0
    lon, lat, _ = _GEOD.fwd(anchor.longitude, anchor.latitude, _WAYS[way], float(far) * 1000)
    return lat, lon, max(LEAST_KM, 0.3 * float(far))


def _empty(row: dict[str, Any]) -> bool:
    return row["latitude"] is None or row["latitude"] != row["latitude"]


def _km(lat: float, lon: float, row: dict[str, Any]) -> float:
    return gazetteer.distance_km(lat, lon, row["latitude"], row["longitude"])
