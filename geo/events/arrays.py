"""An event frame as plain arrays, made once, so that every move of the clock is cheap.

Days are whole numbers since 1970-01-01. The arrays follow the frame's order; nothing here changes
the frame, and a frame that changed must be prepared again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.events import intervals, record
from geo.events import vocabulary as words
from geo.events.shapes import drawn_prec

if TYPE_CHECKING:
    from geo.events.reach import Reach

Mask: TypeAlias = npt.NDArray[np.bool_]
Days: TypeAlias = npt.NDArray[np.int64]
Codes: TypeAlias = npt.NDArray[np.int64]

NEVER: Final = np.iinfo(np.int64).min
"""Start of an undated row."""
OPEN: Final = np.iinfo(np.int64).max
"""End of a row that is still going on."""
PROVINCE_BREAK: Final = " / "
SEARCHED: Final = (
    *("event_id", "place", "place_detail", "adm_1"),
    *("summary", "note", "party_1", "party_2"),
)
"""Columns that a search for text looks through."""


@dataclass(frozen=True)
class Tags:
    """Several words a row: pairs of row number and word number."""

    words: tuple[str, ...]
    row: Codes
    code: Codes
    rows: int

    def having(self, wanted: frozenset[str]) -> Mask:
        """Rows that have at least one of the wanted words."""
        chosen = np.array([word in wanted for word in self.words], dtype=bool)
        mask: Mask = np.zeros(self.rows, dtype=bool)
        mask[self.row[chosen[self.code]]] = True
        return mask


@dataclass(frozen=True)
class Prepared:
    """
    An event frame and the arrays made of it; see `prepare`.

    The frame of many events that stay in their database has only the short columns, which time,
    filters, marks and counts go by (`geo.events.store.index`); `whole` gives rows with all.
    """

    frame: pd.DataFrame
    start: Days
    end: Days
    layer: Codes  # place of the layer in `vocabulary.LAYERS`
    drawable: Mask
    total: Mask
    interval: Mask  # closures that hold from start to end
    child: Codes  # pairs of rows: `child` is not counted where its `parent` is
    parent: Codes

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.start)

    @property
    def ordered(self) -> bool:
        """Whether the rows are known to stand in the order of first day and event_id."""
        return False

    @property
    def dated(self) -> Mask:
        """Rows with a first day."""
        return np.asarray(self.start != NEVER, dtype=bool)

    @cached_property
    def where_prec(self) -> npt.NDArray[np.int8]:
        """Precision that decides the mark; 0 where none is known."""
        return drawn_prec(self.frame)

    @cached_property
    def date_prec(self) -> npt.NDArray[np.int8]:
        """UCDP's date precision; 0 where none is known."""
        return np.asarray(self.frame["date_prec"].to_numpy(dtype=np.int8, na_value=0))

    @cached_property
    def reach(self) -> "Reach":
        """The stretches of the border that the rows are about."""
        from geo.events import reach  # noqa: PLC0415  # brings pyproj and the sites

        return reach.reach(self.frame, self.where_prec, self.drawable)

    @cached_property
    def provinces(self) -> Tags:
        """The provinces of each row."""
        return _tags([cell.split(PROVINCE_BREAK) if cell else [] for cell in self.frame["adm_1"]])

    @cached_property
    def claimants(self) -> Tags:
        """Who makes the claims of each row."""
        return _tags([[claim["claimant"] for claim in claims] for claims in self.frame["claims"]])

    @cached_property
    def speakers(self) -> tuple[Codes, list[str]]:
        """Who reports each row: numbers into the names, "both" for Thailand and Cambodia."""
        said = [frozenset(claim["claimant"] for claim in row) for row in self.frame["claims"]]
        code, names = pd.factorize(np.array([speaker(who) for who in said], object), sort=True)
        return np.asarray(code, dtype=np.int64), [str(name) for name in names]

    def number(self, column: str) -> npt.NDArray[np.float64]:
        """Values of a column of numbers, NaN where it has none; made once."""
        kept = self._numbers
        if column not in kept:
            kept[column] = self.frame[column].to_numpy(dtype=float, na_value=np.nan)
        return kept[column]

    @cached_property
    def text(self) -> list[str]:
        """What a search for text looks through, casefolded."""
        return searched(self.frame)

    def saying(self, needle: str) -> Mask:
        """Rows whose text has this in it, without regard to case."""
        wanted = needle.casefold()
        return np.fromiter((wanted in text for text in self.text), bool, len(self))

    def whole(self, rows: "Mask | Codes", columns: "Sequence[str] | None" = None) -> pd.DataFrame:
        """Give rows with every column (or some), in this order; a big store reads them for it."""
        at = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        if columns is None:
            return self.frame.iloc[at]
        # Column by column: to choose from a frame takes every row of it along.
        return pd.DataFrame({name: self.frame[name].iloc[at] for name in columns})

    def row(self, event_id: str) -> int:
        """Row of an event, -1 where there is none."""
        found = np.flatnonzero((self.frame["event_id"] == event_id).to_numpy(dtype=bool))
        return int(found[0]) if len(found) else -1

    def tag(self, column: str) -> Tags:
        """One-word tags of a text column (side, confidence, review_state, dataset ...)."""
        kept = self._columns
        if column not in kept:
            codes, names = pd.factorize(self.frame[column].astype(object))
            kept[column] = Tags(tuple(names), np.arange(len(self)), codes, len(self))
        return kept[column]

    @cached_property
    def _columns(self) -> dict[str, Tags]:
        return {}

    @cached_property
    def _numbers(self) -> dict[str, npt.NDArray[np.float64]]:
        return {}

    def counted(self, rows: Mask) -> Mask:
        """
        Tell which of `rows` stand for an incident of their own.

        A running total never does. A duplicate does not where an earlier row of the same incident
        is among `rows`; a part does not where the wider event is. So an incident counts once, and
        it still counts when the filters leave only its duplicate or its part.
        """
        counted = rows & ~self.total
        hidden = counted[self.parent]
        counted[self.child[hidden]] = False
        return counted


def prepare(frame: pd.DataFrame) -> Prepared:
    """Make the arrays of a validated event frame (`geo.events.record`)."""
    order = {layer: i for i, layer in enumerate(words.LAYERS)}
    child, parent = links(frame)
    return Prepared(
        frame=frame,
        start=_days(frame["date_start"], NEVER),
        end=_days(frame["date_end"], OPEN),
        layer=np.array([order[layer] for layer in frame["layer"].tolist()], dtype=np.int64),
        drawable=record.drawable(frame),
        total=frame["is_total"].to_numpy(dtype=bool),
        interval=intervals.holds(frame),
        child=child,
        parent=parent,
    )


def searched(frame: pd.DataFrame) -> list[str]:
    """Join what a search for text looks through, casefolded, one text a row."""
    cells = (frame[name].tolist() for name in SEARCHED)
    return ["\n".join(row).casefold() for row in zip(*cells, strict=True)]


def day(value: Any) -> int:  # noqa: ANN401  # a date, a timestamp or ISO text
    """Turn a day into whole days since 1970-01-01."""
    return int(np.datetime64(pd.Timestamp(value), "D").astype(np.int64))


def _days(dates: pd.Series, missing: int) -> Days:
    days = dates.to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.where(dates.isna().to_numpy(), missing, days)


def _tags(lists: list[list[str]]) -> Tags:
    row = np.repeat(np.arange(len(lists)), [len(words_) for words_ in lists])
    flat = np.array([word for words_ in lists for word in words_], dtype=object)
    code, names = pd.factorize(flat)
    return Tags(tuple(names), row, np.asarray(code, dtype=np.int64), len(lists))


def numbered(columns: Iterable[Any]) -> npt.NDArray[np.intp]:
    """Give rows that are equal in all of these columns the same number, by first appearance."""
    alike: npt.NDArray[np.intp] | None = None
    for column in columns:
        code, words_ = pd.factorize(column)
        alike = code if alike is None else pd.factorize(alike * (len(words_) + 1) + code)[0]
    return np.asarray(alike, dtype=np.intp)


def speaker(who: frozenset[str]) -> str:
    """Name who reports a row that these make claims of."""
    if {"Thailand", "Cambodia"} <= who:
        return "both"
    return min(who, default="unknown")


def links(frame: pd.DataFrame) -> tuple[Codes, Codes]:
    """Pairs of rows, each row with every row that counts in its stead."""
    both = enumerate(zip(frame["same_as"], frame["part_of"], strict=True))
    linked = [(i, same, whole) for i, (same, whole) in both if same or whole]
    ids = frame["event_id"].tolist() if linked else []
    return pairs(linked, {event_id: i for i, event_id in enumerate(ids)})


def pairs(
    linked: list[tuple[int, list[str], list[str]]], place: dict[str, int]
) -> tuple[Codes, Codes]:
    """Do as `links`, for rows that are linked, and the rows of the events that they may name."""
    above: dict[int, set[int]] = {}
    for i, same, whole in linked:
        for other in (place[k] for k in same if k in place):
            above.setdefault(max(i, other), set()).add(min(i, other))
        for other in (place[k] for k in whole if k in place):
            above.setdefault(i, set()).add(other)
    every = sorted((i, j) for i in above for j in _reach(i, above))
    found = np.array(every, dtype=np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _reach(start: int, above: dict[int, set[int]]) -> set[int]:
    """Rows that `start` leads to; where links run in a circle the earliest row stays on top."""
    seen: set[int] = set()
    todo = [start]
    while todo:
        new = above.get(todo.pop(), set()) - seen
        seen |= new
        todo += new
    if start not in seen:
        return seen
    return {j for j in seen if j < start}
