"""Days for events: which of the dates that a text names an event happened on."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from geo.events.coding.dates import DateMention
from geo.events.coding.lexicon import term_set
from geo.events.coding.reading import Paragraph, Token, ancestors, opens_clause
from geo.events.coding.when import When

OLD: Final = dt.timedelta(days=21)
"""What lies farther back than this before publication is background, not news."""
_MONTH: Final = 4
BESIDE_NEWS: Final = dt.timedelta(days=14)
"""The same in a text that has fresher events to tell."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a paragraph, with the token that heads it."""

    mention: DateMention
    token: Token


@dataclass(frozen=True, slots=True)
class Timing:
    """The days of an event and how they are known."""

    when: When
    basis: str
    """stated, heading, sentence, report (day of the statement), clock, inherited."""


def dates_in(paragraph: Paragraph, mentions: list[DateMention]) -> list[Dated]:
    """Dates that lie in the parsed text of a paragraph."""
    made = []
    for mention in mentions:
        start, end = mention.start - paragraph.base, mention.end - paragraph.base
        if start < 0 or end > len(paragraph.doc.text):
            continue
        span = paragraph.doc.char_span(start, end, alignment_mode="expand")
        if span is not None:
            made.append(Dated(mention, span.root))
    return made


def bind(
    triggers: list[Token], says: list[Token], dated: list[Dated], *, lasting: bool = True
) -> Timing | None:
    """
    Give the days of an event from its sentence.

    Parameters
    ----------
    triggers
        The tokens that report the event.
    says
        The reporting verbs above them: their day is the statement's, the last resort.
    dated
        Dates of the paragraph.
    lasting
        May the event go on? "Since July" dates a closure, and no single blast.
    """
    sentence = triggers[0].sent
    here = [d for d in dated if sentence.start <= d.token.i < sentence.end and not _names_thing(d)]
    if not lasting:
        here = [d for d in here if d.mention.when.kind != "since"]
    report = {t.i for t in says}
    levels: dict[str, list[Dated]] = {"stated": [], "sentence": [], "report": []}
    for date in here:
        level = _closeness(date, triggers, report)
        if _opens_clause(date):
            level = "stated" if _next_verb(date) in {t.i for t in triggers} else ""
        if level:
            levels[level].append(date)
    for basis in ("stated", "sentence", "report"):
        found = _best(levels[basis], triggers)
        if found:
            return Timing(
                found.mention.when, "clock" if found.mention.when.kind == "clock" else basis
            )
    return None


def _best(found: list[Dated], triggers: list[Token]) -> Dated | None:
    anchor = triggers[0].i
    firm = [d for d in found if d.mention.when.kind != "clock"] or found

    def rank(date: Dated) -> tuple[bool, int]:
        return (date.mention.inferred, abs(date.token.i - anchor))

    return min(firm, key=rank, default=None)


def _opens_clause(date: Dated) -> bool:
    """Read "a day after Thailand recalled its envoy" dates the recall, not what came after it."""
    if not date.mention.text.lower().endswith((" after", " before")):
        return False
    behind = date.mention.end - date.mention.start
    start = date.token.doc.text.find(date.mention.text)
    return not date.token.doc.text[start + behind :].lstrip(" ").startswith((",", ".", ";"))


def _next_verb(date: Dated) -> int:
    doc = date.token.doc
    end = date.mention.text.split()[-1].lower()
    at = next((t.i for t in doc[date.token.i :] if t.lower_ == end), date.token.i)
    return next((t.i for t in doc[at + 1 :] if t.pos_ == "VERB" and t.tag_ != "VBG"), -1)


def _names_thing(date: Dated) -> bool:
    """In "the declaration of 26 October" the date belongs to the name."""
    for head in (date.token, *ancestors(date.token)):
        if head.dep_ == "prep" and head.lower_ != "of":
            return False
        if head.dep_ == "prep" and head.i < date.token.i:
            noun = head.head
            return noun.lemma_.lower() not in term_set("dates", "time_nouns") and noun.pos_ in (
                "NOUN",
                "PROPN",
            )
        if head.pos_ in ("VERB", "AUX"):
            return False
    return False


def _closeness(date: Dated, triggers: list[Token], report: set[int]) -> str:
    wanted = {t.i for t in triggers}
    token = date.token
    while True:
        if token.i in wanted:
            return "stated"
        if token.i in report:
            return "report"
        if opens_clause(token) or token.head.i == token.i:
            break
        token = token.head
    verbs = {v for t in triggers if t.pos_ in ("NOUN", "PROPN") for v in _verb_of(t)}
    if token.i in verbs or set(_verb_of(date.token)) & (wanted | verbs):
        return "stated"
    return "report" if set(_verb_of(date.token)) & report else "sentence"


def _verb_of(token: Token) -> list[int]:
    for head in ancestors(token):
        if head.pos_ in ("VERB", "AUX"):
            return [head.i]
    return []


def is_old(when: When, published: dt.date | None, *, beside_news: bool = False) -> bool:
    """
    Tell whether days lie too far back to be news; what still goes on is never old.

    A month or year that is over is a look back, and so is a day of which a text full of fresher
    news (`beside_news`) reminds.
    """
    if published is None or when.end is None:
        return False
    whole_month = when.prec >= _MONTH and (when.end.year, when.end.month) < (
        published.year,
        published.month,
    )
    return whole_month or when.end < published - (BESIDE_NEWS if beside_news else OLD)


def is_ahead(when: When, published: dt.date | None) -> bool:
    """Tell whether days lie after publication."""
    return published is not None and when.start > published


def is_perfect(token: Token) -> bool:
    """Tell "has carried out" and "had been using" from "carried out": they leave the day open."""
    helpers, verb = _helpers(token)
    goes_on = "been" in helpers and verb is not None and verb.tag_ == "VBG"
    return goes_on or bool(helpers & {"has", "have", "'ve", "’ve"})


def is_past_perfect(token: Token) -> bool:
    """Tell "had arranged": further back than what is told."""
    return "had" in _helpers(token)[0]


def _helpers(token: Token) -> tuple[set[str], Token | None]:
    """Auxiliaries of the verb over a token; a second verb shares those of the first."""
    for verb in (token, *ancestors(token)):
        if verb.pos_ != "VERB":
            continue
        helpers = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")} - {"to"}
        own_subject = any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)
        if helpers or own_subject or verb.dep_ not in ("conj", "xcomp"):
            return helpers, verb
    return set(), None


def closed_at(when: When, published: dt.date | None) -> When:
    """Close an open stretch at publication: a toll counts until then."""
    if when.end is not None or published is None or published < when.start:
        return when
    return replace(when, end=published)
