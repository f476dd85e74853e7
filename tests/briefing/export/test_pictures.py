"""PNG, PDF and PPTX: what they say, that they shape Thai and Khmer, and what is on the map."""

import io

import numpy as np
import pytest
import shapely
from fontTools.ttLib import TTFont
from PIL import Image
from pptx import Presentation
from pypdf import PdfReader

from geo import border
from geo.briefing.export import basemap, fonts, legend, mapping, marks, places, render, symbols
from geo.briefing.export.canvas import Canvas, Paint
from geo.briefing.view import BORDER
from geo.errors import SetupError
from geo.events.vocabulary import LAYERS

THAI, KHMER = "ปราสาทตาเมือนธม", "ប្រាសាទតាមាន់ធំ"
FRAME = basemap.Projection(BORDER, 1352, 786)


def text_of_pdf(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def text_of_slides(content: bytes) -> str:
    deck = Presentation(io.BytesIO(content))
    found = []
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                found.append(shape.text_frame.text)
            if shape.has_table:
                found += [cell.text for row in shape.table.rows for cell in row.cells]
        found.append(slide.notes_slide.notes_text_frame.text)
    return "\n".join(found)


# ---- symbols and fonts


def test_each_layer_has_a_symbol_of_its_own_shape():
    shapes = {symbols.OUTLINES[layer] + symbols.INSIDES.get(layer, ()) for layer in LAYERS}
    assert len(shapes) == len(LAYERS)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_symbol_has_its_colour_and_a_white_halo(layer):
    picture = symbols.sprite(layer, 64)
    opaque = {c[:3] for _, c in picture.getcolors(10_000) if c[3] == 255}
    red, green, blue = (int(symbols.color(layer)[i : i + 2], 16) for i in (1, 3, 5))
    assert {(255, 255, 255), (red, green, blue)} <= opaque
    assert picture.getpixel((0, 0))[3] == 0


def test_a_hollow_symbol_is_white_inside_and_has_its_outline():
    solid, hollow = (symbols.sprite("clash", 64, hollow=h) for h in (False, True))
    assert solid.getpixel((32, 32)) == (0xB3, 0x3C, 0x00, 255)
    assert hollow.getpixel((32, 32)) == (255, 255, 255, 255)
    assert (0xB3, 0x3C, 0x00, 255) in {colour for _, colour in hollow.getcolors(10_000)}


def test_text_is_cut_into_runs_of_one_face():
    runs = fonts.runs(f"Ta Muen Thom {THAI} · {KHMER}\x07")
    assert [run.face for run in runs] == ["latin", "thai", "latin", "khmer"]
    assert "\x07" not in "".join(run.text for run in runs)


@pytest.mark.parametrize(("text", "face"), [(THAI, "thai"), (KHMER, "khmer")])
def test_letters_are_shaped_and_none_is_missing(text, face):
    letter = fonts.font(face, 60)
    apart = sum(letter.getlength(char) for char in text)
    assert letter.getlength(text) < 0.97 * apart  # marks stand over and under, not side by side
    blank = letter.getmask("\ufffe")
    masks = [letter.getmask(char) for char in text]
    assert not any(m.size == blank.size and bytes(m) == bytes(blank) for m in masks)


def test_an_embedded_font_is_small_and_has_the_letters():
    for face, text in (("thai", THAI), ("khmer", KHMER), ("latin", "Krâng Ŏ – “é”")):
        content = fonts.static(face, 400)
        letters = TTFont(io.BytesIO(content)).getBestCmap()
        assert {ord(char) for char in text} <= set(letters)
        assert len(content) < 250_000


def test_a_long_text_is_cut_and_a_paragraph_broken():
    assert fonts.fitted("short", 20, 500) == "short"
    cut = fonts.fitted("a very long name " * 9, 20, 200)
    assert cut.endswith("…")
    assert fonts.width(cut, 20) <= 200
    lines = fonts.wrapped("one two three four five six seven eight", 20, 120)
    assert " ".join(lines) == "one two three four five six seven eight"
    assert all(fonts.width(line, 20) <= 120 for line in lines)


# ---- canvas and map


def test_a_hole_stays_open_and_opacity_mixes():
    canvas = Canvas(40, 40, 1)
    outer, hole = shapely.box(5, 5, 35, 35), shapely.box(15, 15, 25, 25)
    canvas.shape(outer.difference(hole), Paint("#000000", 0.5))
    assert canvas.image.getpixel((20, 20)) == (255, 255, 255)
    assert 120 <= canvas.image.getpixel((10, 10))[0] <= 135


def test_what_lies_off_the_canvas_is_not_drawn_and_does_no_harm():
    canvas = Canvas(40, 40, 1)
    canvas.circle(-200, -200, 20, Paint("#000000"))
    canvas.circle(0, 0, 10, Paint("#000000"))
    assert canvas.image.getpixel((0, 0)) == (0, 0, 0)
    assert canvas.image.getpixel((39, 39)) == (255, 255, 255)


def test_the_frame_shows_the_whole_extent():
    for km in (0, 300, border.length_km()):
        point = border.at_km(km)[0]
        assert FRAME.holds(*FRAME.xy(point.x, point.y))


def test_a_circle_of_km_has_its_size_on_the_frame():
    x0, y0 = FRAME.xy(103.0, 13.0)
    x1, y1 = FRAME.xy(103.0, 13.0 + 10 / 111.195)
    assert np.hypot(x1 - x0, y1 - y0) == pytest.approx(FRAME.units(10, 13.0), rel=0.01)


def test_every_shown_event_is_counted_in_one_mark(december):
    found = marks.arrange(december, FRAME)
    drawn = sum(spot.n for spot in found.spots) + sum(area.n for area in found.areas)
    assert drawn + found.beyond == december.counts.shown
    assert sum(found.by_precision.values()) == december.counts.shown


def test_marks_that_share_no_circle_stand_apart(december):
    found = marks.arrange(december, FRAME)
    layers = sum((spot.layers for spot in found.spots), start=marks.Counter())
    assert layers.total() > 50
    assert all(spot.places for spot in found.spots)


def test_unreviewed_events_are_counted_as_such(hostile):
    found = marks.arrange(hostile, FRAME)
    assert found.unreviewed == hostile.counts.shown  # machine-coded, not looked at
    assert all(spot.hollow for spot in found.spots)


def test_the_map_shows_the_disclaimer_and_marks_in_their_colours(december):
    picture, _ = mapping.draw(december, 800, 600, 1)
    colours = {colour for _, colour in picture.getcolors(500_000)}
    assert {(179, 60, 0), (0, 90, 140), (59, 59, 59)} <= colours


def test_the_legend_adds_up(december):
    rows = list(legend.kinds(december))
    assert sum(shown for _, _, shown, _ in rows) == december.counts.shown


def test_the_busiest_places_come_first_with_their_local_names(december):
    found = places.busiest(december, 30)
    assert [p.events for p in found] == sorted((p.events for p in found), reverse=True)
    by_name = {place.name: place for place in found}
    assert by_name["Prasat Ta Muen Thom"].thai == THAI
    assert by_name["Prasat Ta Muen Thom"].khmer == KHMER


# ---- the files


@pytest.fixture(scope="module")
def pdf_file(december):
    return render(december, ".pdf")


@pytest.fixture(scope="module")
def pdf(pdf_file):
    return text_of_pdf(pdf_file)


def test_the_pdf_says_window_counts_disclaimer_and_lists_every_event(pdf, december):
    for text in (december.view.span, december.counts_line, "sovereignty", "817 km (published)"):
        assert text in pdf
    assert [e for e in december.frame["event_id"] if e not in pdf.replace("- ", "-")] == []


def test_the_pdf_lists_every_publisher(pdf, december):
    bare = "".join(pdf.split())
    missing = [s.publisher for s in december.sources if "".join(s.publisher.split()) not in bare]
    assert missing == []


def test_the_pdf_embeds_thai_and_khmer_letters(pdf_file):
    reader = PdfReader(io.BytesIO(pdf_file))
    named = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert any("Thai" in name for name in named)
    assert any("Khmer" in name for name in named)


def test_the_png_has_the_size_of_a_large_screen(december):
    picture = Image.open(io.BytesIO(render(december, ".png")))
    assert picture.size == (3840, 2160)
    assert len(picture.reduce(16).getcolors(40_000)) > 200


def test_the_slides_say_it_and_carry_notes_pictures_and_sources(december):
    content = render(december, ".pptx")
    text = text_of_slides(content)
    for wanted in (december.view.span, december.counts_line, THAI, KHMER, "sovereignty"):
        assert wanted in text
    deck = Presentation(io.BytesIO(content))
    pictures = [s for slide in deck.slides for s in slide.shapes if s.shape_type == 13]
    assert len(pictures) == 3
    assert all(s._element.nvPicPr.cNvPr.get("descr") for s in pictures)
    assert all(slide.shapes.title.text_frame.text for slide in deck.slides)
    links = {
        run.hyperlink.address
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
        if run.hyperlink.address
    }
    assert links == {s.url for s in december.sources if s.url}


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("hostile", ".pdf"),
        ("hostile", ".pptx"),
        ("everything", ".pdf"),
        ("nothing", ".pdf"),
        ("nothing", ".pptx"),
        ("nothing", ".png"),
    ],
)
def test_hostile_empty_and_whole_records_make_files_too(name, ending, request):
    extract = request.getfixturevalue(name)
    content = render(extract, ending)
    if ending == ".pdf":
        text = text_of_pdf(content)
        assert extract.counts_line in text
        assert [e for e in extract.frame["event_id"] if e not in text] == []
    if ending == ".pptx":
        assert extract.counts_line in text_of_slides(content)


def test_a_missing_font_package_is_told(monkeypatch):
    fonts.path.cache_clear()
    monkeypatch.setitem(fonts.PACKAGES, "thai", "fontpkg_not_there")
    with pytest.raises(SetupError, match="fontpkg-not-there is missing"):
        fonts.path("thai")
    fonts.path.cache_clear()
