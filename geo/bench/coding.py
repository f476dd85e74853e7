"""`bench coding`: events coded from the annotated briefs against their annotation."""

from collections.abc import Callable
from typing import Final

from geo.bench import Result
from geo.events import code
from geo.events.coding import scoring

FLAT: Final = ("event_f1", "layer", "date", "place", "claimant", "figures")
_ROWS: Final = ("precision", "recall", *FLAT, "date_exact")


def measure(*, quick: bool, say: Callable[[str], None]) -> Result:
    """Code both halves; the flat figures are those of the test half. `quick` changes nothing."""
    del quick
    halves = {}
    for half in ("dev", "test"):
        say(f"{half} half …")
        halves[half] = scoring.score(scoring.briefs(half), code)
    figures = {half: tally.summary() for half, tally in halves.items()}
    lines = [f"{'':12}{'dev':>8}{'test':>8}"]
    lines += [f"{name:12}{figures['dev'][name]:8.3f}{figures['test'][name]:8.3f}" for name in _ROWS]
    counts = {half: tally.counts for half, tally in halves.items()}
    lines.append(
        "events: "
        + "; ".join(
            f"{half} {c['found']} found, {c['missed']} missed, {c['extra']} too many"
            for half, c in counts.items()
        )
    )
    lines.append("date: within the annotated precision; date_exact: the same days.")
    flat = {name: round(figures["test"][name], 3) for name in FLAT}
    return Result(flat, "\n".join(lines))
