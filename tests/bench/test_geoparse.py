import pytest

from geo.bench import Result, border_set, certainty, corpora, figures, systems
from geo.errors import DataError, InputError

XML = """<articles>
<article file="1"><text>Rain fell in Paris and in Surin.</text><toponyms>
<toponym><start>14</start><end>19</end><phrase>Paris</phrase>
<gaztag><lat>48.85</lat><lon>2.35</lon></gaztag></toponym>
<toponym><start>26</start><end>31</end><phrase>Surin</phrase></toponym>
</toponyms></article>
<article file="2"><text>Boats left Trat.</text><toponyms>
<toponym><start>11</start><end>15</end><phrase>Trat</phrase>
<gaztag><lat>12.24</lat><lon>102.52</lon></gaztag></toponym>
</toponyms></article>
</articles>"""


@pytest.fixture
def documents(tmp_path):
    (tmp_path / "lgl.xml").write_text(XML, encoding="utf-8")
    return corpora.read(corpora.find(tmp_path)["lgl"])


def _echo(documents):
    gold = {d.text: d.gold for d in documents}
    return lambda text: gold[text]


def test_offsets_one_late_are_put_right(documents):
    spans = [documents[0].text[start:end] for start, end, _ in documents[0].gold]
    assert spans == ["Paris", "Surin"]


def test_gold_echoed_back_scores_a_hundred(documents):
    counts = corpora.parsed(documents, _echo(documents))
    assert corpora.e2e_f161(counts) == 100
    assert corpora.overlap_f1(counts) == 100
    assert corpora.acc161(counts) == 100


def test_nothing_given_scores_nothing(documents):
    assert corpora.e2e_f161(corpora.parsed(documents, lambda _: [])) == 0


def test_a_far_answer_is_wrong_and_a_place_without_coordinates_judges_nobody(documents):
    gold = _echo(documents)
    counts = corpora.parsed(documents, lambda text: [(s, e, (0.0, 0.0)) for s, e, _ in gold(text)])
    assert corpora.e2e_f161(counts) == 0
    assert sum(c.placed_given for c in counts) == 2
    assert corpora.overlap_f1(counts) == 100


def test_one_answer_matches_one_place(documents):
    counts = corpora.parsed(documents[:1], lambda text: [(0, len(text), (48.85, 2.35))])
    assert [c.matched for c in counts] == [1]


def test_halves_share_nothing(documents):
    dev, test = (corpora.half(documents, which) for which in ("dev", "test"))
    assert not {d.text for d in dev} & {d.text for d in test}


def test_the_interval_holds_the_figure(documents):
    counts = corpora.parsed(documents, _echo(documents))
    assert corpora.interval(counts, corpora.e2e_f161, samples=50) == (100, 100)


def test_a_folder_without_corpora_is_told(tmp_path):
    with pytest.raises(InputError, match="--corpora"):
        corpora.find(tmp_path)


def test_ours_and_the_baselines_read_a_document(documents):
    text = documents[1].text
    assert [text[start:end] for start, end, _ in systems.ours(text, demonyms=False)] == ["Trat"]
    assert systems.gazetteer_only(text)
    assert systems.ours_resolving(text, [(11, 15)])[0] is not None


def test_weights_come_back_after_an_ablation():
    before = systems.weights.NEARNESS
    with systems.without({"NEARNESS": 0.0}):
        assert systems.weights.NEARNESS == 0.0
    assert before == systems.weights.NEARNESS


def test_the_border_set_is_large_and_its_halves_differ():
    halves = [border_set.read(which) for which in ("dev", "test")]
    assert sum(map(len, halves)) >= 150
    assert not {text for text, _ in halves[0]} & {text for text, _ in halves[1]}


def test_the_places_of_the_border_set_are_found_and_put_right():
    tally, _ = border_set.score("test")
    assert tally.f1 >= 0.93
    assert tally.placed_right >= 0.93


def test_certainty_is_judged_in_both_readings():
    text = "Rain fell in Russia and in Poipet. Snow fell in Surin province."
    russia, surin = text.index("Russia"), text.index("Surin")
    gold = ((russia, russia + 6, (60.0, 90.0)), (surin, surin + 5, None))
    judged = certainty.judged([corpora.Document(text, gold)], demonyms=False)
    assert [(j.right, j.in_area) for j in judged] == [(False, True), (False, False)]
    assert certainty.share(judged, area=True) == 50
    assert "1 answers" in " ".join(certainty.table(judged[:1]))


def test_figures_are_kept_with_their_command_and_day(tmp_path):
    figures.keep("map", Result({"x": 1.5}, "one\ntwo"), " --quick", tmp_path)
    told = figures.kept("map", tmp_path)
    assert told["command"] == "python -m geo bench map --quick"
    assert (told["flat"], told["table"]) == ({"x": 1.5}, ["one", "two"])
    with pytest.raises(DataError, match="--keep"):
        figures.kept("none", tmp_path)
