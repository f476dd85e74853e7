"""The days that each kind of date phrase stands for."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from geo.events.coding import when as cal
from geo.events.coding.lexicon import section, terms
from geo.events.coding.numbers import number_value
from geo.events.coding.when import DAY, When

_DAYS_IN: Final = {"day": 1, "night": 1, "week": 7, "fortnight": 14}
_PARTS: Final = {
    "early": (1, 10), "beginning": (1, 10), "start": (1, 10), "mid": (11, 20), "first": (1, 15),
    "second": (16, 31),
}  # fmt: skip
_LATE: Final = 21


@dataclass(frozen=True, slots=True)
class Anchor:
    """What relative dates are reckoned from."""

    published: dt.date | None
    last: dt.date | None
    """The last exact day named before, for "the same day"."""


def iso(match: re.Match[str], _: Anchor) -> When | None:
    """Read 2025-12-08."""
    try:
        return cal.day(dt.date.fromisoformat(match["iso"]))
    except ValueError:
        return None


def slashed(match: re.Match[str], _: Anchor) -> When | None:
    """Read 13/12/2025: the day comes first, as in the region's papers."""
    first, second, year = int(match["d"]), int(match["m"]), cal.common_year(match["y"])
    in_month, number = (second, first) if second <= cal.MONTHS else (first, second)
    made = cal.date(number, in_month, year, None) if in_month <= cal.MONTHS else None
    return cal.day(made) if made else None


def day_of_month(match: re.Match[str], anchor: Anchor) -> When | None:
    """Read "on the 14th": the last such day."""
    if anchor.published is None:
        return None
    number = int(re.sub(r"\D", "", match["d"]))
    for back in (0, 1):
        month = cal.months_back(anchor.published, back).start
        made = cal.date(number, month.month, month.year, None)
        if made and made <= anchor.published + cal.FUTURE_ALLOWANCE:
            return cal.day(made)
    return None


def one_day(match: re.Match[str], anchor: Anchor) -> When | None:
    """Read "8 December"."""
    made = _date(match["d"], match["m"], match["y"], anchor)
    return cal.day(made) if made else None


def several_days(match: re.Match[str], anchor: Anchor) -> When | None:
    """Read "8 to 12 December", "Dec 30 to Jan 2"."""
    months = match.groupdict()
    end = _date(match["d2"], months.get("m2") or match["m"], match["y"], anchor)
    start = _date(match["d"], match["m"], str(end.year), anchor) if end else None
    if not start or not end:
        return None
    return cal.stretch(start.replace(year=end.year - 1) if start > end else start, end)


def _date(day: str, month: str, year: str | None, anchor: Anchor) -> dt.date | None:
    number = int(re.sub(r"\D", "", day))
    return cal.date(number, _month_number(month), cal.common_year(year), anchor.published)


def whole_month(match: re.Match[str], anchor: Anchor) -> When | None:
    """Read "in July", "December 2025"."""
    year = cal.common_year(match.groupdict().get("y"))
    made = cal.month(_month_number(match["m"]), year, anchor.published)
    back = re.match(r"last\b", match.group(), re.IGNORECASE) and made and anchor.published
    if made and back and made.start.month == anchor.published.month:  # type: ignore[union-attr]
        return cal.month(made.start.month, made.start.year - 1, None)
    return made


def part_of_month(match: re.Match[str], anchor: Anchor) -> When | None:
    """Read "early December", "mid-June"."""
    whole = cal.month(_month_number(match["m"]), cal.common_year(match["y"]), anchor.published)
    if whole is None:
        return None
    first, last = _PARTS.get(match["part"].lower().split()[0], (_LATE, 31))
    end = min(whole.start.replace(day=1) + DAY * (last - 1), whole.last)
    return cal.stretch(whole.start.replace(day=first), end, 3)


def nth_week(match: re.Match[str], anchor: Anchor) -> When | None:
    """Read "the last week of August"."""
    whole = cal.month(_month_number(match["m"]), cal.common_year(match["y"]), anchor.published)
    if whole is None:
        return None
    order = (
        ("first", "second", "third", "fourth").index(match["nth"].lower())
        if match["nth"].lower() != "last"
        else None
    )
    start = whole.last - 6 * DAY if order is None else whole.start + 7 * order * DAY
    return cal.stretch(start, start + 6 * DAY, 3)


def a_year(match: re.Match[str], _: Anchor) -> When:
    """Read "in 2011"."""
    return cal.whole_year(int(match["y"]))


def years(match: re.Match[str], _: Anchor) -> When:
    """Read "from 2008 to 2011"."""
    first, last = sorted(int(match[name]) for name in ("y", "y2"))
    return cal.stretch(dt.date(first, 1, 1), dt.date(last, 12, 31), 5)


def decade(match: re.Match[str], _: Anchor) -> When:
    """Read "the 1980s"."""
    first = int(match["y"])
    return cal.stretch(dt.date(first, 1, 1), dt.date(first + 9, 12, 31), 5)


def fixed(match: re.Match[str], anchor: Anchor) -> When | None:
    """Read "Christmas Eve"."""
    day, month = section("dates")["fixed"][match["fixed"]]
    made = cal.date(day, month, None, anchor.published)
    return cal.day(made) if made else None


def weekday(match: re.Match[str], anchor: Anchor) -> When | None:
    """Read "on Monday", "last Thursday"."""
    if anchor.published is None:
        return None
    said = (match["shift"] or "").lower()
    shift = {"last": -1, "next": 1, "this coming": 1}.get(said, 0)
    found = cal.weekday(_weekday_number(match["w"]), anchor.published, shift)
    if said == "this" and found < cal.week(anchor.published)[0]:
        found += 7 * DAY
    return cal.day(found)


def weekday_last_week(match: re.Match[str], anchor: Anchor) -> When | None:
    """Read "Thursday last week"."""
    if anchor.published is None:
        return None
    monday, _ = cal.week(anchor.published, 1)
    return cal.day(monday + DAY * _weekday_number(match["w"] or match["w2"]))


def overnight(match: re.Match[str], anchor: Anchor) -> When | None:
    """Read "overnight", "overnight on Sunday"."""
    if anchor.published is None:
        return None
    if match["w"] is None:
        return cal.stretch(anchor.published - DAY, anchor.published)
    night = cal.weekday(_weekday_number(match["w"]), anchor.published)
    return cal.stretch(night, min(night + DAY, anchor.published))


def unit(match: re.Match[str], anchor: Anchor) -> When | None:
    """Read "last week", "earlier this month"."""
    if anchor.published is None:
        return None
    unit, which = match["unit"].lower(), match["which"].lower()
    made = _whole_unit(unit, {"last": 1, "this": 0, "next": -1}[which], anchor.published)
    if which != "this":
        return made
    end = (
        anchor.published - DAY
        if match["early"] and made.start < anchor.published
        else anchor.published
    )
    return cal.stretch(made.start, end, made.prec)


def _whole_unit(unit: str, back: int, published: dt.date) -> When:
    if unit == "week":
        return cal.stretch(*cal.week(published, back), 3)
    if unit == "month":
        return cal.months_back(published, back)
    return cal.whole_year(published.year - back)


def start_of_unit(match: re.Match[str], anchor: Anchor) -> When | None:
    """Read "since the start of the week": its first day."""
    if anchor.published is None:
        return None
    back = 1 if match["which"].lower() == "last" else 0
    return cal.day(_whole_unit(match["unit"].lower(), back, anchor.published).start)


def rolling(match: re.Match[str], anchor: Anchor) -> When | None:
    """Read "over the past week": seven days back, not the calendar's week."""
    days = {"month": 30, "year": 365, **_DAYS_IN}[match["unit"].lower()]
    return _to_published(days, anchor)


def weekend(_: re.Match[str], anchor: Anchor) -> When | None:
    """Read "over the weekend"."""
    return cal.weekend(anchor.published) if anchor.published else None


def back(anchor: Anchor, days: int) -> When | None:
    """Give the day so many days before publication."""
    return cal.day(anchor.published - DAY * days) if anchor.published else None


def from_last(anchor: Anchor, days: int) -> When | None:
    """Give the day so many days after the day named last."""
    return cal.day(anchor.last + DAY * days) if anchor.last else None


def recent(match: re.Match[str], anchor: Anchor) -> When | None:
    """Read "in recent days"."""
    days = 6 if match["unit"].lower() == "day" else 27
    return _to_published(days, anchor)


def clock(_: re.Match[str], anchor: Anchor) -> When | None:
    """Read "at 05:40", "before dawn": the day is left open."""
    day = anchor.published
    return When(day, day, 1, "clock") if day else None


def ago(match: re.Match[str], anchor: Anchor) -> When | None:
    """Read "two weeks ago"."""
    if anchor.published is None:
        return None
    unit, count = match["unit"].lower(), _amount(match["n"])
    if unit == "month":
        return cal.months_back(anchor.published, count)
    if unit == "year":
        return cal.whole_year(anchor.published.year - count)
    day = anchor.published - DAY * (_DAYS_IN[unit] * count)
    return When(day, day, 1 if unit in ("day", "night") else 2)


def earlier(match: re.Match[str], anchor: Anchor) -> When | None:
    """Read "two days earlier"."""
    return _shifted(match, anchor, 1)


def later(match: re.Match[str], anchor: Anchor) -> When | None:
    """Read "two days later"; "a day after X did Y" dates X."""
    # "a day after X did Y": the day of X lies that much before the day just named. "later" goes on.
    return _shifted(match, anchor, -1 if match.group().lower().endswith("later") else 1)


def _shifted(match: re.Match[str], anchor: Anchor, back: int) -> When | None:
    unit = match["unit"].lower()
    if anchor.last is None or unit not in _DAYS_IN:
        return None
    return cal.day(anchor.last - DAY * (back * _DAYS_IN[unit] * _amount(match["n"])))


def duration(match: re.Match[str], anchor: Anchor) -> When | None:
    """Read "two weeks of fighting", "over the past six days"."""
    days = {"month": 30, "year": 365, **_DAYS_IN}[match["unit"].lower()] * _amount(match["n"])
    return _to_published(days, anchor)


def past_hours(match: re.Match[str], anchor: Anchor) -> When | None:
    """Read "in the past 24 hours"."""
    hours = number_value(match["hours"]) or 24
    return _to_published(-(-hours // 24), anchor)


def _to_published(days: int, anchor: Anchor) -> When | None:
    if anchor.published is None:
        return None
    return cal.stretch(anchor.published - DAY * days, anchor.published, 0, "duration")


def nth_day(match: re.Match[str], anchor: Anchor) -> When | None:
    """Read "for a third day"."""
    if anchor.published is None:
        return None
    order = terms("dates", "ordinals").index(match["o"].lower())
    return cal.stretch(anchor.published - DAY * order, anchor.published, 0, "duration")


def _amount(text: str) -> int:
    return 2 if "couple" in text.lower() else number_value(text) or 1


def _weekday_number(name: str) -> int:
    return terms("dates", "weekdays_short").index(name[:3].lower())


def _month_number(name: str) -> int:
    return terms("dates", "months_short").index(name[:3].lower()) + 1


def same_day(_: re.Match[str], anchor: Anchor) -> When | None:
    """Read "the same day", "hours later"."""
    return cal.day(anchor.last) if anchor.last else None
