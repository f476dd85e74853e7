"""A briefing as a value and as a file."""

import json
import random
from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from geo.briefing import deck
from geo.briefing.deck import Briefing, Step
from geo.errors import InputError
from tests.briefing.test_address import views

WORDS = some.text(
    some.characters(exclude_categories=["Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Co", "Cn"])
)


def _words(most):
    return WORDS.map(lambda text: text[:most])


STEPS = some.builds(
    Step,
    name=_words(80),
    view=views(),
    headline=_words(160),
    lines=some.lists(_words(300).filter(bool), max_size=3).map(tuple),
    notes=_words(300),
    event=some.text("abc-0123456789", max_size=40),
)


@settings(max_examples=60, deadline=None)
@given(some.builds(Briefing, title=_words(120), steps=some.lists(STEPS, max_size=4).map(tuple)))
def test_any_briefing_comes_back_from_its_file(briefing):
    assert deck.loads(deck.dumps(briefing)) == briefing
    assert deck.checked(briefing) == briefing


@pytest.fixture
def sound():
    view = {"from": "2025-12-08", "to": "2025-12-14", "mode": "window"}
    step = {"name": "One", "headline": "H", "lines": ["a"], "notes": "n\nm", "view": view}
    return {"kind": deck.KIND, "version": 1, "title": "T", "steps": [step, deepcopy(step)]}


def test_khmer_joiners_and_line_breaks_of_notes_stay_and_controls_go(sound):
    sound["steps"][0] |= {"headline": "ភូមិ\u200bថ្មី\u202e\x07", "notes": "a\nb\x00"}
    step = deck.from_json(sound).steps[0]
    assert step.headline == "ភូមិ\u200bថ្មី"
    assert step.notes == "a\nb"


@pytest.mark.parametrize(
    ("at", "value", "told"),
    [
        (("kind",), "else", "not a briefing"),
        (("version",), 99, "another version"),
        (("title",), 5, "title of the briefing"),
        (("steps",), {}, "list of at most"),
        (("steps",), [{}] * 101, "list of at most"),
        (("steps", 1), "x", "Step 2"),
        (("steps", 1, "headline"), "x" * 161, "headline of step 2"),
        (("steps", 1, "lines"), ["a"] * 4, "lines of step 2"),
        (("steps", 1, "lines"), [1], "line of step 2"),
        (("steps", 1, "view"), {"from": 1}, "view of step 2"),
        (("steps", 1, "view", "from"), "yesterday", "view of step 2"),
        (("steps", 1, "view", "mode"), "sideways", "view of step 2"),
    ],
)
def test_a_file_that_is_off_is_refused_in_one_sentence_that_names_the_part(sound, at, value, told):
    inner = sound
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = value
    with pytest.raises(InputError, match=told) as caught:
        deck.loads(json.dumps(sound))
    assert str(caught.value).endswith(".")


def test_no_damaged_file_does_more_than_be_refused(sound):
    dice = random.Random(27)
    text = deck.dumps(deck.from_json(sound))
    refused = 0
    for _ in range(300):
        broken = bytearray(text.encode())
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(broken))
            broken[at : at + dice.choice((0, 1, 9))] = bytes([dice.randrange(256)])
        try:
            deck.loads(bytes(broken))
        except InputError:
            refused += 1
    assert refused > 100


def test_steps_are_moved_copied_and_left_out(sound):
    one = deck.from_json(sound)
    briefing = one.with_step(Step("Two", one.steps[0].view))
    names = lambda b: [step.name for step in b.steps]  # noqa: E731
    assert names(briefing) == ["One", "One", "Two"]
    assert names(briefing.moved(2, 0)) == ["Two", "One", "One"]
    assert names(briefing.moved(0, 9)) == ["One", "Two", "One"]
    assert names(briefing.duplicated(2)) == ["One", "One", "Two", "Two (copy)"]
    assert names(briefing.without(0)) == ["One", "Two"]
    assert names(briefing.with_step(Step("New", one.steps[0].view), 1)) == ["One", "New", "Two"]
