"""QGIS styles for the layers of the GeoPackage: colours and shapes as on the map.

QGIS reads them from the table `layer_styles` of the file when it opens a layer.
"""

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias
from xml.etree import ElementTree as ET

import pandas as pd

from geo.briefing.export import symbols, words
from geo.briefing.export.extract import Extract

Properties: TypeAlias = dict[str, str]
Look: TypeAlias = Callable[[str], Properties]

_MARKERS: Final = {
    "clash": "star",
    "shelling": "circle",
    "airstrike": "filled_arrowhead",
    "drone": "cross_fill",
    "landmine": "triangle",
    "fuel_route": "octagon",
    "border_closure": "square",
    "displacement": "pentagon",
    "diplomacy": "diamond",
    "other": "circle",
}
_TURNED: Final = {"airstrike": "90", "drone": "45"}
_SMALL: Final = {"other": "3"}
_MARKER_MM: Final = "4.4"


def styles(extract: Extract) -> pd.DataFrame:
    """Make the rows of `layer_styles`, one a layer."""
    made = {
        "events_points": _categorised("marker", "SimpleMarker", _marker),
        "events_lines": _categorised("line", "SimpleLine", _line),
        "events_areas": _categorised("fill", "SimpleFill", _area),
        "border": _single("line", "SimpleLine", _border()),
    }
    common = {"f_table_catalog": "", "f_table_schema": "", "f_geometry_column": "geom"}
    rows = [
        {
            **common,
            "f_table_name": layer,
            "styleName": layer,
            "styleQML": style,
            "styleSLD": "",
            "useAsDefault": True,
            "description": f"As on the map. {extract.view.span}.",
            "owner": "",
            "ui": "",
            "update_time": pd.Timestamp.now(tz="UTC").floor("s"),
        }
        for layer, style in made.items()
    ]
    return pd.DataFrame(rows)


def _marker(layer: str) -> Properties:
    return {
        "name": _MARKERS[layer],
        "color": _rgba(layer, 255),
        "outline_color": "255,255,255,255",
        "outline_width": "0.4",
        "size": _SMALL.get(layer, _MARKER_MM),
        "size_unit": "MM",
        "angle": _TURNED.get(layer, "0"),
    }


def _line(layer: str) -> Properties:
    route = layer == "fuel_route"
    return {
        "line_color": _rgba(layer, 230 if route else 28),
        "line_width": "1" if route else "3",
        "line_width_unit": "MM",
        "line_style": "dash" if route else "solid",
        "capstyle": "round",
        "joinstyle": "round",
    }


def _area(layer: str) -> Properties:
    return {
        "color": _rgba(layer, 16),
        "style": "solid",
        "outline_color": _rgba(layer, 160),
        "outline_style": "dash",
        "outline_width": "0.4",
        "outline_width_unit": "MM",
    }


def _border() -> Properties:
    return {"line_color": "59,59,59,255", "line_width": "0.7", "line_width_unit": "MM"}


def _rgba(layer: str, alpha: int) -> str:
    color = symbols.color(layer)
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"


def _categorised(kind: str, drawn_by: str, look: Look) -> str:
    root, renderer = _root("categorizedSymbol")
    renderer.set("attr", "layer")
    categories = ET.SubElement(renderer, "categories")
    shapes = ET.SubElement(renderer, "symbols")
    for number, (layer, name) in enumerate(words.LAYERS.items()):
        entry = {"symbol": str(number), "value": layer, "label": name, "render": "true"}
        ET.SubElement(categories, "category", entry)
        shapes.append(_symbol(str(number), kind, drawn_by, look(layer)))
    return ET.tostring(root, encoding="unicode")


def _single(kind: str, drawn_by: str, properties: Properties) -> str:
    root, renderer = _root("singleSymbol")
    ET.SubElement(renderer, "symbols").append(_symbol("0", kind, drawn_by, properties))
    return ET.tostring(root, encoding="unicode")


def _root(renderer: str) -> tuple[ET.Element, ET.Element]:
    root = ET.Element("qgis", version="3.22", styleCategories="Symbology")
    return root, ET.SubElement(root, "renderer-v2", {"type": renderer, "symbollevels": "0"})


def _symbol(name: str, kind: str, drawn_by: str, properties: Properties) -> ET.Element:
    """Make one symbol; properties stand twice, as QGIS before and since 3.20 reads them."""
    symbol = ET.Element("symbol", {"name": name, "type": kind, "alpha": "1"})
    layer = ET.SubElement(symbol, "layer", {"class": drawn_by, "enabled": "1", "pass": "0"})
    options = ET.SubElement(layer, "Option", type="Map")
    for key, value in _sorted(properties):
        ET.SubElement(options, "Option", {"type": "QString", "name": key, "value": value})
        ET.SubElement(layer, "prop", k=key, v=value)
    return symbol


def _sorted(properties: Properties) -> Iterable[tuple[str, str]]:
    return sorted(properties.items())
