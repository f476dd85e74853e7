"""Coded events as GeoJSON: the record's fields as properties, what is no event beside them."""

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

if TYPE_CHECKING:
    import geopandas as gpd


def geojson(frame: "gpd.GeoDataFrame", offset: int = 0) -> dict[str, Any]:
    """
    Turn coded events into a GeoJSON feature collection.

    Parameters
    ----------
    frame
        From `geo.events.code`.
    offset
        Where the coded text starts in the file: added to every span.

    Returns
    -------
    A feature collection; `references` and `statements` of the frame's `attrs` stand beside the
    features as members of their own.
    """
    features = [_feature(row, offset) for row in frame.to_dict("records")]
    asides = {
        name: [item | {"span": _moved(item["span"], offset)} for item in frame.attrs.get(name, [])]
        for name in ("references", "statements")
    }
    return {"type": "FeatureCollection", "features": features, **asides}


def _feature(row: dict[str, Any], offset: int) -> dict[str, Any]:
    shape = row.pop("geometry")
    properties = {name: _plain(value) for name, value in row.items()}
    properties["sources"] = [s | {"span": _moved(s["span"], offset)} for s in row["sources"]]
    properties["claims"] = [c | {"source": _moved(c["source"], offset)} for c in row["claims"]]
    return {
        "type": "Feature",
        "geometry": None if shape is None else shapely.geometry.mapping(shape),
        "properties": properties,
    }


def _moved(span: list[int], offset: int) -> list[int]:
    return [span[0] + offset, span[1] + offset]


def _plain(value: Any) -> Any:  # noqa: ANN401 (any cell of the record)
    """Give a cell as JSON can say it."""
    if isinstance(value, list | dict | str | bool):
        return value
    if pd.isna(value):
        return None
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    number = float(value)
    return int(number) if number.is_integer() and not isinstance(value, float) else number
