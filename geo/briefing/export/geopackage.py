"""GeoPackage: events by shape, their claims and sources as tables, styles that QGIS takes up.

The layers `events_points`, `events_lines`, `events_areas` and `events_unplaced` (a table) hold each
row once. `claims` and `sources` hang on `event_id`; `about` tells window, counts and credits.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo import border
from geo.briefing.export import cells, qml
from geo.briefing.export.extract import Extract
from geo.events.columns import COLUMNS

Shapes: TypeAlias = npt.NDArray[Any]

CRS: Final = "EPSG:4326"
SHAPES: Final = {
    "events_points": ("Point", ("Point", "MultiPoint")),
    "events_lines": ("MultiLineString", ("LineString", "MultiLineString")),
    "events_areas": ("MultiPolygon", ("Polygon", "MultiPolygon")),
}
_VERSION: Final = "1.2"  # of the format: what older programs read too
UNPLACED: Final = "events_unplaced"
_DTYPES: Final = {"count": "Int64", "code": "Int32", "number": "float64"}
_CLAIM: Final = ("claimant", "speaker", "statement", "field", "value", "low", "high", "source")
_SOURCE: Final = ("publisher", "title", "url", "published", "article_id", "sentence")


def write(extract: Extract, path: Path) -> None:
    """Write an extract; a file that is there already is replaced."""
    path.unlink(missing_ok=True)
    table = _table(extract)
    kind = np.array([shape.geom_type if shape else "" for shape in extract.shapes], dtype=object)
    for layer, (stored, kinds) in SHAPES.items():
        chosen = np.isin(kind, kinds)
        _write_shapes(path, layer, table[chosen], extract.shapes[chosen], stored)
    _write_table(path, UNPLACED, table[kind == ""])
    _write_shapes(path, "border", _border(), np.array([border.line()], dtype=object), "LineString")
    _write_table(path, "claims", _related(extract, "claims", _CLAIM))
    _write_table(path, "sources", _related(extract, "sources", _SOURCE))
    _write_table(path, "about", _about(extract))
    _write_table(path, "layer_styles", qml.styles(extract))


def _table(extract: Extract) -> pd.DataFrame:
    made = pd.DataFrame(cells.rows(extract, flat=True), columns=_names())
    for column in COLUMNS:
        if column.kind in _DTYPES:
            made[column.name] = made[column.name].astype(_DTYPES[column.kind])
        if column.kind == "date":
            made[column.name] = pd.to_datetime(made[column.name]).astype("datetime64[ms]")
        if column.kind == "flag":
            made[column.name] = made[column.name].astype(bool)
    return made


def _names() -> list[str]:
    names = [column.name for column in COLUMNS if column.kind != "geometry"]
    return [*names, "geometry_basis", "lot"]


def _border() -> pd.DataFrame:
    lengths = {"published_km": [border.PUBLISHED_KM], "drawn_km": [round(border.length_km(), 1)]}
    return pd.DataFrame({**lengths, "source": [border.SOURCE]})


def _related(extract: Extract, name: str, fields: Iterable[str]) -> pd.DataFrame:
    """One row an entry of a list column, keyed by event_id and its place in the list."""
    rows = [
        {"event_id": event_id, "number": number, **{key: _text(entry.get(key)) for key in fields}}
        for event_id, entries in zip(extract.frame["event_id"], extract.frame[name], strict=True)
        for number, entry in enumerate(entries, start=1)
    ]
    made = pd.DataFrame(rows, columns=["event_id", "number", *fields])
    texts = made.drop(columns="number").astype("str")
    return made[["number"]].astype("int64").join(texts)[list(made.columns)]


def _text(value: Any) -> str:  # noqa: ANN401  # a cell of an entry
    return "" if value is None else str(value)


def _about(extract: Extract) -> pd.DataFrame:
    pairs = [(key, str(value)) for key, value in extract.about.items()]
    return pd.DataFrame(pairs, columns=["name", "value"])


def _write_shapes(path: Path, layer: str, table: pd.DataFrame, shapes: Shapes, stored: str) -> None:
    import geopandas as gpd  # noqa: PLC0415  # heavy, and only this format needs it

    drawn = _multi(shapes, stored)
    frame = gpd.GeoDataFrame(table.reset_index(drop=True), geometry=drawn, crs=CRS)
    made = {} if path.exists() else {"VERSION": _VERSION}
    frame.to_file(path, layer=layer, driver="GPKG", engine="pyogrio", geometry_type=stored, **made)


def _multi(shapes: Shapes, stored: str) -> list[shapely.Geometry]:
    """Make each shape the kind that its layer stores: a layer of a GeoPackage holds one kind."""
    if stored == "MultiPolygon":
        return [shapely.MultiPolygon(list(shapely.get_parts(shape))) for shape in shapes]
    if stored == "MultiLineString":
        return [shapely.MultiLineString(list(shapely.get_parts(shape))) for shape in shapes]
    return list(shapes)


def _write_table(path: Path, layer: str, table: pd.DataFrame) -> None:
    import pyogrio  # noqa: PLC0415

    pyogrio.write_dataframe(table.reset_index(drop=True), path, layer=layer, driver="GPKG")
