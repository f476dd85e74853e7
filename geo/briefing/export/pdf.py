"""A view as a PDF: the map with its legend, the figures, every event with its claims, the sources.

Text is real text (it can be searched and copied), shaped by HarfBuzz; the map and the timeline are
pictures. Only fonts from installed packages are used, and they are embedded.
"""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlsplit

from fpdf import FPDF

from geo import atlas, border
from geo.briefing.export import fonts, legend, mapping, places, symbols, timeline, words
from geo.briefing.export.canvas import Canvas
from geo.briefing.export.extract import DISCLAIMER, LEANING, Extract, Source, sources

if TYPE_CHECKING:
    import pandas as pd

    from geo.briefing.export.marks import Marks

MOST_EVENTS: Final = 2000
"""Events, measures and sources that a PDF lists; of more it says where the rest is."""

_FONT: Final = "noto"
MARGIN: Final = 12.0
_MAP: Final = (1352, 960)
_MAP_MM: Final = 196.0
_TIME: Final = (1888, 146)
GREY, INK = (85, 85, 85), (28, 28, 28)
_WEIGHTS: Final[tuple[tuple[Literal["", "B"], fonts.Weight], ...]] = (("", 400), ("B", 700))
_MOST_PLACES: Final = 20
_SYMBOL_PIXELS: Final = 64
_KEPT_MM: Final = 20.0  # an entry does not start nearer to the foot of a page


class Report(FPDF):
    """A document with the view's name on top of each page and the disclaimer at its foot."""

    def __init__(self, extract: Extract, folder: Path) -> None:
        """Open a document: A4, Noto Sans with Thai and Khmer behind it; `folder` takes fonts."""
        super().__init__(orientation="L", unit="mm", format="A4")
        self.extract = extract
        self._widths: dict[tuple[str, str], float] = {}
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(auto=True, margin=16)
        self.set_creation_date(datetime.now(tz=UTC))
        self.set_title(_clean(f"{extract.view.title}, {extract.view.span}"))
        self.set_lang("en-GB")
        logging.getLogger("fontTools").setLevel(logging.ERROR)
        for face in fonts.PACKAGES:
            for style, weight in _WEIGHTS:
                name = _FONT if face == "latin" else f"{_FONT}-{face}"
                self.add_font(name, style, _font_file(folder, face, weight))
        self.set_fallback_fonts([f"{_FONT}-thai", f"{_FONT}-khmer"], exact_match=True)

    def header(self) -> None:
        """Write the view's title, window and counts."""
        view = self.extract.view
        self.set_y(7)
        self.write_line(f"{view.title} · {view.span}", size=13, bold=True)
        self.write_line(self.extract.counts_line, size=9, color=GREY)
        for remark in self.extract.remarks:
            self.write_line(remark, size=7.5, color=GREY)
        self.ln(1.5)

    def footer(self) -> None:
        """Write the disclaimer, the credits and the page's number."""
        self.set_y(-12)
        self.set_x(MARGIN)
        self.set_text_shaping(use_shaping_engine=False)
        self.face(7.5, color=GREY)
        self.cell(self.epw - 20, 4, DISCLAIMER)
        self.cell(20, 4, f"{self.page_no()} / {{nb}}", align="R", new_x="LMARGIN", new_y="NEXT")
        self.cell(self.epw, 4, f"Map: {atlas.ATTRIBUTION}.")

    def face(self, size: float, *, bold: bool = False, color: tuple[int, int, int] = INK) -> None:
        """Choose size, weight and colour of what is written next."""
        self.set_font(_FONT, "B" if bold else "", size)
        self.set_text_color(*color)

    def write_line(
        self,
        text: str,
        *,
        size: float = 9,
        bold: bool = False,
        color: tuple[int, int, int] = INK,
        link: str = "",
        width: float = 0,
    ) -> None:
        """Write a paragraph; the next one starts below it, at the same left edge."""
        left, shaped = self.get_x(), fonts.needs_shaping(text)
        self.set_text_shaping(use_shaping_engine=shaped)
        self.face(size, bold=bold, color=color)
        if shaped:
            high = size * 0.53  # mm: Khmer letters reach further down
            self.multi_cell(width, high, _clean(text), align="L", new_x="LEFT", new_y="NEXT")
        else:
            room = width or self.w - self.r_margin - left
            for line in self._broken(_clean(text), room - 2 * self.c_margin):
                self.cell(room, size * 0.46, line, link=link, new_x="LEFT", new_y="NEXT")
        self.set_x(left)

    def _broken(self, text: str, room: float) -> Iterator[str]:
        """Break unshaped text at blanks; the library measures letter by letter, which is slow."""
        line, used = "", 0.0
        for word in text.split():
            for piece in self._pieces(word, room):
                wide = self._width(piece)
                if line and used + self._width(" ") + wide > room:
                    yield line
                    line, used = "", 0.0
                used += wide + (self._width(" ") if line else 0)
                line = f"{line} {piece}" if line else piece
        yield line

    def _pieces(self, word: str, room: float) -> Iterator[str]:
        """Cut a word that is wider than the line, such as a long address."""
        fit = len(word) if self._width(word) <= room else int(len(word) * room / self._width(word))
        step = max(1, fit if fit == len(word) else int(fit * 0.9))
        return (word[i : i + step] for i in range(0, len(word), step))

    def _width(self, text: str) -> float:
        key = (self.font_style, text)
        if key not in self._widths:
            self._widths[key] = self.get_string_width(text) / self.font_size_pt
        return self._widths[key] * self.font_size_pt

    def heading(self, text: str) -> None:
        """Write a heading, not at the very foot of a page."""
        if self.get_y() > self.h - self.b_margin - _KEPT_MM:
            self.add_page(same=True)
        self.ln(2)
        self.write_line(text, size=13, bold=True)
        self.ln(1)


def write(extract: Extract, path: Path) -> None:
    """Write the report of an extract."""
    with TemporaryDirectory() as folder:
        report = Report(extract, Path(folder))
        _front(report)
        report.add_page(orientation="P")
        _figures(report)
        _events(report)
        _sources(report)
        report.output(str(path))


def _font_file(folder: Path, face: fonts.Face, weight: fonts.Weight) -> Path:
    file = folder / f"{face}-{weight}.ttf"
    file.write_bytes(fonts.static(face, weight if face == "latin" else 400))
    return file


def _front(report: Report) -> None:
    """Lay out the first page: map, legend, timeline."""
    report.add_page()
    top = report.get_y()
    picture, found = mapping.draw(report.extract, *_MAP, 2)
    high = _MAP_MM * _MAP[1] / _MAP[0]
    report.image(picture, MARGIN, top, _MAP_MM, high, alt_text=in_short(report.extract))
    add_legend(report, found, MARGIN + _MAP_MM + 5, top)
    strip = Canvas(*_TIME, 2)
    timeline.draw(strip, report.extract, 0, 0, *_TIME)
    below = top + high + 2
    report.image(strip.image, MARGIN, below, report.epw, alt_text="Timeline of the record")
    report.set_xy(MARGIN, below + report.epw * _TIME[1] / _TIME[0] + 1)
    report.write_line(LEANING, size=8, color=GREY)


def in_short(extract: Extract) -> str:
    """Describe the map's picture for those who cannot see it."""
    return f"Map of the border, {extract.view.span}: {extract.short_counts}"


def add_legend(report: Report, found: "Marks", left: float, top: float) -> None:
    """Write the legend with its counts from a point (mm) to the right margin."""
    width = report.w - MARGIN - left
    report.set_xy(left, top)
    _row(report, width, "Events in view", "on map", "incidents", bold=True)
    for layer, name, shown, incidents in legend.kinds(report.extract):
        icon = symbols.sprite(layer, _SYMBOL_PIXELS)
        report.image(icon, left, report.get_y() + 0.4, 4.4, 4.4, alt_text=name)
        _row(report, width, name, str(shown), str(incidents), indent=6)
    report.ln(2)
    report.set_x(left)
    _row(report, width, "Place known to", "events", "", bold=True)
    for code, name in words.LOOKS.items():
        report.image(legend.look(code), left, report.get_y() + 0.4, 4.4, 4.4, alt_text=name)
        _row(report, width, name, str(found.by_precision[code]), "", indent=6)
    hollow = symbols.sprite("clash", _SYMBOL_PIXELS, hollow=True)
    report.image(hollow, left, report.get_y() + 0.4, 4.4, 4.4, alt_text="hollow")
    _row(report, width, "not yet reviewed (hollow)", str(found.unreviewed), "", indent=6)
    report.ln(2)
    report.set_x(left)
    length = f"{border.PUBLISHED_KM} km (published), {border.length_km():.0f} km as drawn"
    report.write_line(f"Border: {length}. {border.SOURCE}.", size=7.5, color=GREY, width=width)


def _row(
    report: Report,
    width: float,
    name: str,
    first: str,
    second: str,
    *,
    bold: bool = False,
    indent: float = 0,
) -> None:
    left, numbers = report.get_x(), 15.0
    report.face(8.5, bold=bold)
    report.set_x(left + indent)
    report.cell(width - 2 * numbers - indent, 5.2, _clean(name))
    report.cell(numbers, 5.2, first, align="R")
    report.cell(numbers, 5.2, second, align="R")
    report.set_xy(left, report.get_y() + 5.2)


def _figures(report: Report) -> None:
    extract = report.extract
    report.heading("What the reports add up to")
    for label, figure in words.headline_figures(extract.seen):
        report.write_line(f"{label}: {figure}", size=10)
    found = words.reported(extract.seen)
    if found:
        report.heading("Killed and injured")
        report.write_line("; ".join(f"{label}: {text}" for label, text in found), size=10)
        report.write_line(words.REPORTED, size=9, color=GREY)
    _places(report)
    held = words.in_force(extract.seen)
    if held:
        report.heading("Closures and supply measures in force on the last day, newest first")
    for line in held[:MOST_EVENTS]:
        report.write_line(line, size=9)


def _places(report: Report) -> None:
    found = places.busiest(report.extract, _MOST_PLACES)
    if found:
        report.heading("Places known well enough for a mark, with most events")
    for place in found:
        local = f"  {place.local}" if place.local else ""
        report.write_line(f"{place.name}{local}  ({place.events})", size=10)


def _events(report: Report) -> None:
    frame = report.extract.frame
    report.heading(f"Events: {len(frame)}")
    numbers = {source.line: i for i, source in enumerate(report.extract.sources, start=1)}
    for (_, row), lot in zip(frame.head(MOST_EVENTS).iterrows(), report.extract.lots, strict=False):
        _event(report, row, lot, numbers)
    _rest(report, len(frame), "events")


def _event(report: Report, row: "pd.Series[Any]", lot: str, numbers: dict[str, int]) -> None:
    if report.get_y() > report.h - report.b_margin - _KEPT_MM:
        report.add_page(same=True)
    report.write_line(f"{words.dates(row)} · {words.title(row)}", size=9.5, bold=True)
    where = ", ".join(text for text in (words.place(row), row["adm_1"]) if text)
    report.write_line(f"{where}. On the map: {'yes' if lot == 'shown' else lot}.", size=8.5)
    if row["summary"]:
        report.write_line(row["summary"], size=9)
    told = [f"Reported: {'; '.join(figures)}."] if (figures := words.figures(row)) else []
    told += [f"{line}" for line in words.claims(row)]
    if told:
        report.write_line(" | ".join(told), size=8.5, color=GREY)
    cited = ", ".join(str(numbers[line]) for line in _lines(row) if line in numbers)
    ending = f"sources {cited}" if cited else "no source recorded"
    report.write_line(f"{row['event_id']} · {_review(row)} · {ending}", size=7.5, color=GREY)
    report.ln(1.6)


def _review(row: "pd.Series[Any]") -> str:
    state = str(row["review_state"]).replace("_", " ")
    return f"{row['coding']}, {state}, {row['confidence'] or 'unknown'} confidence"


def _lines(row: "pd.Series[Any]") -> list[str]:
    return [source.line for source in sources([row["sources"]])]


def _sources(report: Report) -> None:
    report.heading(f"Sources: {len(report.extract.sources)}")
    for number, source in enumerate(report.extract.sources[:MOST_EVENTS], start=1):
        times = "" if source.rows == 1 else f" ({source.rows} events)"
        report.write_line(f"{number}. {source.line}{times}", size=8, link=link_of(source))
    _rest(report, len(report.extract.sources), "sources")


def _rest(report: Report, n: int, what: str) -> None:
    if n > MOST_EVENTS:
        told = f"{n - MOST_EVENTS} more {what} are not listed here; the data files hold them all."
        report.write_line(told)


def link_of(source: Source) -> str:
    """Address of a source, "" where it is none that may be followed."""
    return source.url if urlsplit(source.url).scheme in ("http", "https") else ""


def _clean(text: str) -> str:
    """Leave out what no font can draw."""
    return "".join(run.text for run in fonts.runs(str(text).replace("\n", " ")))
