"""Ten thousand hostile and random texts: no crash, and offsets that index the input exactly."""

import random
from importlib import import_module
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.geoparse import geocode, ner, resolve
from geo.geoparse.recognise import recognise

placing = import_module("geo.geoparse.resolve")

NAUGHTY = [
    "\x00", "\x1b[31mPoipet\x1b[0m", "\ufeffPoipet", "\u200bPoi\u200bpet", "\u202ePoipet\u202c",
    "\ud800", "Poipet\udfff", "P\u0336o\u0337ipet", "Z͑ͫ̓ͪ̂ͫ̽a̴̢͌l͓̣g̛̟o Surin", "🇹🇭🇰🇭💥 Surin 💣",
    "<script>alert('Surin')</script>", "<b>Poipet</b>&amp;Surin", "'; DROP TABLE place; --",
    "../../etc/passwd", "{{7*7}}", "%s%n%x", '=HYPERLINK("x")', "NULL", "None", "nan", "1e999",
    "Ban " * 400, "(" * 5000, "[" * 5000, "A" * 20000, "Surin," * 500, "-" * 3000, "’s" * 900,
    "in in in in", "3 km south of 3 km south of 3 km south of Poipet", "between and between and",
    "along the border " * 50, "٣ km south of Surin", "Ⅻ km south of Surin", "１０ km from Poipet",
    "ตราด" * 300, "ភ្នំពេញ" * 300, "\u0e34\u0e35", "\u17d2\u17d2", "ab\r\ncd\rSurin\n\nPoipet",
    "\u2028Surin\u2029", "ſurin", "İstanbul", "ǅurin", "ß" * 50, "Surin\u0301", "N/A", "O'", "'s",
    "U.S.", "U.S.A...", "D.C., D.C., D.C.", "S̈urin", "the the The THE", "\t\tSurin\t\t",
    "A" + "a" * 50 + "1", "Ban" + "-a" * 400 + "_", "the " * 2000 + "border", "a-" * 3000 + "towns",
    "1" * 5000 + " km from Surin", "border " * 3000,
]  # fmt: skip
PIECES = [
    "Surin", "Preah Vihear", "O'Smach", "Hill 677", "Thailand", "Cambodian", "U.S.", "Phnom Penh",
    " 3 km south of ", " opposite ", " between ", " and ", " along the border in ", "'s", "’s", "-",
    ", ", ". ", "\n", "(", ")", "“", "”", "\u200b", "\u202e", "\x00", "ปราสาท", "ช่องบก", "ព្រៃចាន់",
    "💥", "<b>", "&lt;", "\ud83d", "Ban Xyz", "Bank", "Post", "said", "$", "4.6", " ", " the ",
]  # fmt: skip


def _check(text, frame):
    for row in frame.itertuples():
        assert 0 <= row.start < row.end <= len(text)
        assert text[row.start : row.end] == row.text
        if row.latitude == row.latitude and row.latitude is not None:
            assert -90 <= row.latitude <= 90
            assert -180 <= row.longitude <= 180
            assert 0 <= row.score <= 1


@pytest.fixture
def no_model(monkeypatch):
    """Leave the language model out: it takes any text, and what is tested here is ours."""
    monkeypatch.setattr(ner, "entities", lambda _: [])


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_naughty_strings_with_the_whole_geoparser(text):
    _check(text, geocode(text))


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=200))
def test_any_unicode_with_the_whole_geoparser(text):
    _check(text, geocode(text))


@pytest.mark.timeout(120)
@pytest.mark.usefixtures("no_model")
def test_ten_thousand_mixtures():
    rng = random.Random(20251222)
    for _ in range(10_000):
        text = "".join(rng.choices(PIECES, k=rng.randint(1, 14)))
        mentions = recognise(text, demonyms=True)
        for answer in placing.resolve(text, mentions):
            mention = answer.mention
            assert text[mention.start : mention.end].strip()
            assert 0 <= answer.certainty <= 1
        ordered = sorted(mentions, key=lambda m: m.start)
        assert all(a.end <= b.start for a, b in pairwise(ordered))


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@pytest.mark.usefixtures("no_model")
def test_frames_of_mixtures_index_their_text(text):
    _check(text, geocode(text, demonyms=True))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.integers(0, 80), st.integers(0, 80))
def test_any_span_can_be_resolved(text, start, end):
    assert len(resolve(text, [(start, end), (0, len(text))])) == 2


@pytest.mark.timeout(120)
@pytest.mark.parametrize("filler", ["x", "Surin ", "a b", "Ban Dong Yen, "])
@pytest.mark.usefixtures("no_model")
def test_a_megabyte_on_one_line(filler):
    text = (filler * (1_000_000 // len(filler)))[:1_000_000]
    mentions = recognise(text)
    assert all(text[m.start : m.end].strip() for m in mentions[:50])


@pytest.mark.timeout(120)
def test_a_long_line_without_blanks_goes_through_the_model():
    _check("x" * 60_000 + " Poipet", geocode("x" * 60_000 + " Poipet"))
