"""The list of events as buttons: what the map shows, for keyboard and screen reader too."""

from pathlib import Path

import pandas as pd
import streamlit as st

from geo.maps import assets
from pages.parts import wording

_HERE = Path(__file__).parent
_list = st.components.v2.component(
    "border_rows",
    html="<ul></ul>",
    css=(_HERE / "rows.css").read_text(encoding="utf-8"),
    js=assets.script("symbols.js") + (_HERE / "rows.js").read_text(encoding="utf-8"),
)


def draw(rows: pd.DataFrame, key: str, label: str) -> str:
    """Draw rows, one button an event; give the event_id of the chosen one, "" for none."""
    name = f"{key}_rows"
    held = st.session_state.get(name) or {}
    known = set(rows["event_id"])
    chosen = str(held.get("chosen") or "")
    chosen = chosen if chosen in known else ""
    _list(
        key=name,
        data={"rows": wording.rows(rows), "chosen": chosen, "label": label},
        on_chosen_change=lambda: None,
    )
    return chosen
