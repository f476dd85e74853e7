"""Who says it, beyond the parse: "according to X", ", the army said on Thursday", ", said X".

A reporting clause behind a comma, with nothing but its speaker and a time, speaks for what stands
before it, whatever the parser made of the sentence.
"""

from collections.abc import Iterator
from typing import Final

from geo.events.coding.lexicon import term_set
from geo.events.coding.reading import Token

_LONGEST: Final = 12
"""Words that a speaker may have before the verb."""
_BREAKS: Final = (",", ";", ":", "–", "—")
_LINKS: Final = ("that", "which", "who", "whom", "whose", "where", "when")
_QUOTES: Final = ('"', "“", "”", "'", "’", "‘")


def tail_speaker(trigger: Token) -> Token | None:
    """Give the head of the phrase that names who says what a trigger tells."""
    for verb in trigger.sent:
        if verb.i <= trigger.i or verb.lemma_.lower() not in term_set("attribution", "say"):
            continue
        if not _is_reporting(verb) or not _closes(verb):
            continue
        who = _before(verb, trigger) or _after(verb, trigger)
        if who is not None:
            return who
    return None


def _is_reporting(verb: Token) -> bool:
    """Tell a reporting verb, also "the navy claims", which the tagger takes for a noun."""
    taken_for_noun = verb.tag_ == "NNS" and verb.lower_ in ("claims", "reports", "states")
    behind = verb.doc[verb.i + 1].text if verb.i + 1 < len(verb.doc) else "."
    return verb.tag_ in ("VBD", "VBZ", "VBP") or (taken_for_noun and behind in (*_BREAKS, "."))


def _before(verb: Token, trigger: Token) -> Token | None:
    """Read ", the army's spokesman told reporters"."""
    doc, at = verb.doc, verb.i - 1
    while at > trigger.i and doc[at].text not in _BREAKS:
        if verb.i - at > _LONGEST or doc[at].pos_ in ("VERB", "SCONJ") or doc[at].lower_ in _LINKS:
            return None
        at -= 1
    if at <= trigger.i or doc[at].text != "," or at == verb.i - 1:
        return None
    return _head(verb, at + 1, verb.i)


def _after(verb: Token, trigger: Token) -> Token | None:
    """Read ", said Maly Socheata, the ministry's spokesperson"."""
    doc = verb.doc
    at = verb.i - 1
    while at > trigger.i and doc[at].text in _QUOTES:
        at -= 1
    if at <= trigger.i or doc[at].text != ",":
        return None
    end = verb.i + 1
    while end < verb.sent.end and doc[end].text not in (*_BREAKS, "."):
        end += 1
    return _head(verb, verb.i + 1, end)


def _head(verb: Token, start: int, end: int) -> Token | None:
    """Give the noun that heads a stretch of tokens: the verb's own subject, else the last noun."""
    doc = verb.doc
    nouns = [doc[i] for i in range(start, end) if doc[i].pos_ in ("NOUN", "PROPN", "PRON")]
    own = [t for t in nouns if t.dep_ == "nsubj" and t.head.i == verb.i]
    heads = [t for t in nouns if not start <= t.head.i < end]
    return next(iter([*own, *heads, *nouns[-1:]]), None)


def _closes(verb: Token) -> bool:
    """Tell whether nothing is told behind a reporting verb: its clause ends with it."""
    for child in verb.children:
        if child.i > verb.i and child.dep_ in ("ccomp", "dobj", "xcomp"):
            told = [t for t in child.subtree if t.i > verb.i]
            if child.dep_ != "dobj" or child.lower_ not in ("reporters", "statement"):
                return len(told) < 2 and child.dep_ == "dobj"  # noqa: PLR2004
    return True


def according_to(trigger: Token) -> Token | None:
    """Give the source of "according to X" in a trigger's sentence: the next, else the last."""
    found = list(_sources(trigger.sent))
    behind = [source for source in found if source.i > trigger.i]
    return next(iter([*behind, *found[::-1]]), None)


def _sources(sentence: Token) -> Iterator[Token]:
    for token in sentence:
        if token.lower_ == "according":
            yield from [c for c in token.subtree if c.dep_ == "pobj" and c.i > token.i][:1]
        if token.lower_ in term_set("attribution", "accounts") and token.head.lower_ in (
            "in",
            "by",
        ):
            owner = next((c for c in token.children if c.dep_ == "poss"), None)
            if owner is not None:
                yield owner
