"""GeoJSON and GeoPackage -> `Table`: attributes as text cells, shapes in EPSG:4326."""

import json
import tempfile
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.errors import InputError
from geo.formats import encoding
from geo.formats.tables.rejects import Reject
from geo.formats.tables.source import MOST_ROWS, Table

_ANSWERS: Final = ("data", "Result", "results")
_DEGREES: Final = ("CRS84", "4326", "4979")
_SQLITE: Final = b"SQLite format 3\x00"


def read_geojson(data: bytes, name: str) -> Table:
    """
    Read a GeoJSON feature collection, one feature, one feature a line, or records without shapes.

    Raises
    ------
    InputError
        It is neither.
    """
    features, crs, kind = _features(encoding.decode(data, name), name)
    if len(features) > MOST_ROWS:
        msg = f"{name} has more than {MOST_ROWS:,} features; split it."
        raise InputError(msg)
    cells, shapes, rejects = [], [], []
    numbers = []
    for number, feature in enumerate(features, start=1):
        try:
            shape = _shape(feature)
            row = _properties(feature)
        except (TypeError, ValueError, KeyError, AttributeError, shapely.errors.ShapelyError):
            told = json.dumps(feature, ensure_ascii=False)[:200]
            rejects.append(Reject(number, "geometry", told, "it is no GeoJSON feature"))
            continue
        numbers.append(number)
        cells.append(row)
        shapes.append(shape)
    frame = pd.DataFrame(cells, index=numbers, dtype="object").fillna("").astype("str")
    found = np.array([*shapes, None], dtype=object)[:-1]
    return Table(name, kind, frame, _in_degrees(found, crs, name), rejects)


def _features(text: str, name: str) -> tuple[list[Any], str, str]:
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        whole = _lines(text, name)
    if records := _records(whole):
        return [{"properties": record} for record in records], "", "JSON"
    if isinstance(whole, list):
        return whole, "", "GeoJSON"
    kind = whole.get("type") if isinstance(whole, dict) else None
    if kind == "FeatureCollection" and isinstance(whole.get("features"), list):
        crs = whole.get("crs")
        told = crs.get("properties") if isinstance(crs, dict) else None
        return (
            whole["features"],
            str(told.get("name", "")) if isinstance(told, dict) else "",
            "GeoJSON",
        )
    if kind == "Feature":
        return [whole], "", "GeoJSON"
    msg = f"{name} is JSON, but no GeoJSON feature collection; export it as GeoJSON."
    raise InputError(msg)


def _records(whole: Any) -> list[dict[str, Any]]:  # noqa: ANN401  # whatever JSON holds
    """Give records as the interfaces of ACLED (data) and UCDP (Result) answer; no GeoJSON."""
    answers = [whole.get(key) for key in _ANSWERS] if isinstance(whole, dict) else [whole]
    for found in answers:
        if isinstance(found, list) and found and all(isinstance(row, dict) for row in found):
            return [] if any("type" in row and "geometry" in row for row in found) else found
    return []


def _lines(text: str, name: str) -> list[Any]:
    """Read one feature a line; what is no JSON is kept as text, so that it gets rejected."""
    found: list[Any] = []
    for line in text.replace("\x1e", "").splitlines():
        if line.strip():
            try:
                found.append(json.loads(line))
            except (ValueError, RecursionError):
                found.append(line[:200])
    if not any(isinstance(each, dict) and each.get("type") == "Feature" for each in found):
        msg = f"{name} is not GeoJSON: it breaks the rules of JSON; export it again."
        raise InputError(msg)
    return found


def _shape(feature: dict[str, Any]) -> shapely.Geometry | None:
    given = feature.get("geometry")
    if given is None:
        return None
    if given["type"] == "Point" and len(given["coordinates"]):
        longitude, latitude = given["coordinates"][:2]
        return shapely.Point(float(longitude), float(latitude))
    shape = shapely.geometry.shape(given)
    return None if shape.is_empty else shapely.force_2d(shape)


def _properties(feature: dict[str, Any]) -> dict[str, str]:
    given = {**(feature.get("properties") or {})}
    if "id" in feature and "id" not in given:
        given["id"] = feature["id"]
    return {str(key): _text(value) for key, value in given.items()}


def _text(value: Any) -> str:  # noqa: ANN401  # whatever JSON holds
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)


def _in_degrees(shapes: npt.NDArray[Any], crs: str, name: str) -> npt.NDArray[Any]:
    if not crs or any(known in crs.upper() for known in _DEGREES):
        return shapes
    import geopandas as gpd  # noqa: PLC0415  # slow to import, and rarely needed

    try:
        given = gpd.GeoSeries(shapes, crs=crs)
    except Exception as error:  # pyproj's own, of several kinds
        msg = f"{name} uses a coordinate system that is not known here: {crs[:80]!r}."
        raise InputError(msg) from error
    return np.asarray(given.to_crs("EPSG:4326"), dtype=object)


def read_geopackage(data: bytes, name: str) -> Table:
    """
    Read the layer of a GeoPackage that holds most features.

    Raises
    ------
    InputError
        It is no GeoPackage, or holds no features.
    """
    if not data.startswith(_SQLITE):
        msg = f"{name} is damaged or no GeoPackage; export it again."
        raise InputError(msg)
    with tempfile.TemporaryDirectory(prefix="border-monitor-") as folder:
        path = Path(folder) / "input.gpkg"
        path.write_bytes(data)
        frame, layers, chosen = _layer(path, name)
    shapes = np.asarray(frame.geometry, dtype=object) if "geometry" in frame else None
    if shapes is not None and frame.crs is not None:
        shapes = np.asarray(frame.geometry.to_crs("EPSG:4326"), dtype=object)
    columns = {str(c): _column(frame[c]) for c in frame.columns if c != "geometry"}
    cells = pd.DataFrame(columns, index=range(1, len(frame) + 1))
    table = Table(name, "GeoPackage", cells, shapes)
    if layers > 1:
        table.remarks.append(f"Of {layers} layers the longest was read: {chosen!r}.")
    return table


def _layer(path: Path, name: str) -> tuple[Any, int, str]:
    import geopandas as gpd  # noqa: PLC0415  # slow to import, and rarely needed
    import pyogrio  # noqa: PLC0415

    try:
        sizes = {
            str(layer): pyogrio.read_info(path, layer=layer)["features"]
            for layer, _ in pyogrio.list_layers(path)
        }
        chosen = max(sizes, key=lambda layer: sizes[layer])
        return gpd.read_file(path, layer=chosen), len(sizes), chosen
    except Exception as error:  # GDAL's own, of several kinds
        msg = f"{name} is damaged or no GeoPackage with a layer in it; export it again."
        raise InputError(msg) from error


def _column(cells: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(cells):
        # isoformat keeps the zone, which decides the day.
        made = [
            ("" if pd.isna(c) else c.isoformat(sep=" ").removesuffix(" 00:00:00")) for c in cells
        ]
    else:
        made = ["" if _missing(c) else _text(c) for c in cells.tolist()]
    return pd.Series(made, index=range(1, len(cells) + 1), dtype="str")


def _missing(cell: Any) -> bool:  # noqa: ANN401
    return cell is None or (isinstance(cell, float) and cell != cell) or cell is pd.NaT  # noqa: PLR0124
