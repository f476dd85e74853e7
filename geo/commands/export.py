"""`python -m geo export -o OUT`: the view of a window as a file, its kind by the ending."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import InputError
from geo.events.vocabulary import LAYERS

if TYPE_CHECKING:
    from geo.events.arrays import Prepared

MODES = ("day", "window", "cumulative")


def add(commands: Any) -> None:  # noqa: ANN401 (argparse keeps the type private)
    """Add the command to the parser."""
    command = commands.add_parser(
        "export", help="a window as a file: .geojson .csv .gpkg .kml .kmz .html .pdf .pptx .png"
    )
    command.add_argument("-o", "--out", required=True, type=Path, metavar="OUT", help="the file")
    command.add_argument("--from", dest="start", type=_day, metavar="DAY", help="YYYY-MM-DD")
    command.add_argument("--to", dest="end", type=_day, metavar="DAY", help="YYYY-MM-DD")
    command.add_argument("--mode", choices=MODES, default="window")
    kinds = {"choices": LAYERS, "metavar": "NAME", "help": "kinds of event: " + ", ".join(LAYERS)}
    command.add_argument("--layer", nargs="+", action="extend", **kinds)
    command.add_argument(
        "--briefing", type=Path, metavar="FILE", help="a briefing (.json) as .pptx .pdf .html"
    )
    command.add_argument("--title", help="what the file is called inside")
    command.add_argument(
        "--all", action="store_true", help="the rows outside the window and the filters too"
    )
    command.add_argument(
        "--include-acled",
        action="store_true",
        help="ACLED's rows in files of data too: for your own use, not to be passed on",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the file and say what is in it."""
    from geo.briefing import export, view  # noqa: PLC0415 (pandas and shapely only when needed)
    from geo.events import store  # noqa: PLC0415
    from geo.events.store import index  # noqa: PLC0415
    from geo.events.window import Filters, prepare  # noqa: PLC0415
    from geo.maps import cells  # noqa: PLC0415

    book = store.open()
    stored = book.version() != store.AS_SHIPPED
    prepared = index.opened(book, cells.above()) if stored else prepare(book.events())
    if options.briefing:
        return _briefing(prepared, options.briefing, options.out)
    first, last = view.span_of(prepared)
    wanted = view.BriefingView(
        start=options.start or first,
        end=options.end or last,
        mode=options.mode,
        filters=Filters(layers=options.layer),
        title=options.title or view.TITLE,
    )
    extracted = export.extract(prepared, wanted, everything=options.all)
    export.write(extracted, options.out, own_use=options.include_acled)
    known = export.FORMATS[options.out.suffix.lower()]
    if known.data and not options.include_acled:
        extracted = extracted.to_pass_on()
    rows = len(extracted.frame)
    sys.stdout.write(f"{options.out}: {rows} events. {extracted.counts_line}.\n")
    for remark in extracted.remarks:
        sys.stdout.write(f"  {remark.rstrip('.')}.\n")
    return 0


def _briefing(prepared: "Prepared", file: Path, out: Path) -> int:
    """Write a briefing's file as slides, pages or a screen."""
    from geo.briefing import deck  # noqa: PLC0415
    from geo.briefing.export import steps  # noqa: PLC0415

    try:
        found = deck.loads(file.read_bytes())
        out.write_bytes(steps.render(prepared, found, out.suffix))
    except OSError as error:
        msg = f"{error.filename} cannot be read or written: {error.strerror}."
        raise InputError(msg) from error
    sys.stdout.write(f"{out}: {len(found.steps)} steps.\n")
    return 0


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        msg = f"{value!r} is not a day; write it as YYYY-MM-DD"
        raise argparse.ArgumentTypeError(msg) from error
