"""Score coded events against an annotated set: detection, layer, date, place, claimant, figures.

The set lies in `tests/events/gold` (its README says how it is annotated); odd numbers are the dev
half, even ones the test half. Numbers above 50 are its second part, written after the rules.
"""

import csv
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.errors import DataError
from geo.events.vocabulary import LAYER_FAMILY

if TYPE_CHECKING:
    import geopandas as gpd

GOLD: Final = Path(__file__).parents[3] / "tests" / "events" / "gold"
MEASURES: Final = ("event_f1", "layer", "date", "place", "claimant", "figures")
_FIRST_PART: Final = 50
_PAD: Final = {1: 0, 2: 3, 3: 7, 4: 31, 5: 366}
_COLUMNS: Final = {"deaths": "", "injured": "injured_", "displaced": "displaced_"}
_VAGUE: Final = (5, 6)
_MOST_UNCERTAIN_KM: Final = 25.0

Event = dict[str, Any]


@dataclass(slots=True)
class Tally:
    """Counts of one half of the set."""

    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    """One line an error; only ever looked at for the dev half."""

    def rate(self, name: str) -> float:
        """Share of right ones among the matched events that have this to tell."""
        return self.counts[f"{name}_right"] / max(1, self.counts[f"{name}_all"])

    def precision(self) -> float:
        """Share of coded events that are annotated."""
        return self.counts["found"] / max(1, self.counts["found"] + self.counts["extra"])

    def recall(self) -> float:
        """Share of annotated events that were coded."""
        return self.counts["found"] / max(1, self.counts["found"] + self.counts["missed"])

    def f1(self) -> float:
        """Harmonic mean of the two."""
        both = self.precision() + self.recall()
        return 2 * self.precision() * self.recall() / both if both else 0.0

    def summary(self) -> dict[str, float]:
        """All figures, 0 to 1."""
        return {
            "event_f1": self.f1(),
            "precision": self.precision(),
            "recall": self.recall(),
            **{
                n: self.rate(n)
                for n in ("layer", "date", "date_exact", "place", "claimant", "figures")
            },
        }


def briefs(half: str = "") -> list[dict[str, Any]]:
    """Read the annotated briefs: all, or the `dev` or `test` half."""
    try:
        import yaml  # noqa: PLC0415 (a development tool reads the set, not the dashboard)

        found = [
            {"name": path.stem, **yaml.safe_load(path.read_text(encoding="utf-8"))}
            for path in sorted(GOLD.glob("g*.yaml"))
        ]
    except ImportError as error:
        msg = "PyYAML is needed to read the annotated set; install requirements-dev.txt."
        raise DataError(msg) from error
    if not found:
        msg = f"The annotated set is missing from {GOLD}; run this in a clone of the project."
        raise DataError(msg)
    return [b for b in found if half in ("", half_of(b["name"]))]


def half_of(name: str) -> str:
    """Tell the half of a brief by its number."""
    return "dev" if int(name[1:]) % 2 else "test"


def part_of(name: str) -> str:
    """Tell the part of the set that a brief belongs to: `first`, or `second` (written later)."""
    return "second" if int(name[1:]) > _FIRST_PART else "first"


def score(
    chosen: Iterable[dict[str, Any]], coder: "Callable[[str, dt.date], gpd.GeoDataFrame]"
) -> Tally:
    """Code briefs and compare."""
    tally = Tally()
    for brief in chosen:
        published = dt.date.fromisoformat(brief["published"])
        frame = coder(brief["text"], published)
        compare(brief, frame.to_dict("records"), published, tally)
    return tally


def compare(brief: dict[str, Any], coded: list[Event], published: dt.date, tally: Tally) -> None:
    """Match one brief's events with the coded ones and count."""
    gold = [e | {"spans": _spans(brief["text"], e["at"])} for e in brief["events"]]
    pairs = _match(gold, coded, published)
    for g, c in pairs:
        if not gold[g].get("optional"):
            tally.counts["found"] += 1
            _details(gold[g], coded[c], published, tally, brief["name"])
    hit, used = {g for g, _ in pairs}, {c for _, c in pairs}
    for g, event in enumerate(gold):
        if g not in hit and not event.get("optional"):
            tally.counts["missed"] += 1
            tally.notes.append(f"{brief['name']} MISSED {event['layer']}: {event['at'][0]}")
    for c, event in enumerate(coded):
        if c not in used:
            tally.counts["extra"] += 1
            sentence = event["sources"][0]["sentence"]
            tally.notes.append(f"{brief['name']} EXTRA {event['layer']}: {sentence[:140]}")


def _spans(text: str, pieces: list[str]) -> list[tuple[int, int]]:
    return [(text.index(piece), text.index(piece) + len(piece)) for piece in pieces]


def _match(gold: list[Event], coded: list[Event], published: dt.date) -> list[tuple[int, int]]:
    """Pair one to one, the most alike first."""
    scored = [
        (_likeness(g, c, published), -i, -j)
        for i, g in enumerate(gold)
        for j, c in enumerate(coded)
        if _may_match(g, c)
    ]
    pairs: list[tuple[int, int]] = []
    for _, i, j in sorted(scored, reverse=True):
        if all(-i != g and -j != c for g, c in pairs):
            pairs.append((-i, -j))
    return pairs


def _may_match(gold: Event, coded: Event) -> bool:
    if LAYER_FAMILY[gold["layer"]] != LAYER_FAMILY[coded["layer"]]:
        return False
    told = [source["span"] for source in coded["sources"]]
    return any(s < end and start < e for s, e in gold["spans"] for start, end in told)


def _likeness(gold: Event, coded: Event, published: dt.date) -> float:
    return float(
        4 * (gold["layer"] == coded["layer"])
        + 2 * _place_right(gold, coded)
        + _date_right(gold, coded, published)
        + 2 * _figures_alike(gold, coded)
        - 0.5 * bool(gold.get("optional"))
    )


def _details(gold: Event, coded: Event, published: dt.date, tally: Tally, name: str) -> None:
    exact = _day_pair(coded) in _accepted_days(gold)
    checks = {
        "layer": gold["layer"] == coded["layer"],
        "date": exact or _date_right(gold, coded, published),
        "date_exact": exact,
        "place": _place_right(gold, coded),
        "claimant": _claimants(coded) in _accepted_claimants(gold),
    }
    for measure, right in checks.items():
        tally.counts[f"{measure}_all"] += 1
        tally.counts[f"{measure}_right"] += right
        if not right:
            tally.notes.append(f"{name} {measure}: {gold['at'][0][:60]} | {_shown(coded, measure)}")
    right, every = _figure_counts(gold, coded)
    tally.counts["figures_right"] += right
    tally.counts["figures_all"] += every
    if right < every:
        tally.notes.append(
            f"{name} figures: {gold['at'][0][:60]} | {gold.get('fig')} | {_figures(coded)}"
        )


def _shown(coded: Event, measure: str) -> object:
    if measure.startswith("date"):
        return _day_pair(coded)
    if measure == "place":
        return coded["place"], coded["where_prec"]
    return _claimants(coded) if measure == "claimant" else coded["layer"]


# --- date -----------------------------------------------------------------------------------------


def _day(value: Any) -> str:  # noqa: ANN401 (NaT, None, a timestamp or text)
    return "" if value is None or value != value else str(value)[:10]  # noqa: PLR0124 (NaT)


def _day_pair(coded: Event) -> str:
    start = _day(coded["date_start"])
    return f"{start}/{_day(coded['date_end'])}" if start else "?"


def _accepted_days(gold: Event) -> set[str]:
    return {gold["dates"], *gold.get("date_any", [])}


def _date_right(gold: Event, coded: Event, published: dt.date) -> bool:
    """Right within the precision: inside the accepted days, padded by what the precision allows."""
    pair = _day_pair(coded)
    if pair in _accepted_days(gold):
        return True
    return any(_within(pair, days, gold.get("prec", 1), published) for days in _accepted_days(gold))


def _within(pair: str, days: str, prec: int, published: dt.date) -> bool:
    if "?" in (pair, days) or days.startswith("/"):
        return False
    pad = dt.timedelta(days=_PAD[prec])
    (start, end), (first, last) = (_dates(p, published) for p in (pair, days))
    return first - pad <= start and end <= last + pad


def _dates(pair: str, published: dt.date) -> tuple[dt.date, dt.date]:
    start, _, end = pair.partition("/")
    first = dt.date.fromisoformat(start)
    return first, dt.date.fromisoformat(end) if end else max(first, published)


# --- place ----------------------------------------------------------------------------------------


@cache
def _places() -> dict[str, tuple[float, float, float]]:
    with (GOLD / "places.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["name"]: (float(row["latitude"]), float(row["longitude"]), float(row["km"]))
            for row in csv.DictReader(lines)
        }


def _place_right(gold: Event, coded: Event) -> bool:
    named = gold["place"] if isinstance(gold["place"], list) else [gold["place"]]
    prec = coded["where_prec"]
    prec = None if prec is None or prec != prec else int(prec)  # noqa: PLR0124 (NA)
    vague = any(place in ("band", "none", "country") for place in named)
    if vague and (prec is None or prec in _VAGUE):
        return True
    if prec is None:
        return False
    close = max(gold["where"]) <= 3 and (coded["uncertainty_km"] or 0.0) <= _MOST_UNCERTAIN_KM  # noqa: PLR2004
    if prec not in gold["where"] and not close:
        return False
    if vague and prec >= 3:  # noqa: PLR2004 (a district or province inside the vague region)
        return True
    return any(_is_at(place, coded) for place in named if place in _places())


def _is_at(place: str, coded: Event) -> bool:
    from pyproj import Geod  # noqa: PLC0415 (comes with the geocoder)

    latitude, longitude, allowed = _places()[place]
    apart = Geod(ellps="WGS84").inv(longitude, latitude, coded["longitude"], coded["latitude"])[2]
    off = min(coded["uncertainty_km"] or 0.0, _MOST_UNCERTAIN_KM)
    return bool(apart / 1000 <= allowed + off)


# --- claimants and figures ------------------------------------------------------------------------


def _claimants(coded: Event) -> frozenset[str]:
    return frozenset(c["claimant"] for c in coded["claims"] if c["field"] == "occurrence")


def _accepted_claimants(gold: Event) -> list[frozenset[str]]:
    return [frozenset(gold["by"]), *(frozenset(by) for by in gold.get("by_any", []))]


def _number(value: Any) -> int | None:  # noqa: ANN401 (NA, NaN, None or a number)
    import pandas as pd  # noqa: PLC0415

    return None if pd.isna(value) else int(value)


def _figures(coded: Event) -> dict[str, list[int | None]]:
    found = {
        role: [_number(coded[f"{stem}{part}"]) for part in ("low", "best", "high")]
        for role, stem in _COLUMNS.items()
    }
    return {role: values for role, values in found.items() if any(v is not None for v in values)}


def _figure_counts(gold: Event, coded: Event) -> tuple[int, int]:
    """Right ones, and all that are annotated or coded."""
    wanted, found = gold.get("fig", {}), _figures(coded)
    roles = wanted.keys() | found.keys()
    return sum(wanted.get(r) == found.get(r) for r in roles), len(roles)


def _figures_alike(gold: Event, coded: Event) -> float:
    right, every = _figure_counts(gold, coded)
    return right / every if every else 0.5
