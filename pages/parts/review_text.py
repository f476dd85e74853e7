"""What an event rests on, as HTML: the sentences with the coded span marked, and its history."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final

from geo.events.store.records import Record
from geo.language import tr

AROUND: Final = 700
"""Characters of the article shown before and after the sentence."""
ACTS: Final = {
    "add": "sent to review",
    "accept": "accepted",
    "reject": "rejected",
    "look": "needs a look",
    "merge": "merged",
    "change": "changed",
    "undo": "undone",
}
_LONGEST: Final = 60
_SPAN_ENDS: Final = 2


def sources(entries: Iterable[Mapping[str, Any]], texts: Mapping[str, str]) -> str:
    """
    Show each source's sentence, in its article where that is known.

    Parameters
    ----------
    entries
        The event's `sources`.
    texts
        Texts of articles by article_id.
    """
    parts = [_source(entry, texts) for entry in entries]
    if not parts:
        return f'<p class="bm-note">{tr("No source is recorded for this event.")}</p>'
    return "".join(parts)


def _source(entry: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    sentence = str(entry.get("sentence") or "")
    text = texts.get(str(entry.get("article_id") or ""), "")
    span = entry.get("span") or ()
    body = _in_article(text, sentence, span) if text and sentence else ""
    if not body:
        body = f"<mark>{escape(sentence)}</mark>" if sentence else _NO_SENTENCE
    return f'<section class="bm-source">{_head(entry)}<p>{body}</p></section>'


_NO_SENTENCE: Final = (
    '<span class="bm-note">The sentence is not kept; see the source itself.</span>'
)


def _head(entry: Mapping[str, Any]) -> str:
    url = str(entry.get("url") or "")
    name = escape(str(entry.get("title") or entry.get("publisher") or "Source not named"))
    if url.lower().startswith(("http://", "https://")):
        name = f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{name}</a>'
    publisher = str(entry.get("publisher") or "") if entry.get("title") else ""
    rest = [part for part in (publisher, str(entry.get("published") or "")) if part]
    return f"<h4>{name}{''.join(' · ' + escape(part) for part in rest)}</h4>"


def _in_article(text: str, sentence: str, span: Sequence[int]) -> str:
    """Mark the span where it holds the sentence, else the sentence where the text has it."""
    start, end = span if len(span) == _SPAN_ENDS else (-1, -1)
    if not 0 <= start < end <= len(text) or text[start:end].strip() not in sentence:
        start = text.find(sentence)
        end = start + len(sentence)
    if start < 0:
        return ""
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    head = "… " if start > AROUND else ""
    tail = " …" if end + AROUND < len(text) else ""
    return f"{head}{escape(before)}<mark>{escape(text[start:end])}</mark>{escape(after)}{tail}"


def history(told: Iterable[Any], shipped: Record | None) -> str:
    """
    Put an event's revisions into a table, the latest first.

    Parameters
    ----------
    told
        `geo.events.store` revisions, the first one first.
    shipped
        The record as it ships, None for an event that a person added.
    """
    rows, before = [], shipped
    for revision in told:
        after = revision.record if revision.record is not None else shipped
        rows.append(_revision(revision, before, after))
        before = after
    if not rows:
        told = tr("Nobody has changed this event: it stands as it ships.")
        return f'<p class="bm-note">{told}</p>'
    names = (tr("No."), tr("When (UTC)"), tr("Who"), tr("What"))
    head = f"<tr>{''.join(f'<th>{name}</th>' for name in names)}</tr>"
    return (
        f'<div class="bm-event"><table class="bm-history">{head}{"".join(rows[::-1])}</table></div>'
    )


def _revision(revision: Any, before: Record | None, after: Record | None) -> str:  # noqa: ANN401
    when = revision.at[:19].replace("T", " ")
    what = ACTS.get(revision.action, revision.action)
    if revision.undoes is not None:
        what = f"took back no. {revision.undoes}"
    changed = "" if before is None else _changed(before, after or {})
    return (
        f"<tr><td>{revision.number}</td><td>{escape(when)}</td><td>{escape(revision.reviewer)}</td>"
        f"<td><b>{escape(what)}</b>{changed}</td></tr>"
    )


def _changed(before: Record, after: Record) -> str:
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    lines = (
        f"<li>{escape(name)}: {_short(before.get(name))} → {_short(after.get(name))}</li>"
        for name in names
    )
    return f"<ul>{''.join(lines)}</ul>" if names else ""


def _short(value: Any) -> str:  # noqa: ANN401  # whatever a record holds
    if value is None or value in ("", []):
        return "<i>empty</i>"
    if isinstance(value, list):
        return f"{len(value)} entries"
    text = str(value)
    return escape(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
