"""Resolution: which of the places of a name a text means, with a certainty."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from geo import gazetteer, names
from geo.gazetteer import Candidate
from geo.geoparse import context
from geo.geoparse import weights as w
from geo.geoparse.mentions import VARIANT, Mention
from geo.geoparse.ner import PLACE_LABELS
from geo.geoparse.readings import find, ownness, spellings

WHOLE_COUNTRY: Final = 6
MOST: Final = 25
"""Candidates of one name that are weighed."""

TOGETHER: Final = 150
"""Names that speak for each other; a text with more is taken piece by piece."""


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


def resolve(text: str, mentions: Sequence[Mention], home: str = "") -> list[Resolved]:
    """
    Place mentions.

    Parameters
    ----------
    text
        The text that they index.
    mentions
        In any order; each gets one answer, in the order given.
    home
        ISO code of the country where the publisher is at home, where that is known.
    """
    runs = context.lists(text, mentions)
    grouped = _grouped(text, mentions, runs)
    placed = [name for name in grouped.values() if name.candidates]
    told = context.cues(text)
    for name in placed:
        name.scores = np.array([_prior(text, name, c) for c in name.candidates])
        name.scores += [_at_home(c, told, home) for c in name.candidates]
    pairs = [pair for run in runs for pair in pairwise(run)]
    for first in range(0, len(placed), TOGETHER):
        _spread(placed[first : first + TOGETHER], pairs)
    answers = [_answer(text, grouped[_lookup_key(m)], m) for m in mentions]
    return [a if a.place is not None else _placed_within(grouped, a, answers) for a in answers]


def _placed_within(
    grouped: dict[str, Name], answer: Resolved, answers: Sequence[Resolved]
) -> Resolved:
    """Add the district or province that the text names as what contains an unknown name."""
    for hint in grouped[_lookup_key(answer.mention)].hints:
        keys = {names.key(spelled) for spelled in spellings(hint)}
        for other in answers:
            known = {names.key(spelled) for spelled in spellings(other.mention.name)}
            if other.place is not None and known & keys:
                return replace(answer, within=other.place)
    return answer


def _lookup_key(mention: Mention) -> str:
    return names.key(mention.name)


def _grouped(
    text: str, mentions: Sequence[Mention], runs: Sequence[Sequence[Mention]]
) -> dict[str, Name]:
    grouped: dict[str, Name] = {}
    listed = {m for run in runs if context.enumerated(run, [find(m) for m in run]) for m in run}
    for mention in mentions:
        key = _lookup_key(mention)
        if key not in grouped:
            found = [*_counties(text, mention), *find(mention)][:MOST]
            grouped[key] = Name(key, [], found, np.zeros(len(found)))
        grouped[key].mentions.append(mention)
        if mention not in listed:
            grouped[key].hints += context.hints(text, mention)
    return grouped


def _counties(text: str, mention: Mention) -> tuple[Candidate, ...]:
    """Give the counties that "Barrow" may be in "Jackson and Barrow counties"."""
    if "county" not in context.kinds_beside(text, mention) or "county" in mention.name.lower():
        return ()
    return gazetteer.candidates(names.key(f"{mention.name} County"))


def _prior(text: str, name: Name, place: Candidate) -> float:
    """Score a candidate by itself and by the words around the name."""
    score = w.KINDS.get(place.kind, 0.0)
    score += w.SITE * place.gazetteer_id.startswith("site:")
    people = place.population or w.PEOPLE.get(place.kind, 1)
    score += w.POPULATION * max(0.0, math.log10(max(people, 1)) - 2)
    score += w.DISPLAY_NAME * ownness(place.name, name.key)
    score += w.CONTAINED * any(context.contains(hint, place) for hint in name.hints)
    speaks = any(m.role == "metonym" for m in name.mentions)
    score += w.SPEAKS * (speaks and place.kind in {"capital", "country"})
    return score + _kind_score(text, name.mentions, place)


def _kind_score(text: str, mentions: list[Mention], place: Candidate) -> float:
    found = [k for m in mentions if (k := context.kinds_beside(text, m))]
    if not found:
        return 0.0
    agree = sum(place.kind in kinds for kinds in found) / len(found)
    return w.KIND_WORD * agree + w.KIND_CLASH * (1 - agree)


def _at_home(place: Candidate, told: dict[str, float], home: str) -> float:
    """Score a candidate by the country that the text's words, or its publisher, speak for."""
    if place.kind == "country":
        return 0.0
    countries = place.country.split("/")
    return w.CUE * max(told.get(c, 0.0) for c in countries) + w.HOME * (home in countries)


def _spread(placed: list[Name], pairs: Sequence[tuple[Mention, Mention]]) -> None:
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
    alike = _listed(placed, everyone, pairs)
    scores = base
    for _ in range(w.ROUNDS):
        odds = np.concatenate([_softmax(s) for s in np.split(scores, ends[:-1])]) * voice
        others = max(1e-9, float(odds.sum()) / len(placed)) * max(1, len(placed) - 1)
        scores = (
            base
            + w.SAME_COUNTRY * (same_country @ odds) / others
            + w.SAME_DIVISION * (same_division @ odds) / others
            + w.NEARNESS * np.minimum(w.MOST_NEAR, near @ odds)
            + w.SIBLING * np.minimum(1.0, alike @ odds)
        )
    for name, own in zip(placed, np.split(scores, ends[:-1]), strict=True):
        name.scores = own


def _listed(
    placed: list[Name], everyone: list[Candidate], pairs: Sequence[tuple[Mention, Mention]]
) -> npt.NDArray[np.float64]:
    """Give the pairs of candidates whose names one list holds and whose kinds are alike."""
    number = {name.key: n for n, name in enumerate(placed)}
    joined = np.zeros((len(placed), len(placed)))
    for one, other in pairs:
        a, b = number.get(_lookup_key(one)), number.get(_lookup_key(other))
        if a is not None and b is not None and a != b:
            joined[a, b] = joined[b, a] = 1.0
    owner = np.repeat(np.arange(len(placed)), [len(name.candidates) for name in placed])
    same = _alike([context.family(c) for c in everyone])
    return np.asarray(joined[np.ix_(owner, owner)] * same)


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


def _answer(text: str, name: Name, mention: Mention) -> Resolved:
    if not name.candidates:
        return Resolved(mention, None, 0.0)
    order = _capital_first(name, np.argsort(-name.scores, kind="stable"))
    best = name.candidates[order[0]]
    rivals = [i for i in order[1:] if not _same_ground(best, name.candidates[i])]
    lead = name.scores[order[0]] - (name.scores[rivals[0]] if rivals else 0.0)
    signs = evidence(text, name, mention, best, float(lead), rivals=len(rivals))
    certainty = _logistic(sum(a * b for a, b in zip(signs, w.CERTAINTY, strict=True)))
    alike = mention.label == VARIANT and not gazetteer.candidates(name.key)
    if alike or (lead < w.CLEAR and _site_or_site(best, name, rivals)):
        certainty = min(certainty, w.LIKENESS)
    odds = np.exp(name.scores[order] - name.scores[order[0]])
    shares = odds / odds.sum()
    ranked = tuple((name.candidates[i], float(s)) for i, s in zip(order, shares, strict=True))
    return Resolved(mention, best, certainty, ranked)


def _site_or_site(best: Candidate, name: Name, rivals: Sequence[int]) -> bool:
    """Tell whether a name is that of two border sites: Preah Vihear, the temple or the province."""
    both = (best, *(name.candidates[i] for i in rivals[:1]))
    return len(both) > 1 and all(c.gazetteer_id.startswith("site:") for c in both)


def evidence(
    text: str, name: Name, mention: Mention, best: Candidate, lead: float, *, rivals: int
) -> tuple[float, ...]:
    """Gather what tells how certain a choice is; `weights.CERTAINTY` weighs it in this order."""
    site = best.gazetteer_id.startswith("site:")
    return (
        1.0,
        min(max(lead, 0.0), 5.0),
        float(mention.label in PLACE_LABELS),
        float(best.kind in {"country", "continent", "province", "region", "capital"}),
        float(rivals == 0),
        min(2.0, math.log10(max(1, best.population)) / 3),
        float(context.in_longer_name(text, mention)),
        ownness(best.name, name.key),
        float(any(context.contains(hint, best) for hint in name.hints)),
        math.log10(max(30.0, 0.0 if site else best.uncertainty_km) / 30.0),
        float(context.located(text, mention)),
        float(mention.role == "demonym"),
        float(site),
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
