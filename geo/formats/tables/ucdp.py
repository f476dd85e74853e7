"""UCDP GED and GED Candidate -> event rows (UCDP: CC BY 4.0, cite it).

A row is an incident that killed at least one person. Precision codes stay as they are under
`precision_scheme` ucdp; points of precision 3 and worse are stand-ins and are kept as labels only.
"""

import re
from collections.abc import Collection
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from geo.events.vocabulary import UCDP, UCDP_CANDIDATE, UCDP_NEAR_KM
from geo.formats.tables import dates, headers, places
from geo.formats.tables.cells import joined, mapped, text
from geo.formats.tables.draft import MOST_SOURCES, Draft, Options, ids, whole
from geo.formats.tables.source import Table

NAME: Final = UCDP
CANDIDATE: Final = UCDP_CANDIDATE
ATTRIBUTION: Final = (
    "UCDP Georeferenced Event Dataset, Uppsala Conflict Data Program (CC BY 4.0), "
    "with the version of each row."
)
HEADS: Final = [
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
]
"""The 49 columns since 2018; at least one candidate release came out without them."""
_NEEDED: Final = frozenset({"id", "type_of_violence", "where_prec", "date_start", "best"})
_VERSION: Final = re.compile(
    r"(?:gedevent|ged|candidate)[a-z_\- ]*?v?[_\-. ]?(\d[\d._\-]*\d)", re.IGNORECASE
)
_ARTICLE: Final = re.compile(
    r"(?P<publisher>.*?),\s*(?P<published>\d{4}-\d{2}-\d{2}),?\s*(?P<title>.*)"
)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NEAR: Final = 2
_YEARLY_PARTS: Final = 2


def knows(heads: Collection[str]) -> bool:
    """Tell whether these are the heads of a GED file."""
    return set(headers.renamed(heads, "ucdp").values()) >= _NEEDED


def headless(heads: Collection[str]) -> bool:
    """Tell whether the first row of a file is a GED event, and not the heads."""
    first = list(heads)
    if len(first) != len(HEADS):
        return False
    day = HEADS.index("date_start")
    return first[0].strip().isdigit() and bool(_DAY.match(first[day].strip()))


def rows(table: Table, options: Options) -> Draft:
    """Turn the table into event rows."""
    renamed = headers.renamed(table.cells.columns, "ucdp")
    cells = table.cells[list(renamed)].rename(columns=renamed)
    draft = Draft(NAME, pd.DataFrame(), {field: head for head, field in renamed.items()})
    draft.require(cells, "id", "a row without an id cannot be told from others")
    draft.require(cells, "date_start", "a GED event has a first day")
    start, end = (
        dates.read(draft.named(cells, name), options.date_order, table.name)
        for name in ("date_start", "date_end")
    )
    draft.take_dates(cells, "date_start", start)
    draft.take_dates(cells, "date_end", end)
    point = _points(cells, draft, decimal_comma=table.decimal_comma)
    kinds = {
        name: _by_type(cells, name) for name in ("meaning", "layer", "event_type", "civilians")
    }
    where_prec = draft.take_number(cells, "where_prec")
    draft.countries = text(cells, "country")
    country = places.countries(draft.countries)
    deaths = _deaths(cells, draft)
    version = options.dataset_version or version_of(table.name)
    draft.frame = places.on_border(
        pd.DataFrame(
            {
                "event_id": ids("ucdp-", text(cells, "id").str.removesuffix(".0")),
                "layer": kinds["layer"],
                "event_type": kinds["event_type"],
                "date_start": start.start,
                "date_end": end.end.fillna(start.end),
                "date_prec": draft.take_number(cells, "date_prec"),
                "place": text(cells, "where_coordinates"),
                "place_detail": text(cells, "where_description"),
                "adm_1": places.provinces(text(cells, "adm_1"), country),
                "adm_2": text(cells, "adm_2"),
                "country": country,
                "latitude": point["latitude"],
                "longitude": point["longitude"],
                "where_prec": where_prec,
                "precision_scheme": "ucdp",
                "uncertainty_km": np.where(where_prec == _NEAR, UCDP_NEAR_KM, np.nan),
                "party_1": text(cells, "side_a"),
                "party_2": text(cells, "side_b"),
                **{name: deaths[name] for name in ("best", "low", "high")},
                "civilians": _civilians(cells, kinds["civilians"]),
                "summary": _summary(cells, kinds["meaning"], deaths),
                "note": _note(cells, deaths["note"]),
                "sources": pd.Series(_sources(cells), index=cells.index),
                "coding": "curated",
                "review_state": _state(cells),
                "confidence": "medium",
                "confidence_reason": "as coded by UCDP; not reviewed here",
                "dataset": CANDIDATE if is_candidate(version, table.name) else NAME,
                "dataset_version": version,
            }
        )
    )
    draft.columns = {
        "event_id": "id",
        "layer": "type_of_violence",
        "place": "where_coordinates",
        "place_detail": "where_description",
        "party_1": "side_a",
        "party_2": "side_b",
        "civilians": "deaths_civilians",
        "sources": "source_article",
        **{name: name for name in ("date_start", "date_end", "date_prec", "adm_1", "adm_2")},
        **{name: name for name in ("country", "latitude", "longitude", "where_prec")},
        **{name: name for name in ("best", "low", "high")},
        "review_state": "code_status",
        "note": "conflict_name",
    }
    return draft


def version_of(name: str) -> str:
    """Read the release out of a file name: `GEDEvent_v25_1.csv` and `ged251-csv.zip` are 25.1."""
    found = _VERSION.search(name.rpartition(".")[0] or name)
    if not found:
        return ""
    digits = re.sub(r"[_\-.]+", ".", found[1]).strip(".")
    if digits.isdigit() and len(digits) == len("251"):
        return f"{digits[:2]}.{digits[2:]}"
    return digits


def is_candidate(version: str, name: str) -> bool:
    """Tell a candidate release by its version (26.0.7) or its file's name."""
    return version.count(".") >= _YEARLY_PARTS or "candidate" in name.casefold()


@cache
def types() -> dict[str, dict[str, str]]:
    """Give the reviewed table: type of violence to our layer and words."""
    return {row["type_of_violence"]: row for row in headers.rows("ucdp_layers.csv")}


def _by_type(cells: pd.DataFrame, name: str) -> pd.Series:
    kind = text(cells, "type_of_violence").str.removesuffix(".0")
    default = {"layer": "other", "meaning": "organized violence"}.get(name, "")
    return mapped(kind, {code: row[name] for code, row in types().items()}, default)


def _points(cells: pd.DataFrame, draft: Draft, *, decimal_comma: bool) -> pd.DataFrame:
    """Latitude and longitude; where both are missing, the point of geom_wkt."""
    found = pd.DataFrame(
        {
            name: draft.take_number(cells, name, decimal_comma=decimal_comma)
            for name in ("latitude", "longitude")
        }
    )
    lost = found.isna().all(axis=1) & text(cells, "geom_wkt").str.upper().str.startswith("POINT")
    if lost.any():
        shapes = shapely.from_wkt(
            text(cells, "geom_wkt")[lost].to_numpy(object), on_invalid="ignore"
        )
        found.loc[lost, "longitude"] = shapely.get_x(shapes)
        found.loc[lost, "latitude"] = shapely.get_y(shapes)
    return found


def _deaths(cells: pd.DataFrame, draft: Draft) -> pd.DataFrame:
    """Best, low and high; low and high that do not enclose the best are told, not used."""
    found = pd.DataFrame({n: draft.take_number(cells, n) for n in ("best", "low", "high")})
    for name in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"):
        found[name] = draft.take_number(cells, name)
    crossed = (found["low"] > found["best"]) | (found["best"] > found["high"])
    said = (
        "the file gives low " + whole(found["low"]) + " and high " + whole(found["high"])
        + ", which do not enclose best " + whole(found["best"])
    )  # fmt: skip
    found["note"] = said.where(crossed, "")
    found.loc[crossed, ["low", "high"]] = np.nan
    if crossed.any():
        draft.remarks.append(
            f"{int(crossed.sum()):,} rows give a low or high that does not enclose the best "
            "estimate: kept with the best alone, the others in the note."
        )
    return found


def _civilians(cells: pd.DataFrame, by_type: pd.Series) -> pd.Series:
    """Say yes where civilians died; no death of one does not mean that none was hurt."""
    killed = ~text(cells, "deaths_civilians").isin(["", "0", "0.0"])
    return by_type.where(by_type != "", "unknown").where(~killed, "yes")


def _summary(cells: pd.DataFrame, meaning: pd.Series, deaths: pd.DataFrame) -> pd.Series:
    columns = (meaning, text(cells, "side_a"), text(cells, "side_b"))
    numbers = (whole(deaths[name]) for name in ("best", "low", "high"))
    rows_ = zip(*(c.tolist() for c in (*columns, *numbers)), strict=True)
    made = [
        f"UCDP codes {kind} between {a or 'an unnamed side'} and {b or 'an unnamed side'}: "
        f"best estimate {best or 'unknown'} deaths"
        + (f" ({low} to {high})." if low and high and low != high else ".")
        for kind, a, b, best, low, high in rows_
    ]
    return pd.Series(made, index=cells.index, dtype="str")


def _note(cells: pd.DataFrame, doubt: pd.Series) -> pd.Series:
    status = text(cells, "code_status")
    return joined(
        {
            "conflict": text(cells, "conflict_name"),
            "dyad": text(cells, "dyad_name"),
            "type_of_violence": text(cells, "type_of_violence"),
            "event_clarity": text(cells, "event_clarity"),
            "code_status": status.where(status.str.casefold() != "clear", ""),
            "reported by": text(cells, "source_original"),
            "relid": text(cells, "relid"),
            "deaths:": doubt,
        }
    )


def _state(cells: pd.DataFrame) -> pd.Series:
    """Rows that UCDP itself has yet to check need a look."""
    status = text(cells, "code_status").str.casefold()
    fine = status.isin(["", "clear", "0"])
    return pd.Series("needs_look", cells.index, dtype="str").where(~fine, "confirmed")


def _sources(cells: pd.DataFrame) -> list[list[dict[str, Any]]]:
    columns = ("source_article", "source_office", "source_date", "source_headline")
    told = (text(cells, name).tolist() for name in columns)
    return [_source(*row) for row in zip(*told, strict=True)]


def _source(article: str, office: str, day: str, headline: str) -> list[dict[str, Any]]:
    if article:
        parts = [part.strip(' "') for part in article.split('";"' if '";"' in article else ";")]
        return [_article(part) for part in parts if part][:MOST_SOURCES]
    if not office and not headline:
        return []
    made = {"publisher": office, "title": headline, "published": _iso(day)}
    return [{key: value for key, value in made.items() if value}]


def _article(part: str) -> dict[str, Any]:
    found = _ARTICLE.fullmatch(part)
    if not found:
        return {"title": part}
    return {key: value.strip(' "') for key, value in found.groupdict().items() if value}


def _iso(day: str) -> str:
    found = _DAY.match(day)
    return found[0] if found else ""
