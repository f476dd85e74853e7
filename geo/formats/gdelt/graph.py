"""GKG 2.x: web pages that name places in the borderland, as addresses to be read."""

import datetime as dt
import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

import shapely

from geo import border

NEAR_KM: Final = 150.0
"""How far from the border a place may lie to make its page a lead."""

_WEB: Final = "1"
_FIPS: Final = {"TH": "Thailand", "CB": "Cambodia"}
_PROVINCE, _TOWN = "5", "4"
_TITLE: Final = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>", re.DOTALL)
_LOCATION_PARTS: Final = 7


@dataclass(frozen=True, slots=True)
class Lead:
    """A page that names places in the borderland: an address to be read, no event."""

    url: str
    source: str
    title: str
    seen: str
    """When GDELT took the page in, ISO 8601 UTC; not its day of publication."""
    places: str
    border_km_off: float
    """Distance to the border of the named place that lies nearest to it, km."""
    themes: str


class _Place(NamedTuple):
    name: str
    country: str
    longitude: float
    latitude: float


def leads(rows: Iterable[list[str]], left_out: Counter[str]) -> list[Lead]:
    """
    Take the pages that name a town or province of Thailand or Cambodia near the border.

    Parameters
    ----------
    rows
        Rows of 27 cells.
    left_out
        Gets the number of the other rows, by reason.
    """
    found: dict[str, Lead] = {}
    for cells in rows:
        lead, reason = _lead(cells)
        if lead is None:
            left_out[reason] += 1
        elif lead.url in found:
            left_out["page already listed"] += 1
        else:
            found[lead.url] = lead
    return list(found.values())


def _lead(cells: list[str]) -> tuple[Lead | None, str]:
    if cells[2] != _WEB:
        return None, "no web page"
    near = [(p, away) for p in _places(cells[9]) if (away := _away(p)) <= NEAR_KM]
    if not near:
        return None, f"no place in Thailand or Cambodia within {NEAR_KM:.0f} km of the border"
    title = _TITLE.search(cells[26])
    return Lead(
        url=cells[4].strip(),
        source=cells[3].strip(),
        title=" ".join(html.unescape(title[1]).split()) if title else "",
        seen=_moment(cells[1]),
        places="; ".join(dict.fromkeys(place.name for place, _ in near)),
        border_km_off=round(min(away for _, away in near), 1),
        themes="; ".join(dict.fromkeys(theme for theme in cells[7].split(";") if theme)),
    ), ""


def _places(cell: str) -> Iterator[_Place]:
    """Read `type#name#country#adm1#latitude#longitude#id` blocks; countries tell no place."""
    for block in cell.split(";"):
        parts = block.split("#")
        if len(parts) < _LOCATION_PARTS or parts[0] not in (_PROVINCE, _TOWN):
            continue
        if parts[2] not in _FIPS:
            continue
        try:
            yield _Place(parts[1].strip(), parts[2], float(parts[5]), float(parts[4]))
        except ValueError:
            continue


@cache
def _away(place: _Place) -> float:
    return float(border.distance_km(shapely.Point(place.longitude, place.latitude))[0])


def _moment(stamp: str) -> str:
    try:
        return f"{dt.datetime.strptime(stamp, '%Y%m%d%H%M%S'):%Y-%m-%dT%H:%M:%SZ}"  # noqa: DTZ007
    except ValueError:
        return ""
