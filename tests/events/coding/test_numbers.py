import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.events.coding.numbers import find_counts, number_value


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("at least 60 people", (60, 60, None)),
        ("more than half a million people", (500_000, 500_000, None)),
        ("between 10 and 12 soldiers", (10, None, 12)),
        ("10 to 12 soldiers", (10, None, 12)),
        ("up to 30 homes", (None, 30, 30)),
        ("about two dozen rockets", (24, 24, 24)),
        ("1 to 2 million", (1_000_000, None, 2_000_000)),
        ("two hundred and fifty shells", (250, 250, 250)),
        ("some 1,234 people", (1234, 1234, 1234)),
        ("twenty-one soldiers", (21, 21, 21)),
        ("half a dozen men", (6, 6, 6)),
        ("no fewer than 60 lives", (60, 60, None)),
    ],
)
def test_bounds(text, bounds):
    (count,) = find_counts(text)
    assert (count.low, count.best, count.high) == bounds


def test_two_numbers_joined_by_and_stay_two():
    assert [c.best for c in find_counts("18 killed and 79 wounded")] == [18, 79]


@pytest.mark.parametrize("text", ["dozens of people", "several soldiers", "F-16", "3rd", "50%"])
def test_no_number(text):
    assert find_counts(text) == []


@given(st.integers(0, 10**7))
def test_digits_are_read_as_they_stand(number):
    assert number_value(str(number)) == number
    assert number_value(f"{number:,}") == number


@given(st.text(max_size=100))
def test_spans_index_the_text(text):
    for count in find_counts(text):
        assert 0 <= count.start < count.end <= len(text)
