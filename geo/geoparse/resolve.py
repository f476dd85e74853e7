"""Resolution: which of the places of a name a text means, with a certainty."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from geo import gazetteer, names
from geo.gazetteer import Candidate
from geo.geoparse import lexicon, variants
from geo.geoparse import weights as w
from geo.geoparse.mentions import VARIANT, Mention
from geo.geoparse.ner import PLACE_LABELS

WHOLE_COUNTRY: Final = 6
MOST: Final = 25
"""Candidates of one name that are weighed."""

TOGETHER: Final = 150
"""Names that speak for each other; a text with more is taken piece by piece."""

_COMMA_NEXT: Final = re.compile(r"\s*[,(]\s*([A-Z][\w.'’]*(?:[ -][A-Z][\w.'’]*){0,3})")
_OF_NEXT: Final = re.compile(
    r"(?:\s+(?:district|province|county|town|city|village|subdistrict|commune))?"
    r"(?:, (?:an?|the) [a-z]+)?\s*,?\s+(?:in|of)\s+"
    r"(?:the\s+)?((?:[a-z]+ern\s+)?[A-Z][\w'’]*(?:[ -][A-Z][\w'’]*){0,2})"
)
_OWNER_BEFORE: Final = re.compile(r"([A-Z][\w]*(?:[ -][A-Z][\w]*){0,2})['’]s\s+$")
_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(slots=True)
class Name:
    """One name of a text, with all its mentions and candidates (one sense a text)."""

    key: str
    mentions: list[Mention]
    candidates: list[Candidate]
    scores: npt.NDArray[np.float64]
    hints: list[str] = field(default_factory=list)

    @property
    def best(self) -> int:
        """The position of the leading candidate."""
        return int(np.argmax(self.scores))


@dataclass(frozen=True, slots=True)
class Resolved:
    """A mention with the place that it most likely means, or none."""

    mention: Mention
    place: Candidate | None
    certainty: float
    candidates: tuple[tuple[Candidate, float], ...] = ()
    within: Candidate | None = None
    """For a name that nobody knows: the district or province that the text puts it in."""


def resolve(text: str, mentions: Sequence[Mention]) -> list[Resolved]:
    """
    Place mentions.

    Parameters
    ----------
    text
        The text that they index.
    mentions
        In any order; each gets one answer, in the order given.
    """
    grouped = _grouped(text, mentions)
    placed = [name for name in grouped.values() if name.candidates]
    for name in placed:
        name.scores = np.array([_prior(text, name, c) for c in name.candidates])
    for first in range(0, len(placed), TOGETHER):
        _spread(placed[first : first + TOGETHER])
    answers = [_answer(grouped[_lookup_key(m)], m) for m in mentions]
    return [a if a.place is not None else _placed_within(grouped, a, answers) for a in answers]


def _placed_within(
    grouped: dict[str, Name], answer: Resolved, answers: Sequence[Resolved]
) -> Resolved:
    """Add the district or province that the text names as what contains an unknown name."""
    for hint in grouped[_lookup_key(answer.mention)].hints:
        keys = {names.key(spelled) for spelled in _spellings(hint)}
        for other in answers:
            known = {names.key(spelled) for spelled in _spellings(other.mention.name)}
            if other.place is not None and known & keys:
                return replace(answer, within=other.place)
    return answer


def find(mention: Mention) -> tuple[Candidate, ...]:
    """Look a mention up, trying its name without article, direction and kind words."""
    found = _found(mention.name)
    return found if found or mention.label != VARIANT else variants.find(mention.name)


@lru_cache(maxsize=20000)
def _found(name: str) -> tuple[Candidate, ...]:
    for spelled in _spellings(name):
        key = names.key(spelled)
        found = gazetteer.candidates(key) or gazetteer.nationality(key)
        if found:
            return found
    return ()


@lru_cache(maxsize=20000)
def _spellings(name: str) -> tuple[str, ...]:
    bare = re.sub(r"(?:['’‘ʼ][sS]?)$", "", name.strip(' \t\r\n"“”.,;:()'))
    bare = re.sub(r"^[Tt]he\s+", "", bare)
    tried = [name.strip(), bare]
    parts = bare.split()
    for _ in range(2):
        if len(parts) > 1 and parts[0].lower() in lexicon.words("direction"):
            parts = parts[1:]
            tried.append(" ".join(parts))
    if len(parts) > 1 and parts[-1].lower() in lexicon.kind_words():
        tried.append(" ".join(parts[:-1]))
    if len(parts) > 2 and parts[0].lower() in lexicon.kind_words() and parts[1] == "of":  # noqa: PLR2004
        tried.append(" ".join(parts[2:]))
    code = lexicon.abbreviations().get(bare) or lexicon.abbreviations().get(f"{bare}.")
    division = gazetteer.division(code) if code else None
    return (division.name, *tried) if division is not None else tuple(tried)


def _lookup_key(mention: Mention) -> str:
    return names.key(mention.name)


def _grouped(text: str, mentions: Sequence[Mention]) -> dict[str, Name]:
    grouped: dict[str, Name] = {}
    for mention in mentions:
        key = _lookup_key(mention)
        if key not in grouped:
            found = _apart(find(mention))[:MOST]
            grouped[key] = Name(key, [], found, np.zeros(len(found)))
        grouped[key].mentions.append(mention)
        grouped[key].hints += _hints(text, mention)
    return grouped


def _apart(found: Sequence[Candidate]) -> list[Candidate]:
    """Leave out towns that bear the name of their own country as an alias only ("Mexico")."""
    countries = {c.country for c in found if c.kind == "country"}
    key = names.key
    own = {key(n) for c in found if c.kind == "country" for n in c.names}
    return [
        c for c in found if c.kind == "country" or c.country not in countries or key(c.name) in own
    ]


def _hints(text: str, mention: Mention) -> list[str]:
    """Names that the text puts beside a mention as what contains it."""
    after = text[mention.end : mention.end + 60]
    before = text[max(0, mention.start - 40) : mention.start]
    found = [m.group(1) for p in (_COMMA_NEXT, _OF_NEXT) if (m := p.match(after))]
    owner = _OWNER_BEFORE.search(before)
    return found + ([owner.group(1)] if owner else [])


def _prior(text: str, name: Name, place: Candidate) -> float:
    """Score a candidate by itself and by the words around the name."""
    score = w.KINDS.get(place.kind, 0.0)
    score += w.SITE * place.gazetteer_id.startswith("site:")
    score += w.POPULATION * max(0.0, math.log10(max(place.population, 1)) - 2)
    score += w.DISPLAY_NAME * (names.key(place.name) == name.key)
    score += w.CONTAINED * any(_contains(hint, place) for hint in name.hints)
    return score + _kind_score(text, name.mentions, place)


def _contains(hint: str, place: Candidate) -> bool:
    """Tell whether a name beside a mention is the candidate's division or country."""
    code = lexicon.abbreviations().get(hint) or lexicon.abbreviations().get(f"{hint}.")
    if code:
        return place.adm_1_code == code
    wholes = next((c for s in _spellings(hint) if (c := gazetteer.candidates(names.key(s)))), ())
    for whole in wholes[:5]:
        if whole.gazetteer_id == place.gazetteer_id:
            continue
        if whole.kind == "country" and whole.country in place.country.split("/"):
            return place.kind != "country"
        if whole.kind in {"province", "region"} and whole.adm_1_code == place.adm_1_code:
            return place.kind not in {"province", "region"}
    return False


def _kind_score(text: str, mentions: list[Mention], place: Candidate) -> float:
    found = [k for m in mentions if (k := _kinds_beside(text, m))]
    if not found:
        return 0.0
    agree = sum(place.kind in kinds for kinds in found) / len(found)
    return w.KIND_WORD * agree + w.KIND_CLASH * (1 - agree)


def _kinds_beside(text: str, mention: Mention) -> frozenset[str]:
    """Kinds that the words beside (or inside) a mention speak for."""
    after = _WORD.match(text[mention.end : mention.end + 25].lstrip())
    words = mention.name.split()
    for word in (after.group().lower() if after else "", words[-1].lower() if words else ""):
        if word in lexicon.kind_words():
            return lexicon.kind_words()[word]
    of = re.search(r"([a-z]+) of (?:the )?$", text[max(0, mention.start - 25) : mention.start])
    return lexicon.kind_words().get(of.group(1), frozenset()) if of else frozenset()


def _spread(placed: list[Name]) -> None:
    """
    Let the names of a text speak for each other, a few rounds.

    Every candidate gains by the share of the other names that lie in its country and division, and
    by those near it; each name speaks with the odds of all its candidates, so that doubt counts.
    """
    ends = np.cumsum([len(name.candidates) for name in placed])
    everyone = [c for name in placed for c in name.candidates]
    owner = np.repeat(np.arange(len(placed)), [len(name.candidates) for name in placed])
    other = owner[:, None] != owner[None, :]
    base = np.concatenate([name.scores for name in placed])
    voice = np.array([1 + w.REPEATED * math.log(len(name.mentions)) for name in placed])[owner]
    same_country = _alike([c.country for c in everyone]) & other
    same_division = _alike([c.adm_1_code for c in everyone]) & other
    near = _kernel(everyone) * other
    scores = base
    for _ in range(w.ROUNDS):
        odds = np.concatenate([_softmax(s) for s in np.split(scores, ends[:-1])]) * voice
        others = max(1e-9, float(odds.sum()) / len(placed)) * max(1, len(placed) - 1)
        scores = (
            base
            + w.SAME_COUNTRY * (same_country @ odds) / others
            + w.SAME_DIVISION * (same_division @ odds) / others
            + w.NEARNESS * np.minimum(w.MOST_NEAR, near @ odds)
        )
    for name, own in zip(placed, np.split(scores, ends[:-1]), strict=True):
        name.scores = own


def _alike(codes: list[str]) -> npt.NDArray[np.bool_]:
    """Tell which pairs of candidates share a code; an empty one is shared by none."""
    numbers = {code: n for n, code in enumerate(sorted(set(codes)))}
    coded = np.array([numbers[code] for code in codes])
    known = np.array([bool(code) for code in codes])
    pairs = (coded[:, None] == coded[None, :]) & known[:, None] & known[None, :]
    return np.asarray(pairs)


def _kernel(everyone: list[Candidate]) -> npt.NDArray[np.float64]:
    """Give exp(-km / NEAR_KM) for all pairs; a country or continent is near nothing."""
    radians = np.radians([(c.latitude, c.longitude) for c in everyone])
    lat, lon = radians[:, 0], radians[:, 1]
    unit = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    km = gazetteer.EARTH_KM * np.arccos(np.clip(unit @ unit.T, -1.0, 1.0))
    exact = np.array([c.where_prec < WHOLE_COUNTRY for c in everyone], dtype=float)
    kernel: npt.NDArray[np.float64] = np.exp(-km / w.NEAR_KM) * exact[None, :] * exact[:, None]
    return kernel


def _softmax(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    odds = np.exp(w.SHARPNESS * (scores - scores.max()))
    return np.asarray(odds / odds.sum())


def _answer(name: Name, mention: Mention) -> Resolved:
    if not name.candidates:
        return Resolved(mention, None, 0.0)
    order = _capital_first(name, np.argsort(-name.scores, kind="stable"))
    best = name.candidates[order[0]]
    rivals = [i for i in order[1:] if not _same_ground(best, name.candidates[i])]
    lead = name.scores[order[0]] - (name.scores[rivals[0]] if rivals else 0.0)
    signs = evidence(best, mention, float(lead), rivals=len(rivals))
    certainty = _logistic(sum(a * b for a, b in zip(signs, w.CERTAINTY, strict=True)))
    odds = np.exp(name.scores[order] - name.scores[order[0]])
    shares = odds / odds.sum()
    ranked = tuple((name.candidates[i], float(s)) for i, s in zip(order, shares, strict=True))
    return Resolved(mention, best, certainty, ranked)


def evidence(best: Candidate, mention: Mention, lead: float, *, rivals: int) -> tuple[float, ...]:
    """Gather what tells how certain a choice is; `weights.CERTAINTY` weighs it in this order."""
    return (
        1.0,
        min(max(lead, 0.0), 5.0),
        float(mention.label in PLACE_LABELS),
        float(best.kind in {"country", "continent", "province", "region", "capital"}),
        float(rivals == 0),
        min(2.0, math.log10(max(1, best.population)) / 3),
        float(best.gazetteer_id.startswith("site:")),
    )


def _capital_first(name: Name, order: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Read a bare "Phnom Penh" as the city, not as the division of that name around it."""
    best = name.candidates[order[0]]
    if best.kind != "province" or any("province" in m.name.lower() for m in name.mentions):
        return order
    for place, number in enumerate(order[1:], start=1):
        other = name.candidates[number]
        if other.kind == "capital" and _same_ground(best, other):
            return np.concatenate([[number], np.delete(order, place)])
    return order


def _same_ground(a: Candidate, b: Candidate) -> bool:
    return a.distance_km(b.latitude, b.longitude) < 20  # noqa: PLR2004 (a town and its own district)


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
