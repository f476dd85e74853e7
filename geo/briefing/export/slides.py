"""A view as slides that can be edited: title, map, figures, places, sources, with speaker notes."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from pptx import Presentation
from pptx.enum.text import PP_ALIGN
from pptx.util import Inches, Pt

from geo import atlas
from geo.briefing.export import fonts, legend, mapping, places, timeline, words
from geo.briefing.export.canvas import Canvas
from geo.briefing.export.extract import DISCLAIMER, LEANING, Extract, Source

if TYPE_CHECKING:
    from PIL import Image

WIDTH, HEIGHT = 13.333, 7.5  # inches
MARGIN: Final = 0.45
_TITLE_ONLY: Final = 5  # of the layouts that the library brings
_MAP, _MAP_INCHES = (1352, 786), 8.7
_LEGEND: Final = (540, 300)
_TIME: Final = (1888, 146)
_SOURCES: Final = 20  # a slide
MOST_SOURCES: Final = 600
_MOST_PLACES: Final = 12
_MOST_CLOSED: Final = 8
Lines = Sequence[str]


def write(extract: Extract, path: Path) -> None:
    """Write the slides of an extract."""
    deck = opened(f"{extract.view.title}, {extract.view.span}", extract.counts_line)
    _cover(deck, extract)
    _map(deck, extract)
    _figures(deck, extract)
    _places(deck, extract)
    for part in source_pages(extract.sources[:MOST_SOURCES]):
        add_sources(deck, extract, part, len(extract.sources))
    deck.save(str(path))


def opened(title: str, subject: str) -> Any:  # noqa: ANN401  # the library has no types
    """Open a deck of wide slides."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    deck.core_properties.title = clean(title)
    deck.core_properties.subject = clean(subject)
    deck.core_properties.author = ""
    return deck


def _cover(deck: Any, extract: Extract) -> None:  # noqa: ANN401  # the library has no types
    slide = add_slide(deck, extract, extract.view.title)
    lines = [extract.view.span, extract.short_counts, extract.counts_line, LEANING]
    add_text(slide, lines, (MARGIN, 2.2, WIDTH - 2 * MARGIN, 3), size=24)


def _map(deck: Any, extract: Extract) -> None:  # noqa: ANN401
    slide = add_slide(deck, extract, extract.view.span)
    picture, found = mapping.draw(extract, *_MAP, 2)
    high = _MAP_INCHES * _MAP[1] / _MAP[0]
    add_picture(slide, picture, (MARGIN, 0.95, _MAP_INCHES), f"Map: {extract.note}")
    strip = Canvas(*_TIME, 2)
    timeline.draw(strip, extract, 0, 0, *_TIME)
    wide = WIDTH - 2 * MARGIN
    add_picture(slide, strip.image, (MARGIN, 1.0 + high, wide), "Timeline of the record")
    left = MARGIN + _MAP_INCHES + 0.15
    room = WIDTH - MARGIN - left
    key = Canvas(*_LEGEND, 2)
    legend.draw(key, extract, found, 4, 18, _LEGEND[0] - 8)
    kinds = [f"{name} {shown}" for _, name, shown, _ in legend.kinds(extract) if shown]
    add_picture(slide, key.image, (left, 0.95, room), f"Legend. On the map: {', '.join(kinds)}")
    below = 0.95 + room * _LEGEND[1] / _LEGEND[0] + 0.1
    add_text(slide, [extract.counts_line, LEANING], (left, below, room, 2), size=14)


def _figures(deck: Any, extract: Extract) -> None:  # noqa: ANN401
    slide = add_slide(deck, extract, "What the reports add up to")
    rows = [(name, str(shown), str(n)) for _, name, shown, n in legend.kinds(extract)]
    half = WIDTH / 2 - MARGIN - 0.2
    head = ("Kind of event", "On the map", "Incidents, each once")
    _table(slide, [head, *rows], (MARGIN, 1.1, half), shares=(0.5, 0.22, 0.28))
    told = words.reported(extract.seen)
    if told:
        head2 = ("Killed and injured", "As claimed")
        left = WIDTH / 2 + 0.2
        _table(slide, [head2, *told], (left, 1.1, half), shares=(0.6, 0.4))
        add_text(slide, [words.REPORTED], (left, 2.5, half, 1), size=14)


def _places(deck: Any, extract: Extract) -> None:  # noqa: ANN401
    slide = add_slide(deck, extract, "Places and closures")
    found = places.busiest(extract, _MOST_PLACES)
    half = WIDTH / 2 - MARGIN
    if found:
        rows = [(p.name, p.thai, p.khmer, str(p.events)) for p in found]
        head = ("Place", "Thai", "Khmer", "Events")
        shape = (MARGIN, 1.1, half + 0.6)
        _table(slide, [head, *rows], shape, shares=(0.38, 0.25, 0.25, 0.12))
    held = words.in_force(extract.seen)
    lines = [f"{len(held):,} closures and supply measures in force on the last day, newest first"]
    lines += held[:_MOST_CLOSED]
    if len(held) > _MOST_CLOSED:
        lines.append(f"and {len(held) - _MOST_CLOSED} more")
    left = MARGIN + half + 0.9
    add_text(slide, lines, (left, 1.1, WIDTH - MARGIN - left, 5.4), size=12)


def source_pages(found: Sequence[Source]) -> Iterator[list[tuple[int, Source]]]:
    """Part sources into slides, each with its number."""
    numbered = list(enumerate(found, start=1))
    starts = range(0, max(1, len(numbered)), _SOURCES)
    return (numbered[start : start + _SOURCES] for start in starts)


def add_sources(
    deck: Any,  # noqa: ANN401
    extract: Extract,
    part: list[tuple[int, Source]],
    total: int,
) -> None:
    """Add a slide that lists sources, with their links."""
    title = f"Sources {part[0][0]}–{part[-1][0]} of {total}" if part else "Sources"
    slide = add_slide(deck, extract, title)
    box = slide.shapes.add_textbox(*inches(MARGIN, 0.95, WIDTH - 2 * MARGIN, 5.9))
    frame = box.text_frame
    frame.word_wrap = True
    for number, source in part:
        paragraph = frame.paragraphs[0] if number == part[0][0] else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = clean(f"{number}. {_short(source)}")
        run.font.size = Pt(12)
        if urlsplit(source.url).scheme in ("http", "https"):
            run.hyperlink.address = source.url


def _short(source: Source) -> str:
    parts = (source.publisher or "unknown publisher", source.title, source.published)
    site = urlsplit(source.url).netloc
    return ", ".join(part for part in (*parts, site) if part)


def add_slide(deck: Any, extract: Extract, title: str) -> Any:  # noqa: ANN401
    """Add a slide with a title, the disclaimer at its foot, and notes that say what it rests on."""
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    head = slide.shapes.title
    head.left, head.top, head.width, head.height = inches(MARGIN, 0.2, WIDTH - 2 * MARGIN, 0.7)
    head.text_frame.text = clean(title)
    head.text_frame.paragraphs[0].font.size = Pt(28)
    head.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    foot = f"{DISCLAIMER} Map: {atlas.ATTRIBUTION}."
    lines = [foot, *extract.remarks]
    add_text(
        slide, lines, (MARGIN, 7.0, WIDTH - 2 * MARGIN, 0.35), size=11 if len(lines) == 1 else 8
    )
    figures = [f"{label}: {figure}" for label, figure in words.headline_figures(extract.seen)]
    notes = [extract.note, LEANING, *figures]
    slide.notes_slide.notes_text_frame.text = clean("\n".join(notes))
    return slide


def add_text(
    slide: Any,  # noqa: ANN401
    lines: Lines,
    place: tuple[float, float, float, float],
    *,
    size: float,
) -> None:
    """Put lines into a box (left, top, width, height in inches)."""
    frame = slide.shapes.add_textbox(*inches(*place)).text_frame
    frame.word_wrap = True
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if not number else frame.add_paragraph()
        paragraph.text = clean(line)
        paragraph.font.size = Pt(size)


def _table(
    slide: Any,  # noqa: ANN401
    rows: Sequence[Sequence[str]],
    place: tuple[float, float, float],
    *,
    shares: Sequence[float],
) -> None:
    left, top, width = place
    shape = inches(left, top, width, 0.38 * len(rows))
    table = slide.shapes.add_table(len(rows), len(shares), *shape).table
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Inches(width * share)
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            frame = table.cell(y, x).text_frame
            frame.text = clean(text)
            frame.paragraphs[0].font.size = Pt(14)


def add_picture(
    slide: Any,  # noqa: ANN401
    picture: "Image.Image",
    place: tuple[float, float, float],
    told: str,
) -> None:
    """Put a picture on a slide, with its description for those who cannot see it."""
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    left, top, width = place
    shape = slide.shapes.add_picture(buffer, Inches(left), Inches(top), width=Inches(width))
    shape._element.nvPicPr.cNvPr.set("descr", clean(told))  # noqa: SLF001  # no other way


def inches(*values: float) -> tuple[Any, ...]:
    """Give lengths as the library measures them."""
    return tuple(Inches(value) for value in values)


def clean(text: str) -> str:
    """Leave out control characters, which no slide may hold; line breaks stay."""
    return "\n".join("".join(run.text for run in fonts.runs(line)) for line in text.split("\n"))
