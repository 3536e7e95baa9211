# The two commands of the README, and the one door. Each does its own set-up in .venv.
# make PYTHON=python3.12 VENV=.venv312 test   uses another interpreter in a venv of its own.

VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.cfngw-installed

# The first Python 3.11+ that really runs: a version manager's shim may exist for a version that does not.
ifndef PYTHON
PYTHON := $(shell for python in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$python" && break; done)
endif

.DEFAULT_GOAL := build
.PHONY: build test check bench format clean

build: $(STAMP)
	@$(BIN)/cfngw build

# What is compiled once need not be compiled again by each process that the tests start.
test check: export PYTHONDONTWRITEBYTECODE =

test: $(STAMP)
	@$(BIN)/python -m pytest -n auto --dist worksteal

check: $(STAMP)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow or checked"
	@$(BIN)/cfngw build --check

bench: $(STAMP)
	@$(BIN)/python -m benchmarks

format: $(STAMP)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) .cfngw .mypy_cache .ruff_cache .hypothesis *.egg-info

$(STAMP): setup.cfg pyproject.toml
	@test -n "$(PYTHON)" || { echo "cfngw needs Python 3.11 or newer; none was found. Name one: make PYTHON=/path/to/python" >&2; exit 1; }
	@echo "Setting up $(VENV) with $$($(PYTHON) --version) ..."
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); \
		echo "The venv could not be made (on Debian: apt install python3-venv)." >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
