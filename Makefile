# Tickmark. `make run` and `make test` need Python 3.11 and make, nothing else.
PYTHON ?= python3.11
VENV   ?= .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
HOST   ?= 127.0.0.1

.PHONY: help run test check format lock bench screenshots fuzz soak clean

help:
	@echo "make run          set up, build the index and serve on http://$(HOST):$(PORT)"
	@echo "make test         set up and run all checks and tests"
	@echo "make check        format, lint, types, layers"
	@echo "make bench        measure speed side by side with other engines"
	@echo "make screenshots  take the pictures of docs/screenshots again"
	@echo "make lock         pin the direct dependencies of requirements*.in with hashes"

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(VENV)/.bench: requirements-bench.txt $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@touch $@

run: $(VENV)/.run
	$(BIN)/python -m service index build
	$(BIN)/python -m service serve --host $(HOST) --port $(PORT)

test: $(VENV)/.dev check
	$(BIN)/python -m pytest

check: $(VENV)/.dev
	$(BIN)/ruff format --check corpus index service tests bench wsgi.py
	$(BIN)/ruff check corpus index service tests bench wsgi.py
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_layers.py

format: $(VENV)/.dev
	$(BIN)/ruff format corpus index service tests bench wsgi.py
	$(BIN)/ruff check --fix corpus index service tests bench wsgi.py

bench: $(VENV)/.bench
	$(BIN)/python -m bench

fuzz: $(VENV)/.bench
	for target in numbers periods question table reader; do \
	  $(BIN)/python -m bench.fuzz $$target --seconds 60 || exit 1; done

soak: $(VENV)/.bench
	$(BIN)/python -m bench.soak

screenshots: $(VENV)/.dev
	$(BIN)/python -m tests.web.screenshots docs/screenshots

lock: | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	for name in requirements requirements-dev requirements-bench; do \
	  $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-find-links --no-emit-index-url \
	    $$name.in -c requirements.txt -o $$name.txt || exit 1; done

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
