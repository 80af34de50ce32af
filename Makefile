# Needs python3 (3.11 or newer) with venv, git and make; everything else goes into $(VENV).

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
ARGS ?=
BIN = $(VENV)/bin
PIP = $(BIN)/pip --disable-pip-version-check --quiet
COMPILE = $(BIN)/uv pip compile --no-strip-extras --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make requirements"

.DEFAULT_GOAL := help
.PHONY: help demo test coverage check format bench requirements

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s%s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(VENV)/installed ## Start the site with demonstration data; PORT and DATABASE_URL are honoured
	@exec env DEMO=1 PORT=$(PORT) SITE_URL=http://127.0.0.1:$(PORT) $(BIN)/python manage.py demo

test: $(VENV)/installed-dev ## Run the whole suite; DATABASE_URL and REQUIRE_SERVICES=1 are honoured
	$(BIN)/pytest -n auto --dist worksteal $(ARGS)

coverage: $(VENV)/installed-dev ## Run the suite and measure what it covers; below 97 % is a failure
	$(BIN)/pytest -n auto --dist worksteal --cov --cov-report=term $(ARGS)

check: $(VENV)/installed-dev ## Run every check that reads code and runs none of it
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/deptry . --no-ansi
	$(BIN)/oxlint --quiet --deny-warnings tracker/static/js

format: $(VENV)/installed-dev ## Format the code and mend what can be mended
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

bench: $(VENV)/installed-dev ## Measure the pages on the PostgreSQL of DATABASE_URL
	$(BIN)/python -m bench $(ARGS)

requirements: $(VENV)/installed-dev ## Compile requirements*.txt from requirements*.in; ARGS=--upgrade for newer versions
	$(COMPILE) $(ARGS) requirements.in -o requirements.txt
	$(COMPILE) $(ARGS) requirements-dev.in -o requirements-dev.txt

# A venv that was broken off half-way has no pip, and is made again.
$(VENV)/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.version_info < (3, 11) and sys.exit("Python 3.11 or newer is needed; say which by PYTHON=...")'
	@$(PIP) --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@echo "Installing the site's libraries into $(VENV) (about a minute) ..."
	@$(PIP) install --require-hashes -r requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	@echo "Installing test and lint tools into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@
