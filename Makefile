# Two commands on a fresh machine: `make demo` runs the whole loop, `make test` passes the tests.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
JOBS   ?= 2
DEMO   ?= demo
# pip brings dependency groups from 25.1 on.
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: install demo test test-extras test-service check format docs clean

install: $(VENV)/core.stamp

$(VENV)/python.stamp:
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "Faceproof needs Python 3.11 or newer"'
	$(PYTHON) -m venv $(VENV)
	$(PIP) --upgrade 'pip>=25.1'
	touch $@

$(VENV)/core.stamp: pyproject.toml $(VENV)/python.stamp
	$(PIP) --editable .
	touch $@

$(VENV)/test.stamp: $(VENV)/core.stamp
	$(PIP) --group test
	touch $@

$(VENV)/check.stamp: $(VENV)/core.stamp
	$(PIP) --group test --group check
	touch $@

$(VENV)/extras.stamp: $(VENV)/test.stamp
	$(PIP) 'torch==2.13.0'
	$(PIP) --editable '.[cluster,croissant,identity,train]'
	touch $@

$(VENV)/service.stamp: $(VENV)/test.stamp
	$(PIP) --group service
	touch $@

demo: install
	$(BIN)/faceproof demo --out $(DEMO) --jobs $(JOBS)

test: $(VENV)/test.stamp
	$(BIN)/python -m pytest -n $(JOBS) -m 'not extra and not service'

test-extras: $(VENV)/extras.stamp
	$(BIN)/python -m pytest -m extra

# Twice: on SQLite and a folder, on PostgreSQL and S3; installs Chromium and PostgreSQL if missing.
test-service: $(VENV)/service.stamp
	.ci/test-service $(BIN)/python

check: $(VENV)/check.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/mkdocs build --strict --quiet --site-dir $(VENV)/site

format: $(VENV)/check.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/check.stamp
	$(BIN)/mkdocs serve

clean:
	rm -rf $(VENV) $(DEMO) site dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
