# Two commands do everything on a fresh machine: `make run` and `make test`.
VENV := .venv
BIN := $(VENV)/bin
# The first Python of the versions that the project supports.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& command -v $$p && break; done)
PORT ?= 8501

.PHONY: run test lint data bench

run: $(VENV)/run.stamp
	@mkdir -p static
	$(BIN)/python -m streamlit run dashboard.py --server.port $(PORT)

test: $(VENV)/dev.stamp
	@mkdir -p static
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m tests.postgres
	$(BIN)/python -m pytest

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

data: $(VENV)/dev.stamp
	$(BIN)/python -m geo.data.build_border
	$(BIN)/python -m geo.data.build_atlas
	$(BIN)/python -m geo.data.build_gazetteer

bench: $(VENV)/dev.stamp
	$(BIN)/python -m geo bench map

$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@mkdir -p static
	@echo "Poipet." | $(BIN)/python -m geo geocode - > /dev/null  # unpacks the gazetteer
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed: install one and run make again."; exit 1; }
	$(PYTHON) -m venv $(VENV)
