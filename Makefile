# Tickmark. `make run` and `make test` need Python 3.11 and make, nothing else.
PYTHON ?= python3.11
VENV   ?= .venv
BIN    := $(VENV)/bin
FROZEN ?= build/same/frozen.sha256
PORT   ?= 8000
HOST   ?= 127.0.0.1

.PHONY: help run test check format lock bench screenshots fuzz soak fit freeze same count picture clean

help:
	@echo "make run            set up, build the index and serve on http://$(HOST):$(PORT)"
	@echo "make test           set up and run all checks and tests"
	@echo "make check          format, lint, types, layers"
	@echo "make freeze         keep a hash of every output (answers, facts, pages, exports) in FROZEN"
	@echo "make same           name the outputs that differ from FROZEN, of this checkout or another"
	@echo "make count          how the code is laid out, in numbers"
	@echo "make picture        draw the rooms and their imports again, from the code"
	@echo "make fit FIT=...    fit the weights of readings to sets of questions"
	@echo "make bench          measure speed side by side with other engines"
	@echo "make screenshots    take the pictures of docs/screenshots again"
	@echo "make lock           pin what requirements*.in need, with hashes (UPGRADE=--upgrade for newer)"

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# A lock is complete: nothing is resolved at installation, and what is installed fits together.
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes
FITS    = $(BIN)/python -m pip check --disable-pip-version-check

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	$(INSTALL) -r requirements.txt
	$(FITS)
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(VENV)/bin/python
	$(INSTALL) -r requirements-dev.txt
	$(FITS)
	@touch $(VENV)/.run $@

$(VENV)/.bench: requirements-bench.txt $(VENV)/.dev
	$(INSTALL) -r requirements-bench.txt
	$(FITS)
	@touch $@

run: $(VENV)/.run
	@$(BIN)/python -m service serve --host $(HOST) --port $(PORT)

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

# FIT=folders that hold questions.jsonl and documents/
fit: $(VENV)/.dev
	$(BIN)/python -m bench.fit $(FIT)

soak: $(VENV)/.bench
	$(BIN)/python -m bench.soak

freeze: $(VENV)/.dev
	$(BIN)/python -m bench.same --write --file $(FROZEN)

same: $(VENV)/.dev
	$(BIN)/python -m bench.same --file $(FROZEN)

count: $(VENV)/.dev
	$(BIN)/python -m bench.count

picture: $(VENV)/.dev
	$(BIN)/python -m bench.picture

screenshots: $(VENV)/.dev
	$(BIN)/python -m tests.web.screenshots docs/screenshots

# One lock with two additions: each is bound to the versions of the one before.
LOCK = $(BIN)/uv pip compile --quiet --universal --no-strip-extras --generate-hashes \
  --no-emit-find-links --no-emit-index-url --custom-compile-command "make lock" $(UPGRADE)

lock: | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -c requirements.txt -o requirements-dev.txt
	$(LOCK) requirements-bench.in -c requirements-dev.txt -o requirements-bench.txt

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
