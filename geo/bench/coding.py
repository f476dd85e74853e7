"""`bench coding`: events coded from the annotated briefs against their annotation."""

import time
from collections.abc import Callable
from typing import Final

from geo.bench import Result
from geo.events import code
from geo.events.coding import scoring

FLAT: Final = ("event_f1", "layer", "date", "place", "claimant", "figures")
_ROWS: Final = ("precision", "recall", *FLAT, "date_exact")
_PARTS: Final = ("first", "second")


def measure(*, quick: bool, say: Callable[[str], None]) -> Result:
    """
    Code both halves, the two parts of the set apart; `quick` changes nothing.

    The flat figures are those of the whole test half, and the texts coded in a second.
    """
    del quick
    tallies: dict[tuple[str, str], scoring.Tally] = {}
    code("Shells fell near Chong Bok on Sunday.")  # the models load before the clock starts
    texts, started = 0, time.perf_counter()
    for half in ("dev", "test"):
        say(f"{half} half …")
        briefs = scoring.briefs(half)
        texts += len(briefs)
        for part in _PARTS:
            chosen = [b for b in briefs if scoring.part_of(b["name"]) == part]
            tallies[half, part] = scoring.score(chosen, code)
    rate = texts / (time.perf_counter() - started)
    for half in ("dev", "test"):
        tallies[half, "all"] = _together([tallies[half, part] for part in _PARTS])
    flat = {name: round(tallies["test", "all"].summary()[name], 3) for name in FLAT}
    return Result(flat | {"docs_per_s": round(rate, 1)}, _table(tallies, rate))


def _together(parts: list[scoring.Tally]) -> scoring.Tally:
    whole = scoring.Tally()
    for part in parts:
        whole.counts.update(part.counts)
    return whole


def _table(tallies: dict[tuple[str, str], scoring.Tally], rate: float) -> str:
    columns = [(half, part) for part in ("all", *_PARTS) for half in ("dev", "test")]
    figures = {column: tallies[column].summary() for column in columns}
    lines = [
        f"{'':12}" + "".join(f"{part:>8}" for _, part in columns),
        f"{'':12}" + "".join(f"{half:>8}" for half, _ in columns),
    ]
    lines += [f"{name:12}" + "".join(f"{figures[c][name]:8.3f}" for c in columns) for name in _ROWS]
    for name in ("found", "missed", "extra"):
        lines.append(f"{name:12}" + "".join(f"{tallies[c].counts[name]:8d}" for c in columns))
    lines.append("date: within the annotated precision; date_exact: the same days.")
    lines.append("first: written before the rules; second: written after them, test half unseen.")
    lines.append(f"{rate:.1f} texts a second.")
    return "\n".join(lines)
