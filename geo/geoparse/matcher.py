"""Names of the gazetteer in a text: capitalised word groups, and Thai and Khmer by search."""

import re
from functools import cache
from typing import Any, Final, NamedTuple

import ahocorasick_rs

from geo import gazetteer, names
from geo.geoparse import lexicon, readings
from geo.geoparse.mentions import Mention, longest_first
from geo.names import khmer, safe

LONGEST: Final = 6
"""Words of the longest name that is searched for."""

_WORD: Final = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+(?:['’‘ʼ][^\W_]+)*")
_GAP: Final = re.compile(r"[ \t]?\n?[ \t]?|[-‐‑–]|\. ?|\u00a0")
_POSSESSIVE: Final = re.compile(r"['’‘ʼ][sS]$")
_UNSPACED: Final = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff]")
# Vowel signs, tone marks and the Khmer coeng: a name never ends just before one of them.
_MARKS: Final = re.compile(r"[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e\u17b4-\u17d3\u17dd]")
_SHORT: Final = 5


class Word(NamedTuple):
    """A word of the text with its offsets, possessive ending cut off."""

    start: int
    end: int
    text: str
    possessive: bool


def words(text: str) -> list[Word]:
    """Cut a text into words."""
    found = []
    for match in _WORD.finditer(text):
        whole = match.group()
        bare = _POSSESSIVE.sub("", whole)
        found.append(Word(match.start(), match.start() + len(bare), bare, bare != whole))
    return found


def latin(text: str, cut: list[Word]) -> list[Mention]:
    """Find the gazetteer's names among capitalised word groups, the longest at each place."""
    found, position = [], 0
    while position < len(cut):
        mention, used = _longest(text, cut, position)
        if mention is not None:
            found.append(mention)
        position += used
    return found


def _longest(text: str, cut: list[Word], first: int) -> tuple[Mention | None, int]:
    head = cut[first]
    if not _starts_name(head.text):
        return None, 1
    last = _reach(text, cut, first)
    for end in range(last, first, -1):
        tail = cut[end - 1]
        if not _ends_name(text, tail):
            continue
        surface = text[head.start : tail.end]
        if gazetteer.candidates(names.key(surface)) or readings.acronym(surface):
            return Mention(head.start, tail.end, surface), end - first
    return None, 1


def _reach(text: str, cut: list[Word], first: int) -> int:
    """Tell how many words from `first` on may belong to one name."""
    last = first + 1
    while last < min(len(cut), first + LONGEST):
        before = cut[last - 1]
        gap = text[before.end : cut[last].start]
        if before.possessive or len(gap) > 3 or not _GAP.fullmatch(gap):  # noqa: PLR2004
            break
        last += 1
    return last


def _starts_name(word: str) -> bool:
    return word[0].isupper() and not _UNSPACED.match(word)


def _ends_name(text: str, word: Word) -> bool:
    joined = word.start > 0 and text[word.start - 1] in "-‐‑"
    return not word.text[0].islower() or joined or word.text in lexicon.kind_words()


def unspaced(text: str) -> list[Mention]:
    """Find the gazetteer's Thai, Lao and Khmer names, longest first, whole letters only."""
    if not _UNSPACED.search(text):
        return []
    finder, spelled = _finder()
    hits = finder.find_matches_as_indexes(khmer(safe(text)), overlapping=False)
    found = [Mention(start, end, spelled[number]) for number, start, end in hits]
    return longest_first([m for m in found if _whole(text, m)])


def _whole(text: str, mention: Mention) -> bool:
    after = text[mention.end : mention.end + 1]
    return not (after and _MARKS.match(after))


@cache
def _finder() -> tuple[Any, list[str]]:
    spelled = sorted({khmer(name) for name in gazetteer.local_names() if _long_enough(name)})
    longest = ahocorasick_rs.MatchKind.LeftmostLongest
    return ahocorasick_rs.AhoCorasick(spelled, matchkind=longest), spelled


def _long_enough(name: str) -> bool:
    if len(name) >= _SHORT:
        return True
    found = gazetteer.candidates(names.key(name))
    trusted = (
        c.kind in {"country", "province"} or c.gazetteer_id.startswith("site:") for c in found
    )
    return len(name) > 2 and any(trusted)  # noqa: PLR2004
