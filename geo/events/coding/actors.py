"""Who is who: the sides and third parties behind names, organs of state and pronouns."""

import itertools
import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from geo.events.coding.lexicon import alternatives, section, term_set
from geo.events.coding.reading import Paragraph, Token

SIDES: Final = ("Thailand", "Cambodia")
THIRD: Final = "third party"
OUTLET: Final = "outlet"
_COUNTRY: Final = {"TH": "Thailand", "KH": "Cambodia"}


@dataclass(frozen=True, slots=True)
class Naming:
    """A party named in a text."""

    start: int
    end: int
    party: str


@cache
def _pattern() -> re.Pattern[str]:
    groups = []
    for number, (_, words) in enumerate(section("parties").items()):
        names = alternatives(w for w in words if not w.islower())
        nouns = alternatives(w for w in words if w.islower())
        either = f"{names}|(?i:{nouns})" if nouns else names
        groups.append(rf"(?P<p{number}>{either})")
    return re.compile(rf"\b(?:{'|'.join(groups)})(?![\w])", 0)


def namings(text: str) -> list[Naming]:
    """Every naming of a party in a text, in order."""
    names = list(section("parties"))
    return [
        Naming(m.start(), m.end(), names[int((m.lastgroup or "p0")[1:])])
        for m in _pattern().finditer(text)
    ]


def party_of_country(code: str) -> str | None:
    """Give the side of a country code; None for others and for ground that both claim."""
    return _COUNTRY.get(code)


def parties_in(phrase: str) -> list[str]:
    """Parties that a phrase names, each once, in order."""
    found: list[str] = []
    for naming in namings(phrase):
        if naming.party not in found:
            found.append(naming.party)
    return found


def noun_phrase(token: Token) -> list[Token]:
    """Tokens of a noun phrase without relative clauses and appositions."""
    found, queue = [], [token]
    while queue:
        current = queue.pop()
        found.append(current)
        queue.extend(
            child
            for child in current.children
            if child.dep_ not in ("relcl", "acl", "appos", "advcl", "ccomp", "punct", "parataxis")
        )
    return sorted(found, key=lambda t: t.i)


def phrase_text(tokens: list[Token]) -> str:
    """Text of some tokens as it stands between the first and the last of them."""
    if not tokens:
        return ""
    doc = tokens[0].doc
    return str(doc.text[tokens[0].idx : tokens[-1].idx + len(tokens[-1].text)])


def named_parties(token: Token) -> list[str]:
    """
    Parties that a noun phrase is or belongs to: "Cambodia's defence ministry", "Thai officials".

    Of several the one that stands nearest the head counts, unless the phrase joins them.
    """
    tokens = noun_phrase(token)
    found = parties_in(phrase_text(tokens))
    if len(found) < 2:  # noqa: PLR2004
        return found
    text = phrase_text(tokens)
    pair = _joined_pair(text)
    if pair:
        return pair
    own = [t for t in tokens if t.i == token.i or (t.head.i == token.i and t.dep_ != "prep")]
    near = [p for t in own for p in parties_in(phrase_text(noun_phrase(t)))]
    return near[:1] or found[:1]


def _joined_pair(text: str) -> list[str]:
    """In "Thai and Cambodian officials" both speak."""
    found = namings(text)
    for first, second in itertools.pairwise(found):
        if first.party != second.party and re.fullmatch(
            r"\s*(?:,|and|&|,\s*and)\s*(?:the\s+)?", text[first.end : second.start]
        ):
            return [first.party, second.party]
    return []


def is_generic_speaker(token: Token) -> bool:
    """Tell whether a noun is an organ or office whose nation may be left unsaid."""
    words = {token.lemma_.lower(), token.text.lower()}
    if words & term_set("speakers", "generic"):
        return True
    return phrase_text(noun_phrase(token)).lower() in term_set("speakers", "generic")


def is_both(token: Token) -> bool:
    """Tell whether a phrase means the two sides together."""
    return (
        re.search(
            rf"\b(?:{alternatives(section('speakers')['both'])})\b",
            phrase_text(noun_phrase(token)),
            re.IGNORECASE,
        )
        is not None
    )


def last_named(paragraph: Paragraph, before: int, *, sides_only: bool = True) -> str | None:
    """Give the party last named in a paragraph before a token index."""
    end = len(paragraph.doc.text) if before >= len(paragraph.doc) else paragraph.doc[before].idx
    found = [
        n.party for n in namings(paragraph.doc.text[:end]) if n.party in SIDES or not sides_only
    ]
    return found[-1] if found else None
