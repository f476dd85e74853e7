"""Figures of dead, injured and displaced people: number, bounds, harm, and who is counted."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from geo.events.coding.harm import Role, role_of
from geo.events.coding.lexicon import term_set
from geo.events.coding.numbers import Count, find_counts
from geo.events.coding.reading import Paragraph, Token
from geo.events.coding.triggers import by_accident, is_negated


@dataclass(frozen=True, slots=True)
class Figure:
    """A count of people who came to one kind of harm."""

    role: Role
    low: int | None
    best: int | None
    high: int | None
    noun: Token
    """Head of the phrase that is counted."""
    predicate: Token
    """The word that tells the harm: a verb, an adjective, or the noun itself."""


def find_figures(paragraph: Paragraph, taken: list[tuple[int, int]]) -> list[Figure]:
    """
    Figures of a paragraph, coordinated ones added up ("a grandmother and two children").

    Parameters
    ----------
    paragraph
        The paragraph, parsed.
    taken
        Character spans (in the parsed text) that are dates or places: no figure begins there.
    """
    found = [*_counted(paragraph, taken), *_single(paragraph)]
    found = [f for f in found if not _negated(f) and not by_accident(f.noun)]
    return _added(_people_before_groups(found))


def _counted(paragraph: Paragraph, taken: list[tuple[int, int]]) -> Iterator[Figure]:
    doc = paragraph.doc
    for count in find_counts(doc.text):
        if any(s < count.end and count.start < e for s, e in taken):
            continue
        if (
            doc.text[count.end : count.end + 1] in ("-", "%", "°")
            or count.best == count.low is None
        ):
            continue
        span = doc.char_span(count.start, count.end, alignment_mode="expand")
        if _is_age(span):
            continue
        noun = _counted_noun(span)
        told = role_of(noun, span) if _may_be_people(noun, span) else None
        if told:
            role, predicate = told
            yield _figure(role, count, noun, predicate)


def _is_age(span: Token) -> bool:
    """Read "a man of 63", "aged 62", "her brother, 40,": how old, not how many."""
    doc, first, end = span.doc, span.start, span.end
    before = [t.lower_ for t in doc[max(0, first - 2) : first]]
    if before[-1:] and before[-1] in ("aged", "age", "ages"):
        return True
    after = doc[end].lower_ if end < len(doc) else ""
    if before[-1:] == ["of"] and first >= 2:  # noqa: PLR2004
        owner = doc[first - 2]
        return owner.tag_ == "NN" and owner.lemma_.lower() in term_set("people", "nouns")
    person = first >= 2 and (  # noqa: PLR2004
        doc[first - 2].pos_ == "PROPN"
        or doc[first - 2].lemma_.lower() in term_set("people", "nouns")
    )
    return before[-1:] == [","] and person and after in (",", ")") and len(span) == 1


def _figure(role: Role, count: Count, noun: Token, predicate: Token) -> Figure:
    if noun.lemma_.lower() in term_set("people", "groups"):
        return Figure(role, None, None, None, noun, predicate)
    return Figure(role, count.low, count.best, count.high, noun, predicate)


def _counted_noun(span: Token) -> Token:
    """Give the noun that a number counts; a number alone counts itself."""
    number = span[-1]
    root = span.root
    for token in (number, root):
        if (
            token.dep_ in ("nummod", "quantmod", "amod", "compound", "nmod", "det")
            and token.head.i > token.i
        ):
            head = token.head
            while head.dep_ in ("compound", "nummod", "quantmod") and head.head.i > head.i:
                head = head.head
            return head
    return number if root.pos_ == "ADP" else root


def _may_be_people(noun: Token, span: Token) -> bool:
    words = {noun.lemma_.lower(), noun.lower_}
    if words & term_set("people", "not_people"):
        return False
    inside = span.start <= noun.i < span.end
    return inside or bool(words & term_set("people", "nouns")) or noun.pos_ in ("VERB", "ADJ")


def _single(paragraph: Paragraph) -> Iterator[Figure]:
    """Read "A soldier was killed": one person without a number."""
    for token in paragraph.doc:
        if token.tag_ not in ("NN", "NNP") or token.lemma_.lower() not in term_set(
            "people", "nouns"
        ):
            continue
        if token.lemma_.lower() in term_set("people", "groups") | {
            "people",
            "death",
            "injury",
            "military",
            "casualty",
            "dead",
            "injured",
            "wounded",
            "displaced",
            "life",
            "body",
            "toll",
        }:
            continue
        single = any(
            (c.dep_ == "det" and c.lower_ in ("a", "an", "another", "the")) or c.dep_ == "poss"
            for c in token.children
        )
        apposed = any(c.dep_ == "nummod" for c in token.children)
        told = role_of(token, None) if single and not apposed else None
        if told:
            many = 2 if token.lemma_.lower() == "couple" else 1
            yield Figure(told[0], many, many, many, token, told[1])


def _negated(figure: Figure) -> bool:
    verb = figure.predicate
    return verb.pos_ == "VERB" and is_negated(verb)


def _people_before_groups(found: list[Figure]) -> list[Figure]:
    """Where a sentence counts families and people, the people count."""
    counted = {(f.noun.sent.start, f.role) for f in found if f.best is not None}
    return [
        _in_people(f)
        for f in found
        if f.best is not None or f.low is not None or (f.noun.sent.start, f.role) not in counted
    ]


def _in_people(figure: Figure) -> Figure:
    """Read "4,653 families, equal to 18,900 people": take the people."""
    if figure.best is not None or figure.low is not None:
        return figure
    sentence = figure.noun.sent
    for count in find_counts(sentence.text):
        rest = sentence.text[count.end :].lstrip().lower()
        if rest.startswith(("people", "persons", "individuals")):
            return replace(figure, low=count.low, best=count.best, high=count.high)
    return figure


def _chain(noun: Token) -> Token:
    while noun.dep_ in ("conj", "appos") and noun.head.pos_ in ("NOUN", "PROPN", "NUM"):
        noun = noun.head
    return noun


def _added(found: list[Figure]) -> list[Figure]:
    groups: dict[tuple[str, int, int], list[Figure]] = {}
    for figure in found:
        told = -1 if figure.predicate.pos_ == "ADJ" else figure.predicate.i
        key = (figure.role, told, _chain(figure.noun).i)
        groups.setdefault(key, []).append(figure)
    return [_sum(group) for group in groups.values()]


def _sum(group: list[Figure]) -> Figure:
    first = group[0]
    if len(group) == 1 or any(f.best is None and f.low is None for f in group):
        return first

    def total(values: list[int | None]) -> int | None:
        return None if any(v is None for v in values) else sum(v for v in values if v is not None)

    return replace(
        first,
        low=total([f.low for f in group]),
        best=total([f.best for f in group]),
        high=total([f.high for f in group]),
    )
