"""Names of places in the interface's languages, where they are known for certain.

Three sources: the curated border sites with their Thai and Khmer names, a table of provinces kept
by hand (`geo/data/province_names.csv`), and for Thai towns the one Thai name that GeoNames has.
Where a name is not known, or more than one is in question, the Latin one stands.
"""

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from geo import atlas, gazetteer, names
from geo.errors import DataError

PROVINCES: Final = Path(__file__).parent / "data" / "province_names.csv"
SCRIPTS: Final = MappingProxyType({"th": "thai", "km": "khmer"})
"""Script in which each language writes names; English takes the Latin ones."""

_PARTS: Final = ("จังหวัด", "อำเภอ", "เทศบาล", "ตำบล", "แขวง", "เมือง", "ខេត្ត", "ក្រុង", "ភូមិ ")
_KIND: Final = re.compile(r"^(prasat|ban) | (temple|checkpoint|village)$")
_NEAR_DEG: Final = 0.02


def shown(language: str) -> dict[str, str]:
    """Give the names by which maps label sites, provinces and towns, by the Latin name."""
    return dict(_labels(SCRIPTS.get(language, "")))


def of_event(place: str, place_id: str, language: str) -> str:
    """
    Name the place of a report in a language.

    Only where the report names the gazetteer's place itself: "Ban Nong Chan / Chouk Chey" is two
    sides' names of one place, and stays as reported.
    """
    script = SCRIPTS.get(language, "")
    if not script:
        return place
    known = _known(place_id)
    if known and _bare(place) in {_bare(name) for name in (known.name, *known.names)}:
        return next(iter(known.names_by_script.get(script, [])), place)
    return _provinces(script).get(place.removesuffix(" province"), place)


def beside(place_id: str) -> tuple[str, ...]:
    """Give the Thai and the Khmer name of a gazetteer's place, those that are known."""
    known = _known(place_id)
    scripts = known.names_by_script if known else {}
    return tuple(scripts[script][0] for script in SCRIPTS.values() if scripts.get(script))


def _bare(name: str) -> str:
    """Give the key of a name without the word for its kind: "Prasat Khana", "Ta Kwai temple"."""
    return _KIND.sub("", names.key(name)).strip()


def _known(place_id: str) -> gazetteer.Candidate | None:
    return gazetteer.get(place_id) if place_id.startswith("site:") else None


@cache
def _labels(script: str) -> Mapping[str, str]:
    if not script:
        return MappingProxyType({})
    return MappingProxyType({**_towns(script), **_sites(script), **_provinces(script)})


def _sites(script: str) -> dict[str, str]:
    table = gazetteer.sites()
    found = {}
    for name, others in zip(table["name"], table["alt_names"], strict=True):
        written = [other for other in others.split("|") if names.script(other) == script]
        if written:
            found[str(name)] = written[0]
            short = str(name).removesuffix(" checkpoint").removesuffix(" casinos")
            found.setdefault(short, written[0])
    return found


@cache
def _provinces(script: str) -> dict[str, str]:
    try:
        with PROVINCES.open(encoding="utf-8", newline="") as file:
            return {row["name"]: row[script] for row in csv.DictReader(file) if row[script]}
    except (OSError, KeyError) as error:
        msg = f"The table {PROVINCES.name} cannot be read ({error}); restore it from git."
        raise DataError(msg) from error


def _towns(script: str) -> dict[str, str]:
    """Name Thai towns in Thai where GeoNames has one plain name; its Khmer names are too few."""
    if script != "thai":
        return {}
    found = {}
    for town in atlas.towns():
        if town["country"] != "TH":
            continue
        written = {name for place in _same(town) for name in _plain(place, script)}
        if len(written) == 1:
            found[str(town["name"])] = written.pop()
    return found


def _same(town: "dict[str, object]") -> list[gazetteer.Candidate]:
    latitude, longitude = float(str(town["latitude"])), float(str(town["longitude"]))
    return [
        place
        for place in gazetteer.candidates(names.key(str(town["name"])))
        if place.name == town["name"]
        and abs(place.latitude - latitude) < _NEAR_DEG
        and abs(place.longitude - longitude) < _NEAR_DEG
    ]


def _plain(place: gazetteer.Candidate, script: str) -> list[str]:
    return [n for n in place.names_by_script.get(script, []) if not n.startswith(_PARTS)]
