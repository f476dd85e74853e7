"""The command line: `python -m geo border|…`; each command is a thin face of one library call."""

import argparse
import json
import sys
from collections.abc import Sequence

from geo import border
from geo.commands import bench, code, export, geocode, imports, language, store
from geo.errors import GeoError

DONE, REJECTED, WRONG_USE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 some input rejected, 2 wrong use."""
    options = _parser().parse_args(argv)
    try:
        return int(options.run(options))
    except GeoError as error:
        print(error, file=sys.stderr)
        return WRONG_USE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m geo", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_border(commands)
    geocode.add(commands)
    code.add(commands)
    bench.add(commands)
    store.add(commands)
    export.add(commands)
    imports.add(commands)
    language.add(commands)
    return parser


def _add_border(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser("border", help="length, ends and source of the border, as JSON")
    command.set_defaults(run=_border)


def _border(_: argparse.Namespace) -> int:
    print(json.dumps(border.describe(), ensure_ascii=False, indent=2))
    return DONE
