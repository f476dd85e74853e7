"""The method page says what an analyst must know."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]


def test_the_method_page_names_sources_bias_and_counts():
    app = AppTest.from_file(ROOT / "pages" / "method.py", default_timeout=60).run()
    assert not app.exception
    told = " ".join(element.value for element in app.markdown)
    for wanted in ("817 km", "OpenStreetMap", "Thai military bulletins", "unplaced", "where_prec"):
        assert wanted in told
