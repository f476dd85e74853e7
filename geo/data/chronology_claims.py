"""Who says what in a row of the chronology: one claim a side, never averaged.

The words come from the row's own summary: a clause is a side's when that side is the subject of a
verb of saying in it. A side that the row names as reporting, without such a clause, is only said to
report the event.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

_SIDES: Final = {
    "Thailand": re.compile(
        r"\b(Thai(land)?|Second Army|First Army|Burapha|First Naval|Energy permanent)\b"
    ),
    "Cambodia": re.compile(r"\b(Cambodian?|Cambodia's|Khmer|Koh Kong)\b"),
}
_VERB: Final = re.compile(
    r"\b(says?|said|den(?:y|ies|ied)|claim(?:s|ed)|reports?|reported|count(?:s|ed)|call(?:s|ed)|"
    r"blam(?:es|ed)|put|puts|lists?|rejects?|rejected|states?|gave|announced?|told|estimates?|"
    r"accus(?:es|ed)|asks?|protest(?:s|ed)|confirm(?:s|ed)|condemn(?:s|ed)|insists?)\b"
)
_CLAUSES: Final = re.compile(r"(?<=[a-z\d)\]][.;])\s+|(?<=[a-z\d)]),\s+(?=[A-Z][\w']+ (?:den|rej))")
_SAME_SPEAKER: Final = re.compile(r"(it|they|its)\b", re.IGNORECASE)
_EACH: Final = re.compile(r"(Each side|Both (sides|governments|armies)) (say|said)")
_REPORTING: Final = {
    "Thailand": ("Thailand",),
    "Cambodia": ("Cambodia",),
    "both": ("Thailand", "Cambodia"),
    "third party": ("third party",),
}


def claims(row: Mapping[str, str], totals: pd.DataFrame) -> list[dict[str, Any]]:
    """
    Make the claims of one row of the facts.

    Parameters
    ----------
    row
        Cells of the facts file: summary, claimed_by, figures, source columns.
    totals
        Lines of `totals.csv` for this row: figures of a running toll, by who gives them.
    """
    said = statements(row["summary"])
    reporting = _REPORTING.get(row["claimed_by"], ())
    source = row["source1_url"] if not row["source2_url"] else ""
    made = []
    for who in dict.fromkeys((*reporting, *said)):
        words = " ".join(said.get(who, [])) or _only_reports(who, row["summary"])
        made.append(_claim(who, words, source))
    if len(reporting) == 1:
        made += _figures(reporting[0], row, source)
    return made + [_total(line, source) for line in totals.to_dict("records") if line["field"]]


def statements(summary: str) -> dict[str, list[str]]:
    """
    Give each side the clauses of a summary in which it says something.

    >>> statements("Thailand says shells fell. Cambodia denies it.")
    {'Thailand': ['Thailand says shells fell.'], 'Cambodia': ['Cambodia denies it.']}
    """
    found: dict[str, list[str]] = {}
    last: tuple[str, ...] = ()
    for clause in (part.strip() for part in _CLAUSES.split(summary)):
        last = _speakers(clause) or (last if _SAME_SPEAKER.match(clause) else ())
        for who in last:
            found.setdefault(who, []).append(re.sub(r"[;,]$", ".", clause))
    return found


def _speakers(clause: str) -> tuple[str, ...]:
    """Name the side, or both, that is the subject of the clause's first verb of saying."""
    verb = _VERB.search(clause)
    if not verb:
        return ()
    if _EACH.match(clause):
        return tuple(_SIDES)
    last = re.split(r", (?!who|which)", clause[: verb.start()])[-1]
    sides = [side for side, name in _SIDES.items() if name.search(last)]
    return tuple(sides) if len(sides) == 1 else ()


def _only_reports(who: str, summary: str) -> str:
    if who == "third party":
        return summary
    return f"{who} reports it; the words are not recorded."


def _claim(who: str, words: str, source: str) -> dict[str, Any]:
    claim: dict[str, Any] = {"claimant": who, "statement": words}
    return claim | ({"source": source} if source else {})


def _figures(who: str, row: Mapping[str, str], source: str) -> list[dict[str, Any]]:
    deaths = {
        "value": row["fatalities_best"],
        "low": row["fatalities_low"],
        "high": row["fatalities_high"],
    }
    made = []
    for field, cells in (("deaths", deaths), ("injured", {"value": row["injured"]})):
        numbers = {name: int(float(cell)) for name, cell in cells.items() if cell}
        if any(numbers.values()):
            made.append(_claim(who, "", source) | {"field": field} | numbers)
    return made


def _total(line: Mapping[str, Any], source: str) -> dict[str, Any]:
    numbers = {name: int(line[name]) for name in ("value", "low", "high") if line[name]}
    return _claim(line["claimant"], line["statement"], source) | {"field": line["field"]} | numbers
