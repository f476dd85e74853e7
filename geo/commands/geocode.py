"""`python -m geo geocode FILE`: the places of a text as GeoJSON."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from geo.errors import InputError


def add(commands: Any) -> None:  # noqa: ANN401 (argparse keeps the type private)
    """Add the command to the parser."""
    command = commands.add_parser("geocode", help="the places of a text, as GeoJSON")
    add_text_options(command)
    command.add_argument("--publisher", default="", help="name, web address or country code")
    command.add_argument("--demonyms", action="store_true", help="nationality words too")
    command.set_defaults(run=run)


def add_text_options(command: argparse.ArgumentParser) -> None:
    """Add what every command takes that reads a text."""
    command.add_argument("file", metavar="FILE", help="a text file, or - for standard input")
    add_date(command)


def add_date(command: argparse.ArgumentParser) -> None:
    """Add the day of publication."""
    command.add_argument("--date", type=_day, help="day of publication, YYYY-MM-DD")


def run(options: argparse.Namespace) -> int:
    """Print the places."""
    from geo.geoparse import geocode  # noqa: PLC0415 (spaCy and geopandas only when needed)
    from geo.geoparse.output import geojson  # noqa: PLC0415

    text, offset, published = read(options)
    frame = geocode(text, published, demonyms=options.demonyms, publisher=options.publisher)
    frame[["start", "end"]] += offset
    json.dump(geojson(frame), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
    return 0


def read(options: argparse.Namespace) -> tuple[str, int, date | None]:
    """Read the text, where it starts in the input, and its day of publication if known."""
    from geo.formats import text as texts  # noqa: PLC0415

    stdin = options.file == "-"
    try:
        data = sys.stdin.buffer.read() if stdin else Path(options.file).read_bytes()
    except OSError as error:
        msg = f"{options.file} cannot be read: {error.strerror}."
        raise InputError(msg) from error
    found = texts.read(data, "standard input.txt" if stdin else Path(options.file).name)
    return found.text, found.offset, options.date or found.published


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        msg = f"{value!r} is not a day; write it as YYYY-MM-DD"
        raise argparse.ArgumentTypeError(msg) from error
