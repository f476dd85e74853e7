"""GeoJSON (RFC 7946): one feature an event, unplaced ones with a null geometry."""

import json
from pathlib import Path
from typing import Any, Final

import shapely

from geo.briefing.export import cells
from geo.briefing.export.extract import Extract

_DECIMALS: Final = 6  # of a degree: a decimetre, finer than any place is known


def write(extract: Extract, path: Path) -> None:
    """
    Write an extract; `about` beside the features tells window, counts and credits.

    Claims, sources and links stay lists. `id` of a feature is its event_id.
    """
    content = {
        "type": "FeatureCollection",
        "name": extract.view.title,
        "about": {**extract.about, "sources": [source.line for source in extract.sources]},
        "features": [
            _feature(properties, shape)
            for properties, shape in zip(
                cells.rows(extract, flat=False), extract.shapes, strict=True
            )
        ],
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _feature(properties: dict[str, Any], shape: shapely.Geometry | None) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": properties["event_id"],
        "geometry": None if shape is None else _geometry(shape),
        "properties": properties,
    }


def _geometry(shape: shapely.Geometry) -> dict[str, Any]:
    """Round, and turn outer rings counter-clockwise as the standard wants."""
    rounded = shapely.transform(shape, lambda xy: xy.round(_DECIMALS))
    wound = shapely.orient_polygons(rounded)
    return json.loads(shapely.to_geojson(wound))  # type: ignore[no-any-return]
