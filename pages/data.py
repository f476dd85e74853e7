"""The data page: drop a file, see what is in it and what it would change, then import it."""

import io
import time
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo.events import store
from geo.events.vocabulary import LAYERS
from geo.formats.tables import dates, generic, loading, reading
from geo.formats.tables.draft import Options
from geo.formats.tables.loading import Outcome
from geo.formats.tables.reading import Batch
from geo.formats.tables.rejects import as_csv
from geo.language import mark, tr
from pages.parts import data, data_view, front, kept, signin, wording
from pages.parts import review_desk as desk
from pages.parts.data_job import Job, Told

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from geo.formats.tables.source import Table

LOOK: Final = Path(__file__).parent / "parts" / "data_page.css"
MOST_MB: Final = 500
ORDERS: Final[dict[dates.Order, str]] = {
    "dmy": mark("day first"),
    "mdy": mark("month first"),
}
_LOOKS: Final = 0.4  # seconds between two looks at a job
_WAIT: Final = 0.8  # a small file is read within this, and no progress is shown
Examined = tuple[Batch, Outcome]


@st.fragment
def show() -> None:
    """Draw the page: the file and the buttons at the left, what is in the file at the right."""
    kept.restore(desk.FIELDS)
    st.session_state.setdefault("review_name", "reviewer")
    frame = data.prepared().frame
    _top_line(len(frame))
    left, right = st.columns([0.38, 0.62], gap="small")
    with left, st.container(key="data_left"):
        file = st.file_uploader(
            tr("File of events"),
            type=list(reading.ENDINGS),
            key="data_file",
            label_visibility="collapsed",
            max_upload_size=MOST_MB,
        )
        job = _examined(file) if file else None
        _left(job)
    with right, st.container(key="data_right"):
        _right(job, frame)


def _top_line(total: int) -> None:
    st.html(
        f'<div class="bm-top"><h1>{tr("Data of others")}</h1><span class="gap"></span>'
        '<span class="counts">' + tr("<b>{n:,}</b> events here", n=total) + "</span></div>"
    )


# --- reading --------------------------------------------------------------------------------------


def _examined(file: "UploadedFile") -> "Job[Examined]":
    """Read the file beside the page, once for each setting; what ran before is told to stop."""
    options = _options(file.file_id)
    key = (file.file_id, repr(options), _version())
    held = st.session_state.get("data_examined")
    if held is None or held[0] != key:
        if held is not None:
            held[1].cancel()
        if held is None or held[0][0] != file.file_id:
            st.session_state.pop("data_import", None)
        tables = st.session_state.setdefault("data_tables", {})
        if file.file_id not in tables:
            tables.clear()
        payload, name, number = file.getvalue(), file.name, file.file_id

        def work(told: Told) -> Examined:
            if number not in tables:
                tables[number] = reading.container(payload, name)
            return _examine(tables[number], options, told)

        job = Job(work)
        st.session_state.data_examined = held = (key, job)
        job.wait(_WAIT)
    found: Job[Examined] = held[1]
    return found


def _examine(table: "Table", options: Options, told: Told) -> Examined:
    batch = reading.interpret(table, options)
    return batch, loading.run(store.open(), batch, "", dry=True, progress=told)


def _version() -> str:
    return data.version()


def _options(file_id: str) -> Options:
    """Give what the user said about this file, so far."""
    said = st.session_state.get("data_said", {})
    if said.get("file") != file_id:
        said = {"file": file_id, "at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
        st.session_state.data_said = said
    return Options(
        date_order=said.get("order"),
        dataset=said.get("dataset", ""),
        layer=said.get("layer", "other"),
        mapping=said.get("mapping"),
        retrieved_at=said["at"],
    )


def _say(name: str, key: str) -> None:
    """Keep what a field says; the file is then read anew."""
    st.session_state.data_said = {**st.session_state.data_said, name: st.session_state[key]}


# --- left: the file, the counts, the buttons -----------------------------------------------------


def _left(job: "Job[Examined] | None") -> None:
    if job is None:
        st.html(data_view.intro())
        return
    if job.running:
        _watch("data_examined", tr("Reading"))
        return
    if job.result is None:
        st.html(f'<div class="data-alert" role="alert">{escape(job.error)}</div>')
        if job.unsure:
            _ask_order(job.unsure)
        return
    batch, outcome = job.result
    st.html(data_view.found(batch))
    if batch.dialect == generic.NAME:
        _ask_generic(batch)
    st.html(data_view.counts(batch, outcome) + data_view.gone(outcome))
    _import(batch, outcome)
    credit = data_view.attribution({batch.dialect, *batch.frame["dataset"].unique()})
    if credit:
        st.html(credit)


def _ask_order(value: str) -> None:
    spans = {order: dates.read(pd.Series([value]), order, "").start[0] for order in ORDERS}
    st.radio(
        tr("{value} in this file is", value=value),
        list(ORDERS),
        format_func=lambda order: f"{wording.day(spans[order])} ({tr(ORDERS[order])})",
        index=None,
        key="data_order",
        horizontal=True,
        on_change=_say,
        args=("order", "data_order"),
    )


def _ask_generic(batch: Batch) -> None:
    name, layer = st.columns(2)
    said = st.session_state.data_said
    name.text_input(
        tr("Name of the data set"),
        value=said.get("dataset") or generic.dataset_of(batch.name),
        key="data_dataset",
        on_change=_say,
        args=("dataset", "data_dataset"),
    )
    layer.selectbox(
        tr("Layer where the file tells none"),
        LAYERS,
        index=LAYERS.index(said.get("layer", "other")),
        format_func=wording.LAYERS.__getitem__,
        key="data_layer",
        on_change=_say,
        args=("layer", "data_layer"),
    )


def _import(batch: Batch, outcome: Outcome) -> None:
    job: Job[Outcome] | None = st.session_state.get("data_import")
    if job is not None and job.running:
        _watch("data_import", tr("Importing"))
        return
    if job is not None:
        _tell(job, batch)
    number = outcome["added"] + outcome["updated"]
    if not desk.editable():
        st.html(f'<div class="data-note">{signin.why_not()}</div>')
    elif number and not (job is not None and job.result and not job.result.cancelled):
        st.button(
            tr("Import {n:,} events", n=number),
            type="primary",
            key="data_go",
            on_click=_start,
            args=(batch,),
            width="stretch",
        )
    elif job is None:
        st.html(f'<div class="data-done">{tr("Nothing to import: the store has all of it.")}</div>')


def _start(batch: Batch) -> None:
    if not desk.editable():
        return
    name = signin.reviewer() or "reviewer"
    st.session_state.data_import = Job(
        lambda told: loading.run(store.open(), batch, name, progress=told)
    )
    st.session_state.data_import.wait(_WAIT)


def _tell(job: "Job[Outcome]", batch: Batch) -> None:
    """Say how the import ended."""
    outcome = job.result
    if outcome is None:
        st.html(f'<div class="data-alert" role="alert">{escape(job.error)}</div>')
    elif outcome.cancelled:
        st.html(
            f'<div class="data-note" role="status">{tr("Cancelled. The store is as it was.")}</div>'
        )
    else:
        speed = len(batch.frame) / outcome.seconds if outcome.seconds else 0
        st.html(
            f'<div class="data-done" role="status" data-testid="imported">Imported: '
            f"{outcome['added']:,} added, {outcome['updated']:,} updated, in "
            f"{outcome.seconds:.1f} s ({speed:,.0f} rows per second).</div>"
        )


@st.fragment(run_every=_LOOKS)
def _watch(key: str, word: str) -> None:
    """Look at a job until it ends, then draw the page anew."""
    held = st.session_state.get(key)
    job: Job[Any] | None = held[1] if isinstance(held, tuple) else held
    if job is None or not job.running:
        st.rerun()
        return
    share = job.done / job.total if job.total else 0.0
    began = st.session_state.setdefault(f"{key}_began", (id(job), time.monotonic()))
    if began[0] != id(job):
        began = st.session_state[f"{key}_began"] = (id(job), time.monotonic())
    passed = time.monotonic() - began[1]
    speed = f", {job.done / passed:,.0f} rows per second" if job.done and passed else ""
    told = f" {job.done:,} of {job.total:,} rows{speed}" if job.total else " …"
    st.progress(share, text=f"{word}{told}")
    st.button(tr("Cancel"), key=f"{key}_cancel", on_click=job.cancel)


# --- right: what is in the file -------------------------------------------------------------------


def _right(job: "Job[Examined] | None", frame: pd.DataFrame) -> None:
    if job is None:
        st.html(data_view.held(frame) + data_view.attribution(set(frame["dataset"].unique())))
        return
    if job.result is None:
        st.html(f'<div class="data-empty">{tr("Nothing to show yet.")}</div>')
        return
    batch, outcome = job.result
    rejects = [*batch.rejects, *outcome.rejects]
    refused = len({r.row for r in rejects})
    names = [tr("Columns"), tr("Rows"), tr("Rejected {n:,}", n=refused), tr("Layers")]
    if batch.dialect != generic.NAME:
        names[0], names[1] = names[1], names[0]
    parts: dict[str, Callable[[], None]] = {
        tr("Columns"): lambda: _columns(batch),
        tr("Rows"): lambda: _rows(batch),
        tr("Layers"): lambda: _layers(batch),
    }
    for name, tab in zip(names, st.tabs(names), strict=True):
        with tab:
            parts.get(name, lambda: _rejected(batch, rejects))()


def _rows(batch: Batch) -> None:
    shown = data_view.preview(batch)
    st.caption(
        tr(
            "The first {n:,} of {total:,} rows, as they would be stored.",
            n=len(shown),
            total=len(batch.frame),
        )
    )
    st.dataframe(shown, height="stretch", key="data_preview")


def _columns(batch: Batch) -> None:
    if batch.dialect != generic.NAME:
        st.caption(
            tr("What each column becomes; those without an entry are kept in the note or left out.")
        )
        st.dataframe(data_view.mapping(batch), hide_index=True, height="stretch")
        return
    st.caption(tr("A guess by the heads: change what is wrong, empty what is of no use."))
    chosen = st.session_state.data_said.get("mapping") or generic.guess(list(batch.samples))
    edited = st.data_editor(
        data_view.guessed(batch.samples, chosen),
        hide_index=True,
        height="stretch",
        disabled=["column in the file", "first value"],
        column_config={
            "becomes": st.column_config.SelectboxColumn(options=data_view.fields(), width="medium")
        },
        key=f"data_mapping_{st.session_state.data_said['file']}",
    )
    new = {row[0]: row[2] or "" for row in edited.itertuples(index=False)}
    if new != chosen:
        st.session_state.data_said = {**st.session_state.data_said, "mapping": new}
        st.rerun()


def _rejected(batch: Batch, rejects: list[Any]) -> None:
    if not rejects:
        st.html(f'<div class="data-empty">{tr("Every row can be taken.")}</div>')
        return
    st.download_button(
        tr("Download all with their reasons"),
        lambda: io.BytesIO(as_csv((batch.name, r) for r in rejects)),
        file_name=f"{Path(batch.name).stem}.rejects.csv",
        mime="text/csv",
    )
    st.dataframe(data_view.rejected(rejects), hide_index=True, height="stretch")


def _layers(batch: Batch) -> None:
    table = data_view.layer_table(batch.dialect)
    if table is None:
        st.caption(tr("The file itself names the layer of each event."))
        return
    st.caption(tr("Our layer follows from this table, never from the text."))
    st.dataframe(table, hide_index=True, height="stretch")


st.html(LOOK)
front.enter()
show()
