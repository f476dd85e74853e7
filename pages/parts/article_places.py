"""From the geocoder's frame to what the article page shows: one entry a place, one a mention.

A place that the text names twenty times is one row, one mark and twenty marked words. Places that
stand on the map come first, then those that are only listed (countries, capitals that stand for a
government), then the unplaced. What goes to the browser is text and numbers; it is escaped there.
"""

import math
import re
from collections import Counter
from collections.abc import Hashable, Iterator
from functools import cache
from typing import Any, Final, NamedTuple, TypeAlias

import pandas as pd
import shapely

from geo import gazetteer

HIGH: Final = 0.8
LOW: Final = 0.5
"""Scores from `HIGH` are certain, under `LOW` doubtful, likely between."""

PRECISION: Final = {
    1: "the place itself",
    2: "near the place",
    3: "within the district",
    4: "within the province",
    5: "stretch or vague area",
    6: "country only",
    7: "at sea",
}
COUNTRY_ONLY: Final = 6
METONYM: Final = "metonym"
DESCRIBED: Final = frozenset({"area", "stretch"})
"""Places without a name of their own: their candidates are on a par."""
KINDS: Final = {METONYM: "stands for a government", "unresolved": ""}
_SIMPLIFY_DEG: Final = 0.005
_DECIMALS: Final = 4
_CANDIDATES: Final = 60
_STRETCH: Final = re.compile(r"border:(\d+)-(\d+)$")
PIECE: Final = 50_000
"""Characters that are read at once; a longer text shows its progress."""

Row: TypeAlias = dict[Hashable, Any]


class View(NamedTuple):
    """What the browser draws."""

    pieces: list[list[Any]]
    """The text in order: [words] or [words, index of the place]."""
    places: list[dict[str, Any]]
    counts: dict[str, int]


def view(text: str, found: pd.DataFrame) -> View:
    """
    Arrange the found places for text, table and map.

    Parameters
    ----------
    text
        The text that `start` and `end` index.
    found
        What `geo.geoparse.geocode` gave for it.
    """
    rows = found.sort_values(["start", "end"]).to_dict("records")
    groups: dict[Hashable, list[Row]] = {}
    for row in rows:
        groups.setdefault(_key(row), []).append(row)
    keys = sorted(groups, key=lambda key: _rank(groups[key][0]))
    number = {key: index for index, key in enumerate(keys)}
    places = [_place(index, groups[key]) for index, key in enumerate(keys)]
    indexes = [number[_key(row)] for row in rows]
    return View(list(_pieces(text, rows, indexes)), places, _counts(places))


def pieces(text: str, size: int = PIECE) -> Iterator[tuple[int, int]]:
    """Cut a long text (start, end) at the last paragraph, line or space before every `size`."""
    start = 0
    while len(text) - start > size:
        window = text[start : start + size]
        ends = (window.rfind(mark) + len(mark) for mark in ("\n\n", "\n", " ") if mark in window)
        cut = next(ends, size)
        yield start, start + cut
        start += cut
    yield start, len(text)


def level(score: float | None, *, placed: bool) -> str:
    """Name the certainty: high, medium, low, or none where there is no place."""
    if not placed:
        return "none"
    if score is None or score < LOW:
        return "low"
    return "high" if score >= HIGH else "medium"


def _key(row: Row) -> Hashable:
    """Tell what two mentions share when they mean one place."""
    if _number(row.get("latitude")) is None:
        return ("", _word(row.get("text")).casefold())
    metonym = row.get("kind") == METONYM
    return (_word(row.get("gazetteer_id")), _word(row.get("name")), row.get("where_prec"), metonym)


def _rank(row: Row) -> int:
    """Order of a place in the table: on the map, listed only, unplaced."""
    return 2 if _number(row.get("latitude")) is None else int(_is_listed(row))


def _is_listed(row: Row) -> bool:
    """Tell whether a place is too wide to mark, or stands for a government."""
    return row.get("where_prec") == COUNTRY_ONLY or row.get("kind") == METONYM


def _place(index: int, group: list[Row]) -> dict[str, Any]:
    row = max(group, key=lambda r: _number(r.get("score")) or 0.0)
    latitude, longitude = _number(row.get("latitude")), _number(row.get("longitude"))
    placed = latitude is not None and longitude is not None
    kind = _word(row.get("kind"))
    precision = _number(row.get("where_prec"))
    score = _number(row.get("score"))
    written = Counter(" ".join(_word(r.get("text")).split()) for r in group)
    return {
        "number": index + 1,
        "name": _word(row.get("name")) if placed else "",
        "written": [spelling for spelling, _ in written.most_common()],
        "mentions": len(group),
        "kind": KINDS.get(kind, kind.replace("_", " ")),
        "listed": placed and _is_listed(row),
        "described": placed and kind in DESCRIBED,
        "country": countries(_word(row.get("country"))),
        "adm_1": _word(row.get("adm_1")),
        "precision": int(precision) if precision and placed else 0,
        "precision_words": PRECISION.get(int(precision or 0), "") if placed else "not placed",
        "uncertainty_km": _number(row.get("uncertainty_km")),
        **_along(row),
        "score": score if placed else None,
        "level": level(score, placed=placed),
        "latitude": latitude,
        "longitude": longitude,
        "shape": _shape(row.get("geometry"), precision) if placed else None,
        "candidates": list(_candidates(row.get("candidates"))),
    }


def _along(row: Row) -> dict[str, Any]:
    """
    Say where along the border a place lies.

    A stretch has its two ends. Of another described area ("a border town") only the label point
    lies at a border km, so nothing is said.
    """
    stretch = _STRETCH.match(_word(row.get("gazetteer_id")))
    border_km = _number(row.get("border_km"))
    if row.get("kind") in DESCRIBED and not stretch:
        border_km = None
    distance = None if border_km is None else _number(row.get("border_distance_km"))
    words = "" if border_km is None else f"{border_km:.0f}"
    return {
        "border_km": float(stretch[1]) if stretch else border_km,
        "border_words": f"{stretch[1]}–{stretch[2]}" if stretch else words,
        "border_distance_km": 0.0 if stretch else distance,
    }


def countries(codes: str) -> str:
    """Spell ISO codes ("TH/KH") out; a code that is not known stays as it is."""
    return " / ".join(_country(code) for code in codes.split("/") if code)


@cache
def _country(code: str) -> str:
    place = gazetteer.get(f"country:{code}")
    return place.name if place else code


def _shape(geometry: object, precision: float | None) -> dict[str, Any] | None:
    """Give the outline of what is more than a point, fine enough for the screen, as GeoJSON."""
    if not isinstance(geometry, shapely.Geometry) or geometry.is_empty:
        return None
    if geometry.geom_type == "Point" or precision == COUNTRY_ONLY:
        return None
    coarse = geometry.simplify(_SIMPLIFY_DEG)
    rounded = shapely.transform(coarse, lambda xy: xy.round(_DECIMALS))
    return dict(shapely.geometry.mapping(rounded))


def _candidates(given: object) -> Iterator[dict[str, Any]]:
    for each in (given if isinstance(given, list | tuple) else [])[:_CANDIDATES]:
        yield {
            "name": _word(each.get("name")),
            "kind": _word(each.get("kind")).replace("_", " "),
            "adm_1": _word(each.get("adm_1")),
            "country": _word(each.get("country")),
            "score": _number(each.get("score")),
            "latitude": _number(each.get("latitude")),
            "longitude": _number(each.get("longitude")),
        }


def _pieces(text: str, rows: list[Row], indexes: list[int]) -> Iterator[list[Any]]:
    """Cut the text at the marks; where two overlap, the earlier one is marked."""
    done = 0
    for row, index in zip(rows, indexes, strict=True):
        start, end = int(row["start"]), int(row["end"])
        if not done <= start < end <= len(text):
            continue
        if start > done:
            yield [text[done:start]]
        yield [text[start:end], index]
        done = end
    if done < len(text):
        yield [text[done:]]


def _counts(places: list[dict[str, Any]]) -> dict[str, int]:
    """Count so that names = placed + unplaced, and places = mapped + listed + unplaced places."""
    unplaced = [p for p in places if p["level"] == "none"]
    listed = [p for p in places if p["listed"]]
    names = sum(p["mentions"] for p in places)
    lost = sum(p["mentions"] for p in unplaced)
    return {
        "names": names,
        "names_placed": names - lost,
        "names_unplaced": lost,
        "places": len(places),
        "mapped": len(places) - len(unplaced) - len(listed),
        "listed": len(listed),
        "unplaced": len(unplaced),
    }


def _number(value: object) -> float | None:
    """Give a finite number, None for anything else: NaN is no JSON."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""
