"""The places of a text as GeoJSON, with exactly the properties that the contract names."""

from typing import TYPE_CHECKING, Any

import shapely

from geo.geoparse.geocode import PROPERTIES

if TYPE_CHECKING:
    import geopandas as gpd


def geojson(frame: "gpd.GeoDataFrame") -> dict[str, Any]:
    """Turn a geocoded frame into a GeoJSON feature collection with exactly `PROPERTIES`."""
    features = [
        {
            "type": "Feature",
            "geometry": None
            if row["geometry"].is_empty
            else shapely.geometry.mapping(row["geometry"]),
            "properties": {column: _plain(row[column]) for column in PROPERTIES},
        }
        for row in frame.to_dict("records")
    ]
    return {"type": "FeatureCollection", "features": features}


def _plain(value: object) -> object:
    """Turn NaN into None, which JSON can say."""
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124 (NaN)
