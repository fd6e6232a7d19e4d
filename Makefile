# Each target makes what it needs: a virtual environment under .venv, with this project installed in it.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

# Tests that trace lines or kill processes themselves, or run whole programs: measuring coverage would disturb them.
# The longest come first, so that no worker is left alone with them.
TRACED := tests/cli/test_check_rules.py tests/testing tests/reliability tests/cli/test_scoring.py \
          tests/test_benchmarks.py tests/test_docs.py tests/test_docs_with_the_kit.py

.PHONY: demo test check again soak mutants docs reference bench catalogues format clean

demo: $(VENV)/.demo
	$(BIN)/collabflow demo --html record.html

test: $(VENV)/.test
	$(BIN)/python -m pytest -n auto

check: $(VENV)/.check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) docs
	$(BIN)/python -m pytest -n auto --cov=collabflow --cov-report=term-missing:skip-covered $(TRACED:%=--ignore=%)
	$(BIN)/python -m pytest -n auto $(TRACED)
	$(BIN)/python -m coverage report --include='src/collabflow/core/*,src/collabflow/goals/*,src/collabflow/language/*,src/collabflow/steps/*,src/collabflow/cycle/*,src/collabflow/export/*' --fail-under=100 --skip-covered

again: $(VENV)/.test  ## what may hang on the version of Python: make again PYTHON=python3.13 VENV=.venv-3.13
	$(BIN)/python -m pytest -n auto -p no:cacheprovider $(TRACED:%=--ignore=%)

bench: $(VENV)/.bench
	$(BIN)/python -m benchmarks --write docs/explanation/benchmarks.md

docs: $(VENV)/.docs
	PYTHONPATH=src $(BIN)/python -m sphinx -E -W --keep-going -q -j auto docs docs/_build
	@echo "docs/_build/index.html"

reference: $(VENV)/.test
	PYTHONPATH=src:docs $(BIN)/python -m generating

catalogues: $(VENV)/.test  ## collects every message, keeps the translations, says what is missing
	$(BIN)/python -m catalogues

# The checks of tests/reliability at their full setting, with a table of figures; ONLY=kills,feed runs some, SHARE=0.1 less.
soak: $(VENV)/.test
	PYTHONPATH=src:tests $(BIN)/python -m reliability.soak --only '$(ONLY)' --share '$(or $(SHARE),1)'

# Changes the rules of the ten rooms a little, one change at a time (some 1,400), and says which no test of them notices.
mutants: $(VENV)/.test
	PYTHONPATH=src $(BIN)/python -m collabflow test-rules collabflow:DEFAULT --tests tests/steps --least 97

format: $(VENV)/.check
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) docs/_build build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage* record.html

# The stamps: one environment, filled as far as a target needs it.
$(VENV)/.made:
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "collabflow needs Python 3.11 or newer: make PYTHON=python3.12 …"'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.demo: $(VENV)/.made pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.test: $(VENV)/.made pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@ $(VENV)/.demo

$(VENV)/.check: $(VENV)/.made pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,check]'
	touch $@ $(VENV)/.test $(VENV)/.demo

$(VENV)/.bench: $(VENV)/.made pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	touch $@ $(VENV)/.demo

$(VENV)/.docs: $(VENV)/.made pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[docs]'
	touch $@ $(VENV)/.demo
