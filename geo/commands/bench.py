"""`python -m geo bench WHAT`: measure a part of the house; a table, or JSON with --json."""

import argparse
import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, Final

WHAT: Final = ("map", "geoparse", "coding", "store", "screen", "follow", "faults")
"""What can be measured: each is a module of `geo.bench`, imported when asked for."""


_EXTRA: Final = {
    "geoparse": {"folder": "corpora"},
    "store": {"engine": "engine", "size": "size"},
    "screen": {"engine": "engine"},
    "faults": {"engine": "engine"},
}
"""Options that a measurement takes besides, by its parameters' names."""


def add(commands: Any) -> None:  # noqa: ANN401 (argparse keeps the type private)
    """Add the command to the parser."""
    command = commands.add_parser("bench", help="measure speed or quality of a part")
    command.add_argument("what", metavar="WHAT", choices=WHAT, help=", ".join(WHAT))
    command.add_argument("--json", action="store_true", help="one flat object and nothing else")
    command.add_argument("--quick", action="store_true", help="small and short: a trial run")
    command.add_argument(
        "--engine", choices=("sqlite", "postgis"), help="store, screen, faults: this engine only"
    )
    command.add_argument("--size", metavar="N", help="store: this size only, as 1e5")
    command.add_argument("--corpora", metavar="DIR", type=Path, help="geoparse: their folder")
    command.add_argument(
        "--keep", action="store_true", help="keep the figures where the method page reads them"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Measure and print; progress goes to standard error."""
    module = import_module(f"geo.bench.{options.what}")
    figures = import_module("geo.bench.figures")
    extra = {name: getattr(options, given) for name, given in _EXTRA.get(options.what, {}).items()}
    result = module.measure(quick=options.quick, say=_say, **extra)
    if options.keep:
        chosen = " --corpora DIR" * (options.corpora is not None) + " --quick" * options.quick
        figures.keep(options.what, result, chosen)
    print(json.dumps(dict(result.flat), indent=2) if options.json else result.table)  # noqa: T201
    return 0


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
