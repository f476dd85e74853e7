"""The rules that a conforming event frame must keep, cell by cell and across columns."""

import math
import re
from collections.abc import Callable, Collection, Iterator
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from geo.errors import RowError
from geo.events import vocabulary as words
from geo.events.casting import Mask
from geo.events.columns import COLUMNS, Column

_COUNTRY: Final = re.compile(r"([A-Z]{2}(/[A-Z]{2})*)?")
_WEB: Final = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}([T ].*)?")
_YEARS: Final = (1900, 2100)
_POINT_PREC: Final = 2  # the coarsest precision that may still stand as a point

CLAIM_KEYS: Final = ("claimant", "speaker", "statement", "field", "value", "low", "high", "source")
SOURCE_KEYS: Final = ("publisher", "title", "url", "published", "article_id", "sentence", "span")


def find(frame: pd.DataFrame, spoiled: Collection[object] = ()) -> list[RowError]:
    """
    Find every broken rule of a frame that has the record's columns and dtypes.

    Rows in `spoiled` lost a cell on the way here: rules across columns are not held against them.

    The order is that of the columns, then the lists, then the rules across columns.
    """
    found: list[RowError] = []
    for column in COLUMNS:
        found += _column(frame[column.name], column)
    found += _identity(frame)
    found += [*_links(frame), *_entries(frame, "claims"), *_entries(frame, "sources")]
    for name, allowed, mask in _CROSS:
        broken = row_errors(frame[name], mask(frame), allowed)
        found += [error for error in broken if error.row not in spoiled]
    return found


def row_errors(cells: pd.Series, bad: Mask, allowed: str) -> list[RowError]:
    """Make one error for each cell under the mask `bad`."""
    if not bad.any():
        return []
    wrong = cells[bad]
    return [
        RowError(row, str(cells.name), cell, allowed)
        for row, cell in zip(wrong.index, wrong, strict=True)
    ]


def _column(cells: pd.Series, column: Column) -> list[RowError]:
    """Rules of one column: required, one of the words, within the range."""
    found: list[RowError] = []
    if column.required:
        found += row_errors(cells, (cells == "").to_numpy(dtype=bool), "it may not be empty")
    if column.words:
        known = cells.isin(["", *column.words]).to_numpy(dtype=bool)
        found += row_errors(cells, ~known, f"allowed are {', '.join(column.words)}")
    if column.between:
        low, high = column.between
        number = cells.to_numpy(dtype=float, na_value=np.nan)
        outside = (number < low) | (number > high)
        found += row_errors(cells, outside, f"it must lie between {low:g} and {high:g}")
    return found


def _identity(frame: pd.DataFrame) -> list[RowError]:
    ids = frame["event_id"]
    twice = (ids.duplicated() & (ids != "")).to_numpy(dtype=bool)
    return row_errors(ids, twice, "each event_id may stand once")


def _links(frame: pd.DataFrame) -> Iterator[RowError]:
    """Links to other events are ids, and never to the row itself."""
    for name in ("same_as", "part_of"):
        for row, own, links in zip(frame.index, frame["event_id"], frame[name], strict=True):
            if links and (own in links or not all(isinstance(k, str) and k for k in links)):
                yield RowError(row, name, links, "it must list event_ids of other events")


def _entries(frame: pd.DataFrame, name: str) -> Iterator[RowError]:
    rule = _claim if name == "claims" else _source
    for row, entries in zip(frame.index, frame[name], strict=True):
        for entry in entries:
            broken = rule(entry)
            if broken:
                yield RowError(row, name, entry, broken)


def _claim(entry: Any) -> str | None:  # noqa: ANN401  # comes from JSON
    if not isinstance(entry, dict) or not entry.keys() <= set(CLAIM_KEYS):
        return f"a claim has only the keys {', '.join(CLAIM_KEYS)}"
    if entry.get("claimant") not in words.CLAIMANTS:
        return f"its claimant must be one of {', '.join(words.CLAIMANTS)}"
    figures = [entry.get(key) for key in ("value", "low", "high")]
    if not all(n is None or _is_number(n) for n in figures):
        return "value, low and high must be numbers"
    return None


def _is_number(value: object) -> bool:
    real = isinstance(value, int | float) and not isinstance(value, bool)
    return real and math.isfinite(value)  # type: ignore[arg-type]  # real says that it is one


def _source(entry: Any) -> str | None:  # noqa: ANN401  # comes from JSON
    if not isinstance(entry, dict) or not entry.keys() <= set(SOURCE_KEYS):
        return f"a source has only the keys {', '.join(SOURCE_KEYS)}"
    url, published = entry.get("url") or "", entry.get("published") or ""
    if url and not (isinstance(url, str) and _WEB.fullmatch(url)):
        return "its url must start with http:// or https:// and hold no blanks or quotes"
    if published and not (isinstance(published, str) and _DAY.fullmatch(published)):
        return "published must be a date like 2025-12-08"
    return None


# --- across columns: the column that is blamed, what is allowed, the rows that break it -----------


def _mask(cells: Any) -> Mask:  # noqa: ANN401  # pandas and numpy alike
    return np.asarray(cells, dtype=bool)


def _bad_country(frame: pd.DataFrame) -> Mask:
    return np.array([not _COUNTRY.fullmatch(c) for c in frame["country"]], dtype=bool)


def _foreign_sub_type(frame: pd.DataFrame) -> Mask:
    pairs = {(kind, sub) for kind, subs in words.ACLED_TYPES.items() for sub in subs}
    fields = zip(frame["event_type"], frame["sub_event_type"], strict=True)
    known = [not sub or (kind, sub) in pairs for kind, sub in fields]
    return ~np.array(known, dtype=bool)


def _ends_early(frame: pd.DataFrame) -> Mask:
    return _mask(frame["date_end"] < frame["date_start"])


def _ends_unstarted(frame: pd.DataFrame) -> Mask:
    return _mask(frame["date_end"].notna() & frame["date_start"].isna())


def _far_date(name: str) -> Callable[[pd.DataFrame], Mask]:
    first, last = pd.Timestamp(_YEARS[0], 1, 1), pd.Timestamp(_YEARS[1], 12, 31)
    return lambda frame: _mask((frame[name] < first) | (frame[name] > last))


def _half_a_point(frame: pd.DataFrame) -> Mask:
    return _mask(frame["latitude"].isna() != frame["longitude"].isna())


def _half_a_stretch(frame: pd.DataFrame) -> Mask:
    start, end = frame["border_from_km"], frame["border_to_km"]
    return _mask((start.isna() != end.isna()) | (start >= end))


def _beyond_acled(frame: pd.DataFrame) -> Mask:
    code = frame["where_prec"].to_numpy(dtype=float, na_value=0)
    acled = (frame["precision_scheme"] == "acled").to_numpy(dtype=bool)
    return _mask(acled & (code > max(words.ACLED_WHERE_PREC)))


def _out_of_order(frame: pd.DataFrame, stem: str) -> Mask:
    names = [f"{stem}{part}" for part in ("low", "best", "high")]
    low, best, high = (frame[n].to_numpy(dtype=float, na_value=np.nan) for n in names)
    return _mask((low > best) | (best > high) | (low > high))


def _merged_nowhere(frame: pd.DataFrame) -> Mask:
    merged = frame["review_state"] == "merged"
    return _mask(merged != (frame["merged_into"] != ""))


def _too_sure(frame: pd.DataFrame) -> Mask:
    """Points that claim more than their precision: UCDP 3 and worse, ACLED 3."""
    code = frame["where_prec"].to_numpy(dtype=float, na_value=0)
    point = shapely.get_type_id(np.asarray(frame["geometry"], dtype=object)) == 0
    return _mask(point & (code > _POINT_PREC))


def _off_the_globe(frame: pd.DataFrame) -> Mask:
    west, south, east, north = shapely.bounds(np.asarray(frame["geometry"], dtype=object)).T
    return _mask((west < -180) | (south < -90) | (east > 180) | (north > 90))  # noqa: PLR2004  # degrees


_YEARS_SAID: Final = f"it must lie in the years {_YEARS[0]} to {_YEARS[1]}"
_CROSS: Final[tuple[tuple[str, str, Callable[[pd.DataFrame], Mask]], ...]] = (
    ("country", "it must be two capital letters, or such codes with / between", _bad_country),
    ("sub_event_type", "it must be a sub-type of the row's event_type", _foreign_sub_type),
    ("date_start", _YEARS_SAID, _far_date("date_start")),
    ("date_end", _YEARS_SAID, _far_date("date_end")),
    ("date_end", "it may not be before date_start", _ends_early),
    ("date_end", "an event without a date_start has no date_end", _ends_unstarted),
    ("longitude", "latitude and longitude stand together or not at all", _half_a_point),
    ("border_to_km", "a stretch has a start and a greater end", _half_a_stretch),
    ("where_prec", "ACLED's scale ends at 3", _beyond_acled),
    ("best", "low, best and high must rise", lambda f: _out_of_order(f, "")),
    ("injured_best", "low, best and high must rise", lambda f: _out_of_order(f, "injured_")),
    ("displaced_best", "low, best and high must rise", lambda f: _out_of_order(f, "displaced_")),
    ("merged_into", "it is filled when review_state is merged, and only then", _merged_nowhere),
    ("geometry", "a point is only for where_prec 1 and 2; use an area or none", _too_sure),
    ("geometry", "it must be longitude, latitude in degrees (EPSG:4326)", _off_the_globe),
)
