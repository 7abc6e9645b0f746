# The two commands are `make run` and `make test`; the others are beside them.
# Everything is installed in .venv and .web, with the versions of the lock files.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
# Node, npm and the tools of the virtual environment come first for whatever is started from here.
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help run run-lan test test-long bench audit lint install install-test build migration lock

help:
	@echo "make run        ouvre Fieldvisit sur cet ordinateur, avec un département de démonstration"
	@echo "make run-lan    l’ouvre en HTTPS aux tablettes du réseau local"
	@echo "make test       les essais (moins de douze minutes sur deux cœurs)"
	@echo "make test-long  les essais longs      make bench  les mesures      make lint  la relecture      make audit  les failles connues"

run: install
	@$(PY) -m fieldvisit run

run-lan: install
	@$(PY) -m fieldvisit run-lan

build: install
	@$(PY) -m fieldvisit build

install: $(VENV)/installed
install-test: $(VENV)/installed-test

$(VENV)/installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit("Fieldvisit a besoin de Python 3.11 ou plus récent." if sys.version_info < (3, 11) else 0)'
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@echo "Installation des paquets Python…"
	@$(PY) -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/installed-test: $(VENV)/installed requirements-test.lock
	@echo "Installation des outils d’essai…"
	@$(PY) -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	@touch $@

# Two by two, file by file; what drives a browser comes last, on one build made before, each test to whoever is free.
TESTS = $(PY) -m pytest -q -n 2 --durations=5 --dist loadfile
test: install-test lint
	@sh tests/chromium.sh
	@$(TESTS) -m "not browser and not long"
	@$(PY) -m fieldvisit build
	@$(TESTS) --dist worksteal -m "browser and not long" || { \
		echo "Une seconde fois, seuls, ceux qui ont échoué : ce qui passe alors dépend de la machine et reste à réparer."; \
		$(PY) -m pytest -q -rA --tb=short --last-failed --last-failed-no-failures none -m "browser and not long"; }

test-long: install-test
	@sh tests/chromium.sh
	@FIELDVISIT_LONG=1 $(TESTS) --dist worksteal -m "not browser"
	@$(PY) -m fieldvisit build
	@FIELDVISIT_LONG=1 $(TESTS) --dist worksteal -m "browser"

bench: install-test
	@$(PY) -m bench

# Known vulnerabilities of the locked packages; needs the network, and says so when it is not there.
audit: install-test
	@BIN=$(BIN) sh tests/audit.sh

lint: install-test
	@$(BIN)/ruff check fieldvisit tests rxconfig.py
	@$(BIN)/ruff format --check fieldvisit tests rxconfig.py

# make migration m="what changed": write the next migration from the difference between tables and migrations.
migration: install
	@$(PY) -m fieldvisit db migration "$(m)"

# Choose the newest versions that pyproject.toml allows, for every platform, with the hashes of their files.
UV := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-index-url --no-emit-find-links $(UPGRADE)
lock: install-test
	@$(UV) pyproject.toml --output-file requirements.lock
	@$(UV) pyproject.toml --extra test --constraint requirements.lock --output-file requirements-test.lock
