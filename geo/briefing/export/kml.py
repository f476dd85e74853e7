"""KML and KMZ: one placemark an event, with its stretch of time, in a folder a kind.

A `.kml` names no icon files: viewers tint their own pin, and nothing is fetched. A `.kmz` carries
the drawn symbols inside.
"""

import io
import zipfile
from html import escape
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import pandas as pd
import shapely

from geo.briefing.export import cells, symbols, words
from geo.briefing.export.extract import Extract
from geo.events.vocabulary import LAYERS

NAMESPACE: Final = "http://www.opengis.net/kml/2.2"
_ICON_PIXELS: Final = 64
_FILL_ALPHA: Final = "40"
_STAMP: Final = (1980, 1, 1, 0, 0, 0)  # the same rows give the same archive


def write(extract: Extract, path: Path) -> None:
    """Write an extract; areas become polygons, stretches and routes lines."""
    packed = path.suffix.lower() == ".kmz"
    content = _text(extract, icons=packed)
    if not packed:
        path.write_bytes(content)
        return
    parts = {"doc.kml": content, **{f"icons/{layer}.png": _icon(layer) for layer in LAYERS}}
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _STAMP), part, zipfile.ZIP_DEFLATED)


def _text(extract: Extract, *, icons: bool) -> bytes:
    root = ET.Element("kml", xmlns=NAMESPACE)
    document = ET.SubElement(root, "Document")
    _put(document, "name", extract.view.title)
    _put(document, "open", "1")
    _put(document, "description", _about(extract))
    for layer in LAYERS:
        document.append(_style(layer, icons=icons))
    _folders(document, extract)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="UTF-8", xml_declaration=True))


def _about(extract: Extract) -> str:
    lines = [f"{label}: {text}" for label, text in extract.about.items()]
    listed = "".join(f"<li>{escape(source.line)}</li>" for source in extract.sources)
    return "<br>".join(escape(line) for line in lines) + f"<p>Sources</p><ol>{listed}</ol>"


def _style(layer: str, *, icons: bool) -> ET.Element:
    """Make a layer's style; KML writes colours as alpha, blue, green, red."""
    red, green, blue = (symbols.color(layer)[i : i + 2] for i in (1, 3, 5))
    solid = f"ff{blue}{green}{red}".lower()
    style = ET.Element("Style", id=layer)
    icon = ET.SubElement(style, "IconStyle")
    _put(icon, "color", "ffffffff" if icons else solid)
    _put(icon, "scale", "0.8")
    if icons:
        _put(ET.SubElement(icon, "Icon"), "href", f"icons/{layer}.png")
    _put(ET.SubElement(style, "LabelStyle"), "scale", "0.7")
    line = ET.SubElement(style, "LineStyle")
    _put(line, "color", solid)
    _put(line, "width", "4")
    _put(ET.SubElement(style, "PolyStyle"), "color", f"{_FILL_ALPHA}{solid[2:]}")
    return style


def _folders(document: ET.Element, extract: Extract) -> None:
    folders: dict[str, ET.Element] = {}
    rows = cells.rows(extract, flat=True)
    frame = (row for _, row in extract.frame.iterrows())
    for row, properties, shape in zip(frame, rows, extract.shapes, strict=True):
        name = words.LAYERS[row["layer"]] if shape is not None else "Not on the map"
        if name not in folders:
            folders[name] = ET.Element("Folder")
            _put(folders[name], "name", name)
        folders[name].append(_placemark(row, properties, shape))
    document.extend(folders[name] for name in sorted(folders, key=_rank))


def _rank(name: str) -> int:
    names = list(words.LAYERS.values())
    return names.index(name) if name in names else len(names)


def _placemark(
    row: "pd.Series[Any]", properties: dict[str, Any], shape: shapely.Geometry | None
) -> ET.Element:
    mark = ET.Element("Placemark")
    _put(mark, "name", words.title(row))
    _put(mark, "description", _description(row))
    if not pd.isna(row["date_start"]):
        mark.append(_span(row))
    _put(mark, "styleUrl", f"#{row['layer']}")
    data = ET.SubElement(mark, "ExtendedData")
    for name, value in properties.items():
        entry = ET.SubElement(data, "Data", name=name)
        _put(entry, "value", "" if value is None else str(value))
    if shape is not None:
        mark.append(_geometry(shape))
    return mark


def _span(row: "pd.Series[Any]") -> ET.Element:
    span = ET.Element("TimeSpan")
    _put(span, "begin", f"{row['date_start']:%Y-%m-%d}")
    if not pd.isna(row["date_end"]):  # to the end of the last day, or a single day has no length
        _put(span, "end", f"{row['date_end']:%Y-%m-%d}T23:59:59Z")
    return span


def _description(row: "pd.Series[Any]") -> str:
    """Put an event into the HTML of a balloon; all text of the record is escaped."""
    facts = "<br>".join(f"<b>{escape(k)}</b> {escape(v)}" for k, v in words.facts(row))
    claims = "".join(f"<li>{escape(line)}</li>" for line in words.claims(row))
    sources = "".join(
        f"<li>{escape(str(s.get('publisher') or 'unknown'))} {escape(str(s.get('url') or ''))}</li>"
        for s in row["sources"]
    )
    return f"<p>{escape(row['summary'])}</p><p>{facts}</p><ul>{claims}</ul><ul>{sources}</ul>"


def _geometry(shape: shapely.Geometry) -> ET.Element:
    if shape.geom_type == "Point":
        return _coordinates("Point", shape)
    if shape.geom_type == "LineString":
        line = _coordinates("LineString", shape)
        line.insert(0, _made("tessellate", "1"))
        return line
    if shape.geom_type == "Polygon":
        return _polygon(shape)
    whole = ET.Element("MultiGeometry")
    whole.extend(_geometry(part) for part in shape.geoms)
    return whole


def _polygon(shape: shapely.Polygon) -> ET.Element:
    polygon = ET.Element("Polygon")
    polygon.append(_made("tessellate", "1"))
    ET.SubElement(polygon, "outerBoundaryIs").append(_coordinates("LinearRing", shape.exterior))
    for hole in shape.interiors:
        ET.SubElement(polygon, "innerBoundaryIs").append(_coordinates("LinearRing", hole))
    return polygon


def _coordinates(name: str, shape: shapely.Geometry) -> ET.Element:
    element = ET.Element(name)
    pairs = (f"{x:.6f},{y:.6f}" for x, y in shapely.get_coordinates(shape))
    _put(element, "coordinates", " ".join(pairs))
    return element


def _put(parent: ET.Element, name: str, text: str) -> None:
    parent.append(_made(name, text))


def _made(name: str, text: str) -> ET.Element:
    element = ET.Element(name)
    element.text = "".join(c for c in text if _in_xml(c))
    return element


def _in_xml(char: str) -> bool:
    """Tell whether XML 1.0 may hold a character: most control characters it may not."""
    return (
        char in "\t\n\r"
        or "\x20" <= char <= "\ud7ff"
        or "\ue000" <= char <= "\ufffd"
        or (char >= "\U00010000")
    )


def _icon(layer: str) -> bytes:
    buffer = io.BytesIO()
    symbols.sprite(layer, _ICON_PIXELS).save(buffer, "PNG")
    return buffer.getvalue()
