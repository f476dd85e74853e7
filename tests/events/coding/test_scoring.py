import datetime as dt

import pytest

from geo.cli import main
from geo.events import code
from geo.events.coding import scoring
from geo.events.vocabulary import ACLED_TYPES, LAYERS

BRIEFS = scoring.briefs()
CLAIMANTS = {"Thailand", "Cambodia", "third party", "outlet"}


def test_halves():
    assert scoring.half_of("g01") == "dev"
    assert scoring.half_of("g02") == "test"
    halves = [{b["name"] for b in scoring.briefs(half)} for half in ("dev", "test")]
    assert not halves[0] & halves[1]
    assert min(len(h) for h in halves) >= 12
    assert {b["name"] for b in BRIEFS} == halves[0] | halves[1]


@pytest.mark.parametrize("brief", BRIEFS, ids=lambda b: b["name"])
def test_annotation(brief):
    dt.date.fromisoformat(brief["published"])
    subs = {sub for subs in ACLED_TYPES.values() for sub in subs}
    for event in brief["events"]:
        assert event["layer"] in LAYERS
        assert event.get("sub", "Other") in subs
        assert set(event["by"]) <= CLAIMANTS
        assert all(1 <= prec <= 7 for prec in event["where"])
        places = event["place"] if isinstance(event["place"], list) else [event["place"]]
        known = scoring._places().keys() | {"band", "none", "country"}
        assert set(places) <= known
        assert all(brief["text"].count(piece) == 1 for piece in event["at"])
    assert all(brief["text"].count(piece) == 1 for piece in brief["not"])


def test_nothing_coded_scores_nothing():
    tally = scoring.Tally()
    for brief in BRIEFS:
        scoring.compare(brief, [], dt.date.fromisoformat(brief["published"]), tally)
    assert tally.f1() == 0
    assert tally.counts["missed"] > 100


def test_the_wrong_article_scores_nothing():
    frame = code("Thai jets bombed a warehouse in Poipet on Thursday.", dt.date(2025, 12, 22))
    tally = scoring.Tally()
    scoring.compare(BRIEFS[0], frame.to_dict("records")[:0], dt.date(2025, 7, 24), tally)
    assert tally.recall() == 0


def test_dev_half_is_coded_well():
    tally = scoring.score(scoring.briefs("dev"), code)
    assert tally.f1() >= 0.9, tally.notes
    for measure in ("layer", "date", "place", "claimant"):
        assert tally.rate(measure) >= 0.9, tally.notes


def test_command(capsys):
    assert main(["bench", "coding", "--json"]) == 0
    out = capsys.readouterr().out
    assert all(f'"{name}"' in out for name in scoring.MEASURES)
