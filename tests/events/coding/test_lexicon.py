"""The lexicon is data: this is its schema."""

import tomllib

import pytest

from geo.errors import DataError
from geo.events.coding import lexicon
from geo.events.coding.triggers import CASUALTY, rules
from geo.events.vocabulary import ACLED_TYPES, LAYERS

WHOLE = tomllib.loads(lexicon.DATA.read_text(encoding="utf-8"))
WEAK = {"generic", "measure", CASUALTY}
CUE_LISTS = ("subject", "object", "core", "tool", "any", "sentence", "beside", "none")


@pytest.mark.parametrize("table", [t for t in WHOLE if isinstance(WHOLE[t], dict)])
def test_lists_hold_words_once(table):
    for name, words in WHOLE[table].items():
        if isinstance(words, list) and table != "acled":
            assert all(isinstance(word, str) and word.strip() == word for word in words)
            assert words, f"[{table}] {name} is empty"


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_rule(rule):
    assert rule.layer in {*LAYERS, *WEAK}
    assert rule.status in {"event", "allegation"}
    assert rule.verbs
    for name in CUE_LISTS:
        assert getattr(rule, name) <= WHOLE["cues"].keys(), name
    if rule.sub:
        assert rule.sub in ACLED_TYPES[rule.event_type]


def test_rule_names_are_unique():
    names = [rule.name for rule in rules()]
    assert len(names) == len(set(names))


def test_every_layer_has_type_and_wording():
    assert WHOLE["acled"].keys() == set(LAYERS)
    assert WHOLE["wording"].keys() == {*LAYERS, "total"}
    for kind, sub in WHOLE["acled"].values():
        assert sub in ACLED_TYPES[kind]


def test_event_nouns_stand_for_layers():
    assert WHOLE["event_nouns"].keys() <= {*LAYERS, "generic"}


def test_no_word_belongs_to_two_parties():
    words = [word for party in WHOLE["parties"].values() for word in party]
    assert len(words) == len(set(words))


def test_a_missing_section_is_told():
    with pytest.raises(DataError, match=r"no section \[weather\]"):
        lexicon.section("weather")
