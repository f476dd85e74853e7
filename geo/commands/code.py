"""`python -m geo code FILE`: the events of a text, as GeoJSON; `--out OUT` those of many texts."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.commands.geocode import add_date, read
from geo.errors import InputError

if TYPE_CHECKING:
    from geo.bulk.job import Coder, Outcome

_DONE, _REJECTED, _STOPPED = 0, 1, 130
_SHOWN: Final = 3


def add(commands: Any) -> None:  # noqa: ANN401 (argparse keeps the type private)
    """Add the command to the parser."""
    command = commands.add_parser("code", help="the events that texts report")
    command.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help="a text file or - for standard input; with --out also folders, feeds, GDELT files",
    )
    add_date(command)
    command.add_argument(
        "--out",
        type=Path,
        metavar="OUT",
        help="code many articles into this .parquet, .csv or .geojson; --date is then for those "
        "that nobody dates",
    )
    command.add_argument(
        "--scheduler", metavar="ADDRESS", help="with --out: a Dask cluster, tcp://HOST:PORT"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the events of one text, or write those of many to a file."""
    if options.out is not None:
        return _many(options)
    if options.scheduler or len(options.files) > 1 or Path(options.files[0]).is_dir():
        msg = "Many articles go to a file: name it with --out OUT.parquet."
        raise InputError(msg)
    from geo.events import coding  # noqa: PLC0415 (spaCy and geopandas only when needed)
    from geo.events.coding.output import geojson  # noqa: PLC0415

    options.file = options.files[0]
    text, offset, published = read(options)
    coded = geojson(coding.code(text, published), offset)
    json.dump(coded, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
    return _DONE


def _many(options: argparse.Namespace) -> int:
    from geo.bulk import job  # noqa: PLC0415

    given = [Path(name) for name in options.files]
    try:
        outcome = job.run(given, options.out, _coder(options), options.date, _tell)
    except KeyboardInterrupt:
        _tell("Stopped; run the same command again to go on from here.")
        return _STOPPED
    _sum_up(outcome, options.out)
    return _REJECTED if outcome.refused else _DONE


def _coder(options: argparse.Namespace) -> "Coder":
    from geo.bulk import cluster, job  # noqa: PLC0415

    if not options.scheduler:
        return job.here(options.date)
    return lambda batches: cluster.coded(batches, options.scheduler, options.date)


def _sum_up(outcome: "Outcome", out: Path) -> None:
    """Say what became of everything; the numbers add up."""
    from geo.bulk import job, output  # noqa: PLC0415

    fresh = outcome.coded - outcome.from_journal
    lost = outcome.articles - outcome.coded - outcome.copies
    _say(
        f"{outcome.files:,} files; {outcome.articles:,} articles = {outcome.coded:,} coded "
        f"({outcome.from_journal:,} of them by an earlier run) + {outcome.copies:,} copies + "
        f"{lost:,} skipped"
    )
    _say(
        f"{out}: {outcome.events:,} events, {outcome.events_undated:,} undated, "
        f"{outcome.events_unplaced:,} without a place on the map; not yet reviewed"
    )
    if outcome.undated:
        _say(f"  {outcome.undated:,} articles without a day of publication: “Monday” stays undated")
    if outcome.not_english:
        _say(f"  {outcome.not_english:,} articles are not in English: no events are coded in them")
    for reason, n in job.left_out(outcome).most_common():
        _say(f"  GDELT: {n:,} rows left out: {reason}")
    if outcome.leads:
        where = output.beside(out, "leads")
        _say(f"  {len(outcome.leads):,} pages that name places near the border: {where}")
    for refused in outcome.refused[:_SHOWN]:
        _say(f"  skipped {refused.name}: {refused.reason}")
    if outcome.refused:
        _say(f"  {len(outcome.refused):,} skipped, with reasons: {output.beside(out, 'skipped')}")
    if fresh:
        _say(f"  {outcome.seconds:.1f} s, {fresh / outcome.seconds:.1f} articles a second")


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
