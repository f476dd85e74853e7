"""Running totals: which figures count many incidents together, and up to when."""

import datetime as dt
import re
from dataclasses import replace
from functools import cache

from geo.events.coding import timing
from geo.events.coding.figures import Figure
from geo.events.coding.lexicon import alternatives, terms
from geo.events.coding.pages import Page
from geo.events.coding.reading import Token, ancestors, clause_head
from geo.events.coding.spots import Spot, bind
from geo.events.coding.timing import Dated, Timing

_MANY = 15
"""More dead than this at no named place is taken for a total."""
_SEVERAL = 5
_DAYS = 2
"""Read "Between 7 and 12 December": longer than one incident lasts."""


def is_total(figure: Figure, spots: list[Spot], dated: list[Dated]) -> bool:
    """Tell whether a figure adds up many incidents."""
    if figure.role == "displaced":
        return True
    return any(_adds_up(figure, word, spots, dated) for word in _beside(figure.predicate))


def totals_of(figures: list[Figure], page: Page) -> list[bool]:
    """Tell which figures of a sentence are totals; verbs joined by "and" go together."""
    if _loss_heading().search(page.paragraph.heading):
        return [True] * len(figures)
    spots, dated = page.spots, page.dated
    alone = [is_total(f, spots, dated) for f in figures]
    adding = {f.predicate.i for f, total in zip(figures, alone, strict=True) if total}
    return [
        total or (f.predicate.pos_ == "VERB" and any(w.i in adding for w in _beside(f.predicate)))
        for f, total in zip(figures, alone, strict=True)
    ]


@cache
def _loss_heading() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(terms('people', 'loss_headings'))})\b", re.IGNORECASE)


def _beside(word: Token) -> list[Token]:
    """Read "18 had been killed and 79 wounded since ...": what adds up one adds up the other."""
    tied = [word, *(c for c in word.children if c.dep_ == "conj" and c.pos_ == "VERB")]
    return [*tied, word.head] if word.dep_ == "conj" and word.head.pos_ == "VERB" else tied


def _adds_up(figure: Figure, word: Token, spots: list[Spot], dated: list[Dated]) -> bool:
    figure = replace(figure, predicate=word)
    near = bind([figure.predicate], spots, [], own_clause=word.dep_ == "relcl")
    placed = [s for s in near if s.prec <= 3]  # noqa: PLR2004
    if figure.best == 1 and word.pos_ == "VERB":
        return False
    if word.pos_ == "NOUN" and word.lemma_.lower() in ("death", "injury", "fatality", "casualty"):
        return not placed
    if _is_toll(word) or (cumulative(figure) and not placed):
        return True
    headed = any(c.dep_ == "det" for c in word.children) or word.lower_ == "toll"
    if headed and word.lower_ in ("toll", "dead", "injured", "wounded"):
        return True
    several = (figure.best or figure.low or 0) >= _SEVERAL
    perfect = timing.is_perfect(figure.predicate) and several
    stated = timing.bind([figure.predicate], [], dated)
    if stated is not None and stated.basis == "stated" and stated.when.end is not None:
        days = (stated.when.end - stated.when.start).days
        if days >= _DAYS and not placed:
            return True
    exact = stated is not None and stated.basis == "stated" and stated.when.kind == "stated"
    return not placed and (perfect or ((figure.best or 0) >= _MANY and not exact))


def _is_toll(word: Token) -> bool:
    """Read "raised the toll to 10 dead": a toll, wherever it was told."""
    verb = clause_head(word)
    return any(t.lower_ in ("toll", "tolls") and t.head.i in (verb.i, word.i) for t in verb.subtree)


def cumulative(figure: Figure) -> bool:
    """Tell whether the figure's clause adds up: "since", "so far", "death toll"."""
    verb = clause_head(figure.predicate)
    doc = verb.doc
    for match in _cumulative().finditer(verb.sent.text):
        start = verb.sent.start_char + match.start()
        cue = doc.char_span(start, start + 1, alignment_mode="expand")[0]
        if _speaks_for(cue, verb):
            return True
    return False


def _speaks_for(cue: Token, verb: Token) -> bool:
    """Tell whether a cue stands in the figure's clause or in one that it governs."""
    if cue.i != verb.i and verb.i not in [t.i for t in ancestors(cue)]:
        above = next((t for t in ancestors(cue) if t.pos_ in ("VERB", "AUX")), None)
        return above is not None and any(t.i == above.i for t in ancestors(verb))
    return not _is_aside(cue, verb)


def _is_aside(token: Token, verb: Token) -> bool:
    """Words of a second main clause behind the figure's own do not speak for it."""
    for node in (token, *ancestors(token)):
        if node.i == verb.i:
            return False
        if node.dep_ == "conj" and node.pos_ in ("VERB", "AUX") and node.head.i == verb.i:
            return True
    return False


@cache
def _cumulative() -> re.Pattern[str]:
    hours = alternatives(terms("people", "since_hours"))
    words = alternatives(terms("people", "cumulative"))
    today = rf"since\s+(?:{hours}|\d{{1,2}}[:.]\d\d)"
    return re.compile(rf"\b(?!{today})(?:{words})\b", re.IGNORECASE)


def total_timing(
    figure: Figure, says: list[Token], dated: list[Dated], published: dt.date | None
) -> Timing | None:
    """Give the days that a total covers, or the day as of which it holds; None where not told."""
    sentence = figure.predicate.sent
    here = [d for d in dated if sentence.start <= d.token.i < sentence.end]
    spans = [
        d for d in here if d.mention.when.kind in ("since", "duration") or d.mention.when.prec > 1
    ]
    named = [d for d in spans if d.mention.when.kind == "stated"]
    if named and all(d.mention.when.kind in ("stated", "duration") for d in spans):
        spans = named  # "in July, five days of fighting": the month says when
    if spans:
        nearest = min(spans, key=lambda d: abs(d.token.i - figure.predicate.i))
        when = timing.closed_at(nearest.mention.when, published)
        return Timing(replace(when, kind="stated"), "stated")
    found = timing.bind([figure.predicate], says, dated)
    return None if found is None or found.basis == "clock" else found
