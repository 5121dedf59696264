# Everything from a bare clone: Python 3.11 or newer, git, make and the Python package index.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
PYTEST_ARGS ?= -n 2 --dist loadfile

.PHONY: demo test check format bench translations clean

.venv/.installed: pyproject.toml uv.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv sync --frozen --quiet --no-dev --inexact --extra semantic
	@touch $@

.venv/.developing: .venv/.installed
	$(BIN)/uv sync --frozen --quiet --inexact --extra semantic
	@touch $@

demo: .venv/.installed ## a running site with true comparisons on the loopback address
	$(BIN)/comparanda demo --port $(PORT)

test: .venv/.developing ## all tests; what is not at hand is skipped with its reason
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: .venv/.developing ## style, types, architecture, translations, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/translations.py check
	COMPARANDA_SECRET_KEY=for-checks-only-and-guarding-nothing-at-all $(BIN)/comparanda manage makemigrations --check --dry-run

format: .venv/.developing
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

translations: .venv/.developing ## collects messages into the catalogues
	$(BIN)/python tools/translations.py collect

bench: .venv/.developing ## figures beside their baseline in the same run
	$(BIN)/python -m bench

clean:
	rm -rf .venv var
