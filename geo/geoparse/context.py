"""Context: what the words around a name, and the whole text, tell of the place that is meant."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from geo import gazetteer, names
from geo.gazetteer import Candidate
from geo.geoparse import lexicon
from geo.geoparse.mentions import Mention
from geo.geoparse.readings import code, spellings

_NAME: Final = r"[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,2}"
_COMMA_NEXT: Final = re.compile(r"\s*[,(]\s*([A-Z][\w.'’]*(?:[ -][A-Z][\w.'’]*){0,3})")
_OF_NEXT: Final = re.compile(
    r"(?:\s+(?:district|province|county|town|city|village|subdistrict|commune))?"
    r"(?:, (?:an?|the) [a-z]+)?\s*,?\s+(?:in|of)\s+"
    r"(?:the\s+)?((?:[a-z]+ern\s+)?[A-Z][\w'’]*(?:[ -][A-Z][\w'’]*){0,2})"
)
_LIST_IN: Final = re.compile(
    rf"(?:(?:, | and |, and | or | & ){_NAME}){{0,9}} [a-z]{{3,12}}(?:ies|s) (?:in|of) (?:the )?"
    rf"({_NAME})"
)
_OWNER_BEFORE: Final = re.compile(r"([A-Z][\w]*(?:[ -][A-Z][\w]*){0,2})['’]s\s+$")
_WORD: Final = re.compile(r"[^\W\d_]+")
_PLURAL_NEXT: Final = re.compile(
    rf"(?:(?:, | and |, and | or | & |/){_NAME}){{1,9}} ([a-z]+(?:ies|s))\b"
)
_OF_BEFORE: Final = re.compile(r"([a-z]+) of (?:the )?$")
_OF_LIST_BEFORE: Final = re.compile(
    rf"([a-z]+s) of (?:{_NAME}(?:, and | and |, | or | & )){{1,9}}$"
)
_CAPITAL_NEXT: Final = re.compile(r"(?:['’]s)? ([A-Z][a-z]+)")
_BODY_BEFORE: Final = re.compile(r"(?:[A-Z][\w.]+ |[A-Z][a-z]+ (?:of|for|and) (?:the )?)$")
_NEAR_BEFORE: Final = re.compile(
    r"\b(?:near|nearby|close to|next to|in the vicinity of|on the outskirts of|just outside|around)"
    r" (?:to )?(?:the )?"
    r"(?:(?:village|town|temple|hill|pass|area|district|city|ruins) of )?(?:the )?$",
    re.IGNORECASE,
)
_WORD_BEFORE: Final = re.compile(r"([A-Za-z]+) (?:the )?$")
_JOINED: Final = re.compile(r",? (?:and|or|&) (?:the )?(?:in )?")
_COMMA: Final = re.compile(r", (?:the )?")
_SETTLED: Final = frozenset({"town", "city", "capital", "village"})


def hints(text: str, mention: Mention) -> list[str]:
    """Give the names that the text puts beside a mention as what contains it."""
    after = text[mention.end : mention.end + 60]
    before = text[max(0, mention.start - 40) : mention.start]
    found = [m.group(1) for p in (_COMMA_NEXT, _OF_NEXT) if (m := p.match(after))]
    listed = _LIST_IN.match(text, mention.end, mention.end + 160)
    found += [listed.group(1)] if listed else []
    owner = _OWNER_BEFORE.search(before)
    return found + ([owner.group(1)] if owner else [])


def contains(hint: str, place: Candidate) -> bool:
    """Tell whether a name beside a mention is the candidate's division or country."""
    short = code(hint)
    if short:
        return place.adm_1_code == short
    wholes = next((c for s in spellings(hint) if (c := gazetteer.candidates(names.key(s)))), ())
    for whole in wholes[:5]:
        if whole.gazetteer_id == place.gazetteer_id:
            continue
        if whole.kind == "country" and whole.country in place.country.split("/"):
            return place.kind != "country"
        if whole.kind in {"province", "region"} and whole.adm_1_code == place.adm_1_code:
            return place.kind not in {"province", "region"}
    return False


def kinds_beside(text: str, mention: Mention) -> frozenset[str]:
    """
    Give the kinds that the words beside (or inside) a mention speak for.

    A plural at the end of a list ("Surin, Buri Ram and Trat provinces") speaks for all of it.
    """
    known, words = lexicon.kind_words(), mention.name.split()
    window = text[mention.end : mention.end + 25].lstrip()
    after = _WORD.match(window)
    listed = _PLURAL_NEXT.match(text, mention.end, mention.end + 160)
    said = (
        after.group().lower() if after else "",
        words[-1].lower() if words else "",
        listed.group(1) if listed else "",
    )
    for word in said:
        if word in known:
            return known[word]
    before = text[max(0, mention.start - 120) : mention.start]
    of = _OF_BEFORE.search(before) or _OF_LIST_BEFORE.search(before)
    return known.get(of.group(1), frozenset()) if of else frozenset()


def lists(text: str, mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Give the lists in a text: mentions with commas between, the last after "and" or "or"."""
    ordered = sorted(mentions, key=lambda m: m.start)
    found, run = [], ordered[:1]
    for before, after in pairwise(ordered):
        gap = text[before.end : after.start]
        if _COMMA.fullmatch(gap):
            run.append(after)
            continue
        if _JOINED.fullmatch(gap):
            found.append([*run, after])
        run = [after]
    return found


def family(place: Candidate) -> str:
    """Give the class of kinds within which lists stay: countries, divisions, settlements, rest."""
    if place.kind in _SETTLED:
        return "settled"
    return "division" if place.kind in {"province", "region"} else place.kind


def enumerated(run: Sequence[Mention], found: Sequence[Sequence[Candidate]]) -> bool:
    """
    Tell whether a list names things of one kind.

    Its commas then part them: the Japan of "China, Japan and Laos" does not contain China. Of a
    list of two, and of one of towns, nobody knows: "Paris, Texas and Reno".
    """
    families = {family(places[0]) for places in found if places}
    return len(run) > 2 and len(families) == 1 and families <= {"country", "division"}  # noqa: PLR2004


def in_longer_name(text: str, mention: Mention) -> bool:
    """Tell whether a name is part of a longer one, most likely a body's ("Michigan State")."""
    after = _CAPITAL_NEXT.match(text, mention.end)
    if after is not None and after.group(1).lower() not in lexicon.kind_words():
        return True
    return _BODY_BEFORE.search(text[max(0, mention.start - 40) : mention.start]) is not None


def is_near(text: str, mention: Mention) -> bool:
    """Tell whether a text says "near" a name, or the like, and not at it."""
    return _NEAR_BEFORE.search(text[max(0, mention.start - 40) : mention.start]) is not None


def located(text: str, mention: Mention) -> bool:
    """Tell whether a preposition of place stands before a name."""
    before = _WORD_BEFORE.search(text[max(0, mention.start - 25) : mention.start])
    return before is not None and before.group(1).lower() in lexicon.words("locative")


def home(publisher: str) -> str:
    """
    Give the country (ISO code) where a publisher is at home, or nothing.

    Parameters
    ----------
    publisher
        Its name or web address, or an ISO code itself.
    """
    said = publisher.strip()
    if re.fullmatch("[A-Z]{2}", said):
        return said
    address = re.sub(r"^https?://(?:www\.)?", "", said.lower()).split("/")[0]
    for row in lexicon.rows("outlets.csv"):
        if names.key(row["name"]) == names.key(said) or address.endswith(row["domain"]):
            return row["country"]
    return ""


@cache
def outlets() -> frozenset[str]:
    """Give the folded names of newspapers and agencies, which are no places."""
    return frozenset(names.key(row["name"]) for row in lexicon.rows("outlets.csv"))


def cues(text: str) -> dict[str, float]:
    """
    Tell how strongly the words of a text speak for countries, 0 to 1 by ISO code.

    They are words of law and daily life that only a country or two use ("baht", "sheriff").
    """
    found: Counter[str] = Counter()
    pattern, countries = _cue_pattern()
    for match in set(pattern.findall(text)):
        for country in countries[match.lower()]:
            found[country] += 1
    return {country: count / (count + 1.0) for country, count in found.items()}


@cache
def _cue_pattern() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    rows = lexicon.rows("country_cues.csv")
    countries = {row["word"].lower(): tuple(row["countries"].split("|")) for row in rows}
    words = "|".join(re.escape(row["word"]) for row in sorted(rows, key=lambda r: -len(r["word"])))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE), countries
