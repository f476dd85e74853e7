"""
GDELT's files: what may honestly be taken from them, for they hold no text of any article.

*Global Knowledge Graph 2.x* (27 columns, `graph`): one row a web page, with the places and themes
that GDELT's machine found on it. Which place goes with which theme is not told, so that no event is
made of it: a page that names a place in the borderland becomes a **lead**, an address to be read.

*Event table* (61, 58 or 57 columns, `actions`): one row an action that GDELT's machine coded in
CAMEO. A row becomes an event when its two actors are Thailand and Cambodia, it happened in one of
the two, and its code stands in `geo/data/imports/cameo_layers.csv`. It says that it is GDELT's: low
confidence, no sentence, no claim, waiting for review. A town is the one that the page names nearest
to the action: "near" at best (25 km); a province stays a province, a country stays off the map.

What is left out is counted, with the reason.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING, Any, Final

from geo.errors import InputError

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.formats.gdelt.graph import Lead

SUFFIXES: Final = (".csv", ".tsv", ".zip")
EVENTS: Final = "GDELT events"
GRAPH: Final = "GDELT Global Knowledge Graph"
MAX_UNPACKED: Final = 2_000_000_000
"""Bytes that a zipped table may unpack to."""

_WIDTHS: Final = {27: GRAPH, 57: EVENTS, 58: EVENTS, 61: EVENTS}
_ID: Final = re.compile(r"\d+(?:-T?\d+)?")


@dataclass
class Found:
    """What a file holds for us, and how many rows were left out for which reason."""

    kind: str
    rows: int = 0
    events: "gpd.GeoDataFrame | None" = None
    leads: "list[Lead]" = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def read(data: bytes, name: str) -> Found:
    """
    Read a GDELT file as GDELT offers it: tabs, no line of heads, zipped or not.

    Parameters
    ----------
    data
        The whole file.
    name
        What messages call it.

    Raises
    ------
    InputError
        The file is damaged, or neither a GKG 2.x nor an event file.
    """
    from geo.formats.gdelt import actions, graph  # noqa: PLC0415 (geometry only when needed)

    width = len(next(_lines(data, name), []))
    kind = _WIDTHS.get(width)
    if kind is None:
        msg = f"{name} is no GDELT event file (61, 58 or 57 columns) and no GKG 2.x file (27)."
        raise InputError(msg)
    found = Found(kind)
    rows = _whole(_lines(data, name), width, found)
    if kind == GRAPH:
        found.leads = graph.leads(rows, found.left_out)
    else:
        found.events = actions.events(rows, width, found.left_out)
    return found


def _whole(lines: Iterator[list[str]], width: int, found: Found) -> Iterator[list[str]]:
    for cells in lines:
        found.rows += 1
        if len(cells) == width and _ID.fullmatch(cells[0]):
            yield cells
        else:
            found.left_out["damaged: another number of columns, or no id"] += 1


def _lines(data: bytes, name: str) -> Iterator[list[str]]:
    try:
        file = _opened(data, name)
        for line in TextIOWrapper(file, encoding="utf-8", errors="replace", newline="\n"):
            if line.strip():
                yield line.rstrip("\r\n").split("\t")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        msg = f"{name} is damaged or no zip file; fetch it again."
        raise InputError(msg) from error


def _opened(data: bytes, name: str) -> Any:  # noqa: ANN401 (two kinds of stream)
    if not data.startswith(b"PK"):
        return BytesIO(data)
    archive = zipfile.ZipFile(BytesIO(data))
    parts = [part for part in archive.infolist() if not part.is_dir()]
    if len(parts) != 1 or parts[0].file_size > MAX_UNPACKED:
        msg = f"{name} holds {len(parts)} files or a huge one; a GDELT zip file holds one table."
        raise InputError(msg)
    return archive.open(parts[0])
