"""The kinds of date phrase, each a pattern with the stretch of days that it stands for."""

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from geo.events.coding import date_days as days
from geo.events.coding.lexicon import alternatives, section, terms
from geo.events.coding.when import When

Resolver = Callable[[re.Match[str], days.Anchor], When | None]


class Rule(NamedTuple):
    """One kind of phrase; `inferred` where the days are reckoned and not named."""

    pattern: re.Pattern[str]
    resolve: Resolver
    inferred: bool = False


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule. Where matches overlap the longest wins, so the order does not matter."""
    number = _words(section("numbers")["words"])
    units = "day|night|week|fortnight|month|year"
    span = rf"(?P<n>\d+|{number}|an?|(?:a\s+)?couple\s+of)\s+(?P<unit>{units})s?"
    return tuple(
        Rule(re.compile(pattern), resolve, inferred)
        for pattern, resolve, inferred in (*_named(), *_relative(), *_spans(span))
    )


_Row = tuple[str, Resolver, bool]


def _named() -> tuple[_Row, ...]:
    """Dates with a day, month or year in them."""
    month, day, year = _month(), r"\d{1,2}(?:st|nd|rd|th)?", r"(?:,?\s+(?P<y>(?:19|20|25)\d\d)\b)?"
    join = r"\s*(?:-|–|to|and|until|through|till)\s*"
    d, d2, m, m2 = (
        rf"(?P<{n}>{p})" for n, p in (("d", day), ("d2", day), ("m", month), ("m2", month))
    )
    part = (
        r"(?i:(?P<part>early|mid|late|beginning\s+of|start\s+of|end\s+of|(?:first|second)\s+half\s+of)"
        r"(?:\s+(?:in|of))?[\s-]+)"
    )
    alone = r"(?<=st|nd|rd|th)(?=\s*[,.;:)]|\s+(?:and|at|when|of\s+(?:this|the)\s+month)\b|\s*$)"
    span_of_years = r"(?P<y>(?:19|20)\d\d)\s*(?i:to|and|until|through|-|–)\s*(?P<y2>(?:19|20)\d\d)"
    nth = r"(?i:(?P<nth>first|second|third|fourth|last)\s+week\s+(?:of|in)\s+)"
    ahead = r"(?i:in|since|during|of|last|this|by|until|from|for|through|late|mid|the|and|to|'s)"
    years = "in|since|of|by|between|from|until|to|and|during|early|late|mid"
    return (
        (r"\b(?P<iso>\d{4}-\d\d-\d\d)\b", days.iso, False),
        (r"(?<![\d/])(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})(?![\d/])", days.slashed, False),
        (rf"\b(?i:on|of|since|until|from|by)\s+the\s+{d}\b{alone}", days.day_of_month, False),
        (rf"\b{d}\s+(?:of\s+)?{m}{year}", days.one_day, False),
        (rf"\b{m}\s+{d}(?!\d|:\d|\s*(?:a\.m|p\.m|am|pm)\b){year}", days.one_day, False),
        (rf"\b{d}{join}{d2}\s+(?:of\s+)?{m}{year}", days.several_days, False),
        (rf"\b{m}\s+{d}{join}{d2}(?!\d|\s*{month}){year}", days.several_days, False),
        (rf"\b{d}\s+{m}{join}{d2}\s+{m2}{year}", days.several_days, False),
        (rf"\b{m}\s+{d}{join}{m2}\s+{d2}{year}", days.several_days, False),
        (rf"\b{m},?\s+(?P<y>(?:19|20|25)\d\d)\b", days.whole_month, False),
        (rf"(?<=\b)(?<!\d\s){part}{m}{year}", days.part_of_month, False),
        (rf"\b{nth}{m}{year}", days.nth_week, False),
        (rf"\b(?:{ahead})\s+(?P<m>{month})\b(?!\s+\d)", days.whole_month, False),
        (rf"\b(?P<m>{_month(bare=True)})\b(?=['’]s|\s+[a-z])(?!\s+\d)", days.whole_month, False),
        (
            rf"\b(?i:{years})\s+(?P<y>(?:19|20)\d\d)(?![\d,/]|[.-]\d)(?!\s+(?:people|[a-z]+s)\b)",
            days.a_year,
            False,
        ),
        (r"\b(?i:the\s+)?(?P<y>(?:19|20)\d0)s\b", days.decade, False),
        (rf"\b(?i:from|between|in)\s+{span_of_years}\b", days.years, False),
        (rf"\b(?P<fixed>{_words(section('dates')['fixed'])})\b", days.fixed, False),
    )


def _relative() -> tuple[_Row, ...]:
    """Dates that the day of publication resolves."""
    return (*_weekday_rows(), *_day_rows(), *_unit_rows(), *_anchored_rows(), *_clock_rows())


def _weekday_rows() -> tuple[_Row, ...]:
    name, part = rf"(?P<w>{_weekdays()})", _part()
    shift = r"(?i:(?P<shift>last|next|this|this\s+coming|this\s+past))\s+"
    after = rf"{name}\s+(?i:last\s+week|of\s+last\s+week)"
    before = rf"(?i:last\s+week\s+on)\s+(?P<w2>{_weekdays()})"
    night = rf"(?:\s+(?i:on|from|into)?\s*{name}(?:\s+(?i:night))?)?"
    return (
        (rf"\b(?:{shift})?{name}(?:\s+(?i:{part}))?\b", days.weekday, False),
        (rf"\b{after}\b|\b{before}\b", days.weekday_last_week, False),
        (rf"\b(?i:overnight){night}\b", days.overnight, False),
    )


def _day_rows() -> tuple[_Row, ...]:
    today = rf"today|tonight|this\s+(?:{_part()}|day)|earlier\s+today|to-day"
    yesterday = r"yesterday(?:'s|’s)?|last\s+night|the\s+previous\s+night"
    return (
        (rf"\b(?i:{today})\b", lambda _, a: days.back(a, 0), False),
        (rf"\b(?i:{yesterday})\b", lambda _, a: days.back(a, 1), False),
        (r"\b(?i:the\s+)?(?i:day\s+before\s+yesterday)\b", lambda _, a: days.back(a, 2), False),
        (r"\b(?i:tomorrow|tmrw|tmr)\b", lambda _, a: days.back(a, -1), False),
    )


def _unit_rows() -> tuple[_Row, ...]:
    unit = r"(?P<early>earlier\s+)?(?P<which>this|last|next)\s+(?P<unit>week|month|year)"
    over = r"(?:on|over|at|during|through)\s+the|last|this|this\s+past|the"
    opening, units = (
        r"(?:the\s+)?(?:start|beginning)\s+of",
        "(?P<unit>day|week|fortnight|month|year)",
    )
    begun = rf"{opening}\s+(?P<which>the|this|last)\s+(?!day|fort){units}"
    rolling = rf"(?:over|in|during|for|within)\s+the\s+(?:past|last|previous)\s+{units}"
    return (
        (rf"\b(?i:{unit})\b", days.unit, False),
        (rf"\b(?i:{begun})\b", days.start_of_unit, False),
        (rf"\b(?i:{rolling})\b", days.rolling, True),
        (rf"\b(?i:{over})\s+(?i:(?:past\s+)?weekend)\b(?!\s+of\b)", days.weekend, False),
        (r"\b(?i:in\s+recent\s+(?P<unit>day|week)s)\b", days.recent, True),
    )


def _anchored_rows() -> tuple[_Row, ...]:
    """Dates reckoned from the day named last."""
    part = _part()
    same = rf"(?:the|that|this)\s+(?:same|very)\s+(?:day|{part})|that\s+(?:day|{part})"
    beside = r"(?:later|earlier)\s+(?:that|in\s+the)\s+day"
    later = r"the\s+(?:next|following)\s+(?:day|morning|afternoon|evening)"
    earlier = (
        rf"(?:the\s+(?:previous\s+(?:day|{part})|(?:day|{part})\s+before|day\s+earlier)"
        r"|a\s+day\s+(?:earlier|before))\b"
        r"(?!\s+yesterday)"
    )
    hours = r"hours\s+(?:later|earlier|before|after)"
    return (
        (rf"\b(?i:{same}|{hours}|{beside})\b", days.same_day, True),
        (rf"\b(?i:{later})\b", lambda _, a: days.from_last(a, 1), True),
        (rf"\b(?i:{earlier})", lambda _, a: days.from_last(a, -1), True),
    )


def _clock_rows() -> tuple[_Row, ...]:
    """Read times of day: they tell no day, but that a day is meant."""
    within = rf"(?:in|during|through)\s+the\s+(?:early\s+|late\s+)?{_part()}"
    times = r"dawn|daybreak|sunrise|noon|midday|midnight|dusk|nightfall|lunchtime|breakfast"
    beside = (
        rf"(?:before|at|around|until|after|since|by)\s+(?:{times}|(?:the\s+)?early\s+{_part()})"
    )
    half = r"a\.m\.|p\.m\.|am|pm"
    return (
        (rf"\b(?i:{within}|{beside})\b(?!\s+(?:of|on)\b)", days.clock, True),
        (rf"\b\d{{1,2}}[:.]\d\d(?:\s*(?i:{half}|hours|hrs))?(?![\d%])", days.clock, True),
        (rf"\b\d{{1,2}}\s*(?i:{half})(?!\w)", days.clock, True),
        (r"\b(?i:at|around|about)\s+\d{4}\s*(?i:hours|hrs|h)\b", days.clock, True),
    )


def _spans(span: str) -> tuple[_Row, ...]:
    """Stretches counted in days, weeks, months: "two weeks of fighting", "three days ago"."""
    of = _words(terms("dates", "span_of"))
    nth = _words(terms("dates", "ordinals"))
    past = r"(?:over|in|during|for|within)\s+(?:the\s+)?(?:past|last|previous)"
    hours = r"(?:the\s+(?:past|last|previous)|within)"
    rough = r"(?:(?i:nearly|almost|about|around|some|roughly|just\s+over|over|more\s+than)\s+)?"
    return (
        (rf"\b{rough}(?i:{span})\s+(?i:ago)\b", days.ago, False),
        (rf"\b(?i:{span})\s+(?i:earlier|before)\b", days.earlier, True),
        (rf"\b(?i:{span})\s+(?i:after|later)\b", days.later, True),
        (
            rf"\b{rough}(?i:{span})\s+(?i:of)\s+(?:[\w-]+\s+){{0,3}}?(?i:{of})\b",
            days.duration,
            True,
        ),
        (rf"\b(?i:{past}\s+{span})\b", days.duration, True),
        (
            rf"\b(?i:(?:{past}|{hours})\s+(?P<hours>\d+|twenty-four)\s+hours)\b",
            days.past_hours,
            True,
        ),
        (
            rf"\b(?i:(?:its|their|the|a)\s+(?P<o>{nth})\s+(?:straight\s+|consecutive\s+)?day)\b",
            days.nth_day,
            True,
        ),
    )


# --- words of the lexicon as patterns -------------------------------------------------------------


def _part() -> str:
    return _words(terms("dates", "parts_of_day"))


def _words(words: object) -> str:
    return f"(?:{alternatives(words)})"  # type: ignore[arg-type]


def _weekdays() -> str:
    full = "|".join(w.capitalize() for w in terms("dates", "weekdays"))
    short = "|".join(w.capitalize() for w in terms("dates", "weekdays_short"))
    return rf"(?:{full}|{full.upper()}|(?:{short})(?=[.,\s](?=\W|\d|$)))"


def _month(*, bare: bool = False) -> str:
    """Months as written; `bare` leaves out those that are words of their own (may, march)."""
    full = [
        m.capitalize() for m in terms("dates", "months") if not (bare and m in ("may", "march"))
    ]
    short = [] if bare else [*(m.capitalize() for m in terms("dates", "months_short")), "Sept"]
    names = [*full, *(m.upper() for m in full)]
    if bare:
        return f"(?:{'|'.join(full)})"
    return f"(?:{'|'.join(names)}|(?:{'|'.join([*short, *(m.upper() for m in short)])})\\b[.]?)"
