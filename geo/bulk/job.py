"""The whole job: read, code what is not done yet, keep the journal, write the output."""

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.bulk import inbox, journal, output, work
from geo.bulk.inbox import Refused, Table, Ticket
from geo.bulk.work import Result
from geo.errors import InputError

if TYPE_CHECKING:
    from geo.formats.gdelt.graph import Lead

BATCH: Final = 16
"""Articles that spaCy takes at once."""
BATCH_BYTES: Final = 4_000_000
_TELL_S: Final = 5.0
Coder = Callable[[Iterator[list[Ticket]]], Iterator[list[Result]]]


@dataclass
class Outcome:
    """What became of all that was given; articles = coded + refused articles + copies."""

    files: int = 0
    articles: int = 0
    coded: int = 0
    """Articles whose events are in the output."""
    from_journal: int = 0
    """Of these, articles that an earlier run had coded."""
    copies: int = 0
    """Articles that are given twice, word for word and with the same source."""
    undated: int = 0
    """Of the coded, articles of which nobody states the day of publication."""
    not_english: int = 0
    events: int = 0
    events_undated: int = 0
    events_unplaced: int = 0
    refused: list[Refused] = field(default_factory=list)
    leads: "list[Lead]" = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    seconds: float = 0.0
    """Time that coding took, the reading of the files included."""


@dataclass
class _Plan:
    """What is met on the way through the files."""

    book: journal.Journal
    default: dt.date | None
    outcome: Outcome
    keys: dict[str, None] = field(default_factory=dict)
    """Articles in the order in which they were met."""
    done_files: int = 0
    fresh: int = 0

    def batches(self, files: Sequence[Path]) -> Iterator[list[Ticket]]:
        """Give the articles that are still to be coded, in batches."""
        batch: list[Ticket] = []
        size = 0
        for path in files:
            for item in inbox.items(path):
                if not isinstance(item, Ticket):
                    self._aside(item)
                elif self._is_new(item):
                    if batch and (len(batch) == BATCH or size + len(item.data) > BATCH_BYTES):
                        yield batch
                        batch, size = [], 0
                    batch.append(item)
                    size += len(item.data)
            self.done_files += 1
        if batch:
            yield batch

    def _aside(self, item: Refused | Table) -> None:
        if isinstance(item, Refused):
            self.outcome.refused.append(item)
        else:
            self.outcome.tables.append(item)
            self.outcome.leads += item.found.leads

    def _is_new(self, ticket: Ticket) -> bool:
        key = work.key(ticket, self.default)
        self.outcome.articles += 1
        if key in self.keys:
            self.outcome.copies += 1
            return False
        self.keys[key] = None
        self.outcome.from_journal += key in self.book
        return key not in self.book

    def take(self, results: list[Result]) -> None:
        """Write results down; those that failed are told and tried again next time."""
        good = [result for result in results if not result.error]
        self.book.add(good)
        self.fresh += len(good)
        for result in results:
            if result.error:
                self.outcome.refused.append(Refused(result.name, result.error))


def run(
    given: Sequence[Path],
    out: Path,
    coder: Coder,
    default: dt.date | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """
    Code the events of many articles into one file.

    Parameters
    ----------
    given
        Files and folders: articles, feeds, GDELT files.
    out
        The output; its ending says its kind (`output.ENDINGS`). Beside it lie the journal and the
        lists of articles, of what was skipped, and of leads.
    coder
        What codes the batches: `here`, or `geo.bulk.cluster.coded`.
    default
        Day of publication of articles that nobody else dates.
    say
        Gets a line of progress every few seconds.

    Raises
    ------
    InputError
        Something that was given is not there, or the output cannot be written.
    SetupError
        The cluster does not do its part. What was done stays in the journal.
    """
    if out.suffix.lower() not in output.ENDINGS:
        msg = f"{out.name} is no kind of file that is written here: {' '.join(output.ENDINGS)}."
        raise InputError(msg)
    mine = [output.beside(out, name) for name in ("articles", "skipped", "leads")]
    files = inbox.files(given, (out, _journal(out), *mine))
    outcome = Outcome(files=len(files))
    began = time.perf_counter()
    with journal.opened(_journal(out)) as book:
        plan = _Plan(book, default, outcome)
        told = began
        for results in coder(plan.batches(files)):
            plan.take(results)
            if time.perf_counter() - told > _TELL_S:
                told = time.perf_counter()
                say(_progress(plan, told - began))
        outcome.seconds = time.perf_counter() - began
        _write(plan, out)
    return outcome


def here(default: dt.date | None) -> Coder:
    """Code on this machine, in this process."""

    def coded(batches: Iterator[list[Ticket]]) -> Iterator[list[Result]]:
        for batch in batches:
            yield work.code_batch(batch, default)

    return coded


def _journal(out: Path) -> Path:
    return out.with_name(f"{out.name}.journal")


def _progress(plan: _Plan, seconds: float) -> str:
    told = plan.outcome
    return (
        f"{plan.done_files:,} of {told.files:,} files read, {plan.fresh:,} articles coded "
        f"({plan.fresh / seconds:.1f} a second), {told.from_journal:,} done before, "
        f"{len(told.refused):,} skipped"
    )


def _write(plan: _Plan, out: Path) -> None:
    from geo.events.store import records  # noqa: PLC0415

    outcome = plan.outcome
    done = [plan.book[key] for key in plan.keys if key in plan.book]
    rows = [row for result in done for row in result.events]
    for table in outcome.tables:
        rows += [] if table.found.events is None else records.of(table.found.events)
    events = output.frame(rows)
    output.write(events, out)
    output.write_articles(done, output.beside(out, "articles"))
    output.write_skipped(outcome.refused, output.beside(out, "skipped"))
    output.write_leads(outcome.leads, output.beside(out, "leads"))
    outcome.coded = len(done)
    outcome.undated = sum(not result.published for result in done)
    outcome.not_english = sum(result.language not in {"en", "und"} for result in done)
    outcome.events = len(events)
    outcome.events_undated = int(events["date_start"].isna().sum())
    outcome.events_unplaced = int(events.geometry.isna().sum())


def left_out(outcome: Outcome) -> Counter[str]:
    """Count the rows of GDELT files that were left out, by reason."""
    total: Counter[str] = Counter()
    for table in outcome.tables:
        total += table.found.left_out
    return total
