# make demo    set up, compile an example and run it inside
# make test    set up, then every check and every test
# make quick   the checks and the tests that together stay under a minute
# make nightly the long tests, their results into docs/nightly.md
# make bench   side by side with native Linux, strace, qemu-user and Qiling
# make docs    rebuild the generated documents, the gallery among them (tests/test_documents.py says when they are not what the code says)
# make page    rebuild the page of `fpath serve` from web/ (needs Node 20 or later and npm; what is built is in git)
# make gallery rebuild docs/gallery.md alone
# make compiled  compile the kernel's hot modules again, after a change to one of them (without, they run as they are, slower)
# make clean   remove what the above made
#
# A fresh Debian 12 needs python3-venv, make and gcc, nothing else: the rest lands in .venv and .build.

PYTHON ?= python3
JOBS ?= 2
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
FPATH := $(BIN)/fpath
SHELL := /bin/bash
# Where this is set, each of the thousands of starts below would compile every source again: twice the time.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test quick nightly check bench compiled docs docs-check setup page gallery clean
.DEFAULT_GOAL := test

setup: $(READY)

# Nothing is compiled but the C file (see `compiled`). Editable, so that a change of Python code needs nothing; a change of the C file or of a requirement does.
$(READY): pyproject.toml $(wildcard setup.py src/forkingpaths/machine/native.c src/forkingpaths/machine/*.h)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	FPATH_COMPILE=0 $(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

demo: $(READY)
	@mkdir -p .build/demo
	@tools/demo $(FPATH)

check: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	PYTHONPATH=src $(BIN)/lint-imports --no-cache

page:
	cd web && npm ci --no-fund --no-audit && npm run build
	tools/page-sources write

gallery: $(READY)
	$(BIN)/python tools/gallery

docs: $(READY) gallery
	tools/docs $(FPATH) write
	$(BIN)/python tools/corpus-table $(FPATH) > .build/docs/corpus.md && cp .build/docs/corpus.md docs/corpus.md

docs-check: $(READY)
	tools/docs $(FPATH) check

test: check docs-check
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal

quick: check
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m 'not slow'

# PARTS=musl runs that one alone
nightly: compiled
	$(BIN)/python -m tests.nightly $(PARTS)

compiled: $(READY)
	@$(BIN)/python -c 'import sys, forkingpaths.compiled as c; sys.exit(not c.usable())' || $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .

bench: compiled
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.seek
	$(BIN)/python -m benchmarks.exploration

clean:
	rm -rf .venv .build build dist .ruff_cache .mypy_cache .pytest_cache .hypothesis
	rm -rf src/*.egg-info src/forkingpaths/machine/*.so src/forkingpaths/_compiled
	find src tests tools benchmarks examples -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
