"""Readings: the places that a mention may mean, however it is written."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from geo import gazetteer, names
from geo.gazetteer import Candidate
from geo.geoparse import lexicon, variants
from geo.geoparse.mentions import VARIANT, Mention

ALIKE: Final = 60.0
"""Likeness (0 to 100) from which a name counts as a spelling of another, not as another name."""

BIG_NAMESAKE: Final = 100_000
"""A town must be this large to be meant by a word that is also a nationality ("German")."""

SEAT_KM: Final = 20.0
CITY_STATE_KM: Final = 30.0
"""A division of this radius with a city of its name in it is that city ("Geneva")."""

_INITIAL: Final = 3
_SEATS: Final = frozenset({"capital", "city", "town"})
_AREAS: Final = frozenset({"province", "region"})


def find(mention: Mention) -> tuple[Candidate, ...]:
    """Look a mention up, trying its name without article, direction and kind words."""
    if mention.role == "demonym":
        return gazetteer.nationality(names.key(mention.name))
    found = _found(mention.name)
    return found if found or mention.label != VARIANT else variants.find(mention.name)


@lru_cache(maxsize=20000)
def _found(name: str) -> tuple[Candidate, ...]:
    division = _abbreviated(name)
    if division is not None:
        return (division,)
    for spelled in spellings(name):
        key = names.key(spelled)
        found, people = gazetteer.candidates(key), gazetteer.nationality(key)
        if people and not any(c.kind == "country" for c in found):
            return people + tuple(c for c in found if c.population >= BIG_NAMESAKE)
        if found:
            return _apart(found, key)
    return ()


def code(name: str) -> str:
    """Give the ISO 3166-2 code that an abbreviation ("N.Y.", "Ont") stands for, or nothing."""
    short = name.strip().replace(". ", ".")
    table = lexicon.abbreviations()
    return table.get(short) or table.get(f"{short}.") or ""


def acronym(name: str) -> bool:
    """Tell whether a name is a division's in initials ("N.Y.", "NSW"), plain in any text."""
    initials = name.count(".") > 1 or (name.isupper() and len(name) > 2 and "." not in name)  # noqa: PLR2004
    return initials and bool(code(name))


def _abbreviated(name: str) -> Candidate | None:
    found = code(name)
    return gazetteer.division(found) if found else None


@lru_cache(maxsize=20000)
def spellings(name: str) -> tuple[str, ...]:
    """Give the ways to look a name up, as written first."""
    bare = re.sub(r"(?:['’‘ʼ][sS]?)$", "", name.strip(' \t\r\n"“”.,;:()'))
    bare = re.sub(r"^[Tt]he\s+", "", bare)
    parts = bare.split()
    lower = len(parts) > 1 and parts[0] in lexicon.words("direction") and not is_great(bare)
    tried = [] if lower else [name.strip(), bare]  # "north Arlington" is no North Arlington
    for _ in range(2):
        if len(parts) > 1 and parts[0].lower() in lexicon.words("direction"):
            parts = parts[1:]
            tried.append(" ".join(parts))
    if len(parts) > 1 and parts[-1].lower() in lexicon.kind_words():
        tried.append(" ".join(parts[:-1]))
    if len(parts) > 2 and parts[0].lower() in lexicon.kind_words() and parts[1] == "of":  # noqa: PLR2004
        tried.append(" ".join(parts[2:]))
    short = _abbreviated(bare)
    return (short.name, *tried) if short is not None else tuple(tried)


def is_great(name: str) -> bool:
    """Tell whether a name is a country's or great region's ("southeast Asia")."""
    found = gazetteer.candidates(names.key(name))[:1]
    return any(c.kind in {"country", "world_region", "sea"} for c in found)


def _apart(found: Sequence[Candidate], key: str) -> tuple[Candidate, ...]:
    """
    Leave out what bears a name without being meant by it.

    These are, beside a country, places that have its name as an alias only and its divisions so
    called ("Mexico"); and a division that is the city itself, or has its seat's name ("Pakse").
    """
    countries = {c.country for c in found if c.kind == "country"}
    seats = [c for c in found if c.kind in _SEATS and names.key(c.name) == key]
    return tuple(
        c
        for c in found
        if not (c.kind != "country" and countries and names.key(c.name) != key)
        and not (c.kind in _AREAS and (c.country in countries or _is_seats(c, seats, key)))
    )


def _is_seats(division: Candidate, seats: Sequence[Candidate], key: str) -> bool:
    """Tell whether a division's name is rather its seat's: the seat fills it, or lends the name."""
    for seat in seats:
        if seat.adm_1_code != division.adm_1_code:
            continue
        close = division.distance_km(seat.latitude, seat.longitude) < SEAT_KM
        if close and division.uncertainty_km <= CITY_STATE_KM:
            return True
        if ownness(division.name, key) == 0:
            return True
    return False


@lru_cache(maxsize=50000)
def ownness(place_name: str, key: str) -> float:
    """Tell whether a folded name is a place's own (1), a spelling of it, or another name (0)."""
    own = names.key(place_name)
    if own == key:
        return 1.0
    if set(own.split()) & set(key.split()) or own[:_INITIAL] == key[:_INITIAL]:
        return 0.5
    return 0.5 if fuzz.ratio(own, key) >= ALIKE else 0.0
