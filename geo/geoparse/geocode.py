"""Geocoding: a text goes in, the places that it names come out as a frame."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import shapely

from geo import atlas, border
from geo.gazetteer import Candidate
from geo.geoparse import context
from geo.geoparse import regions as described
from geo.geoparse.mentions import Mention
from geo.geoparse.ner import Entity
from geo.geoparse.recognise import recognise
from geo.geoparse.relations import relations
from geo.geoparse.resolve import Resolved
from geo.geoparse.resolve import resolve as place

if TYPE_CHECKING:
    import geopandas as gpd

PROPERTIES: Final = (
    "text", "start", "end", "name", "kind", "country", "adm_1", "where_prec", "uncertainty_km",
    "border_km", "border_distance_km", "score", "gazetteer_id", "candidates",
)  # fmt: skip
COLUMNS: Final = (*PROPERTIES, "latitude", "longitude", "geometry")
BORDERLAND_KM: Final = 150.0
"""Farther from the border than this, km along it says nothing and stays empty."""

NEAR_PREC: Final = 2
NEAR_KM: Final = 5.0
"""How far off "near X" may be: such a place is never a pin."""

DISTRICT_KM: Final = 20.0
"""How far an unknown village may lie from its district's seat."""

WHOLE: Final = 6
"""where_prec of a country, or of something as wide: a label point, listed and not drawn."""

UNKNOWN_SCORE: Final = 0.3
_BORDERLAND_BOX: Final = (100.8, 10.0, 107.0, 16.0)
_CIRCLE_DEGREE_KM: Final = 111.2
_SHOWN: Final = 5
Row = dict[str, Any]


def geocode(
    text: str,
    published: date | None = None,
    *,
    demonyms: bool = False,
    publisher: str = "",
    entities: Sequence[Entity] | None = None,
) -> "gpd.GeoDataFrame":
    """
    Find the places that a text names, and place them.

    Parameters
    ----------
    text
        Any text in Latin, Thai or Khmer script.
    published
        Date of publication; kept for callers, places do not depend on it.
    demonyms
        Also give nationality words, as kind `demonym`.
    publisher
        Name, web address or country code (ISO 3166-1 alpha-2) of who published it, if known: a name
        of several places is then rather one of its country.
    entities
        What `ner.entities_many` found in this text, where it was read with others.

    Returns
    -------
    One row a mention, in the order of the text, EPSG:4326: `PROPERTIES` (start and end index
    `text`; where_prec on the UCDP scale; border_km from the Laos tripoint; score is the certainty,
    0 to 1; candidates is a list of {gazetteer_id, name, kind, country, latitude, longitude,
    score}), latitude and longitude of a label point, geometry. Areas and stretches have an area or
    a line as geometry, what could not be placed an empty point. A capital that stands for its
    government is of kind `metonym`.
    """
    del published
    mentions = recognise(text, demonyms=True, entities=entities)
    placed = place(text, mentions, context.home(publisher))
    spoken_of = frozenset(
        c for r in placed if r.place is not None for c in r.place.country.split("/")
    )
    areas = _apart([*described.regions(text, placed, spoken_of), *relations(text, placed)])
    kept = [
        r
        for r in placed
        if (demonyms or r.mention.role != "demonym")
        and not any(a.start < r.mention.end and r.mention.start < a.end for a in areas)
    ]
    rows = [_row(text, r) for r in kept] + [_region_row(text, a) for a in areas]
    return _frame(sorted(rows, key=lambda row: row["start"]))


def _apart(areas: list[described.Region]) -> list[described.Region]:
    """Keep of overlapping regions the first."""
    return [
        area
        for number, area in enumerate(areas)
        if not any(area.start < o.end and o.start < area.end for o in areas[:number])
    ]


def resolve(
    text: str, spans: Sequence[tuple[int, int]], published: date | None = None
) -> "gpd.GeoDataFrame":
    """
    Place spans that are known to name places.

    Parameters
    ----------
    text
        The text.
    spans
        (start, end) into it.
    published
        As in `geocode`.

    Returns
    -------
    One row a span, in the order given, columns as in `geocode`; empty coordinates where no place
    is found.
    """
    del published
    mentions = [Mention(start, end, text[start:end]) for start, end in spans]
    return _frame([_row(text, r) for r in place(text, mentions)])


def _row(text: str, resolved: Resolved) -> Row:
    mention, found = resolved.mention, resolved.place
    row: Row = {
        "text": text[mention.start : mention.end],
        "start": mention.start,
        "end": mention.end,
    }
    if found is None:
        return row | (_empty(mention) if resolved.within is None else _inside(resolved))
    if found.kind == "district":  # the table's radius is the error of its seat; the place is larger
        found = replace(found, uncertainty_km=max(found.uncertainty_km, DISTRICT_KM))
    if found.where_prec <= NEAR_PREC and context.is_near(text, mention):
        found = replace(
            found, where_prec=NEAR_PREC, uncertainty_km=max(found.uncertainty_km, NEAR_KM)
        )
    return row | {
        "name": found.name,
        "kind": found.kind if mention.role == "place" else mention.role,
        "country": found.country,
        "adm_1": found.adm_1,
        "where_prec": found.where_prec,
        "uncertainty_km": found.uncertainty_km,
        "score": round(resolved.certainty, 3),
        "gazetteer_id": found.gazetteer_id,
        "candidates": [_candidate(c, s) for c, s in resolved.candidates[:_SHOWN]],
        "latitude": found.latitude,
        "longitude": found.longitude,
        "geometry": geometry(found),
    }


def _empty(mention: Mention) -> Row:
    return {
        "name": mention.name, "kind": "unresolved", "country": "", "adm_1": "", "where_prec": None,
        "uncertainty_km": None, "score": 0.0, "gazetteer_id": "", "candidates": [],
        "latitude": None, "longitude": None, "geometry": shapely.Point(),
    }  # fmt: skip


def _inside(resolved: Resolved) -> Row:
    """Report a name that nobody knows with the district that the text puts it in."""
    area = resolved.within
    if area is None:
        return _empty(resolved.mention)
    off = max(area.uncertainty_km, DISTRICT_KM)
    point = shapely.Point(area.longitude, area.latitude)
    drawn = geometry(area) if area.kind == "province" else point.buffer(off / _CIRCLE_DEGREE_KM)
    return _empty(resolved.mention) | {
        "country": area.country, "adm_1": area.adm_1, "where_prec": max(3, area.where_prec),
        "uncertainty_km": off, "score": UNKNOWN_SCORE, "candidates": [_candidate(area, 1.0)],
        "latitude": area.latitude, "longitude": area.longitude, "geometry": drawn,
    }  # fmt: skip


def _region_row(text: str, area: described.Region) -> Row:
    label = _label_point(area.geometry)
    share = 1 / len(area.candidates) if area.candidates else 0.0
    return {
        "text": text[area.start : area.end], "start": area.start, "end": area.end,
        "name": area.name,
        "kind": area.kind, "country": area.country, "adm_1": "", "where_prec": area.where_prec,
        "uncertainty_km": area.uncertainty_km, "score": area.certainty,
        "gazetteer_id": area.gazetteer_id,
        "candidates": [_candidate(c, share) for c in area.candidates],
        "latitude": label.y, "longitude": label.x, "geometry": area.geometry,
    }  # fmt: skip


def _label_point(shape: shapely.Geometry) -> shapely.Point:
    if shape.geom_type == "LineString":
        return shapely.line_interpolate_point(shape, 0.5, normalized=True)
    return shape.representative_point()


def geometry(found: Candidate) -> shapely.Geometry:
    """Give the shape to draw: a point, a circle where only the area is known, or a province."""
    point = shapely.Point(found.longitude, found.latitude)
    if found.kind == "province" and found.adm_1_code:
        outline = _outline(found.adm_1_code)
        return point if outline is None else outline
    if found.where_prec != WHOLE and (found.area_only or found.where_prec in {3, 5, 7}):
        return point.buffer(found.uncertainty_km / _CIRCLE_DEGREE_KM)
    return point


def _outline(iso: str) -> shapely.Geometry | None:
    for feature in atlas.provinces():
        if feature["properties"]["iso"] == iso:
            return shapely.geometry.shape(feature["geometry"])
    return None


def _candidate(found: Candidate, score: float) -> Row:
    return {
        "gazetteer_id": found.gazetteer_id, "name": found.name, "kind": found.kind,
        "country": found.country, "latitude": found.latitude, "longitude": found.longitude,
        "score": round(score, 3),
    }  # fmt: skip


def _frame(rows: list[Row]) -> "gpd.GeoDataFrame":
    """Make the frame, with where along the border the label points lie."""
    import geopandas as gpd  # noqa: PLC0415 (half a second that the first page should not cost)

    columns = {c: [row[c] for row in rows] for c in COLUMNS if not c.startswith("border_")}
    columns["border_km"], columns["border_distance_km"] = _along_border(rows)
    ordered = {c: columns[c] for c in COLUMNS}
    return gpd.GeoDataFrame(ordered, geometry="geometry", crs="EPSG:4326")


def _along_border(rows: list[Row]) -> tuple[list[float], list[float]]:
    """Give border km and distance of the label points near the border, else NaN."""
    near = [n for n, row in enumerate(rows) if _maybe_near(row)]
    points = [shapely.Point(rows[n]["longitude"], rows[n]["latitude"]) for n in near]
    kms, distances = [float("nan")] * len(rows), [float("nan")] * len(rows)
    found = zip(near, border.km(points), border.distance_km(points), strict=True) if near else ()
    for n, km, distance in found:
        if distance <= BORDERLAND_KM:
            kms[n], distances[n] = round(float(km), 1), round(float(distance), 2)
    return kms, distances


def _maybe_near(row: Row) -> bool:
    if row["latitude"] is None or row["kind"] in {"country", "continent"}:
        return False
    west, south, east, north = _BORDERLAND_BOX
    return bool(west < row["longitude"] < east and south < row["latitude"] < north)
