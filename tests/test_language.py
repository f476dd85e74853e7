"""Languages: catalogues are whole and fit the code, texts fall back, dates and names are right."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from geo import language, toponyms
from geo.errors import InputError
from geo.language import LANGUAGES, catalogue, extraction, mark, tr, trn

ROOT = Path(__file__).parents[1]
FOREIGN = [code for code in LANGUAGES if code != language.ENGLISH]
MAP_PAGE = {
    "geo/maps/base.py",
    "geo/data/milestones.csv",
    *(f"pages/parts/{name}.py" for name in ("board", "filters", "panel", "terms", "wording")),
    *(f"geo/maps/js/{name}.js" for name in ("atlas", "marks", "symbols", "clock", "ribbon")),
    *(f"geo/maps/js/{name}" for name in ("ribbon_picture.js", "clock.html", "ribbon.html")),
}
BLANK = re.compile(r"\{(\w*)[^}]*\}")
TAG = re.compile(r"</?\w+[^>]*>")
THAI, KHMER = re.compile("[\u0e00-\u0e7f]"), re.compile("[\u1780-\u17ff]")


@pytest.fixture(scope="module")
def used():
    return extraction.used()


def _strings(message):
    return [message.string] if isinstance(message.string, str) else list(message.string)


def _messages(code):
    return [message for message in catalogue.read(code) if message.id]


def test_the_extraction_reads_python_scripts_and_templates(used):
    assert "Map" in used  # dashboard.py
    assert "Ground clash" in used  # a marked text of a script
    assert ("{n} event", "{n} events") in used  # a plural within a template literal
    assert "Previous day with data" in used  # a label of a template
    assert "Ceasefire from 12:00" in used  # a label of the timeline


@pytest.mark.parametrize("code", FOREIGN)
def test_every_text_of_the_code_is_in_the_catalogue_and_none_else(code, used):
    wanted = {text if isinstance(text, str) else text[0] for text in used}
    known = {m.id if isinstance(m.id, str) else m.id[0] for m in _messages(code)}
    assert known == wanted  # otherwise: python -m geo language --update


@pytest.mark.parametrize("code", FOREIGN)
def test_blanks_and_markup_are_the_same_in_each_language(code):
    for message in _messages(code):
        written = message.id if isinstance(message.id, str) else message.id[1]
        for text in filter(None, _strings(message)):
            assert sorted(BLANK.findall(text)) == sorted(BLANK.findall(written)), written
            assert sorted(TAG.findall(text)) == sorted(TAG.findall(written)), written


@pytest.mark.parametrize("code", FOREIGN)
def test_a_translation_is_in_the_script_of_its_language(code):
    letters, others = (THAI, KHMER) if code == "th" else (KHMER, THAI)
    for message in _messages(code):
        for text in filter(None, _strings(message)):
            assert not others.search(text), text
            if len(text) > 12:
                assert letters.search(text), text


@pytest.mark.parametrize("code", FOREIGN)
def test_the_words_of_the_map_page_are_all_translated(code, used):
    lacking = set(extraction.missing(code))
    assert [t for t, files in used.items() if t in lacking and MAP_PAGE & set(files)] == []


def test_texts_come_in_the_language_that_is_asked_for_and_fall_back_to_english():
    assert tr("Map") == "Map"
    with language.using("th"):
        assert tr("Map") == "แผนที่"
        assert tr("no catalogue has this {n}", n=5) == "no catalogue has this 5"
        with language.using("km"):
            assert tr("Map") == "ផែនទី"
        assert trn("{n} day", "{n} days", 2) == "2 วัน"
    assert trn("{n} day", "{n} days", 1) == "1 day"
    assert trn("{n} day", "{n} days", 2) == "2 days"
    with pytest.raises(InputError, match="no language 'xx'"), language.using("xx"):
        pass


def test_a_translation_with_other_blanks_gives_way_to_the_english(monkeypatch):
    class Broken:
        def gettext(self, _):
            return "{nothing} {0}"

    monkeypatch.setattr(catalogue, "opened", lambda _: Broken())
    assert tr("{n} rows", n=3) == "3 rows"


def test_a_table_of_words_speaks_the_current_language():
    words = language.Words({1: mark("Map")})
    with language.using("km"):
        assert words[1] == "ផែនទី"
        assert words.get(2) is None
        assert list(words.items()) == [(1, "ផែនទី")]


def test_days_are_written_as_each_language_does_in_the_common_era():
    when = date(2025, 12, 8)
    assert language.day(when) == "8 Dec 2025"
    with language.using("th"):
        assert language.day(when) == "8 ธ.ค. 2025"
    with language.using("km"):
        assert language.day(when) == "8 ធ្នូ 2025"


def test_the_browser_gets_its_own_texts_and_nothing_in_english():
    assert language.for_browser()["texts"] == {}
    with language.using("th"):
        sent = language.for_browser()
    assert sent["code"] == "th"
    assert sent["texts"]["Ground clash"] == "ปะทะภาคพื้นดิน"
    assert sent["texts"]["{n} event"] == "{n} เหตุการณ์"
    assert len(sent["months"]) == 12


def test_places_have_their_names_in_all_scripts():
    assert toponyms.beside("site:ta-muen-thom") == ("ปราสาทตาเมือนธม", "ប្រាសាទតាមាន់ធំ")
    assert toponyms.of_event("Ta Muen Thom", "site:ta-muen-thom", "km") == "ប្រាសាទតាមាន់ធំ"
    assert toponyms.of_event("Ta Muen Thom temple", "site:ta-muen-thom", "th") == "ปราสาทตาเมือนธม"
    assert toponyms.of_event("Surin province", "", "km") == "សុរិន្ទ"
    assert toponyms.shown("th")["Surin"] == "สุรินทร์"
    assert toponyms.shown("km")["Siem Reap"] == "សៀមរាប"
    assert toponyms.shown("en") == {}


def test_a_place_that_each_side_names_otherwise_stays_as_reported():
    place = "Ban Nong Chan / Chouk Chey"
    assert toponyms.of_event(place, "site:ban-nong-chan", "th") == place
    assert toponyms.of_event("3 km south of Nowhere", "", "th") == "3 km south of Nowhere"


def test_the_names_kept_by_hand_are_in_their_script():
    for latin, name in toponyms.shown("km").items():
        assert KHMER.search(name), latin
    for latin, name in toponyms.shown("th").items():
        assert THAI.search(name), latin


def test_the_command_counts_and_lists():
    done = subprocess.run(
        [sys.executable, "-m", "geo", "language", "--missing"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    total = len(extraction.used())
    for code, name in LANGUAGES.items():
        if code != language.ENGLISH:
            lacking = len(extraction.missing(code))
            assert f"{code}  {name}: {total - lacking} of {total} texts" in done.stdout
