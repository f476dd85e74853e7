"""What of a record stands in the table of events in short, so that a screen needs no record."""

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geo.events.arrays import SEARCHED, searched
from geo.events.tally import FIGURES

if TYPE_CHECKING:
    from geo.events.casting import Mask

TEXTS: Final = ("place", "place_id", "coding", "confidence", "dataset", "dataset_version")
NUMBERS: Final = ("uncertainty_km", "border_from_km", "border_to_km")
READ: Final = (*TEXTS, *NUMBERS, *SEARCHED, *FIGURES, "claims", "retrieved_at")
"""Fields of the record that the columns are made of, besides those of the table's first columns."""
BETWEEN: Final = "\x1f"
"""Stands between columns that are read as one text."""
_UNFIT: Final = str.maketrans({"\0": " ", BETWEEN: " "})
_DAY: Final = len("2025-12-08")


def columns(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """
    Work out the columns of records whose fields are cast.

    Returns
    -------
    place, place_id, coding, confidence, dataset, dataset_version, uncertainty_km, border_from_km,
    border_to_km as they are; retrieved_on (its day); claimants (a JSON list, each once, sorted; ""
    for none); figures (the nine of `geo.events.tally.FIGURES`, a comma between, "" for none at
    all); links (a JSON list of `same_as` and `part_of`, "" for none); routed (a line that is no
    stretch of the border); words, what a search for text looks through.
    """
    made: dict[str, list[Any]] = {name: all_storable(frame[name].tolist()) for name in TEXTS}
    made |= {name: _numbers(frame[name]) for name in NUMBERS}
    made["retrieved_on"] = all_storable([cell[:_DAY] for cell in frame["retrieved_at"].tolist()])
    made["claimants"] = [_claimants(claims) for claims in frame["claims"]]
    made["figures"] = _figures(frame)
    linked = zip(frame["same_as"], frame["part_of"], strict=True)
    made["links"] = [json.dumps([same, whole]) if same or whole else "" for same, whole in linked]
    made["routed"] = _routed(frame).tolist()
    made["words"] = all_storable(searched(frame))
    return made


def storable(text: str) -> str:
    """Put a space for what PostgreSQL's text cannot hold, and for what parts joined columns."""
    return text.translate(_UNFIT)


def all_storable(texts: list[str]) -> list[str]:
    """Make each of many texts `storable`; where all are already, one look tells."""
    whole = "".join(texts)
    fine = "\0" not in whole and BETWEEN not in whole
    return texts if fine else [storable(text) for text in texts]


def figures_of(told: str) -> list[float]:
    """Read the nine figures back, NaN where one is not given."""
    if not told:
        return [np.nan] * len(FIGURES)
    return [float(cell) if cell else np.nan for cell in told.split(",")]


def _numbers(column: "pd.Series[float]") -> list[float | None]:
    values = column.to_numpy(dtype=float)
    cells = zip(values.tolist(), np.isnan(values).tolist(), strict=True)
    return [None if gone else cell for cell, gone in cells]


def _claimants(claims: list[dict[str, Any]]) -> str:
    return _listed(frozenset(str(claim["claimant"]) for claim in claims if "claimant" in claim))


@lru_cache(maxsize=1000)  # few combinations of claimants make up a record
def _listed(named: frozenset[str]) -> str:
    return json.dumps(sorted(named)) if named else ""


def _figures(frame: pd.DataFrame) -> list[str]:
    made = [""] * len(frame)
    cells = {name: frame[name].to_numpy(dtype=float, na_value=np.nan) for name in FIGURES}
    table = np.column_stack(list(cells.values())).reshape(-1, len(FIGURES))
    for i in np.flatnonzero(~np.isnan(table).all(axis=1)).tolist():
        made[i] = ",".join("" if np.isnan(cell) else f"{cell:.0f}" for cell in table[i])
    return made


def _routed(frame: pd.DataFrame) -> "Mask":
    kind = shapely.get_type_id(frame["geometry"].to_numpy(dtype=object))
    stated = frame["border_from_km"].notna() & frame["border_to_km"].notna()
    return np.asarray((kind == shapely.GeometryType.LINESTRING) & ~stated.to_numpy(dtype=bool))
