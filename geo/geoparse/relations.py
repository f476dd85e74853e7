"""Places said by their relation to others: "3 km south of X", "opposite X", "between X and Y"."""

import re
from collections.abc import Sequence
from typing import Final

import shapely
from pyproj import Geod

from geo import border
from geo.gazetteer import Candidate
from geo.geoparse.regions import Region, stretch_region
from geo.geoparse.resolve import Resolved

MILE_KM: Final = 1.609344
LOOSE: Final = 0.2
"""Share of a stated distance that it may be off by: reports round, and mean roads as often."""

FARTHEST_KM: Final = 300.0
"""Beyond this "north of X" says no more where a thing is."""

OPPOSITE_KM: Final = 3.0
NEAR_BORDER_KM: Final = 40.0
OPPOSED_KM: Final = 1.0
"""Two places this near along the line face each other across it."""

LONGEST_BETWEEN_KM: Final = 200.0
DEGREE_KM: Final = 111.2

_GEOD: Final = Geod(ellps="WGS84")
_AZIMUTHS: Final = {
    "north": 0.0, "northeast": 45.0, "east": 90.0, "southeast": 135.0, "south": 180.0,
    "southwest": 225.0, "west": 270.0, "northwest": 315.0,
}  # fmt: skip
_NUMBERS: Final = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50,
}  # fmt: skip
_WAY: Final = r"(?:north|south)(?:[- ]?(?:east|west))?(?:ern)?|(?:east|west)(?:ern)?"
_DISTANCE: Final = re.compile(
    r"(?:\b(?:about|around|some|roughly|nearly|just|only|approximately|at least)\s+)?"
    rf"\b(?P<number>\d{{1,4}}(?:[.,]\d{{1,3}})?|{'|'.join(_NUMBERS)})[ -]?"
    r"(?P<unit>km|kms|kilomet(?:re|er)s?|mi|miles?|m|met(?:re|er)s?)\b\s+"
    rf"(?:to the\s+)?(?P<way>{_WAY})?\s*(?:of|from|away from|inside|outside)?\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_OPPOSITE: Final = re.compile(r"\b(?:opposite|facing|across (?:the border )?from)\s+(?:the\s+)?$")
_BETWEEN: Final = re.compile(r"\bbetween\s+(?:the\s+)?$")
_AND: Final = re.compile(r"(?:\s+[a-z]+)?\s+and\s+(?:the\s+)?")
_KIND_AFTER: Final = re.compile(r"\s+(?:temple|pass|village|hill|checkpoint|district|town)\b")
_LOOK_BACK: Final = 60


def relations(text: str, placed: Sequence[Resolved]) -> list[Region]:
    """
    Find the places of a text that are given by their relation to resolved ones.

    Returns
    -------
    Regions whose span takes in the relation and the name; what they hold replaces the name.
    """
    found = []
    for number, resolved in enumerate(placed):
        place = resolved.place
        if place is None or place.where_prec > 4 or resolved.mention.role != "place":  # noqa: PLR2004
            continue
        following = placed[number + 1] if number + 1 < len(placed) else None
        region = (
            _offset(text, resolved, place)
            or _opposite(text, resolved, place)
            or (_between(text, resolved, following) if following is not None else None)
        )
        if region is not None:
            found.append(region)
    return found


def _before(text: str, resolved: Resolved) -> tuple[str, int]:
    start = max(0, resolved.mention.start - _LOOK_BACK)
    return text[start : resolved.mention.start], start


def _offset(text: str, resolved: Resolved, place: Candidate) -> Region | None:
    """Place "3 km south of X"; without a direction, all round X at that distance."""
    before, offset = _before(text, resolved)
    match = _DISTANCE.search(before)
    if match is None or (
        match.group("way") is None and not before.rstrip().endswith(("from", "of"))
    ):
        return None
    km = _km(match.group("number"), match.group("unit"))
    if km > FARTHEST_KM:
        return None
    way = _azimuth(match.group("way"))
    end = _with_kind(text, resolved)
    anchor = shapely.Point(place.longitude, place.latitude)
    off = round(place.uncertainty_km + LOOSE * km + 0.5, 1)
    name = f"{km:g} km {match.group('way') or 'away'} of {place.name}"
    at = anchor if way is None else _moved(anchor, way, km)
    off = off if way is not None else round(off + km, 1)
    shape = at if way is not None else at.buffer(off / DEGREE_KM)
    return _region(offset + match.start(), end, name, place, shape, off)


def _region(
    start: int, end: int, name: str, place: Candidate, shape: shapely.Geometry, off: float
) -> Region:
    precision = 2 if off <= 25 else 5  # noqa: PLR2004 (UCDP: near means to about 25 km)
    return Region(
        start, end, name, "relative", place.country, shape, precision, off, (place,), certainty=0.7
    )


def _km(number: str, unit: str) -> float:
    value = _NUMBERS.get(number.lower())
    amount = float(value) if value is not None else float(number.replace(",", "."))
    if unit.lower().startswith("mi"):
        return round(amount * MILE_KM, 2)
    return amount / 1000 if re.fullmatch(r"m|met(?:re|er)s?", unit.lower()) else amount


def _azimuth(way: str | None) -> float | None:
    if way is None:
        return None
    return _AZIMUTHS[re.sub(r"[- ]|ern$", "", way.lower())]


def _moved(point: shapely.Point, azimuth: float, km: float) -> shapely.Point:
    lon, lat, _ = _GEOD.fwd(point.x, point.y, azimuth, km * 1000)
    return shapely.Point(lon, lat)


def _opposite(text: str, resolved: Resolved, place: Candidate) -> Region | None:
    """Place "opposite X" as far behind the line as X is before it."""
    before, offset = _before(text, resolved)
    match = _OPPOSITE.search(before)
    if match is None:
        return None
    point = shapely.Point(place.longitude, place.latitude)
    distance = float(border.distance_km(point)[0])
    if distance > NEAR_BORDER_KM / 2:
        return None
    foot = border.at_km(border.km(point))[0]
    beyond = shapely.Point(2 * foot.x - point.x, 2 * foot.y - point.y)
    off = round(place.uncertainty_km + distance + OPPOSITE_KM, 1)
    end = _with_kind(text, resolved)
    return _region(offset + match.start(), end, f"opposite {place.name}", place, beyond, off)


def _between(text: str, first: Resolved, second: Resolved) -> Region | None:
    """Give "between X and Y" as the stretch of border between them."""
    before, offset = _before(text, first)
    match = _BETWEEN.search(before)
    gap = text[first.mention.end : second.mention.start]
    if match is None or second.place is None or first.place is None or not _AND.fullmatch(gap):
        return None
    points = [shapely.Point(p.longitude, p.latitude) for p in (first.place, second.place)]
    kms = border.km(points)
    apart = float(abs(kms[0] - kms[1]))
    if border.distance_km(points).max() > NEAR_BORDER_KM or apart >= LONGEST_BETWEEN_KM:
        return None
    if apart <= OPPOSED_KM:
        return _midway(offset + match.start(), first.place, second)
    where = f"{first.place.name} to {second.place.name}"
    line = border.stretch(float(kms.min()), float(kms.max()))
    return stretch_region(offset + match.start(), second.mention.end, line, where)


def _midway(start: int, one: Candidate, second: Resolved) -> Region | None:
    """Give "between X and Y" of two places that face each other as the ground between them."""
    other = second.place
    if other is None:
        return None
    half = one.distance_km(other.latitude, other.longitude) / 2
    middle = shapely.Point(
        (one.longitude + other.longitude) / 2, (one.latitude + other.latitude) / 2
    )
    off = round(half + max(one.uncertainty_km, other.uncertainty_km) + 0.5, 1)
    name = f"between {one.name} and {other.name}"
    return _region(start, second.mention.end, name, one, middle.buffer(off / DEGREE_KM), off)


def _with_kind(text: str, resolved: Resolved) -> int:
    """Give the end of a mention with the kind word that follows it."""
    after = _KIND_AFTER.match(text, resolved.mention.end)
    return after.end() if after else resolved.mention.end
