"""The shape of an event on the map, made from its precision: point, circle, border stretch.

Shapes that follow from other columns are not kept in files: a CSV holds WKT only for a fuel route
or a sea area drawn by hand.
"""

from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.events.vocabulary import ACLED_DRAWN_AS

_KM_PER_DEGREE: Final = 111.195  # of a great circle on the mean sphere
_CORNERS: Final = 48
_STRETCH: Final = 5  # UCDP's code for a stretch of the border
_POLEWARD: Final = 80.0  # nearer to a pole a circle in degrees means nothing


def circle(longitude: float, latitude: float, radius_km: float) -> shapely.Polygon:
    """
    Draw the area within `radius_km` of a point, a polygon in EPSG:4326.

    Flat approximation: good to 1 % for radii up to 200 km away from the poles.
    """
    rings = _rings(*(np.array([value]) for value in (longitude, latitude, radius_km)))
    return shapely.Polygon(rings[0])


def _rings(
    longitude: npt.NDArray[np.float64],
    latitude: npt.NDArray[np.float64],
    radius_km: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Corners of circles: one ring a row, closed."""
    turn = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
    up = radius_km / _KM_PER_DEGREE
    across = up / np.cos(np.radians(latitude))
    x = longitude[:, None] + across[:, None] * np.cos(turn)
    y = latitude[:, None] + up[:, None] * np.sin(turn)
    rings = np.round(np.stack([x, y], axis=2), 6)
    return np.concatenate([rings, rings[:, :1]], axis=1)


@lru_cache(maxsize=256)
def stretch(from_km: float, to_km: float) -> shapely.LineString:
    """Cut the border between two border km, EPSG:4326, thinned to about 100 m for drawing."""
    from geo import border  # noqa: PLC0415  # brings pyproj, which a frame without stretches spares

    return border.stretch(from_km, min(to_km, border.length_km())).simplify(
        0.001, preserve_topology=False
    )


def implied(frame: pd.DataFrame) -> npt.NDArray[Any]:
    """
    Shape that each row's other columns imply, None where there is none.

    Precision 1 and 2 give the point, 3 and 7 the circle of `uncertainty_km` round the label,
    5 the border stretch from `border_from_km` to `border_to_km`. A province (4) has its shape in
    the atlas, a country (6) none.
    """
    prec = drawn_prec(frame)
    fields = ("longitude", "latitude", "uncertainty_km", "border_from_km", "border_to_km")
    values = frame[list(fields)].to_numpy(dtype=float)
    shapes = np.full(len(frame), None, dtype=object)
    point = np.isin(prec, (1, 2)) & ~np.isnan(values[:, 0]) & ~np.isnan(values[:, 1])
    shapes[point] = shapely.points(values[point, :2])
    lon, lat, radius, start, end = values.T
    area = np.isin(prec, (3, 7)) & (radius > 0) & (np.abs(lat) <= _POLEWARD) & ~np.isnan(lon)
    shapes[area] = shapely.polygons(_rings(lon[area], lat[area], radius[area]))
    for i in np.flatnonzero((prec == _STRETCH) & (start < end)):
        shapes[i] = stretch(float(start[i]), float(end[i]))
    return shapes


def filled(frame: pd.DataFrame) -> npt.NDArray[Any]:
    """Give the frame's shapes, and where there is none the implied one."""
    given = np.array(frame["geometry"], dtype=object)
    return np.where(shapely.is_missing(given), implied(frame), given)


def drawn_prec(frame: pd.DataFrame) -> npt.NDArray[np.int8]:
    """
    Place precision that decides each row's mark, 1–7 as UCDP's; 0 where none is known.

    ACLED's codes stay as they are in the frame; here they only choose a mark.
    """
    code = np.clip(frame["where_prec"].to_numpy(dtype=np.int8, na_value=0), 0, 7)
    acled = (frame["precision_scheme"] == "acled").to_numpy(dtype=bool)
    as_drawn = np.array([ACLED_DRAWN_AS.get(c, 0) for c in range(8)], dtype=np.int8)
    return np.asarray(np.where(acled, as_drawn[code], code), dtype=np.int8)
