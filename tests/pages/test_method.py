"""The method page says what an analyst must know."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from geo.bench import figures

ROOT = Path(__file__).parents[2]


def test_the_method_page_names_sources_bias_and_counts():
    app = AppTest.from_file(ROOT / "pages" / "method.py", default_timeout=60).run()
    assert not app.exception
    told = " ".join(element.value for element in app.markdown)
    for wanted in ("817 km", "OpenStreetMap", "Thai military bulletins", "unplaced", "where_prec"):
        assert wanted in told


def test_the_method_page_tells_the_geocoder_s_figures_with_command_and_day():
    app = AppTest.from_file(ROOT / "pages" / "method.py", default_timeout=60).run()
    told = " ".join(element.value for element in app.markdown)
    kept = figures.kept("geoparse")
    for name in ("lgl", "geovirus"):
        assert f"{kept['flat'][f'{name}_e2eF161']:.1f}" in told
    assert kept["command"] in told
    assert kept["measured"] in told
    assert "without nearness" in app.code[0].value
