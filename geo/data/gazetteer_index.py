"""The gazetteer's on-disk index: unpacked from the shipped table into SQLite on first use."""

import csv
import hashlib
import io
import json
import lzma
import os
import re
import sqlite3
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from geo import names
from geo.errors import DataError, SetupError

FOLDER: Final = Path(__file__).parent
TABLE: Final = FOLDER / "gazetteer.tsv.xz"
SITES: Final = FOLDER / "sites.csv"
WIDE: Final = FOLDER / "wide_places.csv"
COLUMNS: Final = (
    "gazetteer_id", "kind", "names", "country", "adm_1", "adm_1_code", "latitude", "longitude",
    "population", "uncertainty_km", "where_prec", "demonyms",
)  # fmt: skip
SAME_PLACE_DEG: Final = 0.08
"""A GeoNames town this near (about 9 km) to a site of the same name is that site."""

LARGEST_AREA_KM: Final = 100.0
LARGEST_SEA_KM: Final = 400.0
ROWS: Final = 243_000
"""About how many places there are: only the progress bar's length depends on it."""

Step = TypeVar("Step")

_SCHEMA: Final = """
CREATE TABLE place (number INTEGER PRIMARY KEY, gazetteer_id TEXT, name TEXT, kind TEXT,
    country TEXT, adm_1 TEXT, adm_1_code TEXT, latitude REAL, longitude REAL, uncertainty_km REAL,
    where_prec INTEGER, area_only INTEGER, population INTEGER, counterpart TEXT, names TEXT);
CREATE TABLE name (key TEXT PRIMARY KEY, places TEXT) WITHOUT ROWID;
CREATE TABLE local_name (text TEXT);
CREATE INDEX place_id ON place (gazetteer_id);
CREATE INDEX place_division ON place (adm_1_code) WHERE kind IN ('province', 'region');
CREATE TABLE demonym (key TEXT PRIMARY KEY, places TEXT) WITHOUT ROWID;
"""
# Reports drop these words: "the Daung border gate" is the Daung checkpoint.
_KIND_WORD: Final = re.compile(r" (?:checkpoint|village|commune|Pagoda)$")
_VERSION: Final = b"9"
_SETTLED: Final = {"district", "town", "village", "checkpoint", "city", "capital"}


class Place(NamedTuple):
    """One row of the index; `names` starts with the display name."""

    gazetteer_id: str
    kind: str
    country: str
    adm_1: str
    adm_1_code: str
    latitude: float
    longitude: float
    uncertainty_km: float
    where_prec: int
    area_only: bool
    population: int
    counterpart: str
    names: list[str]
    demonyms: list[str]


def connect() -> sqlite3.Connection:
    """Open the index for reading; build it first when it is missing or out of date."""
    path = index_path()
    if not path.exists():
        build_index(path)
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)
    connection.execute("PRAGMA mmap_size = 100000000")
    return connection


def index_path() -> Path:
    """Say where the index of the present table and sites lies."""
    digest = hashlib.sha256(_VERSION)
    for source in (TABLE, SITES, WIDE):
        if not source.exists():
            msg = f"The gazetteer file {source.name} is missing; run `make data` to build it again."
            raise DataError(msg)
        digest.update(source.read_bytes())
    return _folder() / f"gazetteer-{digest.hexdigest()[:12]}.sqlite"


def build_index(path: Path) -> None:
    """Unpack the table and the sites into an index at `path`, with a progress bar on stderr."""
    handle, half_done = tempfile.mkstemp(dir=path.parent, suffix=".part")
    os.close(handle)
    connection = sqlite3.connect(half_done)
    try:
        rest = chain(read_wide(WIDE), read_table(TABLE))
        _fill(connection, _merged(list(read_sites(SITES)), rest))
        connection.commit()
    except BaseException:
        connection.close()
        Path(half_done).unlink()
        raise
    connection.close()
    Path(half_done).chmod(0o644)
    Path(half_done).replace(path)


def read_table(path: Path) -> Iterator[Place]:
    """Read the shipped table of countries, divisions and towns."""
    with lzma.open(path, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Place(
                row["gazetteer_id"], row["kind"], row["country"], row["adm_1"], row["adm_1_code"],
                float(row["latitude"]), float(row["longitude"]), float(row["uncertainty_km"]),
                int(row["where_prec"]), False, int(row["population"]), "",  # noqa: FBT003
                row["names"].split("|"), [d for d in row["demonyms"].split("|") if d],
            )  # fmt: skip


def read_sites(path: Path) -> Iterator[Place]:
    """Read the curated border sites as places."""
    for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))):
        spelled = [row["name"], *filter(None, row["alt_names"].split("|"))]
        bare = _KIND_WORD.sub("", row["name"])
        if names.key(bare) not in {names.key(name) for name in spelled}:
            spelled.append(bare)
        yield Place(
            f"site:{row['site_id']}", row["kind"], row["country"], row["admin1"], "",
            float(row["latitude"]), float(row["longitude"]), float(row["uncertainty_km"]),
            int(row["where_prec"]), row["note"].startswith("Area only"), 0,
            row["counterpart"], spelled, [],
        )  # fmt: skip


def read_wide(path: Path) -> Iterator[Place]:
    """
    Read the seas, rivers, ranges and parts of the world, which have a label point and a reach.

    A small one is drawn as an area (where_prec 5, a sea 7); a larger one says no more than a
    country does (6).
    """
    for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))):
        reach, sea = float(row["uncertainty_km"]), row["kind"] == "sea"
        drawn = 7 if sea and reach <= LARGEST_SEA_KM else 5 if reach <= LARGEST_AREA_KM else 6
        yield Place(
            f"wide:{row['place_id']}", row["kind"], row["country"], "", "",
            float(row["latitude"]), float(row["longitude"]), reach, drawn, True, 0,  # noqa: FBT003
            "", row["names"].split("|"), [],
        )  # fmt: skip


def _bar(steps: Iterable[Step], total: int, done: int, whole: int) -> Iterator[Step]:
    """Pass things on; on a terminal draw how far along `done` to `done + total` of `whole` is."""
    terminal = sys.stderr.isatty()
    if not done:
        sys.stderr.write("Unpacking the gazetteer (once, a few seconds) …" + "\n" * (not terminal))
    for number, step in enumerate(steps):
        if terminal and number % 5000 == 0:
            share = min(1.0, (done + min(number, total)) / whole)
            sys.stderr.write(f"\rUnpacking the gazetteer (once) [{'#' * int(30 * share):30s}]")
            sys.stderr.flush()
        yield step
    if terminal and done + total >= whole:
        sys.stderr.write("\r" + " " * 70 + "\r")


def _folder() -> Path:
    """Find a folder that can be written: the project's cache, or else the temporary one."""
    for folder in (FOLDER.parents[1] / ".cache", Path(tempfile.gettempdir()) / "border-monitor"):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    msg = "No folder can be written for the gazetteer index; make the project's folder writable."
    raise SetupError(msg)


def _merged(sites: list[Place], table: Iterable[Place]) -> Iterator[Place]:
    """Put the sites first; a town or province of the table that is a site lends it its names."""
    by_key: dict[str, list[int]] = defaultdict(list)
    for number, site in enumerate(sites):
        for key in {names.key(n) for n in site.names}:
            by_key[key].append(number)
    rest = []
    for place in table:
        twin = _twin(place, by_key, sites) if place.country in {"TH", "KH", "LA"} else None
        if twin is None:
            rest.append(place)
        else:
            sites[twin] = _united(sites[twin], place)
    yield from sites
    yield from rest


def _twin(place: Place, by_key: dict[str, list[int]], sites: list[Place]) -> int | None:
    keys = {names.key(n) for n in place.names}
    if place.kind == "province":
        keys |= {f"{key} province" for key in keys}
    for key in sorted(keys):
        for number in by_key.get(key, []):
            if _same(sites[number], place):
                return number
    return None


def _same(site: Place, place: Place) -> bool:
    if place.country not in site.country:
        return False
    if place.kind == "province":
        return site.kind == "province"
    near = max(abs(site.latitude - place.latitude), abs(site.longitude - place.longitude))
    return site.kind in _SETTLED and near < SAME_PLACE_DEG


def _united(site: Place, place: Place) -> Place:
    known = {names.key(n) for n in site.names}
    extra = [n for n in place.names if names.key(n) not in known]
    return site._replace(
        names=site.names + extra,
        adm_1=site.adm_1 or place.adm_1,
        adm_1_code=place.adm_1_code,
        population=max(site.population, place.population),
    )


def _fill(connection: sqlite3.Connection, places: Iterator[Place]) -> None:
    connection.executescript(_SCHEMA)
    keyed: dict[str, list[tuple[float, int]]] = defaultdict(list)
    demonyms: dict[str, list[tuple[float, int]]] = defaultdict(list)
    filled = _with_codes(list(_bar(places, ROWS, 0, 2 * ROWS)))
    for number, place in enumerate(_bar(filled, ROWS, ROWS, 2 * ROWS), start=1):
        rank = -importance(place)
        for key in {names.key(n) for n in place.names} - {""}:
            keyed[key].append((rank, number))
        for key in {names.key(n) for n in place.demonyms}:
            demonyms[key].append((rank, number))
    connection.executemany(
        f"INSERT INTO place VALUES ({','.join('?' * 15)})",  # noqa: S608 (constant)
        (_values(number, place) for number, place in enumerate(filled, start=1)),
    )
    local = {n for p in filled for n in p.names if names.script(n) in {"thai", "lao", "khmer"}}
    connection.executemany("INSERT INTO local_name VALUES (?)", ((n,) for n in sorted(local)))
    for table, entries in (("name", keyed), ("demonym", demonyms)):
        rows = ((k, " ".join(str(n) for _, n in sorted(entries[k]))) for k in sorted(entries))
        connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)  # noqa: S608 (constant)


def _with_codes(places: list[Place]) -> list[Place]:
    """Give sites the ISO 3166-2 code of the province that they name."""
    codes = {
        (p.country, names.key(n)): p.adm_1_code
        for p in places
        if p.kind == "province" and p.adm_1_code
        for n in p.names
    }
    return [p if p.adm_1_code else p._replace(adm_1_code=_code(p, codes)) for p in places]


def _code(place: Place, codes: dict[tuple[str, str], str]) -> str:
    found = (codes.get((c, names.key(place.adm_1))) for c in place.country.split("/"))
    return next(filter(None, found), "")


def importance(place: Place) -> float:
    """Rank places of one name where nothing else is known: sites, countries, divisions, size."""
    by_kind = {"country": 9e9, "region": 5e6, "province": 2e6}.get(place.kind, 0.0)
    by_kind = 5e7 if place.gazetteer_id.startswith("wide:") else by_kind
    site = 1e9 if place.gazetteer_id.startswith("site:") else 0.0
    return site + (by_kind or place.population)


def _values(number: int, place: Place) -> tuple[Any, ...]:
    return (
        number, place.gazetteer_id, place.names[0], place.kind, place.country, place.adm_1,
        place.adm_1_code, place.latitude, place.longitude, place.uncertainty_km, place.where_prec,
        int(place.area_only), place.population, place.counterpart,
        json.dumps(place.names, ensure_ascii=False),
    )  # fmt: skip
