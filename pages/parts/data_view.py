"""HTML and tables of the data page; everything from a file is escaped here, or shown by a grid."""

from collections.abc import Mapping
from html import escape
from typing import Any, Final

import pandas as pd

from geo.formats.tables import acled, generic, headers, ucdp
from geo.formats.tables.loading import Outcome
from geo.formats.tables.reading import KINDS, Batch
from geo.formats.tables.rejects import Reject
from geo.language import mark, tr

PREVIEW_ROWS: Final = 200
MOST_REJECTS: Final = 1_000
_VERDICTS: Final = {
    "added": mark("new"),
    "updated": mark("changed"),
    "unchanged": mark("the same"),
    "older": mark("older than here"),
    "rejected": mark("rejected"),
}
_HINTS: Final = {
    "added": mark("events that the store does not have"),
    "updated": mark("events that differ from what the store has; their history is kept"),
    "unchanged": mark("nothing would change"),
    "older": mark("the store has a newer version of the row; left as it is"),
    "rejected": mark("rows that break a rule; the others are not held up by them"),
}
_SHOWN: Final = {
    "event_id": "event_id",
    "date_start": "first day",
    "date_end": "last day",
    "date_prec": "day known (code)",
    "layer": "layer",
    "place": "place",
    "adm_1": "province",
    "country": "country",
    "latitude": "latitude",
    "longitude": "longitude",
    "where_prec": "place known (code)",
    "precision_scheme": "codes of",
    "party_1": "Party 1",
    "party_2": "Party 2",
    "best": "killed",
    "summary": "summary",
}


def intro() -> str:
    """Say what can be dropped, and what becomes of it."""
    formats = (
        ("ACLED", tr("CSV or XLSX, old and new columns"), tr("read here only, never passed on")),
        ("UCDP GED, GED Candidate", tr("CSV, or the ZIP as downloaded"), "CC BY 4.0"),
        (tr("This program's exports"), "CSV, GeoJSON, GeoPackage", tr("every field as it was")),
        (
            tr("Anything else"),
            "CSV, XLSX, GeoJSON, GeoPackage, KML, KMZ",
            tr("you check the columns"),
        ),
    )
    rows = "".join(
        f"<tr><th>{escape(a)}</th><td>{escape(b)}</td><td>{escape(c)}</td></tr>"
        for a, b, c in formats
    )
    return (
        f'<div class="bm-event data-intro"><h3>{tr("Drop a file of events")}</h3>'
        f"<p>{escape(KINDS)}. "
        + tr(
            "Nothing is written before you press Import; first you see what the file holds, what "
            "would change, and which rows cannot be taken."
        )
        + f"</p><table>{rows}</table><p>"
        + tr(
            "Codes of place and time precision stay on their own scale. Party 1 and Party 2 do not "
            "say who attacked. A time with a zone becomes the day in UTC+7."
        )
        + "</p></div>"
    )


def held(frame: pd.DataFrame) -> str:
    """List the data sets that the store and the chronology hold."""
    kinds = frame[["dataset_version"]].groupby([frame["dataset"].astype("str")], sort=True)
    rows = "".join(
        f"<tr><th>{escape(str(name) or tr('no data set named'))}</th>"
        f"<td class='n'>{len(rows_):,}</td>"
        f"<td>{escape(_versions(rows_['dataset_version']))}</td></tr>"
        for (name,), rows_ in kinds
    )
    return (
        f'<div class="bm-event" data-testid="held"><h3>{tr("What is here")}</h3><table>'
        f"<tr><th>{tr('data set')}</th><th class='n'>{tr('events')}</th>"
        f"<th>{tr('version')}</th></tr>{rows}</table></div>"
    )


def _versions(versions: pd.Series) -> str:
    known = sorted({str(v) for v in versions.unique() if v})
    if not known:
        return tr("not stated")
    return known[0] if len(known) == 1 else f"{known[0]} to {known[-1]}"


def attribution(names: set[str]) -> str:
    """Say what must be said where rows of these data sets are in view, "" where nothing must."""
    lines = [acled.ATTRIBUTION] if acled.NAME in names else []
    lines += [ucdp.ATTRIBUTION] if names & {ucdp.NAME, ucdp.CANDIDATE} else []
    told = "<br>".join(escape(line) for line in lines)
    return f'<div class="data-credit" data-testid="attribution">{told}</div>' if told else ""


def found(batch: Batch) -> str:
    """Say what the file was found to be, and which countries it is about."""
    countries = list(batch.countries.items())
    named = ", ".join(f"{name} {n:,}" for name, n in countries[:6])
    more = f" and {len(countries) - 6} more" if len(countries) > 6 else ""  # noqa: PLR2004
    facts = [
        (tr("Format"), f"{batch.dialect}, {batch.container}"),
        (tr("Rows"), f"{batch.total:,}"),
        (tr("Countries"), named + more),
        (tr("Days"), _days(batch.frame)),
        (tr("Layers"), ", ".join(f"{name} {n:,}" for name, n in batch.layers.items())),
    ]
    rows = "".join(f"<dt>{a}</dt><dd>{escape(b)}</dd>" for a, b in facts if b)
    remarks = "".join(f"<li>{escape(remark)}</li>" for remark in batch.remarks)
    return (
        f'<div class="bm-event" data-testid="found"><h3>{escape(batch.name)}</h3><dl>{rows}</dl>'
        + (f"<ul>{remarks}</ul>" if remarks else "")
        + "</div>"
    )


def _days(frame: pd.DataFrame) -> str:
    days = frame["date_start"].dropna()
    if days.empty:
        return tr("none")
    return f"{days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}"


def counts(batch: Batch, outcome: Outcome) -> str:
    """Show how many rows are new, changed, the same, rejected; they add up to the file's."""
    numbers = {name: outcome[name] for name in _VERDICTS if name != "rejected"}
    numbers["rejected"] = batch.rejected + len({reject.row for reject in outcome.rejects})
    cells = "".join(
        f'<div class="{name}" title="{escape(tr(_HINTS[name]))}"><b data-testid="{name}">'
        f"{numbers[name]:,}</b>{tr(word)}</div>"
        for name, word in _VERDICTS.items()
        if numbers[name] or name != "older"
    )
    return f'<div class="data-counts">{cells}</div>'


def gone(outcome: Outcome) -> str:
    """Tell of events that an earlier file had and this one has not."""
    if not outcome.gone:
        return ""
    some = ", ".join(escape(event_id) for event_id in outcome.gone[:12])
    more = f" and {len(outcome.gone) - 12} more" if len(outcome.gone) > 12 else ""  # noqa: PLR2004
    return (
        f'<div class="data-note" data-testid="gone"><b>{len(outcome.gone):,} events of an earlier '
        "file are not in this one</b> (same countries and days): deleted at the source, or "
        f"filtered out. Nothing is deleted here; reject them on the Review page. {some}{more}</div>"
    )


def preview(batch: Batch) -> pd.DataFrame:
    """Give the first rows as they would be stored; the index counts the file's rows."""
    rows = batch.frame[list(_SHOWN)].head(PREVIEW_ROWS).rename(columns=_SHOWN)
    for name in ("first day", "last day"):
        rows[name] = rows[name].dt.strftime("%Y-%m-%d").fillna("")
    rows.index.name = "row"
    return rows


def rejected(rejects: list[Reject]) -> pd.DataFrame:
    """Give the rejects as a table."""
    rows = [(r.row, r.column, r.value, r.reason) for r in rejects[:MOST_REJECTS]]
    return pd.DataFrame(rows, columns=["row", "column", "value", "reason"])


def mapping(batch: Batch) -> pd.DataFrame:
    """Give each column of the file with its first value and what it becomes."""
    rows = [
        (head, batch.samples.get(head, ""), ", ".join(fields) or "")
        for head, fields in batch.mapping.items()
    ]
    return pd.DataFrame(rows, columns=["column in the file", "first value", "becomes"])


def guessed(samples: Mapping[str, str], chosen: Mapping[str, str]) -> pd.DataFrame:
    """Give the editable mapping of a file in no known format."""
    rows = [(head, value, chosen.get(head, "")) for head, value in samples.items()]
    return pd.DataFrame(rows, columns=["column in the file", "first value", "becomes"])


def fields() -> list[str]:
    """Name what a column may become."""
    return ["", *generic.FIELDS]


def layer_table(dialect: str) -> pd.DataFrame | None:
    """Give the reviewed table that derives our layer, None where the file tells the layer."""
    names: dict[str, tuple[str, list[str]]] = {
        acled.NAME: ("acled_layers.csv", ["event_type", "sub_event_type", "layer", "note"]),
        ucdp.NAME: ("ucdp_layers.csv", ["type_of_violence", "meaning", "layer", "note"]),
        generic.NAME: ("words.csv", ["word", "layer"]),
    }
    if dialect not in names:
        return None
    file, columns = names[dialect]
    table: list[dict[str, Any]] = [dict(row) for row in headers.rows(file)]
    return pd.DataFrame(table)[columns]
