"""`python -m geo code FILE`: the events that a text reports, as GeoJSON."""

import argparse
import json
import sys
from typing import Any

from geo.commands.geocode import add_text_options, read


def add(commands: Any) -> None:  # noqa: ANN401 (argparse keeps the type private)
    """Add the command to the parser."""
    command = commands.add_parser("code", help="the events that a text reports, as GeoJSON")
    add_text_options(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the events; older ones that the text only refers to, and bare claims, stand beside."""
    from geo.events import coding  # noqa: PLC0415 (spaCy and geopandas only when needed)
    from geo.events.coding.output import geojson  # noqa: PLC0415

    text, offset, published = read(options)
    coded = geojson(coding.code(text, published), offset)
    json.dump(coded, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
    return 0
