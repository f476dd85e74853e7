"""A briefing as slides, pages and one screen: a step each, with notes, counts and sources."""

import io
from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import expect
from pptx import Presentation
from pypdf import PdfReader

from geo import cli, events
from geo.briefing import deck
from geo.briefing.deck import Briefing, Step
from geo.briefing.draft import draft
from geo.briefing.export import DISCLAIMER, steps
from geo.briefing.view import BriefingView
from geo.errors import InputError
from geo.events.window import Filters, prepare

KHMER = "ប្រាសាទព្រះវិហារ · ตาเมือนธม"


@pytest.fixture(scope="module")
def record():
    return prepare(events.load())


@pytest.fixture(scope="module")
def briefing(record):
    made = draft(record, BriefingView(date(2025, 12, 1), date(2025, 12, 31)), date(2025, 12, 24))
    first = replace(made.steps[0], headline=KHMER)
    hostile = replace(made.steps[4], headline='</script><script>alert(1)</script> & "x"')
    return Briefing(made.title, (first, made.steps[2], hostile))


def test_slides_are_one_a_step_with_notes_then_sources(record, briefing):
    found = Presentation(io.BytesIO(steps.render(record, briefing, ".pptx")))
    slides = list(found.slides)
    rested = steps.rested_on(record, briefing)
    assert len(slides) == len(briefing.steps) + -(-len(rested) // 20)
    for slide, step in zip(slides, briefing.steps, strict=False):
        texts = "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        counts = step.view.confirmed().seen(record).counts
        assert slide.shapes.title.text_frame.text == step.headline
        assert DISCLAIMER in texts
        assert f"{counts.shown} of {counts.total} shown" in texts
        assert f"{step.view.hidden(record)} unreviewed hidden" in texts
        assert step.view.span in texts
        notes = slide.notes_slide.notes_text_frame.text
        assert step.notes.splitlines()[0] in notes
        assert sum(shape.shape_type == 13 for shape in slide.shapes) == 3  # map, legend, timeline


def test_pages_are_one_a_step_then_notes_and_sources(record, briefing):
    found = PdfReader(io.BytesIO(steps.render(record, briefing, ".pdf")))
    pages = [page.extract_text() for page in found.pages]
    for page, step in zip(pages, briefing.steps, strict=False):
        counts = step.view.confirmed().seen(record).counts
        assert f"{counts.shown} shown + {counts.filtered} filtered" in page
        assert DISCLAIMER in page
        assert f"{step.view.hidden(record)} unreviewed rows left out" in page
    assert pages[len(briefing.steps)].count("Speaker notes") == 1
    rested = steps.rested_on(record, briefing)
    assert any(f"Sources: {len(rested)}" in page for page in pages[len(briefing.steps) :])


def test_the_screen_steps_and_plays_in_a_browser_with_no_network(
    record, briefing, tmp_path, browser
):
    file = tmp_path / "briefing.html"
    file.write_bytes(steps.render(record, briefing, ".html"))
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, offline=True)
    page = context.new_page()
    asked, errors = [], []
    page.on("request", lambda r: asked.append(r.url))
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.goto(file.as_uri())
    for number, step in enumerate(briefing.steps, start=1):
        counts = step.view.confirmed().seen(record).counts
        expect(page.get_by_test_id("headline")).to_have_text(step.headline)
        expect(page.get_by_test_id("place")).to_have_text(f"{number} / {len(briefing.steps)}")
        told = page.get_by_test_id("counts")
        expect(told).to_contain_text(f"{counts.shown} of {len(record)} shown")
        expect(told).to_contain_text(f"{step.view.hidden(record)} unreviewed hidden")
        expect(page.get_by_test_id("asof")).to_have_text(step.view.span)
        page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("disclaimer")).to_contain_text(DISCLAIMER)
    page.keyboard.press("s")
    rested = steps.rested_on(record, briefing)
    expect(page.get_by_test_id("table").locator("li")).to_have_count(len(rested))
    page.keyboard.press("Escape")
    page.keyboard.press(" ")
    expect(page.get_by_test_id("asof")).not_to_have_text(briefing.steps[-1].view.span)
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert errors == []
    context.close()


def test_what_no_file_can_be_made_of_is_refused(record, briefing):
    with pytest.raises(InputError, match="cannot be"):
        steps.render(record, briefing, ".csv")
    with pytest.raises(InputError, match="no step"):
        steps.render(record, Briefing("Empty"), ".pptx")


def test_the_command_makes_slides_of_a_briefings_file(tmp_path, capsys):
    view = BriefingView(date(2025, 12, 8), date(2025, 12, 9), filters=Filters(layers=["landmine"]))
    file, out = tmp_path / "b.json", tmp_path / "b.pptx"
    file.write_text(deck.dumps(Briefing("B", (Step("One", view, "Mines"),))), encoding="utf-8")
    assert cli.main(["export", "--briefing", str(file), "-o", str(out)]) == 0
    assert "1 steps" in capsys.readouterr().out
    slides = Presentation(str(out)).slides
    assert slides[0].shapes.title.text_frame.text == "Mines"
    assert cli.main(["export", "--briefing", str(tmp_path / "no.json"), "-o", str(out)]) == 2
    assert "cannot be read" in capsys.readouterr().err
