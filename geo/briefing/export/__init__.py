"""A view as a file that survives the meeting: data, pictures, pages and slides.

Every file tells its window, its counts (shown + filtered + unplaced + undated = all), its sources
and the disclaimer. The modules that write them are imported when a file is asked for.
"""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from geo.briefing.export.extract import DISCLAIMER, Extract, extract
from geo.errors import InputError

__all__ = ["DISCLAIMER", "FORMATS", "Extract", "Format", "extract", "render", "write"]


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file: what it is called, its media type, the module that writes it."""

    name: str
    media_type: str
    module: str
    data: bool = False
    """Whether the file passes rows on, and is not only to be looked at."""


FORMATS: Final = {
    ".html": Format("Interactive page, one file", "text/html", "html"),
    ".pdf": Format("PDF", "application/pdf", "pdf"),
    ".pptx": Format(
        "PowerPoint",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "slides",
    ),
    ".png": Format("Picture", "image/png", "picture"),
    ".geojson": Format("GeoJSON", "application/geo+json", "geojson", data=True),
    ".csv": Format("CSV", "text/csv", "table", data=True),
    ".gpkg": Format(
        "GeoPackage, with QGIS styles", "application/geopackage+sqlite3", "geopackage", data=True
    ),
    ".kml": Format("KML", "application/vnd.google-earth.kml+xml", "kml", data=True),
    ".kmz": Format("KMZ, with drawn symbols", "application/vnd.google-earth.kmz", "kml", data=True),
}
"""Kinds of file by ending."""


def write(extracted: Extract, path: Path, *, own_use: bool = False) -> None:
    """
    Write an extract to a file of the kind that its ending names; half a file is never left.

    Parameters
    ----------
    extracted
        What goes in.
    path
        The file.
    own_use
        Put ACLED's rows into files of data too: such a file must stay with its user.

    Raises
    ------
    InputError
        The ending is none of `FORMATS`, or the file cannot be written.
    SetupError
        A package that the format needs is missing.
    """
    content = render(extracted, path.suffix, own_use=own_use)
    try:
        path.write_bytes(content)
    except OSError as error:
        msg = f"{path} cannot be written: {error.strerror}."
        raise InputError(msg) from error


def render(extracted: Extract, ending: str, *, own_use: bool = False) -> bytes:
    """Make the content of a file of the kind that `ending` (".pdf") names; see `write`."""
    known = FORMATS.get(ending.lower())
    if known is None:
        msg = f"The ending {ending!r} names no kind of file; use one of {', '.join(FORMATS)}."
        raise InputError(msg)
    if known.data and not own_use:
        extracted = extracted.to_pass_on()
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"view{ending.lower()}"
        import_module(f"geo.briefing.export.{known.module}").write(extracted, path)
        return path.read_bytes()
