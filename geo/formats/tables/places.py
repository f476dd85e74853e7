"""Countries and provinces by name, and where on the border an imported point lies."""

import re
from collections.abc import Callable
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo import atlas, border, gazetteer
from geo.events.shapes import drawn_prec
from geo.formats.tables import headers

_CODES: Final = re.compile(r"[A-Z]{2}(/[A-Z]{2})*")
_BRACKETS: Final = re.compile(r"\s*\(([^)]*)\)\s*$")
_PROVINCE: Final = re.compile(
    r"^(?:changwat|khet)\s+|\s+(?:province|changwat|municipality)$", re.IGNORECASE
)
_OURS: Final = ("TH", "KH", "TH/KH", "")
_BOX: Final = (100.5, 10.5, 107.0, 16.0)  # west, south, east, north: around the border
_SIDE_MARGIN_KM: Final = {1: 5.0, 2: 25.0}
"""How far from the line a place of each drawn precision must lie before it has a side: a data set's
point for a named town may stand some km from where things happened."""


def countries(cells: pd.Series) -> pd.Series:
    """Turn country names or codes into ISO 3166 alpha-2; "" where the name is not known."""
    return _by_word(cells, _country)


def provinces(cells: pd.Series, country: pd.Series) -> pd.Series:
    """Spell provinces of Thailand and Cambodia as the map does; others stay as they are."""
    ours = country.isin(_OURS)
    return cells.where(~ours, _by_word(cells, _province))


def on_border(frame: pd.DataFrame) -> pd.DataFrame:
    """
    Add border_km, border_distance_km and side where a point near the border allows it.

    A point known no better than its district gets none of them; a point gets a side only where it
    lies farther from the line than it may be off.
    """
    prec = drawn_prec(frame)
    near = np.isin(prec, (1, 2)) & frame["country"].isin(_OURS).to_numpy()
    west, south, east, north = _BOX
    near &= frame["longitude"].between(west, east).to_numpy()
    near &= frame["latitude"].between(south, north).to_numpy()
    made = frame.assign(border_km=np.nan, border_distance_km=np.nan, side="unknown")
    if near.any():
        spots = frame.loc[near, ["longitude", "latitude"]].to_numpy(dtype=float)
        places, back = np.unique(spots, axis=0, return_inverse=True)
        points = list(shapely.points(places))
        made.loc[near, "border_km"] = np.round(border.km(points), 1)[back]
        away = border.distance_km(points)
        made.loc[near, "border_distance_km"] = np.round(away, 1)[back]
        drawn = np.array(border.side(points), dtype=object)[back]
        made.loc[near, "side"] = _sides(frame[near], prec[near], drawn, away[back])
    return made


def _sides(
    frame: pd.DataFrame,
    prec: npt.NDArray[np.int8],
    side: npt.NDArray[np.object_],
    away: border.Floats,
) -> npt.NDArray[np.object_]:
    margin = np.where(prec == 1, _SIDE_MARGIN_KM[1], _SIDE_MARGIN_KM[2])
    given = frame["uncertainty_km"].to_numpy(dtype=float)
    margin = np.where(np.isnan(given), margin, given)
    one = frame["country"].isin(["TH", "KH"]).to_numpy()
    return np.where(one & (away > margin), side, "unknown")


def _by_word(cells: pd.Series, read: Callable[[str], str]) -> pd.Series:
    codes, words = pd.factorize(cells)
    found = [read(str(word)) for word in words]
    made = [found[code] for code in codes]
    return pd.Series(made, index=cells.index, dtype="str")


@cache
def _fixed() -> dict[str, str]:
    return {row["name"].casefold(): row["country"] for row in headers.rows("countries.csv")}


@cache
def _country(name: str) -> str:
    plain = " ".join(name.split())
    if not plain or _CODES.fullmatch(plain):
        return plain
    fixed = _fixed().get(plain.casefold())
    if fixed:
        return fixed
    tried = [plain, _BRACKETS.sub("", plain)]
    tried += [found[1]] if (found := _BRACKETS.search(plain)) else []
    for each in tried:
        candidates = gazetteer.lookup(each, kinds={"country"})
        if candidates:
            return candidates[0].country
    return ""


@cache
def _province(name: str) -> str:
    """Spell one province, or several with / between, as the atlas does."""
    if not name or name in atlas.province_shapes():
        return name
    if " / " in name:
        return " / ".join(_province(part.strip()) for part in name.split(" / "))
    plain = _PROVINCE.sub("", name)
    found = [gazetteer.lookup(each, kinds={"province"}) for each in (plain, name)]
    for each in found[0] or found[1]:
        spelled = _PROVINCE.sub("", each.name)
        if spelled in atlas.province_shapes():
            return spelled
    return name
