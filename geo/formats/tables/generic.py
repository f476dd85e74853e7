"""Any other table -> event rows, by a mapping of its columns: guessed, shown and editable."""

import hashlib
import re
from collections.abc import Collection
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from geo.errors import InputError
from geo.events.vocabulary import LAYERS, UCDP_NEAR_KM
from geo.formats.tables import acled, dates, headers, places
from geo.formats.tables.cells import mapped, text
from geo.formats.tables.draft import Draft, Options, ids
from geo.formats.tables.source import Table

NAME: Final = "mapped columns"
FIELDS: Final = tuple(
    dict.fromkeys(row["field"] for row in headers.rows("heads.csv") if row["dialect"] == "generic")
)
"""What a column may be mapped to."""
_PLACED: Final = frozenset({"latitude", "coordinates", "geometry", "place", "adm_1"})
_PAIR: Final = re.compile(
    r"^\s*\(?\s*([+-]?\d+(?:\.\d+)?)\s*°?\s*[,;/ ]\s*([+-]?\d+(?:\.\d+)?)\s*°?\s*\)?\s*$"
)
_WEB: Final = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_FINE: Final = re.compile(r"[+-]?\d+[.,]\d{3,}")
_STEM: Final = re.compile(r"([\s_\-]*(\(\d+\)|v?\d[\d._\-]*|copy|final))+$", re.IGNORECASE)
_OPEN_LAYERS: Final = ("border_closure", "fuel_route")
_YES: Final = {"yes": "yes", "y": "yes", "true": "yes", "1": "yes", "no": "no", "n": "no"} | {
    "false": "no",
    "0": "no",
    "civilian targeting": "yes",
}


def guess(heads: Collection[str]) -> dict[str, str]:
    """Guess the field of each head, "" where none is likely."""
    found = headers.renamed(heads, "generic")
    return {head: found.get(head, "") for head in heads}


def dataset_of(name: str) -> str:
    """Name a data set after its file: without ending, version, date or copy number."""
    stem = name.rpartition("/")[2].partition(".")[0]
    return _STEM.sub("", stem) or stem or "file"


def rows(table: Table, options: Options) -> Draft:
    """
    Turn the table into event rows.

    Raises
    ------
    InputError
        No column tells of a day or a place, or the mapping names what is not there.
    """
    fields = _mapping(table, options)
    heads = {field: head for head, field in fields.items()}
    cells = table.cells[list(fields)].rename(columns=fields)
    draft = Draft(NAME, pd.DataFrame(index=cells.index), heads)
    draft.columns = {field: head for field, head in heads.items() if field != "coordinates"}
    dataset = options.dataset or dataset_of(table.name)
    draft.countries = text(cells, "country")
    country = places.countries(draft.countries)
    layer = _layers(cells, draft, options.layer)
    made: dict[str, Any] = {"event_id": _ids(cells, dataset), "layer": layer}
    made |= _when(cells, draft, layer, options, table.name)
    made |= _where(cells, draft, table)
    plain = ("place", "place_detail", "adm_2", "party_1", "party_2", "summary", "note")
    made |= {name: text(cells, name) for name in plain}
    made["adm_1"] = places.provinces(text(cells, "adm_1"), country)
    made["country"] = country
    made |= _types(cells)
    counts = ("best", "low", "high", "injured_best", "displaced_best")
    made |= {name: draft.take_number(cells, name) for name in counts}
    made["civilians"] = mapped(text(cells, "civilians"), _YES, "unknown")
    made["sources"] = pd.Series(_sources(cells), index=cells.index)
    made |= {"coding": "curated", "review_state": "extracted", "confidence": "low"}
    made["confidence_reason"] = f"imported from {table.name[:80]}; not reviewed here"
    made |= {"dataset": dataset, "dataset_version": options.dataset_version}
    draft.frame = places.on_border(pd.DataFrame(made, index=cells.index))
    return draft


def _mapping(table: Table, options: Options) -> dict[str, str]:
    """Head to field, as the user says or as guessed; columns without a field are left out."""
    chosen = guess(table.cells.columns) if options.mapping is None else dict(options.mapping)
    lost = [head for head in chosen if head not in table.cells.columns]
    strange = [field for field in chosen.values() if field and field not in FIELDS]
    if lost or strange:
        what = f"column {lost[0]!r}" if lost else f"field {strange[0]!r}"
        msg = f"{table.name}: the mapping names the {what}, which is not there."
        raise InputError(msg)
    used = {head: field for head, field in chosen.items() if field}
    if len(set(used.values())) < len(used):
        msg = f"{table.name}: two columns are mapped to the same field; leave one of them out."
        raise InputError(msg)
    if table.geometry is None and not (_PLACED | {"date_start"}) & {*used.values()}:
        heads = ", ".join(map(str, list(table.cells.columns)[:8]))
        msg = (
            f"{table.name}: none of its columns ({heads[:200]}) is known as a date or a place; "
            "name them `date`, `place`, `latitude`, `longitude`, or say --map HEAD=FIELD."
        )
        raise InputError(msg)
    return used


def _ids(cells: pd.DataFrame, dataset: str) -> pd.Series:
    """Derive ids from the file's own, and where it has none from the row's content."""
    prefix = re.sub(r"[^\w]+", "-", dataset.casefold()).strip("-") + "-"
    own = text(cells, "event_id").str.removesuffix(".0")
    missing = (own == "").to_numpy()
    made = ids(prefix, own).to_numpy(dtype=object)
    content = zip(*(text(cells, name)[missing].tolist() for name in sorted(cells)), strict=True)
    made[missing] = [
        prefix + hashlib.sha256("\x1f".join(row).encode("utf-8", "replace")).hexdigest()[:12]
        for row in content
    ]
    return pd.Series(made, index=cells.index, dtype="str")


@cache
def _words() -> dict[str, str]:
    known = {row["word"]: row["layer"] for row in headers.rows("words.csv")}
    subs = {sub: row["layer"] for (_, sub), row in acled.layers().items() if sub and sub != "other"}
    return {**subs, **known, **{layer: layer for layer in LAYERS}}


def _layers(cells: pd.DataFrame, draft: Draft, default: str) -> pd.Series:
    given = text(cells, "layer")
    if "layer" not in cells and {"event_type", "sub_event_type"} & {*cells}:
        sub = text(cells, "sub_event_type")
        given = sub.where(sub != "", text(cells, "event_type"))
    found = mapped(given.str.replace("_", " ").where(~given.isin(LAYERS), given), _words())
    strange = sorted(set(given[(found == "") & (given != "")]))
    if strange:
        told = ", ".join(repr(word[:40]) for word in strange[:5])
        n = int(((found == "") & (given != "")).sum())
        draft.remarks.append(f"{n:,} rows of an unknown kind ({told}): layer {default!r}.")
    return found.where(found != "", default)


def _types(cells: pd.DataFrame) -> dict[str, pd.Series]:
    """ACLED's type and sub-type, where both are ACLED's words."""
    pairs = zip(text(cells, "event_type"), text(cells, "sub_event_type"), strict=True)
    known = [acled.layers().get((a.casefold(), b.casefold())) for a, b in pairs]
    names = ("event_type", "sub_event_type")
    return {
        name: pd.Series([row[name] if row else "" for row in known], index=cells.index, dtype="str")
        for name in names
    }


def _when(
    cells: pd.DataFrame, draft: Draft, layer: pd.Series, options: Options, name: str
) -> dict[str, Any]:
    """First and last day; without a last day an incident lasts one day and a closure goes on."""
    start = dates.read(draft.named(cells, "date_start"), options.date_order, name)
    end = dates.read(draft.named(cells, "date_end"), options.date_order, name)
    draft.take_dates(cells, "date_start", start)
    draft.take_dates(cells, "date_end", end)
    still = layer.isin(_OPEN_LAYERS) & (start.precision == 1)
    last = end.end.where(end.end.notna() | still, start.end)
    known = pd.Series(start.precision, index=cells.index, dtype="float64").replace(0, np.nan)
    given = draft.take_number(cells, "date_prec")
    return {"date_start": start.start, "date_end": last, "date_prec": given.fillna(known)}


def _where(cells: pd.DataFrame, draft: Draft, table: Table) -> dict[str, Any]:
    """Point or shape, and how exactly it is known."""
    shapes = _shapes(cells, draft, table)
    kind = shapely.get_type_id(shapes)
    label = shapely.point_on_surface(shapes)
    comma = table.decimal_comma
    point = {n: draft.take_number(cells, n, decimal_comma=comma) for n in ("latitude", "longitude")}
    paired = text(cells, "coordinates").str.extract(_PAIR).astype("float64")
    for i, (name, of) in enumerate((("latitude", shapely.get_y), ("longitude", shapely.get_x))):
        shape = pd.Series(of(label), index=cells.index)
        point[name] = point[name].fillna(paired[i]).fillna(shape)
    acled_code = draft.take_number(cells, "geo_precision")
    ucdp_code = draft.take_number(cells, "where_prec")
    scale = np.where(ucdp_code.isna() & acled_code.notna(), "acled", "ucdp")
    assumed = _assumed(cells, point["latitude"], kind)
    code = ucdp_code.fillna(acled_code).fillna(assumed)
    uncertainty = draft.take_number(cells, "uncertainty_km", decimal_comma=comma)
    near = (code == 2) & (scale == "ucdp")  # noqa: PLR2004  # UCDP's "near"
    area = (kind != -1) & (kind != shapely.GeometryType.POINT)
    if (assumed.notna() & ucdp_code.isna() & acled_code.isna()).any():
        draft.remarks.append(
            "The file does not say how exactly places are known: coordinates with three decimals "
            "and more count as the place itself, others as near it; lines and areas as such."
        )
    return {
        **point,
        "where_prec": code,
        "precision_scheme": scale,
        "uncertainty_km": uncertainty.where(uncertainty.notna() | ~near, UCDP_NEAR_KM),
        "geometry": pd.Series(np.where(area, shapes, None), index=cells.index, dtype=object),
    }


def _shapes(cells: pd.DataFrame, draft: Draft, table: Table) -> Any:  # noqa: ANN401  # array of shapes
    if table.geometry is not None:
        return table.geometry
    wkt = text(cells, "geometry")
    given = [cell or None for cell in wkt.tolist()]
    shapes = shapely.from_wkt(np.array(given, dtype=object), on_invalid="ignore")
    lost = shapely.is_missing(shapes) & (wkt != "").to_numpy()
    if lost.any():
        draft.remarks.append(f"{int(lost.sum()):,} rows hold a shape that is no WKT: not used.")
    return shapes


def _assumed(cells: pd.DataFrame, latitude: pd.Series, kind: Any) -> pd.Series:  # noqa: ANN401
    """Precision of a place whose file does not state it."""
    fine = text(cells, "latitude").str.match(_FINE) | text(cells, "coordinates").str.match(_FINE)
    fine |= kind == shapely.GeometryType.POINT
    found = pd.Series(np.where(fine, 1.0, 2.0), index=cells.index).where(latitude.notna(), np.nan)
    lines = np.isin(kind, (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING))
    areas = np.isin(kind, (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON))
    areas |= kind == shapely.GeometryType.GEOMETRYCOLLECTION
    return found.mask(lines, 5.0).mask(areas, 3.0)


def _sources(cells: pd.DataFrame) -> list[list[dict[str, str]]]:
    told = (text(cells, name).tolist() for name in ("source", "source_url", "source_date"))
    return [_source(*row) for row in zip(*told, strict=True)]


def _source(publisher: str, url: str, day: str) -> list[dict[str, str]]:
    if _WEB.fullmatch(publisher) and not url:
        publisher, url = "", publisher
    made = {"publisher": publisher, "url": url if _WEB.fullmatch(url) else ""}
    made["title"] = "" if made["url"] else url
    made["published"] = day if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) else ""
    kept = {key: value for key, value in made.items() if value}
    return [kept] if kept else []
