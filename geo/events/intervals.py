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
    family = [LAYER_FAMILY[layer] == "closures" for layer in frame["layer"]]
    plain = [event_id not in others for event_id in frame["event_id"]]
    return np.logical_and(family, plain, dtype=bool)
