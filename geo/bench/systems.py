"""The geoparsers that are measured: ours, ours with a part taken out, and two simple baselines."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Final

from geo import gazetteer, names
from geo.bench.corpora import Placed, Point, Span
from geo.gazetteer import Candidate
from geo.geoparse import guards, matcher, ner, recognise, weights
from geo.geoparse.mentions import Mention, longest_first
from geo.geoparse.resolve import Resolved
from geo.geoparse.resolve import resolve as place
from geo.geoparse.surroundings import Surroundings

WITHOUT: Final[dict[str, dict[str, float]]] = {
    "country share": {"SAME_COUNTRY": 0.0},
    "division share": {"SAME_DIVISION": 0.0},
    "nearness": {"NEARNESS": 0.0},
    "containment": {"CONTAINED": 0.0},
    "kind words": {"KIND_WORD": 0.0, "KIND_CLASH": 0.0},
    "words of one country": {"CUE": 0.0},
    "lists": {"SIBLING": 0.0},
    "names of their own": {"DISPLAY_NAME": 0.0},
    "all context": {
        "CUE": 0.0, "SIBLING": 0.0,
        "SAME_COUNTRY": 0.0, "SAME_DIVISION": 0.0, "NEARNESS": 0.0, "CONTAINED": 0.0,
        "KIND_WORD": 0.0, "KIND_CLASH": 0.0,
    },
}  # fmt: skip
"""What resolution loses when a weight is set to nothing."""


def ours(text: str, *, demonyms: bool) -> list[Placed]:
    """Parse as the product does."""
    return [_placed(r) for r in place(text, recognise.recognise(text, demonyms=demonyms))]


def ours_resolving(text: str, spans: Sequence[Span]) -> list[Point | None]:
    """Resolve given spans as the product does."""
    return [_placed(r)[2] for r in place(text, [Mention(s, e, text[s:e]) for s, e in spans])]


def ner_and_population(text: str) -> list[Placed]:
    """Baseline: the language model's places, each at its most populous namesake."""
    found = [e for e in ner.entities(text) if e.label in ner.PLACE_LABELS]
    return [(e.start, e.end, _most_populous(text[e.start : e.end])) for e in found]


def gazetteer_only(text: str) -> list[Placed]:
    """Baseline: every capitalised name of the gazetteer, each at its most populous namesake."""
    found = longest_first(matcher.latin(text, matcher.words(text)))
    return [(m.start, m.end, _most_populous(m.name)) for m in found]


def population_resolving(text: str, spans: Sequence[Span]) -> list[Point | None]:
    """Baseline: given spans at their most populous namesakes."""
    return [_most_populous(text[start:end]) for start, end in spans]


def ner_only(text: str, *, demonyms: bool) -> list[Placed]:
    """Take the gazetteer matcher and the guards out of ours."""
    del demonyms
    spans = [(e.start, e.end) for e in ner.entities(text) if e.label in ner.PLACE_LABELS]
    return [_placed(r) for r in place(text, [Mention(s, e, text[s:e]) for s, e in spans])]


def unguarded(text: str, *, demonyms: bool) -> list[Placed]:
    """Take only the guards out of ours."""
    judge = guards.places
    guards.places = _everything
    try:
        return ours(text, demonyms=demonyms)
    finally:
        guards.places = judge


def _everything(seen: Surroundings, matched: Sequence[Mention]) -> list[Mention]:
    del seen
    return list(matched)


@contextmanager
def without(changes: dict[str, float]) -> Iterator[None]:
    """Set some weights for a while."""
    before = {name: getattr(weights, name) for name in changes}
    try:
        for name, value in changes.items():
            setattr(weights, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(weights, name, value)


@contextmanager
def entities_once() -> Iterator[None]:
    """Let the language model read each text once only, while several systems are compared."""
    read = ner.entities
    ner.entities = cache(read)
    try:
        yield
    finally:
        ner.entities = read


def _placed(resolved: Resolved) -> Placed:
    mention, found = resolved.mention, resolved.place
    return mention.start, mention.end, None if found is None else _point(found)


def _most_populous(name: str) -> Point | None:
    found = gazetteer.candidates(names.key(name))
    return _point(max(found, key=lambda c: (c.kind == "country", c.population))) if found else None


def _point(found: Candidate) -> Point:
    return found.latitude, found.longitude
