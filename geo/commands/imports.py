"""`python -m geo import FILE...`: events of others' files into the store."""

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.errors import InputError

if TYPE_CHECKING:
    from geo.formats.tables.loading import Outcome
    from geo.formats.tables.reading import Batch
    from geo.formats.tables.rejects import Reject

_DONE, _REJECTED = 0, 1
_SHOWN: Final = 3  # rejects of a file that are printed
_VERDICTS: Final = ("added", "updated", "unchanged", "older")
_STEP: Final = 20_000  # rows between two lines of progress


def add(commands: Any) -> None:  # noqa: ANN401 (argparse keeps the type private)
    """Add the command to the parser."""
    command = commands.add_parser("import", help="take in ACLED, UCDP GED, GeoJSON, CSV and others")
    command.add_argument("files", metavar="FILE", nargs="+", type=Path)
    command.add_argument("--dry-run", action="store_true", help="say what would be done")
    command.add_argument(
        "--date-order", choices=("dmy", "mdy"), help="what 03/04/2025 is: dmy 3 April, mdy 4 March"
    )
    command.add_argument(
        "--rejects",
        metavar="OUT",
        type=Path,
        help="where rejected rows go with their reasons; otherwise beside each FILE",
    )
    command.add_argument(
        "--map",
        metavar="HEAD=FIELD",
        action="append",
        default=[],
        type=_pair,
        help="field that a column of an unknown format fills; may be repeated",
    )
    command.add_argument("--layer", help="kind of event where a file does not tell")
    command.add_argument("--dataset", default="", help="name of an unknown format's data set")
    command.add_argument("--reviewer", default="import", help="who does it, for the history")
    command.add_argument("--json", action="store_true", help="the outcome as JSON")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read every file first, so that nothing is written when one of them cannot be used."""
    from geo.events import store  # noqa: PLC0415 (pandas and SQLAlchemy only when needed)
    from geo.formats.tables import loading  # noqa: PLC0415

    batches = [(path, _read(path, options)) for path in options.files]
    opened = store.open()
    told: list[dict[str, Any]] = []
    for path, batch in batches:
        outcome = loading.run(
            opened, batch, options.reviewer, dry=options.dry_run, progress=_progress(batch.name)
        )
        found = [*batch.rejects, *outcome.rejects]
        where = "" if options.rejects else _write_rejects(path, batch.name, found)
        told.append(_summary(batch, outcome, found, where))
    if options.rejects:
        _write_all(options.rejects, told)
    if options.json:
        whole = {"dry_run": options.dry_run, "files": [_without_rejects(file) for file in told]}
        _say(json.dumps(whole, ensure_ascii=False, indent=1))
    else:
        for file in told:
            _print(file, dry=options.dry_run)
    return _REJECTED if any(file["rejected"] for file in told) else _DONE


def _read(path: Path, options: argparse.Namespace) -> "Batch":
    from geo.formats.tables import generic, reading  # noqa: PLC0415
    from geo.formats.tables.draft import Options  # noqa: PLC0415

    try:
        data = path.read_bytes()
        fetched = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror}."
        raise InputError(msg) from error
    table = reading.container(data, path.name)
    mapping = None
    if options.map:
        mapping = {**generic.guess(table.cells.columns), **dict(options.map)}
        given = set(dict(options.map).values())
        for head, field in mapping.items():
            if field in given and head not in dict(options.map):
                mapping[head] = ""
    chosen = Options(
        date_order=options.date_order,
        dataset=options.dataset,
        layer=_layer(options.layer),
        mapping=mapping,
        retrieved_at=fetched.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    return reading.interpret(table, chosen)


def _layer(word: str | None) -> str:
    from geo.events.vocabulary import LAYERS  # noqa: PLC0415

    if word and word not in LAYERS:
        msg = f"There is no layer {word!r}; the layers are {', '.join(LAYERS)}."
        raise InputError(msg)
    return word or "other"


def _pair(text: str) -> tuple[str, str]:
    head, mark, field = text.rpartition("=")
    if not mark or not head:
        msg = f"{text!r} is not HEAD=FIELD"
        raise argparse.ArgumentTypeError(msg)
    return head.strip(), field.strip()


def _progress(name: str) -> Any:  # noqa: ANN401
    """Make a line on standard error for every so many rows of a large file."""

    def told(done: int, total: int) -> bool:
        if total > _STEP and (done % _STEP == 0 or done == total):
            sys.stderr.write(f"{name}: {done:,} of {total:,} rows\n")
        return True

    return told


def _write_rejects(path: Path, name: str, found: "list[Reject]") -> str:
    from geo.formats.tables import rejects  # noqa: PLC0415

    if not found:
        return ""
    where = path.with_name(f"{path.stem}.rejects.csv")
    rejects.write(where, [(name, reject) for reject in found])
    return str(where)


def _write_all(where: Path, told: Iterable[dict[str, Any]]) -> None:
    from geo.formats.tables import rejects  # noqa: PLC0415

    rejects.write(where, [(file["file"], r) for file in told for r in file["rejects"]])
    for file in told:
        file["rejects_file"] = str(where) if file["rejected"] else ""


def _summary(
    batch: "Batch", outcome: "Outcome", found: "list[Reject]", where: str
) -> dict[str, Any]:
    seconds = batch.seconds + outcome.seconds
    return {
        "file": batch.name,
        "format": f"{batch.dialect} ({batch.container})",
        "rows": batch.total,
        **{verdict: outcome[verdict] for verdict in _VERDICTS},
        "rejected": len({reject.row for reject in found}),
        "rejects_file": where,
        "layers": batch.layers,
        "countries": batch.countries,
        "not_in_file": outcome.gone,
        "remarks": batch.remarks,
        "attribution": batch.attribution,
        "seconds": round(seconds, 2),
        "rows_per_second": round(batch.total / seconds) if seconds else 0,
        "rejects": found,
    }


def _without_rejects(file: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in file.items() if key != "rejects"}


def _print(file: dict[str, Any], *, dry: bool) -> None:
    counts = ", ".join(f"{file[v]:,} {v}" for v in _VERDICTS if file[v] or v != "older")
    would = "would be " if dry else ""
    _say(f"{file['file']}: {file['format']}, {file['rows']:,} rows")
    _say(f"  {would}{counts}, {file['rejected']:,} rejected")
    if file["countries"]:
        _say(f"  countries: {_listed(file['countries'])}")
    if file["layers"]:
        _say(f"  layers: {_listed(file['layers'])}")
    for remark in file["remarks"]:
        _say(f"  {remark}")
    for reject in file["rejects"][:_SHOWN]:
        column = f", column {reject.column}" if reject.column else ""
        _say(f"  row {reject.row}{column}: {reject.value[:60]!r}; {reject.reason}")
    if file["rejected"]:
        _say(f"  rejected rows with their reasons: {file['rejects_file']}")
    if file["not_in_file"]:
        _say(
            f"  {len(file['not_in_file']):,} events of an earlier file are not in this one (same "
            f"countries and days): {', '.join(file['not_in_file'][:_SHOWN])} ...; deleted at the "
            "source or filtered out; nothing was deleted here."
        )
    if file["attribution"]:
        _say(f"  {file['attribution']}")
    _say(f"  {file['seconds']:.1f} s, {file['rows_per_second']:,} rows per second")


def _listed(counts: dict[str, int]) -> str:
    shown = [f"{name} {n:,}" for name, n in list(counts.items())[:8]]
    more = len(counts) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
