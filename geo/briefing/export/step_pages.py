"""A briefing as a PDF: one page a step, then the speaker's notes and the sources."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from geo.briefing.export import mapping, timeline
from geo.briefing.export.canvas import Canvas
from geo.briefing.export.extract import LEANING
from geo.briefing.export.pdf import (
    GREY,
    MARGIN,
    MOST_EVENTS,
    Report,
    add_legend,
    in_short,
    link_of,
)
from geo.briefing.export.steps import Handout, Shown

_MAP: Final = (1352, 870)
_MAP_MM: Final = 196.0
_TIME: Final = (1888, 146)


class _Pages(Report):
    """Pages of steps, each with its own head; the pages behind them bear the title alone."""

    title_alone = ""

    def header(self) -> None:
        """Write the step's headline, window and counts, or the briefing's title."""
        if not self.title_alone:
            super().header()
            return
        self.set_y(7)
        self.write_line(self.title_alone, size=13, bold=True)
        self.ln(1.5)


def write(handout: Handout, path: Path) -> None:
    """Write the pages of a briefing."""
    with TemporaryDirectory() as folder:
        report = _Pages(handout.shown[0].extract, Path(folder))
        report.set_title(handout.briefing.title)
        for shown in handout.shown:
            _step(report, shown)
        report.title_alone = handout.briefing.title or "Briefing"
        report.add_page(orientation="P")
        _notes(report, handout)
        _sources(report, handout)
        report.output(str(path))


def _step(report: Report, shown: Shown) -> None:
    """Lay out one page: headline and counts are its header; lines, map, legend, timeline."""
    extract = report.extract = shown.extract
    report.add_page(orientation="L")
    for line in shown.step.lines:
        report.write_line(line, size=11)
    report.write_line(f"{shown.hidden} unreviewed rows left out", size=9, color=GREY)
    for remark in extract.remarks:
        report.write_line(remark, size=7.5, color=GREY)
    top = report.get_y() + 1.5
    below = report.h - report.b_margin - report.epw * _TIME[1] / _TIME[0]
    picture, found = mapping.draw(extract, *_MAP, 2)
    high = min(_MAP_MM * _MAP[1] / _MAP[0], below - top - 2)
    wide = high * _MAP[0] / _MAP[1]
    report.image(picture, MARGIN, top, wide, high, alt_text=in_short(extract))
    report.set_auto_page_break(auto=False)
    add_legend(report, found, MARGIN + _MAP_MM + 5, top)
    strip = Canvas(*_TIME, 2)
    timeline.draw(strip, extract, 0, 0, *_TIME)
    report.image(strip.image, MARGIN, below, report.epw, alt_text="Timeline of the record")
    report.set_auto_page_break(auto=True, margin=16)


def _notes(report: Report, handout: Handout) -> None:
    report.heading("Speaker notes")
    for number, shown in enumerate(handout.shown, start=1):
        report.write_line(f"{number}. {shown.extract.view.title}", size=10, bold=True)
        for line in shown.step.notes.splitlines() or ["No notes."]:
            report.write_line(line, size=9)
        report.ln(2)


def _sources(report: Report, handout: Handout) -> None:
    report.heading(f"Sources: {len(handout.sources)}")
    report.write_line(LEANING, size=9, color=GREY)
    for number, source in enumerate(handout.sources[:MOST_EVENTS], start=1):
        times = "" if source.rows == 1 else f" ({source.rows} events)"
        report.write_line(f"{number}. {source.line}{times}", size=8, link=link_of(source))
