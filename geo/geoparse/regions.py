"""Places without a name of their own: "coastal provinces", "a border town", "along the border"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import shapely

from geo import atlas, border, gazetteer, names
from geo.gazetteer import Candidate
from geo.geoparse import lexicon
from geo.geoparse.resolve import Resolved

NEAR_COUNTRY_KM: Final = 60.0
"""Border "near Laos" reaches this far from the tripoint; a convention, shown as uncertainty."""

NEAR_PLACE_KM: Final = 25.0
BORDER_TOWN_KM: Final = 15.0
"""A town this near to the line is a border town."""

DEGREE_KM: Final = 111.2
PAIR: Final = frozenset({"TH", "KH"})

_NATION: Final = (
    r"(?:Thai|Cambodian|Khmer|Laotian|Lao|Vietnamese|Burmese|Myanmar|Malaysian|"
    r"Thailand|Cambodia|Laos)"
)
_LENGTH: Final = r"\d[\d,.]*\s*-?\s*(?:km|kilomet(?:er|re)s?|miles?)(?:[- ]long)?[- ]"
_BORDER: Final = re.compile(
    rf"(?P<where>\b(?i:along|on|at|near|across|over|up|down|spanning|straddling)\s+)?\b"
    rf"(?:(?:the|their|its|a|both|two|countries['’])\s+)*(?:{_LENGTH})?"
    r"(?:(?:entire|whole|shared|common|land|disputed|mutual|contested|tense|volatile|long|heavily)\s+)*"
    rf"(?P<nations>{_NATION}(?:\s*[-–/]\s*{_NATION})?\s+)?(?:land\s+)?(?:border|frontier|boundary)"
    rf"(?:\s+(?:between|with)\s+{_NATION}(?:\s+and\s+{_NATION})?)?"
)
_NOUN_NEXT: Final = re.compile(r"[\s-]+([a-z]+)")
_WITHIN_NEXT: Final = re.compile(r"\s+(?:in|of|near|inside|within|around|opposite)\s+(?:the\s+)?")
_PLAIN: Final = (
    r"(?!(?:from|to|in|on|of|and|or|the|an?|near|with|at|for|by|its|their|that|as|into)\b)"
    r"[a-z]{1,20}(?:-[a-z]{1,20})?"
)
_DESCRIBED: Final = re.compile(
    r"\b(?:\b(?:[Aa]n?|[Tt]he|[Ss]everal|[Ss]ome|[Tt]wo|[Tt]hree|[Mm]any|[Oo]ther|[Nn]earby)\s+)?"
    rf"(?P<words>(?:(?:{_NATION}|{_PLAIN})(?:,? ))"
    rf"{{1,4}}?)"
    r"(?P<head>areas?|provinces?|towns?|villages?|districts?|communes?|communities|zones?|regions?|"
    r"checkpoints?|crossings?|posts?|settlements?|hamlets?|gates?)\b"
)
_NEAR: Final = re.compile(
    r"\s+(?:near|bordering|close to|next to|adjacent to|facing|along)\s+(?:the\s+)?"
)
_HEAD_KINDS: Final[dict[str, frozenset[str]]] = {
    "town": frozenset({"town", "city", "district"}),
    "village": frozenset({"village"}),
    "checkpoint": frozenset({"checkpoint"}),
    "crossing": frozenset({"checkpoint"}),
    "gate": frozenset({"checkpoint"}),
    "district": frozenset({"district"}),
    "province": frozenset({"province"}),
}


@dataclass(frozen=True, slots=True)
class Region:
    """A described place: its span, its shape (EPSG:4326) and the named places that it may be."""

    start: int
    end: int
    name: str
    kind: str
    country: str
    geometry: shapely.Geometry
    where_prec: int
    uncertainty_km: float
    candidates: tuple[Candidate, ...] = ()
    gazetteer_id: str = ""
    certainty: float = 0.5


def regions(text: str, placed: Sequence[Resolved], countries: frozenset[str]) -> list[Region]:
    """
    Find the described places of a text that is about this border.

    Parameters
    ----------
    text
        The text.
    placed
        Its resolved mentions.
    countries
        ISO codes of the countries that it speaks of; without both sides of the border a bare
        "the border" could be any, and only "the border in Surin" is taken.
    """
    found = _stretches(text, placed, whole=countries >= PAIR)
    if countries & PAIR:
        found += _described(text, placed)
    return [r for n, r in enumerate(found) if not any(_overlap(r, o) for o in found[:n])]


def _overlap(one: Region, other: Region) -> bool:
    return one.start < other.end and other.start < one.end


def _stretches(text: str, placed: Sequence[Resolved], *, whole: bool) -> list[Region]:
    found = []
    for match in _BORDER.finditer(text):
        following = _NOUN_NEXT.match(text, match.end())
        if following and following.group(1) in lexicon.words("border_noun"):
            continue
        if _codes(match.group()) - PAIR:
            continue  # the border with somebody else
        start = match.start() + len(match.group("where") or "")
        everything = stretch_region(start, match.end(), border.line())
        within = _WITHIN_NEXT.match(text, match.end())
        place = _at(placed, within.end()) if within else None
        part = _narrowed(text, everything, place) if place else None
        if part is not None:
            found.append(part)
        elif whole and match.group("where"):
            found.append(everything)
    return found


def stretch_region(start: int, end: int, line: shapely.LineString, where: str = "") -> Region:
    """Make the region of a piece of border, named by where it is."""
    ends = border.km([shapely.Point(line.coords[0]), shapely.Point(line.coords[-1])])
    low, high = round(float(ends.min())), round(float(ends.max()))
    name = f"Thailand–Cambodia border{where and ', '}{where}"
    half = round(float(abs(ends[1] - ends[0])) / 2, 1)
    return Region(
        start, end, name, "stretch", "TH/KH", line, 5, half, gazetteer_id=f"border:{low}-{high}"
    )


def _narrowed(text: str, whole: Region, place: Resolved) -> Region | None:
    """Cut "the border in Surin" or "the border near Poipet" to the stretch that is meant."""
    candidate = place.place
    line = stretch_at(candidate) if candidate is not None else None
    if candidate is None or line is None:
        return None
    end = place.mention.end
    after = re.match(r"\s+(?:province|district|town|pass|temple)\b", text[end : end + 12])
    return stretch_region(whole.start, end + (after.end() if after else 0), line, candidate.name)


def stretch_at(place: Candidate) -> shapely.LineString | None:
    """Give the stretch of border that is in a province, or near a place or neighbour country."""
    if place.kind == "country" and place.country not in PAIR:
        reach = {"LA": (0.0, NEAR_COUNTRY_KM)}.get(place.country)
        return border.stretch(*reach) if reach else None
    if place.kind in {"country", "region"}:
        return None
    point = shapely.Point(place.longitude, place.latitude)
    outline = _outline(place)
    if outline is not None:
        return _inside(outline)
    if float(border.distance_km(point)[0]) > 2 * NEAR_PLACE_KM:
        return None
    km = float(border.km(point)[0])
    return border.stretch(max(0.0, km - NEAR_PLACE_KM), min(border.length_km(), km + NEAR_PLACE_KM))


def _inside(outline: shapely.Geometry) -> shapely.LineString | None:
    near = shapely.intersection(border.line(), outline.buffer(5 / DEGREE_KM))
    if near.is_empty:
        return None
    kms = border.km([shapely.Point(c) for c in shapely.get_coordinates(near)])
    return border.stretch(float(kms.min()), float(kms.max()))


def _outline(place: Candidate) -> shapely.Geometry | None:
    return _outlines().get(place.adm_1_code) if place.kind == "province" else None


@cache
def _outlines() -> dict[str, shapely.Geometry]:
    return {
        str(f["properties"]["iso"]): shapely.geometry.shape(f["geometry"])
        for f in atlas.provinces()
    }


def _at(placed: Sequence[Resolved], position: int) -> Resolved | None:
    return next((r for r in placed if r.mention.start == position and r.place is not None), None)


def _described(text: str, placed: Sequence[Resolved]) -> list[Region]:
    found = []
    for match in _DESCRIBED.finditer(text):
        words = match.group("words").lower().replace(",", " ").split()
        marks = set(words) & lexicon.words("border_land")
        if not marks:
            continue
        first = next(i for i, word in enumerate(words) if word in marks or _codes(word))
        start = _start_of(match, first)
        if any(r.mention.end == start - 1 and r.mention.role == "place" for r in placed):
            continue  # "the Daung border gate" has a name of its own
        region = _describe(text, start, match, marks, placed)
        if region is not None:
            found.append(region)
    return found


def _start_of(match: re.Match[str], first: int) -> int:
    """Begin at the article, else at the first word that describes, with its adjectives."""
    piece = re.findall(r"\S+", match.group("words"))
    lead = [w.lower().strip(",") in lexicon.words("land_adjective") for w in piece[:first]]
    if all(lead):
        return match.start()
    keep = len(piece[:first]) - len(lead) + max(i for i, ok in enumerate(lead) if not ok) + 1
    tokens = list(re.finditer(r"\S+", match.group("words")))
    return match.start("words") + tokens[keep].start()


def _describe(
    text: str, start: int, match: re.Match[str], marks: set[str], placed: Sequence[Resolved]
) -> Region | None:
    head = re.sub(r"(?<!s)s$", "", match.group("head"))
    countries = _codes(match.group("words"))
    near = _NEAR.match(text, match.end())
    neighbour = _at(placed, near.end()) if near else None
    if neighbour is not None and neighbour.place is not None:
        line = stretch_at(neighbour.place)
        if line is not None:
            return stretch_region(
                start, neighbour.mention.end, line, f"near {neighbour.place.name}"
            )
    which = countries or PAIR
    side = "/".join(sorted(which, reverse=True))
    kind = "coastal" if "coastal" in marks else "border"
    plural = {"province": "provinces", "village": "villages"}.get(head, f"{head}s")
    span = Region(
        start, match.end(), f"{kind} {plural} ({side})", "area", side, border.line(), 5, 0.0,
        gazetteer_id=f"area:{kind}-{plural}:{side}",
    )  # fmt: skip
    if kind == "coastal":
        return _coastal(span, which)
    if head in _HEAD_KINDS:
        return _one_of(span, _HEAD_KINDS[head], which)
    return stretch_region(start, match.end(), border.line()) if which == PAIR else span


def _coastal(span: Region, countries: frozenset[str]) -> Region:
    isos = [iso for iso, coastal in _border_provinces() if coastal and iso[:2] in countries]
    shapes = [_outlines()[iso] for iso in isos if iso in _outlines()]
    places = tuple(p for iso in isos if (p := gazetteer.division(iso)) is not None)
    return replace(
        span, candidates=places,
        geometry=shapely.union_all(shapes) if shapes else border.line(),
        uncertainty_km=_radius_km(shapely.union_all(shapes)),
    )  # fmt: skip


def _one_of(span: Region, kinds: frozenset[str], countries: frozenset[str]) -> Region | None:
    """Give the named places that "a border town" may be, and the ground that they stand on."""
    places = tuple(c for c in _near_line(kinds) if countries & set(c.country.split("/")))
    if not places:
        return None
    drawn: shapely.Geometry = border.line()
    if not countries <= PAIR:
        points = shapely.multipoints([(c.longitude, c.latitude) for c in places])
        drawn = points.convex_hull.buffer(5 / DEGREE_KM)
    elif kinds == {"province"}:
        drawn = shapely.union_all([o for c in places if (o := _outline(c)) is not None])
    return replace(
        span, candidates=places, geometry=drawn, uncertainty_km=_radius_km(drawn),
    )  # fmt: skip


@cache
def _near_line(kinds: frozenset[str]) -> list[Candidate]:
    table = gazetteer.sites()
    ids = "site:" + table["site_id"]
    chosen = table["kind"].isin(kinds) & (
        (table["border_km"] <= BORDER_TOWN_KM)
        | (table["country"] == "LA")
        | (table["kind"] == "province")
    )
    return [c for i in ids[chosen] if (c := gazetteer.get(i)) is not None]


@cache
def _border_provinces() -> list[tuple[str, bool]]:
    return [(row["iso"], row["coastal"] == "yes") for row in lexicon.rows("border_provinces.csv")]


def _codes(words: str) -> frozenset[str]:
    """Countries that nationality words or country names stand for."""
    found = set()
    for word in re.findall(r"[^\W\d_]+", words):
        key = names.key(word)
        nations = gazetteer.nationality(key) or [
            c for c in gazetteer.candidates(key)[:1] if c.kind == "country"
        ]
        found |= {c.country for c in nations}
    return frozenset(found)


def _radius_km(shape: shapely.Geometry) -> float:
    west, south, east, north = shape.bounds
    return float(round(max(east - west, north - south) / 2 * DEGREE_KM, 1))
