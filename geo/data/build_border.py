"""Build `border.geojson`: the boundary that the land polygons of Thailand and Cambodia share."""

from pathlib import Path

from shapely.geometry import LineString, mapping, shape
from shapely.ops import linemerge

from geo.border import DATA, SOURCE
from geo.data.packages import land, write_geojson
from geo.errors import DataError


def shared_line() -> LineString:
    """Cut out the shared boundary, from the Laos tripoint (east) to the Gulf."""
    polygons = land(frozenset({"THA", "KHM"}))
    thai, khmer = shape(polygons["THA"]), shape(polygons["KHM"])
    merged = linemerge(thai.boundary.intersection(khmer.boundary))
    if not isinstance(merged, LineString):
        msg = "The shared boundary of THA and KHM is no longer one line; check the package version."
        raise DataError(msg)
    return merged if merged.coords[0][0] > merged.coords[-1][0] else merged.reverse()


def build(target: Path = DATA) -> None:
    """Write the border file."""
    feature = {
        "type": "Feature",
        "properties": {"name": "Thailand–Cambodia border", "source": SOURCE},
        "geometry": mapping(shared_line()),
    }
    write_geojson(target, [feature])


if __name__ == "__main__":
    build()
    print(f"{DATA}: {DATA.stat().st_size // 1024} kB")
