"""The curated chronology that ships: 2025-02 to 2026-01, one row an event, every row sourced.

The sources lean Thai: Thai military bulletins are far better represented than Cambodian ones, so
the ratio of rows is one of reporting, not of acts. `disputed` was not judged alike throughout: it
may be shown, not filtered on.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.errors import DataError
from geo.events import record

if TYPE_CHECKING:
    import geopandas as gpd

SEED: Final = Path(__file__).parents[2] / "seeds" / "chronology.csv"
MILESTONES: Final = Path(__file__).parents[1] / "data" / "milestones.csv"
MILESTONE_KINDS: Final = ("ceasefire", "truce_call", "talks", "agreement", "suspension", "release")


@cache
def load() -> "gpd.GeoDataFrame":
    """
    Read the chronology, validated and ready to draw; treat it as read-only.

    Returns
    -------
    A validated event frame (`geo.events.record`), sorted by first day and event_id.
    """
    if not SEED.exists():
        msg = f"The chronology {SEED.name} is missing; restore seeds/ from the repository."
        raise DataError(msg)
    return record.read_csv(SEED)


@cache
def milestones() -> pd.DataFrame:
    """
    Read the ceasefires, talks and agreements that the timeline names.

    Returns
    -------
    date (datetime64), kind, label, event_id; sorted by date.
    """
    table = pd.read_csv(MILESTONES, dtype="str", keep_default_na=False, encoding="utf-8")
    table["date"] = pd.to_datetime(table["date"], format="%Y-%m-%d").astype("datetime64[ms]")
    return table
