"""A view as the words of a link: there and back, and links that are broken or old."""

import random
from datetime import date
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from geo import events
from geo.briefing import address
from geo.briefing.view import BORDER, CONFIRMED, BriefingView, span_of
from geo.errors import InputError
from geo.events.vocabulary import CONFIDENCES, LAYERS, SIDES, WHERE_PREC
from geo.events.window import MODES, Filters, prepare

MUTATED = 1000


def _subset(words):
    return some.sets(some.sampled_from(list(words)), max_size=len(words) - 1).map(
        lambda s: s or None
    )


_TEXT = some.text(some.characters(exclude_categories=["Cs"]), max_size=address.LONGEST_TEXT)
_PROVINCES = some.sets(_TEXT.filter(bool), max_size=3).map(lambda s: s or None)
_FILTERS = some.builds(
    Filters,
    layers=_subset(LAYERS),
    provinces=_PROVINCES,
    claimants=_subset(address.CLAIMANTS),
    sides=_subset(SIDES),
    confidences=_subset(CONFIDENCES),
    where_precs=_subset(WHERE_PREC),
    text=_TEXT.map(str.strip),
    border_km=some.none()
    | some.tuples(some.integers(0, 40000), some.integers(40001, 100000)).map(
        lambda km: (km[0] / 100, km[1] / 100)
    ),
)


@some.composite
def views(draw):
    start, end = sorted(draw(some.tuples(some.dates(), some.dates())))
    west, east = sorted(draw(some.tuples(*[some.integers(9600000, 11100000)] * 2)))
    south, north = sorted(draw(some.tuples(*[some.integers(500000, 2100000)] * 2)))
    whole = west == east or south == north
    extent = BORDER if whole else (west / 1e5, south / 1e5, east / 1e5, north / 1e5)
    reviewed = draw(some.booleans())
    filters = draw(_FILTERS)
    if reviewed:
        states = {"review_states": CONFIRMED}
        filters = Filters(**{n: getattr(filters, n) for n in Filters.__slots__} | states)
    return BriefingView(start, end, draw(some.sampled_from(MODES)), filters, extent)


@settings(max_examples=300, deadline=None)
@given(views(), some.text(some.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_view_comes_back_from_its_link(view, event):
    query = urlencode(address.write(view, event))
    assert address.read(dict(parse_qsl(query))) == (view, event)


@pytest.fixture(scope="module")
def record():
    prepared = prepare(events.load())
    ids = set(prepared.frame["event_id"])
    provinces = {name.strip() for cell in prepared.frame["adm_1"] for name in cell.split("/")}
    return span_of(prepared), provinces, ids


def _links(record, dice):
    """Links as people send them, each with something broken."""
    _, provinces, ids = record
    whole = dict.fromkeys(address._NAMES, "")
    sound = {
        "from": "2025-12-08",
        "to": "2025-12-14",
        "mode": "window",
        "layers": "clash.landmine",
        "provinces": min(provinces - {""}),
        "claimants": "Cambodia~outlet",
        "sides": "TH",
        "confidences": "high",
        "precisions": "1~2",
        "text": "Poipet",
        "reviewed": "1",
        "km": "120-180",
        "event": min(ids),
        "map": "103.00000_13.00000_104.00000_14.00000",
    }
    assert sound.keys() == whole.keys()
    assert not address.opened(sound, *record).fault
    letters = "0129-_~.%&=<>'\"\x00é៖ไ\u202e \n"
    for _ in range(MUTATED):
        text = list(urlencode({k: v for k, v in sound.items() if dice.random() < 0.6}))
        for _ in range(dice.randint(1, 6)):
            at = dice.randrange(len(text) + 1)
            cut = dice.choice((0, 1, 1, 3))
            text[at : at + cut] = dice.choices(letters, k=dice.choice((0, 1, 4)))
        yield dict(parse_qsl("".join(text), keep_blank_values=True, errors="replace"))


def test_no_broken_link_crashes_and_each_gives_a_view_of_the_record(record):
    dice = random.Random(1207)
    told = 0
    for link in _links(record, dice):
        found = address.opened(link, *record)
        assert record[0][0] <= found.view.start <= found.view.end <= record[0][1]
        assert found.event in ("", *record[2])
        assert not set(found.fault) & set("<>[]!`\n\x00")
        if found.fault:
            assert found.fault.endswith(".")
            told += 1
            whole = BriefingView(*record[0])
            assert found.view == whole or "the rest of the view" in found.fault
        assert address.read(address.write(found.view, found.event)) == (found.view, found.event)
    assert MUTATED / 10 < told < MUTATED


@given(some.dictionaries(some.sampled_from(address._NAMES), some.text(max_size=40)))
def test_any_words_are_read_or_refused_in_one_sentence(words):
    try:
        address.read(words)
    except InputError as error:
        told = str(error)
    else:
        told = "."
    assert told.endswith(".")


def test_a_link_of_days_that_reach_beyond_the_record_is_cut_to_it(record):
    found = address.opened({"from": "2001-01-01", "to": "2025-07-24"}, *record)
    assert found == address.Opened(BriefingView(record[0][0], date(2025, 7, 24)))


def test_what_others_hang_on_a_link_is_let_pass(record):
    assert not address.opened({"utm_source": "mail", "embed": "true"}, *record).fault
