"""Columns of text cells -> numbers and words, without a loop over rows."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.formats.tables.rejects import Reject

_NOTHING: Final = ("na", "n/a", "nan", "none", "null", "-", "--", "unknown", "nil", "#n/a")


def text(frame: pd.DataFrame, name: str) -> pd.Series:
    """Give a column without blanks at its ends; an absent one is empty."""
    if name not in frame:
        return pd.Series("", index=frame.index, dtype="str", name=name)
    return frame[name].str.strip()


def number(
    frame: pd.DataFrame, name: str, *, decimal_comma: bool = False
) -> tuple[pd.Series, npt.NDArray[np.bool_]]:
    """
    Read a column of numbers.

    Parameters
    ----------
    decimal_comma
        Whether 14,35 is fourteen and a bit; else a comma groups thousands (1,250).

    Returns
    -------
    The numbers (NaN where there is none) and a mask of cells that hold something else.
    """
    codes, words = pd.factorize(text(frame, name))  # figures repeat: each is read once
    found, bad = _numbers(pd.Series(words, dtype="str"), decimal_comma=decimal_comma)
    return pd.Series(found[codes], index=frame.index, name=name), bad[codes]


def _numbers(
    given: pd.Series, *, decimal_comma: bool
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    given = given.where(~given.str.casefold().isin(_NOTHING), "")
    plain = given.str.replace("\u2212", "-", regex=False)
    if decimal_comma:
        plain = plain.str.replace(r"^([+-]?\d+),(\d+)$", r"\1.\2", regex=True)
    plain = plain.str.replace(r"(?<=\d),(?=\d{3}(?:\D|$))", "", regex=True)
    plain = plain.where(plain.str.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?"), "")
    number_ = pd.to_numeric(plain.where(plain != "", None).astype(object), errors="coerce")
    found = number_.to_numpy(dtype="float64")
    return found, np.asarray(np.isnan(found) & (given != "").to_numpy(), dtype=bool)


def refused(
    frame: pd.DataFrame, name: str, bad: npt.NDArray[np.bool_], head: str, reason: str
) -> list[Reject]:
    """Make a reject for each cell under the mask."""
    if not bad.any():
        return []
    rows = frame.index[bad]
    return [
        Reject(int(row), head, str(value)[:200], reason)
        for row, value in zip(rows, frame.loc[bad, name], strict=True)
    ]


def mapped(cells: pd.Series, meaning: dict[str, str], default: str = "") -> pd.Series:
    """Give each cell's meaning by a table of casefolded words."""
    codes, words = pd.factorize(cells)
    found = np.array([meaning.get(str(w).strip().casefold(), default) for w in words], dtype=object)
    if not len(found):
        return pd.Series("", index=cells.index, dtype="str")
    return pd.Series(found[codes], index=cells.index, dtype="str")


def joined(parts: dict[str, pd.Series], separator: str = "; ") -> pd.Series:
    """Put the cells that hold something into one text: `label cell; label cell`."""
    labels = list(parts)
    rows = zip(*(parts[label].tolist() for label in labels), strict=True)
    made = [
        separator.join(f"{label} {cell}" for label, cell in zip(labels, row, strict=True) if cell)
        for row in rows
    ]
    return pd.Series(made, index=next(iter(parts.values())).index, dtype="str")
