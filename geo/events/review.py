"""Review: the queue of events that wait for a person, and how a doubtful place is settled.

What may be decided is in `geo.events.decisions`, what was decided is kept by `geo.events.store`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.errors import InputError
from geo.events.columns import NAMES
from geo.events.decisions import OPEN, OUTCOME, allowed
from geo.events.vocabulary import REVIEW_STATES

if TYPE_CHECKING:
    from geo.events.arrays import Codes, Prepared
    from geo.events.store import Store
    from geo.events.store.revisions import Revision
    from geo.gazetteer import Candidate

__all__ = [
    "OPEN",
    "OUTCOME",
    "Queued",
    "allowed",
    "counts",
    "enqueue",
    "join",
    "located",
    "neighbour",
    "queue",
    "settled",
]

FAR_KM: Final = 150.0
"""Farther from the border than this, km along it says nothing and stays empty."""
_MOST_PREC: Final = 4  # a country or a sea is not placed along the border


@dataclass(frozen=True, slots=True)
class Queued:
    """What `enqueue` did: event_ids that are new in the queue, and those that were known."""

    added: tuple[str, ...]
    known: tuple[str, ...]


def counts(frame: pd.DataFrame) -> dict[str, int]:
    """Count the events in each review state, in the order of the states."""
    found = frame["review_state"].value_counts()
    return {state: int(found.get(state, 0)) for state in REVIEW_STATES}


def queue(frame: pd.DataFrame, states: Iterable[str] = OPEN) -> pd.DataFrame:
    """
    Put the events in these review states in line.

    Returns
    -------
    Rows of the frame: extracted ones before those that need a look, then by first day (undated
    ones last) and event_id.
    """
    wanted = frozenset(states)
    rows = frame[frame["review_state"].isin(wanted)]
    order = {state: i for i, state in enumerate(REVIEW_STATES)}
    place = rows["review_state"].map(order)
    return rows.iloc[np.lexsort((rows["event_id"], _day(rows["date_start"]), place))]


def line(events: "Prepared", states: Iterable[str] = OPEN) -> "Codes":
    """Do as `queue` for events prepared for the clock; give the numbers of the rows."""
    wanted = [state for state in REVIEW_STATES if state in frozenset(states)]
    column = events.frame["review_state"]
    lots = [np.flatnonzero((column == state).to_numpy(dtype=bool)) for state in wanted]
    if not events.ordered:
        ids = events.frame["event_id"].to_numpy(dtype=object)
        day = np.where(events.dated, events.start, np.iinfo(np.int64).max)
        lots = [rows[np.lexsort((ids[rows], day[rows]))] for rows in lots]
    return np.concatenate([np.zeros(0, dtype=np.int64), *lots])


def neighbour(ids: list[str], event_id: str, step: int) -> str:
    """Give the event `step` places on in a line; it stops at the ends. Unknown: the first one."""
    if not ids:
        return ""
    if event_id not in ids:
        return ids[0]
    return ids[min(max(ids.index(event_id) + step, 0), len(ids) - 1)]


def enqueue(frame: pd.DataFrame, reviewer: str, book: "Store | None" = None) -> Queued:
    """
    Send coded events to review.

    Events that are in the store or the chronology already (the same article coded again) are left
    as they are, whatever was decided on them meanwhile.

    Parameters
    ----------
    frame
        An event frame, such as `geo.events.code` gives.
    reviewer
        Who sends them.
    book
        Where to; the usual store when it is not given.

    Raises
    ------
    InputError
        A row breaks the event record's rules.
    StoreError
        The store cannot be written.
    """
    from geo.events import store  # noqa: PLC0415  # this floor's cellar, needed only to write

    kept = book or store.open()
    known = frame["event_id"].isin(kept.known(frame["event_id"].tolist())).to_numpy(dtype=bool)
    added = kept.add(frame[~known], reviewer) if not known.all() else []
    return Queued(
        added=tuple(revision.event_id for revision in added),
        known=tuple(frame["event_id"][known]),
    )


def join(
    book: "Store", keep: str, take: str, reviewer: str, bases: tuple[int, int]
) -> "list[Revision]":
    """
    Merge one event into another (`geo.events.merge`), in one step that one undo takes back.

    Parameters
    ----------
    book
        The store.
    keep, take
        Event_ids of the event that stays and of the one that it takes in.
    reviewer
        Who merges them.
    bases
        Revisions of `keep` and `take` that the reviewer saw.

    Raises
    ------
    ConflictError
        One of the two has changed since.
    InputError
        One of them is not there, or is merged or rejected already.
    """
    from geo.events import merge  # noqa: PLC0415  # brings pyproj
    from geo.events.store import Edit, records  # noqa: PLC0415

    if len(book.known([keep, take])) != 2:  # noqa: PLR2004  # a merge is of two
        msg = f"{keep} and {take} are not both there, so they cannot be merged."
        raise InputError(msg)
    rows = {row["event_id"]: row for row in book.these([keep, take]).to_dict("records")}
    done = merge.accept(rows[keep], rows[take])
    before, after = (
        records.checked(pd.DataFrame([rows[keep]])),
        records.checked(pd.DataFrame([done.kept])),
    )
    gained = {n: after[0].get(n) for n in NAMES if after[0].get(n) != before[0].get(n)}
    lost = {"review_state": done.taken["review_state"], "merged_into": keep}
    edits = [Edit(keep, gained, bases[0]), Edit(take, lost, bases[1])]
    return book.apply(edits, reviewer, "merge")


def located(
    latitude: float | None, longitude: float | None, where_prec: int | None, uncertainty_km: float
) -> dict[str, Any]:
    """
    Fields that follow from a place: km along the border, distance to it in km, side of it.

    They are empty (side unknown) without coordinates, and km and side far from the border.
    """
    empty = {"border_km": None, "border_distance_km": None, "side": "unknown"}
    if latitude is None or longitude is None or where_prec is None or where_prec > _MOST_PREC:
        return empty
    import shapely  # noqa: PLC0415  # shapely and pyproj only when a place changes

    from geo import border  # noqa: PLC0415

    point = shapely.Point(longitude, latitude)
    away = round(float(border.distance_km(point)[0]), 2)
    if away > FAR_KM:
        return empty | {"border_distance_km": away}
    km = round(float(border.km(point)[0]), 1)
    side = border.side(point, uncertainty_km)[0]
    return {"border_km": km, "border_distance_km": away, "side": side}


def settled(candidate: "Candidate", reported: str = "", detail: str = "") -> dict[str, Any]:
    """
    Fields of the record that a place chosen among candidates fills.

    Parameters
    ----------
    candidate
        The place (`geo.gazetteer`).
    reported
        Name as it stood; kept as `place_detail` where it is another one and there is no `detail`.
    detail
        The `place_detail` so far.
    """
    same = not reported or reported.casefold() == candidate.name.casefold()
    fields = {
        "place": candidate.name,
        "place_id": candidate.gazetteer_id,
        "place_detail": detail or ("" if same else reported),
        "adm_1": candidate.adm_1,
        "country": candidate.country,
        "latitude": candidate.latitude,
        "longitude": candidate.longitude,
        "where_prec": candidate.where_prec,
        "precision_scheme": "ucdp",
        "uncertainty_km": candidate.uncertainty_km,
        "border_from_km": None,
        "border_to_km": None,
    }
    return fields | located(
        candidate.latitude, candidate.longitude, candidate.where_prec, candidate.uncertainty_km
    )


def _day(dates: pd.Series) -> Any:  # noqa: ANN401  # an array of days
    days = dates.to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.where(dates.isna().to_numpy(), np.iinfo(np.int64).max, days)
