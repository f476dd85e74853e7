"""Closures as stretches of time: from the row that opens one to the row that ends it.

A row of the closure layers holds from its first to its last day, and with no last day it still
holds. Rows that only announce, ease or end a closure are listed in `geo/data/closures.csv`, each
with the reason; they are marks on the timeline, not bars.
"""

from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import DataError
from geo.events.vocabulary import LAYER_FAMILY

CLOSURES: Final = Path(__file__).parents[1] / "data" / "closures.csv"
ROLES: Final = ("opens", "eases", "ends", "one_off", "announces", "continues")
"""What a row of the closure layers does; only `opens` and `one_off` hold from day to day."""
OPENS: Final = "opens"
_HOLDING: Final = ("opens", "one_off")


@cache
def closures() -> pd.DataFrame:
    """
    Read what each closure row of the chronology does.

    Returns
    -------
    event_id, role (one of `ROLES`), ends_on (ISO date, "" while it holds), ended_by and eased_by
    (event_ids, `|` between them), reason.
    """
    try:
        return pd.read_csv(CLOSURES, dtype="str", keep_default_na=False, encoding="utf-8")
    except (OSError, ValueError) as error:
        msg = f"The closure table {CLOSURES.name} cannot be read; restore it from the repository."
        raise DataError(msg) from error


def holds(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell which rows are closures that hold over their days (and not announcements of one)."""
    table = closures()
    others = set(table["event_id"][~table["role"].isin(_HOLDING)])
    family = [LAYER_FAMILY[layer] == "closures" for layer in frame["layer"].tolist()]
    plain = [event_id not in others for event_id in frame["event_id"].tolist()]
    return np.logical_and(family, plain, dtype=bool)


def bars(frame: pd.DataFrame) -> pd.DataFrame:
    """
    List the closures of an event frame as bars for the timeline.

    Parameters
    ----------
    frame
        A validated event frame.

    Returns
    -------
    One row a dated closure, by first day: event_id, layer, place, start, end (NaT while it holds),
    whole (false where the row is a part or a repeated account of another closure in the frame,
    which a crowded timeline may leave out), eased_by (event_ids of the rows that ease it).
    """
    chosen = frame[holds(frame) & frame["date_start"].notna().to_numpy()]
    eased = closures().set_index("event_id")["eased_by"].str.split("|")
    made = pd.DataFrame(chosen[["event_id", "layer", "place"]])
    made["start"], made["end"] = chosen["date_start"], chosen["date_end"]
    above = set(chosen["event_id"])
    nested = [bool(above & set(wholes)) for wholes in chosen["part_of"]]
    earlier: set[str] = set()
    for i, (event_id, same) in enumerate(zip(chosen["event_id"], chosen["same_as"], strict=True)):
        nested[i] |= bool(earlier & set(same))
        earlier.add(event_id)
    made["whole"] = ~np.array(nested, dtype=bool)
    made["eased_by"] = [
        [other for other in eased.get(event_id, []) if other] for event_id in chosen["event_id"]
    ]
    return made.sort_values(["start", "event_id"], ignore_index=True)
