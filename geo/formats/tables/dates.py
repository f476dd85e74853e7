"""Dates as people write them -> first day, last day, precision; one column at a time.

A column is read as a whole, since only the whole tells whether 03/04/2025 is in April or in
March. Where even that does not tell, the user is asked (`AmbiguousDatesError`). A time with a zone
becomes the day in Indochina Time (UTC+7), which both countries keep all year; a time without a
zone is taken to be local.
"""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import InputError

Order: TypeAlias = Literal["dmy", "mdy"]
LOCAL: Final = timezone(timedelta(hours=7), "ICT")

_TIME: Final = (
    r"(?:[T ]\s*(\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*([AaPp][Mm])?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?"
)
_YMD: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _TIME)
_NUMERIC: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})" + _TIME)
_DAY_FIRST: Final = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[-/. ]+([A-Za-z]{3,9})\.?[-/., ]+(\d{4}|\d{2})" + _TIME
)
_MONTH_FIRST: Final = re.compile(
    r"([A-Za-z]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})" + _TIME
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH: Final = re.compile(r"(\d{4})[-/](\d{1,2})")
_MONTH_NAMED: Final = re.compile(r"([A-Za-z]{3,9})\.?,? +(\d{4})")
_YEAR: Final = re.compile(r"\d{4}")
_SERIAL: Final = re.compile(r"[3-6]\d{4}(\.\d+)?")  # a spreadsheet's count of days since 1899-12-30
_WEEKDAY: Final = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? +", re.IGNORECASE)
_MONTHS: Final = {name.casefold(): i for i, name in enumerate(calendar.month_name) if name} | {
    name.casefold(): i for i, name in enumerate(calendar.month_abbr) if name
}
_BUDDHIST: Final = (2400, 2700)
_BUDDHIST_OFFSET: Final = 543
_MONTHS_IN_YEAR: Final = 12
_DAY, _OF_MONTH, _OF_YEAR = 1, 4, 5  # UCDP's date precision

Span: TypeAlias = tuple[date, date, int]


class AmbiguousDatesError(InputError):
    """
    A column's dates may be day first or month first; the text names the option that says which.

    `value` is such a date, `question` the sentence without the command line's option.
    """

    def __init__(self, value: str, question: str) -> None:
        """Keep the date and the question."""
        self.value, self.question = value, question
        super().__init__(f"{question}; say which with --date-order dmy or --date-order mdy.")


@dataclass(frozen=True)
class Dates:
    """What a column of dates says; arrays follow the column's order."""

    start: pd.Series  # datetime64[ms]
    end: pd.Series
    precision: npt.NDArray[np.int64]  # 1 a day, 4 a month, 5 a year; 0 where there is none
    bad: npt.NDArray[np.bool_]  # something stands there that is no date
    buddhist: bool  # years of the Buddhist era were among them


def read(cells: pd.Series, order: Order | None, name: str) -> Dates:
    """
    Read a column of dates.

    Parameters
    ----------
    cells
        Text, "" where there is none; the series' name is the column's.
    order
        How 03/04/2025 is meant; None: work it out of the column.
    name
        The file, for the message.

    Raises
    ------
    AmbiguousDatesError
        The order is needed and cannot be worked out.
    """
    codes, words = pd.factorize(cells)
    texts = [str(word).strip() for word in words]
    order = order or _order(texts, cells, name)
    spans = [_span(text, order) for text in texts]
    empty = np.array([not text for text in texts], dtype=bool)
    none = np.array([span is None for span in spans], dtype=bool)
    return Dates(
        _days([span and span[0] for span in spans], codes, cells.index),
        _days([span and span[1] for span in spans], codes, cells.index),
        np.array([span[2] if span else 0 for span in spans], dtype=np.int64)[codes],
        (none & ~empty)[codes],
        any(_is_buddhist(text) for text in texts),
    )


def _days(found: Iterable[date | None], codes: npt.NDArray[np.intp], index: pd.Index) -> pd.Series:
    made = np.array([np.datetime64(d or "NaT", "D") for d in found], dtype="datetime64[D]")
    return pd.Series(made[codes].astype("datetime64[ms]"), index=index)


def _order(texts: list[str], cells: pd.Series, name: str) -> Order:
    """Work out whether the day or the month comes first, from values that allow one reading."""
    pairs = [(text, *_pair(text)) for text in texts if _pair(text) != (0, 0)]
    day_first = [text for text, a, b in pairs if a > _MONTHS_IN_YEAR >= b]
    month_first = [text for text, a, b in pairs if b > _MONTHS_IN_YEAR >= a]
    unsure = [text for text, a, b in pairs if max(a, b) <= _MONTHS_IN_YEAR and a != b]
    if unsure and bool(day_first) == bool(month_first):
        row = cells.index[cells.str.strip() == unsure[0]][0]
        why = (
            f"{day_first[0]!r} has the day first, {month_first[0]!r} the month"
            if day_first
            else "no value tells"
        )
        question = (
            f"{name}: {unsure[0]!r} (row {row}, column {cells.name}) may be day/month or "
            f"month/day ({why})"
        )
        raise AmbiguousDatesError(unsure[0], question)
    return "mdy" if month_first and not day_first else "dmy"


def _pair(text: str) -> tuple[int, int]:
    found = _NUMERIC.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _is_buddhist(text: str) -> bool:
    found = re.search(r"(?<!\d)2[45]\d\d(?!\d)", text)
    return bool(found) and _span(text, "dmy") is not None


def _span(text: str, order: Order) -> Span | None:
    """First and last day and precision of one value, None where it is no date."""
    if not text:
        return None
    plain = _WEEKDAY.sub("", text, count=1)
    try:
        return _exact(plain, order) or _vague(plain)
    except (ValueError, OverflowError):
        return None


def _exact(text: str, order: Order) -> Span | None:
    if found := _YMD.fullmatch(text):
        year, month, day_ = found.groups()[:3]
    elif found := _NUMERIC.fullmatch(text):
        day_, month, year = found.groups()[:3] if order == "dmy" else _swapped(found)
    elif found := _DAY_FIRST.fullmatch(text):
        day_, month, year = found.groups()[:3]
    elif found := _MONTH_FIRST.fullmatch(text):
        month, day_, year = found.groups()[:3]
    elif found := _COMPACT.fullmatch(text):
        whole = date(_year(found[1]), int(found[2]), int(found[3]))
        return whole, whole, _DAY
    elif _SERIAL.fullmatch(text):
        whole = date(1899, 12, 30) + timedelta(days=int(float(text)))
        return whole, whole, _DAY
    else:
        return None
    whole = _local(date(_year(year), _month(month), int(day_)), *found.groups()[3:6])
    return whole, whole, _DAY


def _swapped(found: re.Match[str]) -> tuple[str, str, str]:
    return found[2], found[1], found[3]


def _vague(text: str) -> Span | None:
    if (found := _MONTH.fullmatch(text)) or (found := _MONTH_NAMED.fullmatch(text)):
        a, b = found.groups()
        year, month = (_year(a), _month(b)) if a.isdigit() else (_year(b), _month(a))
        last = calendar.monthrange(year, month)[1]
        return date(year, month, 1), date(year, month, last), _OF_MONTH
    if _YEAR.fullmatch(text):
        year = _year(text)
        return date(year, 1, 1), date(year, 12, 31), _OF_YEAR
    return None


def _year(text: str) -> int:
    year = int(text)
    if len(text) == len("25"):
        year += 2000 if year < 70 else 1900  # noqa: PLR2004  # as POSIX does
    return year - _BUDDHIST_OFFSET if _BUDDHIST[0] <= year < _BUDDHIST[1] else year


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    try:
        return _MONTHS[text.casefold()]
    except KeyError:
        return _MONTHS[text.casefold()[:3]] if text.casefold() == "sept" else _no_month(text)


def _no_month(text: str) -> int:
    msg = f"{text} is no month"
    raise ValueError(msg)


def _local(day_: date, clock: str | None, half: str | None, zone: str | None) -> date:
    """Day in Indochina Time of a time with a zone; without a zone the day as it stands."""
    if not clock:
        return day_
    hour, minute = (int(part) for part in clock.split(":")[:2])
    if half:
        hour = hour % 12 + (12 if half.lower() == "pm" else 0)
    moment = datetime(day_.year, day_.month, day_.day, hour, minute, tzinfo=_zone(zone))
    return moment.astimezone(LOCAL).date()


def _zone(text: str | None) -> timezone:
    if not text:
        return LOCAL
    if text in ("Z", "UTC", "GMT"):
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)
