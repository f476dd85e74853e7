"""Sums over an event frame: incidents by day, deaths and injured by who reports them.

Nothing is added up that is already a sum: running totals (`is_total`) stay out, a duplicate's or a
part's figure gives way to the figure of the row that it belongs to.
"""

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.events import vocabulary as words
from geo.events.arrays import OPEN, Mask, Prepared, prepare

FIGURES: Final = (
    "best",
    "low",
    "high",
    "injured_best",
    "injured_low",
    "injured_high",
    "displaced_best",
    "displaced_low",
    "displaced_high",
)
By: TypeAlias = Literal["claimant", "side", "layer"]
_STEMS: Final = ("", "injured_", "displaced_")


def daily(frame: pd.DataFrame | Prepared, rows: Mask | None = None) -> pd.DataFrame:
    """
    Count incidents by day and layer, for the bars of the timeline.

    Each incident weighs 1 in all: one that lasted several days, or whose day is only known to lie
    among several, is spread over them evenly. A closure stands on the day that it began; how long
    it holds is a bar of its own (`geo.events.window.in_force`).

    Parameters
    ----------
    frame
        A validated event frame, or what `prepare` made of it.
    rows
        Which rows may count; all by default. Undated rows, running totals, duplicates and parts
        are left out.

    Returns
    -------
    Indexed by day (no gaps) and layer (all layers, in fixed order): `exact`, incidents whose days
    are known (date_prec 1), and `vague`, those with a wider date_prec, which the chart draws paler.
    """
    events = frame if isinstance(frame, Prepared) else prepare(frame)
    chosen = np.ones(len(events), dtype=bool) if rows is None else rows
    at = np.flatnonzero(events.counted(chosen & events.dated))
    if not len(at):
        return pd.DataFrame({"exact": [], "vague": []}, index=_index(0, -1))
    start = events.start[at]
    point = events.interval[at] | (events.end[at] == OPEN)
    span = np.where(point, 1, np.where(point, start, events.end[at]) - start + 1)
    first, last = int(start.min()), int((start + span - 1).max())
    offset = np.arange(span.sum()) - np.repeat(np.cumsum(span) - span, span)
    on = np.repeat(start, span) + offset - first
    cell = on * len(words.LAYERS) + np.repeat(events.layer[at], span)
    vague = np.repeat(events.date_prec[at] > 1, span)
    share = np.repeat(1.0 / span, span)
    size = (last - first + 1) * len(words.LAYERS)
    return pd.DataFrame(
        {
            "exact": np.bincount(cell, weights=share * ~vague, minlength=size),
            "vague": np.bincount(cell, weights=share * vague, minlength=size),
        },
        index=_index(first, last),
    )


def casualties(
    frame: pd.DataFrame | Prepared, rows: Mask | None = None, by: By = "claimant"
) -> pd.DataFrame:
    """
    Add up deaths, injured and displaced over incidents.

    Parameters
    ----------
    frame
        A validated event frame, or what `prepare` made of it.
    rows
        Which rows may count; all by default.
    by
        "claimant": who reports the row ("both" where Thailand and Cambodia do); "side": on which
        side of the line; "layer".

    Returns
    -------
    One row a group and "all" at the end; the columns `FIGURES`, and `incidents`, the rows that
    gave a figure. Where a row gives no low or high, its best stands in; one that gives only a high
    adds to the high alone. Sums of what the rows report, never a toll.
    """
    events = frame if isinstance(frame, Prepared) else prepare(frame)
    chosen = (np.ones(len(events), dtype=bool) if rows is None else rows) & ~events.total
    code, names = _groups(events, by)
    some = np.zeros(len(events), dtype=bool)
    sums = {}
    for stem in _STEMS:
        for name, at, value in _figures(events, chosen, stem):
            sums[name] = np.bincount(code[at], weights=value, minlength=len(names))
            some[at[value > 0]] = True
    sums["incidents"] = np.bincount(code[some], minlength=len(names))
    with_all = {name: np.append(values, values.sum()) for name, values in sums.items()}
    return pd.DataFrame(with_all, index=pd.Index([*names, "all"], dtype=object)).astype(np.int64)


def _index(first: int, last: int) -> pd.MultiIndex:
    days = np.arange(first, last + 1).astype("datetime64[D]").astype("datetime64[ms]")
    return pd.MultiIndex.from_product([days, list(words.LAYERS)], names=["day", "layer"])


def _figures(
    events: Prepared, chosen: Mask, stem: str
) -> Iterator[tuple[str, npt.NDArray[np.intp], npt.NDArray[np.float64]]]:
    """Name, rows and values of the three columns of one stem; no row counts beside its parent."""
    names = [f"{stem}{part}" for part in ("best", "low", "high")]
    best, low, high = (events.number(name) for name in names)
    at = np.flatnonzero(chosen)
    some = at[~(np.isnan(best[at]) & np.isnan(low[at]) & np.isnan(high[at]))]
    gives = np.zeros(len(events), dtype=bool)
    gives[some] = True
    gives[events.child[gives[events.parent]]] = False
    at = some[gives[some]]
    for name, part in zip(names, (best, low, high), strict=True):
        value = np.where(np.isnan(part[at]), best[at], part[at])
        yield name, at, np.nan_to_num(value)


def _groups(events: Prepared, by: By) -> tuple[npt.NDArray[np.intp], list[str]]:
    if by == "claimant":
        return events.speakers
    code, names = pd.factorize(events.frame[by].astype(object), sort=True)
    return code, [str(name) for name in names]
