"""Numbers in running English: digits, words, dozens and millions, with their bounds.

"at least 60", "between 10 and 12", "more than half a million", "two dozen". A count keeps what the
text says: a lower bound has no upper end, and a word such as "dozens" or "several" has no number.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from geo.events.coding.lexicon import alternatives, section, terms

_DIGITS: Final = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_THOUSAND: Final = 1000


@dataclass(frozen=True, slots=True)
class Count:
    """A number as the text gives it, with its bounds and its place in the text."""

    start: int
    end: int
    low: int | None
    best: int | None
    high: int | None


def find_counts(text: str) -> list[Count]:
    """Every number in a text with its bounds, in order; years and clock times are not told out."""
    found: list[Count] = []
    position = 0
    while match := _scanner().search(text, position):
        found.append(_count(match))
        position = match.end()
    return found


def number_value(phrase: str) -> int | None:
    """Value of one number phrase ("twenty-one", "1,200", "half a million"); None if it is none."""
    whole = re.fullmatch(_number(), phrase.strip(), re.IGNORECASE)
    return _value(phrase) if whole else None


def _count(match: re.Match[str]) -> Count:
    first, second = _value(match["first"]), _value(match["second"] or "")
    if match["second"] and first is not None and second is not None:
        low = first * _borrowed_scale(match["first"], match["second"])
        return Count(match.start(), match.end(), min(low, second), None, max(low, second))
    return Count(match.start(), match.end(), *_bounded(first, match["bound"] or ""))


def _borrowed_scale(first: str, second: str) -> int:
    """In "1 to 2 million" the scale word counts for both numbers."""
    scale = second.lower().split()[-1]
    bare = re.fullmatch(_DIGITS, first) is not None
    return int(section("numbers")["scales"].get(scale, 1)) if bare else 1


def _bounded(value: int | None, phrase: str) -> tuple[int | None, int | None, int | None]:
    said = " ".join(phrase.lower().split())
    if said in terms("numbers", "at_least"):
        return value, value, None
    if said in terms("numbers", "at_most"):
        return None, value, value
    return value, value, value


def _value(phrase: str) -> int | None:
    words: dict[str, float] = section("numbers")["words"]
    scales: dict[str, int] = section("numbers")["scales"]
    total, current, seen = 0.0, 0.0, False
    for word in re.findall(rf"{_DIGITS}|[a-z]+", phrase.lower()):
        if word in scales:
            current, seen = (current or 1) * scales[word], True
            if scales[word] >= _THOUSAND:
                total, current = total + current, 0.0
        elif word[0].isdigit():
            current, seen = current + float(word.replace(",", "")), True
        elif word in words:
            current, seen = current + words[word], True
    return round(total + current) if seen else None


@cache
def _number() -> str:
    scale = alternatives(section("numbers")["scales"])
    word = alternatives(w for w in section("numbers")["words"] if w != "half")
    tail = rf"(?:[\s-]+(?:and\s+)?(?:{word}|{scale}))*"
    return (
        rf"(?:(?:half\s+an?|an?(?:\s+half)?)\s+(?:{scale})\b{tail}"
        rf"|(?:{_DIGITS}(?:\s+(?:{scale}))?|(?:{word}){tail})(?![\w%]))"
    )


@cache
def _scanner() -> re.Pattern[str]:
    bound = alternatives(
        w for key in ("at_least", "at_most", "about") for w in terms("numbers", key)
    )
    return re.compile(
        rf"(?<![\w.:/])(?<![A-Za-z]-)(?P<between>between\s+)?(?:(?P<bound>{bound})\s+)?(?P<first>{_number()})"
        rf"(?:(?(between)\s+and\s+|(?:\s+(?:to|or)\s+|\s?[-–]\s?))(?P<second>{_number()}))?",
        re.IGNORECASE,
    )
