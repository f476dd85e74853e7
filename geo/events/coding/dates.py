"""Find the dates in a news text and resolve each to a stretch of days.

Own rules, because the libraries for this give single days where news means intervals, and read
weekdays forward. The words are in `lexicon.toml`, the phrases in `date_rules.py`, the calendar in
`when.py`; here matches are sorted out, ranges joined, and "since" and "until" read.
"""

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, NamedTuple

from geo.events.coding import when as cal
from geo.events.coding.date_days import Anchor
from geo.events.coding.date_rules import Rule, rules
from geo.events.coding.lexicon import alternatives, terms
from geo.events.coding.when import When


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date phrase: its characters in the text and the days that it stands for."""

    start: int
    end: int
    text: str
    when: When
    inferred: bool = False
    """Reckoned from publication or another date, and not named."""


_STALE: Final = dt.timedelta(days=180)


class _Hit(NamedTuple):
    match: re.Match[str]
    rule: Rule


def find_dates(text: str, published: dt.date | None = None) -> list[DateMention]:
    """
    Find every date phrase, in order.

    Parameters
    ----------
    published
        Day of publication. Without it only dates that carry a year are resolved.
    """
    found: list[DateMention] = []
    anchors = _Anchors(text, published)
    for match, rule in _hits(text):
        if found and _apposed(found[-1], match, text):
            continue
        resolved = rule.resolve(match, Anchor(published, anchors.at(match.start())))
        if resolved is None:
            continue
        if resolved.prec == 1 and resolved.kind == "stated":
            anchors.remember(match, resolved.start)
        found.append(
            DateMention(match.start(), match.end(), match.group(), resolved, rule.inferred)
        )
    return [_ahead(_opened(mention, text), published) for mention in _joined(found, text)]


class _Anchors:
    """The day named last; that of a statement ("said on Friday") counts in its sentence only."""

    def __init__(self, text: str, published: dt.date | None) -> None:
        self._text, self._told = text, published
        self._report: tuple[int, dt.date] | None = None

    def at(self, position: int) -> dt.date | None:
        """Give the day that "a day earlier" is reckoned from."""
        if self._report and not _SENTENCE_END.search(self._text, self._report[0], position):
            return self._report[1]
        return self._told

    def remember(self, match: re.Match[str], named: dt.date) -> None:
        """Take note of an exact day."""
        before = self._text[max(0, match.start() - 60) : match.start()]
        if _opener().search(before):
            return
        if _said_on().search(before):
            self._report = (match.end(), named)
        else:
            self._told, self._report = named, None


_SENTENCE_END: Final = re.compile(r"[.!?][\"”’]?\s|\n")


@cache
def _said_on() -> re.Pattern[str]:
    forms = alternatives(terms("dates", "said"))
    return re.compile(rf"\b(?:{forms})(?:\s+(?:late|early|also))?(?:\s+on)?\s+$", re.IGNORECASE)


def _apposed(before: DateMention, match: re.Match[str], text: str) -> bool:
    """In "on Saturday, a day before the ceremony" only the first tells the day."""
    between = text[before.end : match.start()]
    ends = match.group().lower().endswith((" before", " after"))
    goes_on = re.match(r"\s+\w", text[match.end() :]) is not None
    return ends and goes_on and between == ", " and before.when.prec == 1


def _hits(text: str) -> list[_Hit]:
    """All matches of all rules; where they overlap the longest stays."""
    every = [_Hit(match, rule) for rule in rules() for match in rule.pattern.finditer(text)]
    every.sort(key=lambda hit: (hit.match.start() - hit.match.end(), hit.match.start()))
    taken: list[_Hit] = []
    for hit in every:
        start, end = hit.match.span()
        if all(end <= other.match.start() or start >= other.match.end() for other in taken):
            taken.append(hit)
    return sorted(taken, key=lambda hit: hit.match.start())


def _joined(found: list[DateMention], text: str) -> list[DateMention]:
    """Join "from Tuesday evening to Wednesday noon" and the like to one stretch."""
    made: list[DateMention] = []
    for mention in found:
        if made and (_says_when(made[-1], mention, text) or _names_day(made[-1], mention, text)):
            made.pop()
        both_days = _later_day(made[-1], mention, text) if made else None
        if both_days is not None:
            made[-1] = both_days
            continue
        start = _range_start(made[-1], mention, text) if made else None
        if start is None:
            made.append(mention)
            continue
        first = made.pop()
        both = cal.stretch(first.when.start, mention.when.last)
        made.append(DateMention(start, mention.end, text[start : mention.end], both))
    return made


def _says_when(first: DateMention, second: DateMention, text: str) -> bool:
    """In "five days of fighting in July" the month says when, and the five days only how long."""
    near = not text[first.end : second.start].strip()
    return near and first.when.kind == "duration" and second.when.kind == "stated"


def _names_day(first: DateMention, second: DateMention, text: str) -> bool:
    """In "on Tuesday, Dec 9" the date says which Tuesday."""
    between = text[first.end : second.start]
    weekday = _weekday_only().fullmatch(first.text) is not None
    return (
        weekday
        and between in (", ", " ", " (", ", on ")
        and re.search(r"\d", second.text) is not None
    )


def _later_day(first: DateMention, second: DateMention, text: str) -> DateMention | None:
    """In "Monday to Wednesday", "Sunday and Monday" the first day is the one before the second."""
    if not all(_weekday_only().fullmatch(m.text) for m in (first, second)):
        return None
    between = text[first.end : second.start]
    if not re.fullmatch(
        r"\s*(?:to|through|until|till|into|and|-|–)\s*(?:on\s+|early\s+)?", between
    ):
        return None
    start = first.when.start
    if start > second.when.start:
        start -= 7 * cal.DAY
    listed = "and" in between.split()
    if listed and second.when.start - start != cal.DAY:
        return None
    return DateMention(first.start, second.end, text[first.start : second.end],
                       cal.stretch(start, second.when.start))  # fmt: skip


@cache
def _weekday_only() -> re.Pattern[str]:
    part = alternatives(terms("dates", "parts_of_day"))
    return re.compile(
        rf"(?:{alternatives(terms('dates', 'weekdays'))})(?:\s+(?:{part}))?", re.IGNORECASE
    )


def _range_start(first: DateMention, second: DateMention, text: str) -> int | None:
    """Where a range of the two begins, or None where they are two dates of their own."""
    if "clock" in (first.when.kind, second.when.kind) or first.when.start > second.when.last:
        return None
    between = text[first.end : second.start]
    if re.fullmatch(r"\s?[-–]\s?", between):
        return first.start
    opener = re.search(
        r"\b(?:from|between|since)\s+(?:[\w:.]+\s+){0,3}$", text[: first.start], re.IGNORECASE
    )
    linked = re.fullmatch(
        r"\s*(?:to|and|until|till|through|up to)\s+(?:[\w:.]+\s+){0,5}", between, re.IGNORECASE
    )
    return opener.start() if opener and linked else None


def _opened(mention: DateMention, text: str) -> DateMention:
    """Read the "since", "from" or "until" before a date."""
    before = text[max(0, mention.start - 60) : mention.start]
    found = _opener().search(before)
    inside = mention.text.split()[0].lower()
    cue = " ".join(found["cue"].lower().split()) if found else inside
    known = cue in terms("dates", "since") or cue in terms("dates", "until")
    if mention.when.kind in ("duration", "clock") or not known or _is_range(mention):
        return mention
    start = mention.start - len(before) + found.start() if found else mention.start
    opened = replace(mention, start=start, text=text[start : mention.end])
    if cue in terms("dates", "since"):
        single = mention.when.start == mention.when.end or mention.when.prec > 2  # noqa: PLR2004
        return replace(opened, when=mention.when.opened()) if single or cue == "since" else mention
    if cue == "by":
        return opened
    return replace(opened, when=replace(mention.when, kind="until"))


def _ahead(mention: DateMention, published: dt.date | None) -> DateMention:
    """Read "until 31 December" forward: an end long past was not worth naming."""
    when = mention.when
    stale = published and when.kind == "until" and when.last < published - _STALE
    if not stale or re.search(r"\d{4}", mention.text):
        return mention
    start, end = (_year_later(day) for day in (when.start, when.last))
    return replace(mention, when=replace(when, start=start, end=end))


def _year_later(day: dt.date) -> dt.date:
    return day.replace(year=day.year + 1, day=min(day.day, 28) if day.month == 2 else day.day)  # noqa: PLR2004


def _is_range(mention: DateMention) -> bool:
    return (
        re.search(r"\b(?:to|and|until|till|through|into)\b|\d\s?[-–]\s?\d", mention.text)
        is not None
    )


@cache
def _opener() -> re.Pattern[str]:
    cues = alternatives((*terms("dates", "since"), *terms("dates", "until")))
    part = alternatives(terms("dates", "parts_of_day"))
    begun = alternatives(terms("dates", "begun"))
    filler = rf"(?:the|early|late|hours|{part}|on|of|at|in|\d{{1,2}}[:.]\d\d)"
    return re.compile(
        rf"\b(?P<cue>{cues})\s+(?:(?:[\w'’-]+\s+){{1,5}}(?:{begun})\s+(?:again\s+|anew\s+)?)?(?:{filler}\s+)*$",
        re.IGNORECASE,
    )
