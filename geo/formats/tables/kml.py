"""KML and KMZ -> `Table`: name, description, time, extended data and shape of every placemark."""

import re
from typing import Any, Final

import numpy as np
import shapely

from geo.errors import InputError
from geo.formats.tables import archive
from geo.formats.tables.rejects import Reject
from geo.formats.tables.source import Table, frame_of

_TIMES: Final = {"when": "date_start", "begin": "date_start", "end": "date_end"}
_TAGS: Final = re.compile(r"<[^>]{0,500}>")
_BLANKS: Final = re.compile(r"\s+")
_RING: Final = 3


def read(data: bytes, name: str) -> Table:
    """
    Read a KML, or the KML within a KMZ.

    Raises
    ------
    InputError
        It is no KML, or one that defines entities.
    """
    if data.startswith(b"PK"):
        data = _unpacked(data, name)
    archive.refuse_doctype(data[:65_536], name)
    rows, shapes, rejects, numbers = [], [], [], []
    for number, mark in enumerate(_placemarks(data, name), start=1):
        try:
            shape = _shape(mark)
        except (ValueError, IndexError, shapely.errors.ShapelyError):
            told = "".join(mark.itertext())[:200].strip()
            rejects.append(Reject(number, "coordinates", told, "its coordinates cannot be read"))
            continue
        rows.append(_cells(mark))
        shapes.append(shape)
        numbers.append(number)
    heads = list(dict.fromkeys(head for row in rows for head in row)) or ["name"]
    table = Table(
        name,
        "KML",
        frame_of([[row.get(head, "") for head in heads] for row in rows], heads, numbers),
        np.array([*shapes, None], dtype=object)[:-1],
        rejects,
    )
    if table.cells.empty and not rejects:
        table.cells = frame_of([], heads, [])
    return table


def _unpacked(data: bytes, name: str) -> bytes:
    with archive.opened(data, name) as packed:
        inside = [n for n in packed.namelist() if n.lower().endswith(".kml")]
        if not inside:
            msg = f"{name} holds no KML; export it again."
            raise InputError(msg)
        first = "doc.kml" if "doc.kml" in inside else inside[0]
        return archive.member(packed, first, name)


def _placemarks(data: bytes, name: str) -> list[Any]:
    from lxml import etree  # noqa: PLC0415  # slow to import, and few sessions open a KML

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        msg = f"{name} is not KML: it breaks the rules of XML; export it again."
        raise InputError(msg) from error
    if root is None:
        msg = f"{name} is not KML: it breaks the rules of XML; export it again."
        raise InputError(msg)
    return [each for each in root.iter() if _tag(each) == "Placemark"]


def _tag(element: Any) -> str:  # noqa: ANN401  # lxml has no types
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _cells(mark: Any) -> dict[str, str]:  # noqa: ANN401
    found: dict[str, str] = {}
    for child in mark.iter():
        tag, text = _tag(child), "".join(child.itertext()).strip()
        if tag in ("name", "description") and child.getparent() is mark:
            found[tag] = _plain(text)
        elif tag in _TIMES and _tag(child.getparent()) in ("TimeStamp", "TimeSpan"):
            found.setdefault(_TIMES[tag], text)
        elif tag in ("Data", "SimpleData") and child.get("name"):
            found.setdefault(child.get("name"), text)
    return found


def _plain(text: str) -> str:
    """Take the tags out of a description: what is left is text, whatever the tags were."""
    return _BLANKS.sub(" ", _TAGS.sub(" ", text)).strip()


def _shape(mark: Any) -> shapely.Geometry | None:  # noqa: ANN401
    parts = [part for each in mark.iter() if (part := _part(each)) is not None]
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    kinds = {part.geom_type for part in parts}
    if kinds == {"Polygon"}:
        return shapely.MultiPolygon(parts)
    if kinds == {"LineString"}:
        return shapely.MultiLineString(parts)
    return shapely.GeometryCollection(parts)


def _part(element: Any) -> shapely.Geometry | None:  # noqa: ANN401
    tag = _tag(element)
    if tag == "Point":
        return shapely.Point(_coordinates(element)[0])
    if tag == "LineString":
        return shapely.LineString(_coordinates(element))
    if tag == "Polygon":
        rings = [_coordinates(ring) for ring in element.iter() if _tag(ring) == "LinearRing"]
        if not rings or len(rings[0]) <= _RING:
            msg = "no ring"
            raise ValueError(msg)
        return shapely.Polygon(rings[0], rings[1:])
    return None


def _coordinates(element: Any) -> list[tuple[float, float]]:  # noqa: ANN401
    text = next((c.text or "" for c in element.iter() if _tag(c) == "coordinates"), "")
    pairs = [triple.split(",") for triple in text.split()]
    return [(float(pair[0]), float(pair[1])) for pair in pairs]
