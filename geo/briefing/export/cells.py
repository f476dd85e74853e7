"""The cells of an extract as plain values: what JSON, a database or XML can hold."""

import json
from typing import Any

import pandas as pd

from geo.briefing.export.extract import Extract
from geo.events.columns import COLUMNS, Column


def rows(extract: Extract, *, flat: bool) -> list[dict[str, Any]]:
    """
    Give each row's fields but its shape, in the record's order, then what its shape is and its lot.

    Parameters
    ----------
    extract
        The rows.
    flat
        Lists (claims, sources, links) as JSON text, for formats that hold none.

    Returns
    -------
    Dates as ISO text, unknown numbers and dates None, unknown text "".
    """
    columns = [column for column in COLUMNS if column.kind != "geometry"]
    cells = {c.name: _cells(extract.frame[c.name], c, flat=flat) for c in columns}
    cells["geometry_basis"] = list(extract.bases)
    cells["lot"] = list(extract.lots)
    return [dict(zip(cells, row, strict=True)) for row in zip(*cells.values(), strict=True)]


def as_json(entries: Any) -> str:  # noqa: ANN401  # a list cell
    """Write a list cell as JSON text."""
    return json.dumps(entries, ensure_ascii=False)


def _cells(cells: pd.Series, column: Column, *, flat: bool) -> list[Any]:
    if column.kind == "list":
        return [as_json(entry) for entry in cells] if flat else [list(entry) for entry in cells]
    if column.kind == "date":
        return [None if pd.isna(day) else f"{day:%Y-%m-%d}" for day in cells]
    if column.kind in ("code", "count"):
        return [None if pd.isna(value) else int(value) for value in cells]
    if column.kind == "number":
        return [None if pd.isna(value) else float(value) for value in cells]
    if column.kind == "flag":
        return [bool(value) for value in cells]
    return [str(value) for value in cells]
