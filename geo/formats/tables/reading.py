"""One file -> a `Batch`: its container, its dialect, the rows that conform and the others."""

import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import pandas as pd

from geo.errors import InputError
from geo.events import record
from geo.formats.tables import (
    acled,
    archive,
    changes,
    delimited,
    generic,
    kml,
    own,
    rejects,
    source,
    spatial,
    ucdp,
    workbook,
)
from geo.formats.tables.draft import Draft, Options
from geo.formats.tables.rejects import Reject
from geo.formats.tables.source import Table

KINDS: Final = "CSV, XLSX, GeoJSON, GeoPackage, KML, KMZ, or a ZIP or gzip with one of them"
ENDINGS: Final = (
    "csv",
    "tsv",
    "txt",
    "xlsx",
    "xlsm",
    "geojson",
    "json",
    "geojsonl",
    "gpkg",
    "kml",
    "kmz",
    "zip",
    "gz",
)
_PACKED: Final = ("zip", "gz")
_GZIP: Final = b"\x1f\x8b"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_ATTRIBUTION: Final = {acled.NAME: acled.ATTRIBUTION, ucdp.NAME: ucdp.ATTRIBUTION}


@dataclass
class Batch:
    """
    A file, read: `frame` holds the rows that conform, `rejects` why the others do not.

    The frame's index counts the file's rows. `mapping` tells for each column of the file the
    fields of the record that it fills. `countries` counts the countries as the file names them.
    """

    name: str
    container: str
    dialect: str
    frame: pd.DataFrame
    total: int
    rejects: list[Reject] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    mapping: dict[str, list[str]] = field(default_factory=dict)
    samples: dict[str, str] = field(default_factory=dict)
    countries: dict[str, int] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)  # event_ids of rejected rows, where known
    seconds: float = 0.0

    @property
    def rejected(self) -> int:
        """Rows that are left out."""
        return len({reject.row for reject in self.rejects})

    @property
    def attribution(self) -> str:
        """What must be said wherever rows of this file are shown, "" where nothing must."""
        return _ATTRIBUTION.get(self.dialect, "")

    @property
    def layers(self) -> dict[str, int]:
        """Rows by layer."""
        return {str(k): int(n) for k, n in self.frame["layer"].value_counts().items()}


def read(data: bytes, name: str, options: Options | None = None) -> Batch:
    """
    Read one file of events.

    Parameters
    ----------
    data
        The file's bytes; what it is gets told from them, not from the name alone.
    name
        The file's name: for messages, and for the release of a UCDP file.
    options
        What the user says about it.

    Raises
    ------
    InputError
        The file cannot be read, or its format is not known.
    AmbiguousDatesError
        03/04/2025 may be in March or in April and the file does not tell.
    """
    return interpret(container(data, name), options or Options())


def container(data: bytes, name: str) -> Table:
    """Read the container; the table says nothing yet about what its columns mean."""
    began = time.perf_counter()
    table = _reader(data, name)(data, name)
    if ucdp.headless(table.cells.columns):
        _give_heads(table)
    source.tidy(table)
    table.seconds = time.perf_counter() - began
    return table


def dialect_of(table: Table) -> str:
    """Name the dialect that a table is read as when the user gives no mapping."""
    return next((d.NAME for d in (own, acled, ucdp) if d.knows(list(table.cells))), generic.NAME)


def interpret(table: Table, options: Options) -> Batch:
    """Make event rows of a table."""
    began = time.perf_counter()
    readers: dict[str, Callable[[Table, Options], Draft]] = {
        own.NAME: own.rows,
        acled.NAME: acled.rows,
        ucdp.NAME: ucdp.rows,
        generic.NAME: generic.rows,
    }
    chosen = generic.NAME if options.mapping is not None else dialect_of(table)
    draft = readers[chosen](table, options)
    _tell_of_countries(draft)
    if chosen != own.NAME or "retrieved_at" not in draft.frame:
        draft.frame["retrieved_at"] = options.retrieved_at or _now()
    frame, found = _conforming(draft, table)
    _tell_of_the_rest(frame, draft)
    return Batch(
        seconds=table.seconds + time.perf_counter() - began,
        name=table.name,
        container=table.container,
        dialect=chosen,
        frame=frame,
        total=table.total,
        rejects=sorted([*table.rejects, *found], key=lambda reject: reject.row),
        remarks=list(dict.fromkeys([*table.remarks, *draft.remarks])),
        mapping=_mapping(table, draft),
        samples={str(name): _sample(table.cells[name]) for name in table.cells},
        countries=_countries(draft),
        left_out=draft.frame.loc[~draft.frame.index.isin(frame.index), "event_id"].tolist(),
    )


def _reader(data: bytes, name: str) -> Callable[[bytes, str], Table]:
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    ending = _ending(name)
    if not data.strip():
        msg = f"{name} is empty; choose another file."
        raise InputError(msg)
    if data.startswith(_OLD_EXCEL):
        msg = f"{name} is an old .xls or a workbook with a password; save it as .xlsx or CSV."
        raise InputError(msg)
    if ending not in ENDINGS:
        msg = f"{name}: files of events come as {KINDS}."
        raise InputError(msg)
    if data.startswith(b"PK\x03\x04"):
        return _packed_reader(data, name)
    if data.startswith(_GZIP):
        return _gunzipped
    if data.startswith(b"SQLite format 3") or ending == "gpkg":
        return spatial.read_geopackage
    if ending == "kml" or start.startswith((b"<?xml", b"<kml")):
        return kml.read
    if start[:1] in (b"{", b"[") or ending in ("geojson", "geojsonl"):
        return spatial.read_geojson
    if ending in ("xlsx", "xlsm", "kmz", *_PACKED):
        msg = f"{name} is damaged or not what its name says; save it again and try that."
        raise InputError(msg)
    return delimited.read


def _packed_reader(data: bytes, name: str) -> Callable[[bytes, str], Table]:
    with archive.opened(data, name) as packed:
        inside = packed.namelist()
    if "xl/workbook.xml" in inside:
        return workbook.read
    if any(n.lower().endswith(".kml") for n in inside):
        return kml.read
    return _zipped


def _ending(name: str) -> str:
    return name.rpartition(".")[2].casefold()


def _gunzipped(data: bytes, name: str) -> Table:
    """Read the table in a gzip file, which is named like it."""
    inner, inside = archive.gunzipped(data, name), re.sub(r"\.gz$", "", name, flags=re.IGNORECASE)
    if inner.startswith(_GZIP):
        msg = f"{name} is packed twice; unpack it once and try that."
        raise InputError(msg)
    return _reader(inner, inside)(inner, inside)


def _zipped(data: bytes, name: str) -> Table:
    """Read the one table in a zip, as UCDP hands out its releases."""
    with archive.opened(data, name) as packed:
        tables = [
            n
            for n in packed.namelist()
            if _ending(n) not in _PACKED and _ending(n) in ENDINGS and not n.startswith("__MACOSX")
        ]
        if len(tables) > 1:  # a text beside the table says what is in it
            tables = [n for n in tables if _ending(n) != "txt"] or tables
        if len(tables) != 1:
            msg = f"{name} must hold one table, not {len(tables)}; unpack it and choose one."
            raise InputError(msg)
        inner = archive.member(packed, tables[0], name)
    table = _reader(inner, tables[0])(inner, tables[0])
    if table.container == "CSV" and not ucdp.version_of(tables[0]) and ucdp.version_of(name):
        table.name = name
    return table


def _give_heads(table: Table) -> None:
    """Give a GED file that came without heads its heads; the first row is an event."""
    first = pd.DataFrame([list(table.cells.columns)], index=[1], dtype="str")
    body = table.cells.set_axis(range(len(ucdp.HEADS)), axis=1)
    table.cells = pd.concat([first, body]).set_axis(ucdp.HEADS, axis=1)
    table.remarks.append("The file has no heads; its 49 columns were taken to be UCDP GED's.")


def _conforming(draft: Draft, table: Table) -> tuple[pd.DataFrame, list[Reject]]:
    """Rows that keep the record's rules, and the rejects: a row has all its faults told."""
    spoiled = {reject.row for reject in draft.rejects}
    fine = ~draft.frame.index.isin(list(spoiled))
    conformed, errors = record.conform(draft.frame[fine])
    heads = {name: draft.head(field) for name, field in draft.columns.items()}
    # A twin is told by the row that has the id first, not by the record's general rule.
    told = [e for e in errors if not (e.column == "event_id" and e.value != "")]
    found = draft.rejects + rejects.of_errors(told, heads, table.cells)
    found += _twins(conformed, heads.get("event_id", "event_id"))
    kept = conformed[~conformed.index.isin([reject.row for reject in found])]
    return kept, found


def _twins(frame: pd.DataFrame, head: str) -> list[Reject]:
    """Rows of an event that another row tells too: the latest version stays, or the first row."""
    ids = frame["event_id"]
    shared = frame[(ids.duplicated(keep=False) & (ids != "")).to_numpy()]
    if shared.empty:
        return []
    kept: dict[str, tuple[int, str]] = {}
    for row, event_id, version in zip(
        shared.index, shared["event_id"], shared["dataset_version"], strict=True
    ):
        if event_id not in kept or changes.is_older(kept[event_id][1], version):
            kept[event_id] = (int(row), version)
    return [
        Reject(int(row), head, str(event_id), f"row {kept[event_id][0]} is the same event")
        for row, event_id in zip(shared.index, shared["event_id"], strict=True)
        if row != kept[event_id][0]
    ]


def _mapping(table: Table, draft: Draft) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {str(head): [] for head in table.cells}
    for name, field_ in draft.columns.items():
        head = draft.head(field_) if field_ in draft.heads else field_
        if head in found:
            found[head].append(name)
    return found


def _sample(cells: pd.Series) -> str:
    filled = cells[cells != ""]
    return str(filled.iloc[0])[:80] if len(filled) else ""


def _tell_of_countries(draft: Draft) -> None:
    """Say which countries are not known by the name that the file gives them."""
    lost = draft.countries[(draft.countries != "") & (draft.frame["country"] == "")]
    if len(lost):
        names_ = ", ".join(repr(name[:40]) for name in lost.unique()[:5])
        draft.remarks.append(f"{len(lost):,} rows name a country not known here: {names_}.")


def _tell_of_the_rest(frame: pd.DataFrame, draft: Draft) -> None:
    """Say how many rows are of other countries: the map shows the border, not the world."""
    abroad = ~frame["country"].str.contains("TH|KH|^$", regex=True)
    if abroad.any():
        draft.remarks.append(
            f"{int(abroad.sum()):,} rows are of other countries than Thailand and Cambodia: they "
            "are taken in and counted, the map shows the border."
        )


def _countries(draft: Draft) -> dict[str, int]:
    counted: Counter[str] = Counter(draft.countries[draft.countries != ""].tolist())
    return dict(counted.most_common())


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
