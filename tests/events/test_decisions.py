"""What a reviewer may decide from each state, and what it changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.events import decisions
from geo.events.vocabulary import REVIEW_STATES

VERDICTS = tuple(decisions.OUTCOME)


def _event(state="extracted", coding="machine"):
    return {"event_id": "a", "review_state": state, "coding": coding}


def test_every_state_of_the_record_is_in_the_table():
    assert set(decisions.LEADS_TO) == set(REVIEW_STATES)
    assert set(decisions.OUTCOME.values()) < set(REVIEW_STATES)


@pytest.mark.parametrize(
    ("state", "verdicts"),
    [
        ("extracted", ("accept", "reject", "look", "merge")),
        ("needs_look", ("accept", "reject", "merge")),
        ("confirmed", ("reject", "look", "merge")),
        ("rejected", ("accept", "look")),
        ("merged", ()),
    ],
)
def test_each_state_allows_these(state, verdicts):
    assert decisions.allowed(state) == verdicts


def test_accepting_makes_machine_coding_reviewed_and_leaves_curated_rows_curated():
    assert decisions.fields(_event(), "accept")["coding"] == "reviewed"
    assert "coding" not in decisions.fields(_event("needs_look", "curated"), "accept")


def test_rejecting_leaves_the_coding():
    assert decisions.fields(_event(), "reject") == {"review_state": "rejected", "merged_into": ""}


def test_a_merge_names_the_other():
    assert decisions.fields(_event(), "merge", "b")["merged_into"] == "b"


@pytest.mark.parametrize(("verdict", "into"), [("merge", ""), ("merge", "a"), ("accept", "b")])
def test_only_a_merge_names_another_event(verdict, into):
    with pytest.raises(InputError, match="names the other event"):
        decisions.fields(_event(), verdict, into)


@pytest.mark.parametrize(
    ("state", "verdict", "told"),
    [
        ("confirmed", "accept", "already confirmed"),
        ("needs_look", "look", "already marked as needing a look"),
        ("merged", "accept", "undo the merge first"),
        ("rejected", "merge", "cannot become merged"),
        ("extracted", "shrug", "no verdict 'shrug'"),
    ],
)
def test_what_is_not_allowed_is_said(state, verdict, told):
    with pytest.raises(InputError, match=told):
        decisions.fields(_event(state), verdict, "b" if verdict == "merge" else "")


@given(st.lists(st.sampled_from(VERDICTS)))
def test_any_line_of_verdicts_stays_within_the_states(line):
    event = _event()
    for verdict in line:
        into = "b" if verdict == "merge" else ""
        if verdict in decisions.allowed(event["review_state"]):
            event |= decisions.fields(event, verdict, into)
        else:
            with pytest.raises(InputError):
                decisions.fields(event, verdict, into)
        assert (event["review_state"] == "merged") == bool(event.get("merged_into"))
