"""Places for events: which of the places that a text names an event happened at."""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from geo.events.coding.lexicon import term_set
from geo.events.coding.reading import Paragraph, Token, ancestors, opens_clause

NOT_PLACES: Final = frozenset(("demonym", "metonym", "unresolved"))
WHOLES: Final = frozenset(("country", "continent", "world_region"))
COUNTRY_PREC, VAGUE_PREC, PROVINCE_PREC, DISTRICT_PREC, NEAR_PREC = 6, 5, 4, 3, 2
_NEAR_KM: Final = 5.0
_FAR_KM: Final = 60.0
_WIDE_KM: Final = 30.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A placed mention: the geocoder's row, and where it stands in its paragraph."""

    row: dict[str, Any]
    token: Token
    first: int
    last: int

    @property
    def prec(self) -> int:
        """UCDP where_prec."""
        return int(self.row["where_prec"] or COUNTRY_PREC)

    @property
    def is_around(self) -> bool:
        """Tell whether it lies in the countries at the border, or in none."""
        codes = set(str(self.row["country"] or "").split("/"))
        return bool(codes & {"TH", "KH", "LA", ""})

    @property
    def name(self) -> str:
        """Name of the place."""
        return str(self.row["name"])


def spots_of(paragraph: Paragraph, rows: Iterable[dict[str, Any]]) -> list[Spot]:
    """Places of the geocoder's rows that lie in a paragraph."""
    length = len(paragraph.doc.text)
    made = []
    for row in rows:
        start, end = row["start"] - paragraph.base, row["end"] - paragraph.base
        if row["kind"] in NOT_PLACES or start < 0 or end > length:
            continue
        span = paragraph.doc.char_span(start, end, alignment_mode="expand")
        spot = Spot(row, span.root, span.start, span.end - 1)
        if row["kind"] not in WHOLES or _is_locative(spot):
            made.append(spot)
    return made


def _is_locative(spot: Spot) -> bool:
    """Tell whether a country is a place here: only "in" it; elsewhere it acts."""
    return _word_before(spot) in ("in", "across", "inside", "throughout", "within")


def _word_before(spot: Spot) -> str:
    doc, at = spot.token.doc, spot.first - 1
    while at >= 0 and (
        doc[at].pos_ in ("DET", "ADJ", "NUM") or doc[at].lower_ in ("western", "the")
    ):
        at -= 1
    return str(doc[at].lower_) if at >= 0 else ""


def bind(
    triggers: list[Token],
    spots: list[Spot],
    speakers: list[Token],
    others: list[Token] | None = None,
    *,
    own_clause: bool = False,
    own_phrase: bool = False,
    at_large: bool = False,
) -> list[Spot]:
    """
    Give the places of an event: in its own clause, else elsewhere in its sentence.

    Parameters
    ----------
    triggers
        The tokens that report the event, all of one sentence.
    spots
        Places of the paragraph.
    speakers
        Who says so; places inside their names are theirs ("the governor of Surin").
    others
        Tokens that report other events of the sentence: their places are theirs.
    own_clause
        Look no farther than the event's own clause.
    own_phrase
        Look no farther than the phrase below the event noun.
    at_large
        Fighting "along their border, from X to Y": the border as a whole before its ends.
    """
    sentence = triggers[0].sent
    here = [s for s in spots if sentence.start <= s.first < sentence.end]
    usable = [s for s in here if not _is_speakers(s, speakers) and not _is_elsewhere(s)]
    if own_phrase:
        below = {t.i for trigger in triggers for t in trigger.subtree}
        usable = [s for s in usable if s.token.i in below]
    own = [s for s in usable if _closeness(s, triggers) == _OWN]
    if at_large:
        own = [s for s in own if s.prec == VAGUE_PREC and _off_km(s) > _WIDE_KM] or own
    beside = [s for s in usable if s not in own and not _is_anothers(s, others or [])]
    chosen = _sorted_out(own, triggers)
    if own_clause:
        return chosen
    if chosen and is_exact(chosen[0]):
        return _sharpened(chosen, beside)
    exact = _sorted_out([s for s in beside if is_exact(s)], triggers)
    return exact or chosen


def without_ends(near: list[Spot]) -> list[Spot]:
    """Drop X and Y of "at seven points from X to Y": neither is the place, no mark may say so."""
    ordered = sorted(near, key=lambda s: s.first)
    ends: set[int] = set()
    for first, second in itertools.pairwise(ordered):
        between = first.token.doc[first.last + 1 : second.first].text.lower()
        if is_origin(first) and between in (
            "to",
            "down to",
            "up to",
            "as far as",
            "all the way to",
        ):
            ends |= {first.first, second.first}
    return [s for s in near if s.first not in ends]


_OWN: Final = 2


def is_exact(spot: Spot) -> bool:
    """Tell places from vague stretches and whole countries; a named area of some km is a place."""
    return spot.prec < VAGUE_PREC or (spot.prec == VAGUE_PREC and _off_km(spot) <= _WIDE_KM)


def _is_anothers(spot: Spot, others: list[Token]) -> bool:
    return bool(others) and any(_closeness(spot, [t]) == _OWN for t in others)


def _sharpened(chosen: list[Spot], beside: list[Spot]) -> list[Spot]:
    """Read "shot in Trat province while advancing near Ban Chamrak": the village says it better."""
    if len(chosen) > 1 or chosen[0].prec < PROVINCE_PREC:
        return chosen
    within = [s for s in beside if _off_km(s) < _off_km(chosen[0]) and _nested(s, chosen[0])]
    return within[:1] or chosen


def sharper(new: Spot, old: Spot) -> bool:
    """Tell whether one place says better where than another."""
    if is_exact(new) != is_exact(old):
        return is_exact(new)
    return new.prec <= old.prec and _off_km(new) < _off_km(old)


def _off_km(spot: Spot) -> float:
    return float(spot.row["uncertainty_km"] or 0.0)


def leftover(triggers: list[Token], spots: list[Spot], others: list[Token]) -> list[Spot]:
    """Give places of the sentence that only tell where a speaker sits: better than none."""
    sentence = triggers[0].sent
    spots = [s for s in spots if not _is_anothers(s, others)]
    here = [
        s for s in spots if sentence.start <= s.first < sentence.end and s.prec <= PROVINCE_PREC
    ]
    return _sorted_out([s for s in here if not _is_elsewhere(s, but_towards=True)], triggers)


def _is_speakers(spot: Spot, speakers: list[Token]) -> bool:
    inside = {t.i for speaker in speakers for t in speaker.subtree}
    return spot.token.i in inside


def _is_elsewhere(spot: Spot, *, but_towards: bool = False) -> bool:
    """Where fire came from, and where somebody moves, is not where it happened."""
    doc, at = spot.token.doc, spot.first - 1
    before = [doc[i].lower_ for i in range(max(0, at - 2), at + 1)]
    if not before:
        return False
    if (before[-1] in ("towards", "toward") and not but_towards) or before[-2:] == [
        "from",
        "behind",
    ]:
        return True
    describes = (
        spot.token.dep_ in ("compound", "poss", "nmod", "amod") and spot.token.head.i > spot.last
    )
    head = spot.token.head.lemma_.lower()
    if but_towards and head in term_set("speakers", "local"):
        return False  # better where the hospital is than nowhere
    return describes and head in term_set("speakers", "generic")


def in_own_clause(spot: Spot, trigger: Token) -> bool:
    """Tell whether a place stands in the clause of a trigger."""
    return _closeness(spot, [trigger]) == _OWN


def _closeness(spot: Spot, triggers: list[Token]) -> int:
    """2: in the trigger's own clause; 1: in the same sentence."""
    wanted = {t.i for t in triggers}
    token = spot.token
    while True:
        if token.i in wanted:
            return 2
        if opens_clause(token) or token.head.i == token.i:
            break
        token = token.head
    verbs = {_verb_of(t) for t in triggers if t.pos_ in ("NOUN", "PROPN")}
    return 2 if token.i in verbs or _verb_of(spot.token) in wanted | verbs else 1


def _verb_of(token: Token) -> int:
    for head in ancestors(token):
        if head.pos_ in ("VERB", "AUX"):
            return int(head.i)
    return -1


def _sorted_out(near: list[Spot], triggers: list[Token]) -> list[Spot]:
    """Keep the most exact places; several only where the text lists them."""
    if not near:
        return []
    near = sorted(near, key=lambda s: s.first)
    groups = _lists(near)
    anchor = min(t.i for t in triggers)

    def rank(group: list[Spot]) -> tuple[bool, bool, int]:
        vague = not any(is_exact(s) for s in group)
        wide = min(_off_km(s) for s in group) > _WIDE_KM
        return vague, wide != vague, min(abs(s.first - anchor) for s in group)

    return min(groups, key=rank)


def _lists(near: list[Spot]) -> list[list[Spot]]:
    """Group places that are listed side by side; containers ("X, Surin province") fall away."""
    groups: list[list[Spot]] = []
    for spot in near:
        previous = groups[-1][-1] if groups else None
        link = _link(previous, spot) if previous else ""
        if link == "list":
            groups[-1].append(spot)
        elif link == "inside" and previous is not None:
            if _off_km(spot) < _off_km(previous):
                groups[-1][-1] = spot
        else:
            groups.append([spot])
    return groups


_KIND: Final = r"(?:\s*(?:district|province|village|commune|subdistrict|temple|city|town|area)s?)?"
_AND: Final = r"\s*,?\s*(?:and|or|&|as well as)(?:\s+(?:at|in|on|near|around))?(?:\s+the)?"
_AND_FIRE: Final = (
    r"\s*,?\s*and(?:\s+\w+){0,2}?\s+(?:shells?|rockets?|mortars?|bombs?|artillery|rounds?|missiles?)"
    r"(?:\s+fire)?\s+(?:at|on|in|into|near)(?:\s+the)?"
)
"""Read "artillery at An Ses, and smoke shells at Ta Krabei": two places under one verb."""
_IN: Final = (
    r"\s*(?:,?\s*(?:in|of|inside|near|opposite|a \w+ of)(?:\s+the)?(?:\s+\w+){0,3}|\(|'s|’s)"
)


def _link(first: Spot, second: Spot) -> str:
    between = first.token.doc[first.last + 1 : second.first].text.strip().lower()
    if re.fullmatch(_KIND + _AND, between) or re.fullmatch(_KIND + _AND_FIRE, between):
        return "list"
    if re.fullmatch(_KIND + r"\s*,", between):
        return "list" if first.prec == second.prec else "inside"
    if re.fullmatch(_KIND + _IN, between):
        return "inside"
    return ""


def is_origin(spot: Spot) -> bool:
    """Tell whether the text names a place as where something came from."""
    return spot.first > 0 and str(spot.token.doc[spot.first - 1].lower_) == "from"


def is_near(spot: Spot) -> bool:
    """Tell whether the text puts the event near the place, not at it."""
    return _word_before(spot) in term_set("places", "near")


def same_place(one: Spot | None, other: Spot | None) -> bool:
    """Tell whether two places may be one: the same, close, or one in the other."""
    if one is None or other is None:
        return True
    if one.row["gazetteer_id"] and one.row["gazetteer_id"] == other.row["gazetteer_id"]:
        return True
    if VAGUE_PREC in (one.prec, other.prec) or COUNTRY_PREC in (one.prec, other.prec):
        return True
    apart = distance_km(one, other)
    areas = max(one.prec, other.prec) >= DISTRICT_PREC
    return apart <= (_FAR_KM if areas and _nested(one, other) else _NEAR_KM)


def lies_in(place: Spot, area: Spot) -> bool:
    """Tell whether a place lies in the province that an area is."""
    return area.prec == PROVINCE_PREC and place.prec < area.prec and _nested(place, area)


def _nested(one: Spot, other: Spot) -> bool:
    same = set(str(one.row["adm_1"]).split(" / ")) & set(str(other.row["adm_1"]).split(" / "))
    return bool(same) and one.prec != other.prec


def distance_km(one: Spot, other: Spot) -> float:
    """Distance of two label points, km."""
    from pyproj import Geod  # noqa: PLC0415 (comes with the geocoder, only when text is read)

    ends = (
        one.row["longitude"],
        one.row["latitude"],
        other.row["longitude"],
        other.row["latitude"],
    )
    return float(Geod(ellps="WGS84").inv(*ends)[2]) / 1000
