"""GDELT's event table: actions between Thailand and Cambodia, as events that say whose they are."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from geo.formats.tables import headers

if TYPE_CHECKING:
    import geopandas as gpd

DATASET: Final = "GDELT Event Database"
NEAR_KM: Final = 25.0
_ACTORS: Final = {"THA": "Thailand", "KHM": "Cambodia"}
_FIPS: Final = {"TH": "TH", "CB": "KH"}
_COUNTRY, _PROVINCE, _TOWN = "1", "5", "4"
_GEO: Final = {61: 51, 58: 49, 57: 49}
"""Column of ActionGeo_Type by the width of the table."""
Row = dict[str, Any]


def events(rows: Iterable[list[str]], width: int, left_out: Counter[str]) -> "gpd.GeoDataFrame":
    """
    Make event rows of a table's rows.

    Parameters
    ----------
    rows
        Rows of `width` cells.
    width
        61 (version 2), 58 or 57 (version 1).
    left_out
        Gets the number of rows that were left out, by reason.
    """
    import pandas as pd  # noqa: PLC0415 (only when such a file is read)

    from geo.events import record  # noqa: PLC0415
    from geo.formats.tables import places  # noqa: PLC0415

    made: dict[str, Row] = {}
    for cells in rows:
        row, reason = _row(cells, width)
        if row is None:
            left_out[reason] += 1
        else:
            made[row["event_id"]] = row
    if not made:
        return record.empty()
    frame = pd.DataFrame(list(made.values()))
    frame["adm_1"] = places.provinces(frame["adm_1"].astype("str"), frame["country"].astype("str"))
    frame[["latitude", "longitude"]] = frame[["latitude", "longitude"]].astype("float64")
    frame["uncertainty_km"] = frame["uncertainty_km"].astype("float64")
    frame["precision_scheme"] = "ucdp"
    return record.validate(places.on_border(frame))


@cache
def layers() -> dict[str, dict[str, str]]:
    """Give the reviewed table: CAMEO code to layer, ACLED's types and CAMEO's words."""
    return {row["code"]: row for row in headers.rows("cameo_layers.csv")}


def _row(cells: list[str], width: int) -> tuple[Row | None, str]:
    parties = {_ACTORS.get(cells[7]), _ACTORS.get(cells[17])}
    if parties != {"Thailand", "Cambodia"}:
        return None, "the two actors are not Thailand and Cambodia"
    kind = layers().get(cells[26])
    if kind is None:
        return None, f"CAMEO code {cells[26][:10]} is not in the table of layers"
    day = _day(cells[1])
    if day is None:
        return None, "no day"
    place = _place(cells[_GEO[width] :], width)
    if place is None:
        return None, "the action is not located in Thailand or Cambodia"
    return _event(cells, kind, day, width) | place, ""


def _event(cells: list[str], kind: Row, day: dt.date, width: int) -> Row:
    url = cells[-1].strip() if width != 57 else ""  # noqa: PLR2004 (the oldest tables have none)
    seen = cells[59] if width == 61 else cells[56]  # noqa: PLR2004
    actors = " and ".join(name for name in (cells[6].strip(), cells[16].strip()) if name)
    return {
        "event_id": f"gdelt-{cells[0]}",
        "layer": kind["layer"],
        "event_type": kind["event_type"],
        "sub_event_type": kind["sub_event_type"],
        "date_start": day.isoformat(),
        "date_end": day.isoformat(),
        "date_prec": 1,
        "party_1": _ACTORS[cells[7]],
        "party_2": _ACTORS[cells[17]],
        "summary": f"GDELT's machine coded “{kind['words']}” (CAMEO {cells[26]}) from this page, "
        f"actors {actors}; no sentence of it was read here.",
        "sources": [{"publisher": "", "title": "", "url": url, "published": ""}],
        "coding": "machine",
        "review_state": "extracted",
        "confidence": "low",
        "confidence_reason": "coded by GDELT's machine from a page that was not read here; the day "
        "is GDELT's, the place the one that the page names nearest to the action",
        "dataset": DATASET,
        "dataset_version": "2.0" if width == 61 else "1.0",  # noqa: PLR2004
        "retrieved_at": "",
        "note": f"{cells[33]} articles by GDELT's count; first seen {seen}",
    }


def _place(geo: list[str], width: int) -> Row | None:
    """Take the place as GDELT has it, no better known than GDELT can know it."""
    kind, name, country = geo[0], geo[1].strip(), _FIPS.get(geo[2])
    at = 5 if width == 61 else 4  # noqa: PLR2004 (version 2 has a second-level code before)
    if country is None or kind not in (_COUNTRY, _PROVINCE, _TOWN):
        return None
    parts = [part.strip() for part in name.split(",")]
    province = {_PROVINCE: parts[0], _TOWN: parts[1] if len(parts) > 2 else ""}.get(kind, "")  # noqa: PLR2004
    row: Row = {"place": parts[0], "place_detail": name, "adm_1": province, "country": country}
    empty = {"latitude": None, "longitude": None, "uncertainty_km": None}
    if kind == _TOWN:
        try:
            spot = {"latitude": float(geo[at]), "longitude": float(geo[at + 1])}
        except ValueError:
            return None
        return row | spot | {"where_prec": 2, "uncertainty_km": NEAR_KM}
    return row | empty | {"where_prec": 4 if kind == _PROVINCE else 6}


def _day(cell: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(cell, "%Y%m%d").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        return None
