"""Whether certainty keeps its word: of the places given with so much of it, how many are right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from geo.bench import corpora
from geo.bench.corpora import NEAR_KM, Document
from geo.gazetteer import distance_km
from geo.geoparse import recognise
from geo.geoparse.resolve import Resolved, resolve

EDGES: Final = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9)
"""Lower ends of the bands of certainty."""


@dataclass(frozen=True, slots=True)
class Judged:
    """
    One placed answer.

    `right` means within 161 km of an annotated point, as in all papers; `in_area` also counts an
    answer whose own reach (a country's or an area's radius) takes that point in. An answer on no
    annotated place is wrong in both readings.
    """

    certainty: float
    right: bool
    in_area: bool


def judged(documents: Iterable[Document], *, demonyms: bool) -> list[Judged]:
    """Judge all answers of the geoparser on documents."""
    found: list[Judged] = []
    for document in documents:
        mentions = recognise.recognise(document.text, demonyms=demonyms)
        found += _of(document, resolve(document.text, mentions))
    return found


def _of(document: Document, answers: Sequence[Resolved]) -> list[Judged]:
    given: list[corpora.Placed] = [(r.mention.start, r.mention.end, None) for r in answers]
    wanted = {j: document.gold[i][2] for i, j in corpora.matched(document.gold, given).items()}
    found = []
    for number, answer in enumerate(answers):
        place, certainty = answer.place, round(answer.certainty, 3)
        if place is None:
            continue
        point = wanted.get(number)
        if point is None:
            if number not in wanted:  # annotated without a point: nothing to hold it against
                found.append(Judged(certainty, right=False, in_area=False))
            continue
        km = distance_km(*point, place.latitude, place.longitude)
        reach = max(NEAR_KM, place.uncertainty_km)
        found.append(Judged(certainty, right=km <= NEAR_KM, in_area=km <= reach))
    return found


def table(answers: Sequence[Judged]) -> list[str]:
    """Give a line for each band of certainty: how many answers, and how many are right."""
    lines = []
    for low, high in zip(EDGES, (*EDGES[1:], 1.01), strict=True):
        band = [a for a in answers if low <= a.certainty < high]
        lines.append(
            f"  certainty {low:.1f} to {min(high, 1.0):.1f}: {len(band):5d} answers, right within "
            f"161 km {share(band):5.1f} %, or within their own area {share(band, area=True):5.1f} %"
        )
    return lines


def share(answers: Sequence[Judged], *, area: bool = False) -> float:
    """Give the share of answers that are right, in percent, in one reading or the other."""
    return 100 * sum(a.in_area if area else a.right for a in answers) / max(1, len(answers))


def sure(answers: Sequence[Judged]) -> list[Judged]:
    """Keep the answers given with certainty 0.9 or more."""
    return [a for a in answers if a.certainty >= EDGES[-1]]
