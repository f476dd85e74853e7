"""Stretches of days, and how a date in a news text resolves against the day of publication.

News looks back: a weekday is today or the last one, a month the last one that has begun, with seven
days of allowance for what lies just ahead.
"""

import calendar
import datetime as dt
from dataclasses import dataclass, replace
from typing import Final, Literal

Kind = Literal["stated", "since", "until", "duration", "clock"]

MONTHS: Final = 12
FUTURE_ALLOWANCE: Final = dt.timedelta(days=7)
DAY: Final = dt.timedelta(days=1)
_BUDDHIST: Final = 543
_BUDDHIST_YEARS: Final = range(2400, 2700)
_FEW_DAYS, _WEEK, _MONTH = 6, 10, 31


@dataclass(frozen=True, slots=True)
class When:
    """A stretch of days, ends included; `end` None: still going on (kind "since")."""

    start: dt.date
    end: dt.date | None
    prec: int
    """UCDP date precision: 1 exact day, 2 two to six days, 3 week, 4 month, 5 year."""
    kind: Kind = "stated"

    @property
    def last(self) -> dt.date:
        """The last day, or the first where the end is open."""
        return self.end or self.start

    def opened(self) -> "When":
        """Give the stretch that starts where this one does and goes on."""
        return replace(self, end=None, kind="since")


def day(when: dt.date) -> When:
    """One exact day."""
    return When(when, when, 1)


def stretch(start: dt.date, end: dt.date, prec: int = 0, kind: Kind = "stated") -> When:
    """Days from start to end in either order; the precision follows from the length."""
    first, last = sorted((start, end))
    return When(first, last, prec or precision(first, last), kind)


def precision(start: dt.date, end: dt.date) -> int:
    """UCDP date precision of a stretch that an event lies somewhere in."""
    days = (end - start).days + 1
    bounds = ((1, 1), (_FEW_DAYS, 2), (_WEEK, 3), (_MONTH, 4))
    return next((prec for most, prec in bounds if days <= most), 5)


def weekday(number: int, published: dt.date, shift: int = 0) -> dt.date:
    """
    Resolve a weekday.

    Parameters
    ----------
    number
        0 Monday to 6 Sunday.
    shift
        0 today or the last one ("on Monday"); -1 before today ("last Monday"); 1 after today
        ("next Monday").
    """
    back = (published.weekday() - number) % 7
    if shift > 0:
        return published + DAY * (7 - back)
    return published - DAY * (back or (7 if shift else 0))


def week(published: dt.date, back: int = 0) -> tuple[dt.date, dt.date]:
    """Monday and Sunday of the week of publication, or of `back` weeks before it."""
    monday = published - DAY * (published.weekday() + 7 * back)
    return monday, monday + 6 * DAY


def weekend(published: dt.date) -> When:
    """Give the Saturday and Sunday just past; on those days themselves, the one that runs."""
    saturday = weekday(5, published)
    return stretch(saturday, saturday + DAY, 2)


def month(number: int, year: int | None, published: dt.date | None) -> When | None:
    """Resolve a month; without a year, the last that began (or begins within a week)."""
    if year is None:
        if published is None:
            return None
        begun = dt.date(published.year, number, 1) <= published + FUTURE_ALLOWANCE
        year = published.year if begun else published.year - 1
    first = dt.date(year, number, 1)
    return When(first, last_of_month(first), 4)


def date(number: int, in_month: int, year: int | None, published: dt.date | None) -> dt.date | None:
    """Resolve a day and month; None where the calendar has no such day or no year can be had."""
    years = [year] if year else [published.year, published.year - 1] if published else []
    for tried in years:
        made = _real(tried, in_month, number)
        if made and (year or (published and made <= published + FUTURE_ALLOWANCE)):
            return made
    return None


def common_year(text: str | None) -> int | None:
    """Read a year; Thai Buddhist years (2568) become common ones (2025)."""
    if not text:
        return None
    year = int(text)
    return year - _BUDDHIST if year in _BUDDHIST_YEARS else year


def months_back(published: dt.date, count: int) -> When:
    """Give the whole calendar month `count` months before that of publication."""
    index = published.year * 12 + published.month - 1 - count
    first = dt.date(index // 12, index % 12 + 1, 1)
    return When(first, last_of_month(first), 4)


def whole_year(number: int) -> When:
    """All days of one year."""
    return When(dt.date(number, 1, 1), dt.date(number, 12, 31), 5)


def last_of_month(first: dt.date) -> dt.date:
    """Last day of the month of a date."""
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _real(year: int, in_month: int, number: int) -> dt.date | None:
    try:
        return dt.date(year, in_month, number)
    except ValueError:
        return None
