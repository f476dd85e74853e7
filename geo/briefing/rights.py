"""Whose data are shown, and which may be passed on: ACLED's terms and UCDP's licence."""

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.events import vocabulary as words

if TYPE_CHECKING:
    import pandas as pd

    from geo.events.arrays import Mask

_CHANGED: Final = "Changed here: kinds put into this map's layers, km along the border added"


def is_acled(frame: "pd.DataFrame") -> "Mask":
    """Tell which rows are ACLED's: shown with credit, not passed on as data."""
    return np.asarray(frame["dataset"] == words.ACLED, dtype=bool)


def lines(frame: "pd.DataFrame", filters: str = "") -> list[str]:
    """
    Credit the data sets that events of a frame came from, a sentence each.

    Parameters
    ----------
    frame
        The events that are shown.
    filters
        What chose them, in words: ACLED asks for it.
    """
    made = []
    ours = is_acled(frame)
    if ours.any():
        told = f"filtered by: {filters}; " if filters else ""
        made.append(
            "ACLED (Armed Conflict Location & Event Data), acleddata.com, accessed "
            f"{_days(frame[ours])}; {told}{ours.sum():,} of its events. {_CHANGED}."
        )
    theirs = frame["dataset"].isin([words.UCDP, words.UCDP_CANDIDATE])
    if theirs.any():
        from geo.formats.tables import ucdp  # noqa: PLC0415  # brings the readers of files

        made.append(f"{ucdp.ATTRIBUTION.rstrip('.')}. {_CHANGED}.")
    return made


def _days(frame: "pd.DataFrame") -> str:
    days = sorted({str(moment)[:10] for moment in frame["retrieved_at"] if str(moment)})
    if not days:
        return "on a day not told"
    return days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
