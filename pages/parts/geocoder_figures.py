"""The method page's part on the geocoder: figures that were measured and kept."""

from typing import Any, Final

from geo.language import tr

_CORPORA: Final = (("lgl", "LGL"), ("geovirus", "GeoVirus"))


def told(kept: dict[str, Any]) -> str:
    """Tell the kept figures of `bench geoparse` (see `geo.bench.figures.kept`) as Markdown."""
    flat = kept["flat"]
    rows = "\n".join(_row(flat, name, title) for name, title in _CORPORA)
    how = tr(
        "On two public corpora, US local news (LGL) and world news (GeoVirus), on the half of each "
        "that nothing was set on. F161 weighs places found and put within 161 km (100 miles), as "
        "in the field's papers, with the 95 % interval over documents; beside it a plain baseline, "
        "the language model's names at their most populous bearer. *Spans given*: the share put "
        "right where the names are known. *Sure*: of the places given with certainty 0.9 or more, "
        "the share right within 161 km, or within the reach of the country or area that was "
        "answered; one country's middle differs by hundreds of km from gazetteer to gazetteer."
    )
    ours = tr(
        "Of {places} places in the test half of our own made-up sentences about this border, "
        "recognition has F1 {f1}, and {right} % of what is found lies within its stated "
        "uncertainty. They are short; real reports are harder. Measured {day} by `{command}`.",
        places=round(flat["border_test_places"]),
        f1=f"{flat['border_test_F1']:.3f}",
        right=round(100 * flat["border_test_right"]),
        day=kept["measured"],
        command=kept["command"],
    )
    head = "| | F161 | {} | {} | {} | {} |\n|---|---|---|---|---|---|".format(
        tr("baseline"), tr("spans given"), tr("sure, 161 km"), tr("sure, own area")
    )
    title = tr("How well the geocoder finds and places names")
    return f"### {title}\n{how}\n\n{head}\n{rows}\n\n{ours}"


def _row(flat: dict[str, float], name: str, title: str) -> str:
    low, high = flat[f"{name}_e2eF161_low"], flat[f"{name}_e2eF161_high"]
    cells = (
        f"{flat[f'{name}_e2eF161']:.1f} ({low:.1f} – {high:.1f})",
        *(
            f"{flat[f'{name}_{figure}']:.1f}"
            for figure in ("ner_e2eF161", "acc161_gold", "sure_right", "sure_in_area")
        ),
    )
    return f"| {title} | {' | '.join(cells)} |"
