"""ACLED's export -> event rows. The file is the user's own: ACLED forbids passing its rows on.

ACLED codes one day, one place and one set of actors a row. Its codes of place and time precision
stay as they are under `precision_scheme` acled. The order of the actors does not say who attacked.
"""

from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import InputError
from geo.events.vocabulary import ACLED
from geo.formats.tables import dates, headers, places
from geo.formats.tables.cells import joined, mapped, text
from geo.formats.tables.draft import Draft, Options, ids, publishers
from geo.formats.tables.source import Table

NAME: Final = ACLED
ATTRIBUTION: Final = (
    "ACLED (Armed Conflict Location & Event Data), acleddata.com. Rows from a file that the user "
    "brought: not to be passed on; cite ACLED with the date of access and any filters."
)
_NEEDED: Final = frozenset({"event_date", "event_type"})
_IDS: Final = frozenset({"event_id_cnty", "data_id"})
_INTER: Final = {
    "1": "State forces",
    "2": "Rebel group",
    "3": "Political militia",
    "4": "Identity militia",
    "5": "Rioters",
    "6": "Protesters",
    "7": "Civilians",
    "8": "External/Other forces",
}
_UNKNOWN: Final = "other"


def knows(heads: Collection[str]) -> bool:
    """
    Tell whether these are the heads of an ACLED event file.

    Raises
    ------
    InputError
        They are those of ACLED's weekly sums, which hold no events.
    """
    found = set(headers.renamed(heads, "acled").values())
    folded = {headers.plain(head) for head in heads}
    if {"week", "events", "sub_event_type"} <= folded and not found & _IDS:
        msg = "This is ACLED's aggregated file, sums by week; export the event-level data instead."
        raise InputError(msg)
    return found >= _NEEDED and bool(found & _IDS)


def rows(table: Table, options: Options) -> Draft:
    """Turn the table into event rows."""
    renamed = headers.renamed(table.cells.columns, "acled")
    cells = table.cells[list(renamed)].rename(columns=renamed)
    draft = Draft(NAME, pd.DataFrame(), {field: head for head, field in renamed.items()})
    key = "event_id_cnty" if "event_id_cnty" in cells else "data_id"
    draft.require(cells, key, "a row without an id cannot be told from others")
    draft.require(cells, "event_date", "an ACLED event has a date")
    days = dates.read(draft.named(cells, "event_date"), options.date_order, table.name)
    draft.take_dates(cells, "event_date", days)
    numbers = {
        name: draft.take_number(cells, name)
        for name in ("fatalities", "time_precision", "geo_precision", "timestamp")
    } | {
        name: draft.take_number(cells, name, decimal_comma=table.decimal_comma)
        for name in ("latitude", "longitude")
    }
    draft.countries = text(cells, "country")
    country = places.countries(draft.countries)
    kinds = _kinds(cells, draft)
    draft.frame = places.on_border(
        pd.DataFrame(
            {
                "event_id": ids("acled-", text(cells, key)),
                "layer": kinds["layer"],
                "event_type": kinds["event_type"],
                "sub_event_type": kinds["sub_event_type"],
                "date_start": days.start,
                "date_end": days.end,
                "date_prec": numbers["time_precision"],
                "place": text(cells, "location"),
                "place_detail": text(cells, "admin3"),
                "adm_1": places.provinces(text(cells, "admin1"), country),
                "adm_2": text(cells, "admin2"),
                "country": country,
                "latitude": numbers["latitude"],
                "longitude": numbers["longitude"],
                "where_prec": numbers["geo_precision"],
                "precision_scheme": "acled",
                "uncertainty_km": np.nan,
                "party_1": text(cells, "actor1"),
                "party_2": text(cells, "actor2"),
                "best": numbers["fatalities"],
                "civilians": _civilians(cells),
                "summary": text(cells, "notes"),
                "note": _note(cells),
                "sources": pd.Series(publishers(text(cells, "source")), index=cells.index),
                "coding": "curated",
                "review_state": "confirmed",
                "confidence": "medium",
                "confidence_reason": "as coded by ACLED; not reviewed here",
                "dataset": NAME,
                "dataset_version": options.dataset_version or _versions(numbers["timestamp"]),
            }
        )
    )
    draft.columns = {
        "event_id": key,
        "date_start": "event_date",
        "date_prec": "time_precision",
        "place": "location",
        "place_detail": "admin3",
        "adm_1": "admin1",
        "adm_2": "admin2",
        "where_prec": "geo_precision",
        "party_1": "actor1",
        "party_2": "actor2",
        "best": "fatalities",
        "summary": "notes",
        "sources": "source",
        "layer": "event_type",
        **{name: name for name in ("event_type", "sub_event_type", "country")},
        "latitude": "latitude",
        "longitude": "longitude",
        "civilians": "civilian_targeting",
        "dataset_version": "timestamp",
    }
    return draft


@cache
def layers() -> dict[tuple[str, str], dict[str, str]]:
    """Give the reviewed table: event type and sub-event type, casefolded, to our layer."""
    table = headers.rows("acled_layers.csv")
    return {(r["event_type"].casefold(), r["sub_event_type"].casefold()): r for r in table}


def _kinds(cells: pd.DataFrame, draft: Draft) -> pd.DataFrame:
    """Layer, type and sub-type of each row; what the table does not know is told."""
    pairs = text(cells, "event_type") + "\n" + text(cells, "sub_event_type")
    codes, words = pd.factorize(pairs)
    found = [_kind(*str(word).split("\n", 1)) for word in words]
    counts = Counter(codes.tolist())
    for i, word in enumerate(words):
        if not found[i][3]:
            told = " / ".join(part for part in str(word).split("\n") if part) or "nothing"
            draft.remarks.append(
                f"{counts[i]:,} rows of the type {told[:100]!r}, which the table of layers does "
                "not know: layer 'other'."
            )
    columns = {
        name: pd.Series(np.array([kind[j] for kind in found], dtype=object)[codes], cells.index)
        for j, name in enumerate(("layer", "event_type", "sub_event_type"))
    }
    return pd.DataFrame(columns).astype("str")


def _kind(event_type: str, sub_event_type: str) -> tuple[str, str, str, bool]:
    known = layers().get((event_type.casefold(), sub_event_type.casefold()))
    known = known or layers().get((event_type.casefold(), ""))
    if known is None:
        return _UNKNOWN, "", "", False
    if known["note"].startswith("name before 2019"):
        return known["layer"], known["new_event_type"], known["new_sub_event_type"], True
    return known["layer"], known["event_type"], known["sub_event_type"], True


def _civilians(cells: pd.DataFrame) -> pd.Series:
    targeted = text(cells, "civilian_targeting").str.casefold().isin(["civilian targeting", "1"])
    against = text(cells, "event_type").str.casefold() == "violence against civilians"
    return pd.Series("unknown", cells.index, dtype="str").where(~(targeted | against), "yes")


def _note(cells: pd.DataFrame) -> pd.Series:
    parts = {
        "with party 1:": text(cells, "assoc_actor_1"),
        "with party 2:": text(cells, "assoc_actor_2"),
        "inter1": _inter(text(cells, "inter1")),
        "inter2": _inter(text(cells, "inter2")),
        "ACLED type": _old_type(cells),
        "disorder type": text(cells, "disorder_type"),
        "source scale": text(cells, "source_scale"),
        "tags": text(cells, "tags"),
    }
    return joined(parts)


def _inter(cells: pd.Series) -> pd.Series:
    """Kind of actor in words; exports before 2024 give numbers. Never recomputed from our line."""
    named = mapped(cells.str.replace(r"\.0$", "", regex=True), _INTER)
    return named.where(named != "", cells.where(cells != "0", ""))


def _old_type(cells: pd.DataFrame) -> pd.Series:
    """Type and sub-type as the file has them, where the record has no such words."""
    given = (text(cells, "event_type") + " / " + text(cells, "sub_event_type")).str.strip(" /")
    pairs = {" / ".join((r["event_type"], r["sub_event_type"])) for r in layers().values()}
    current = {p for p in pairs if not p.endswith(" / ")}
    return given.where(~given.isin(current), "")


def _versions(stamps: pd.Series) -> pd.Series:
    """When ACLED last touched each row, ISO 8601 UTC."""
    codes, words = pd.factorize(stamps)
    told: npt.NDArray[np.object_] = np.array([*(_moment(w) for w in words), ""], dtype=object)
    return pd.Series(told[codes], index=stamps.index, dtype="str")


def _moment(stamp: float) -> str:
    try:
        return datetime.fromtimestamp(stamp, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return "" if np.isnan(stamp) else f"{stamp:g}"
