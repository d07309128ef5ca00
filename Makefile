# Citewell's tasks. `make help` lists them.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
LIBRARY ?= library
EVAL ?= ../shared/eval
SEEDS ?= ../shared/seeds
BIN := .venv/bin
FAST := not model and not browser and not slow
PARALLEL := -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help setup serve test check fix lint types layers chromium clean bench-quality screenshots

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{printf "  make %-13s %s\n", $$1, $$2}'

setup: .venv/installed ## Create .venv and install the program

serve: .venv/installed $(LIBRARY)/releases/current ## Serve the chat page (builds the starter library if there is none)
	@$(BIN)/citewell serve --library $(LIBRARY) --host $(HOST) --port $(PORT)

test: .venv/test-installed chromium lint types layers ## Run everything: lint, types, layers and all tests
	OMP_NUM_THREADS=1 $(BIN)/pytest $(PARALLEL)

check: .venv/test-installed lint types layers ## Run the fast half: no model, no browser
	$(BIN)/pytest -m "$(FAST)" $(PARALLEL)

fix: .venv/test-installed ## Mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench-quality: .venv/installed ## Measure the ranking on the collections of EVAL and SEEDS: benchmarks/quality.md
	@for file in $(EVAL)/*/qrels.tsv $(SEEDS)/*.txt; do [ -e "$$file" ] \
	|| { echo "There is no $$file. Name the folders: 'make bench-quality EVAL=/path/to/collections SEEDS=/path/to/seeds'." >&2; exit 1; }; done
	$(BIN)/python benchmarks/quality.py --collections $(patsubst %/qrels.tsv,%,$(wildcard $(EVAL)/*/qrels.tsv)) --seeds $(SEEDS) --work .bench --judged-only

screenshots: .venv/test-installed chromium $(LIBRARY)/releases/current ## Render the README's pictures from the running program
	$(BIN)/python docs/screenshots.py --library $(LIBRARY)

clean: ## Remove what was installed and built, but no library
	rm -rf .venv .bench dist build .*_cache .hypothesis

lint: .venv/test-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/test-installed
	$(BIN)/mypy

layers: .venv/test-installed
	$(BIN)/lint-imports

chromium:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -q && apt-get install -y -q --no-install-recommends chromium; } \
	|| { echo "The browser tests need Debian's chromium: run 'sudo apt-get install chromium', then 'make test' again." >&2; exit 1; }

$(LIBRARY)/releases/current: | .venv/installed
	$(BIN)/citewell ingest corpus/starter --library $(LIBRARY)
	$(BIN)/citewell build --library $(LIBRARY)

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo "Citewell needs Python 3.11 or newer: run 'make PYTHON=/path/to/python3.11 ...'." >&2; exit 1; }
	@$(PYTHON) -m venv .venv \
	|| { rm -rf .venv; echo "Python cannot make a virtual environment: run 'sudo apt-get install python3-venv'." >&2; exit 1; }

# Every install uses the constraints file: it pins torch to a version with a CPU build, and all else to what was tested.
.venv/installed: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

.venv/test-installed: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@
