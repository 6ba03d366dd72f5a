# The first command on a fresh machine may be any of these: each makes .venv if it lacks.

PYTHON ?= python3
SEEDS ?= 1 2 3 4 5 6 7 8
FUZZ_SECONDS ?= 3600
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
INSTALL := $(PIP) install --no-warn-script-location --require-hashes --only-binary :all: --requirement
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11
VERBS := rentrail.config.cli
NACHA := rentrail.formats.nacha,$(VERBS).nacha,$(VERBS).bank_files,$(VERBS).bank_file_pages
WITHOUT_SERVER := DJANGO_SETTINGS_MODULE=rentrail.config.settings_without_server

.DEFAULT_GOAL := help
.PHONY: help demo test check format bench soak fuzz coverage mutants lock

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/.runtime ## Serve a month of rent on this machine, and print address and sign-in
	@$(BIN)/rentrail demo

test: .venv/.development ## Run every test
	@$(BIN)/python -m pytest -n 2

check: .venv/.development ## Check format, lint, types, layers, migrations and docs
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(WITHOUT_SERVER) $(BIN)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run
	@$(WITHOUT_SERVER) $(BIN)/python docs/check.py

format: .venv/.development ## Put the source into its format
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

bench: .venv/.development ## Time the work that has a promised speed
	@$(BIN)/python -m benchmarks

soak: .venv/.development ## Run months with every fault switched on, one for each of SEEDS; then damage files long
	@for seed in $(SEEDS); do \
	  $(BIN)/rentrail simulate --days 31 --leases 200 --faults --seed $$seed || exit 1; \
	done
	@for seed in $(SEEDS); do \
	  RENTRAIL_SOAK_EXAMPLES=5000 $(BIN)/python -m pytest tests/formats/x937/test_damage.py \
	    --hypothesis-seed=$$seed -o timeout=3600 || exit 1; \
	done
	@$(MAKE) --no-print-directory fuzz

fuzz: .venv/.development ## Damage Nacha files at random for FUZZ_SECONDS, and see every promise kept
	@$(BIN)/python -m tests.formats.nacha.fuzzing --seconds $(FUZZ_SECONDS) --seed $(firstword $(SEEDS))

coverage: .venv/.development ## Prove that tests reach every branch of the Nacha format and its verbs
	@$(BIN)/python -m coverage run --branch --source=$(NACHA) -m pytest -p no:randomly \
	  tests/formats/nacha tests/config/cli/test_nacha.py tests/config/cli/test_icl.py src/rentrail/formats/nacha
	@$(BIN)/python -m coverage report --skip-covered --show-missing --fail-under=100

mutants: .venv/.mutants ## Break the Nacha format in small ways, and see a test fail each time
	@$(BIN)/python tests/mutants.py

lock: .venv/.development ## Pin the newest dependencies, with their hashes
	@$(LOCK) --upgrade requirements/build.in --output-file requirements/build.txt
	@$(LOCK) --upgrade requirements/runtime.in --output-file requirements/runtime.txt
	@$(LOCK) --upgrade --constraint requirements/runtime.txt requirements/dev.in --output-file requirements/dev.txt
	@$(LOCK) --upgrade --constraint requirements/dev.txt requirements/mutants.in --output-file requirements/mutants.txt

.venv/.runtime: requirements/build.txt requirements/runtime.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Rentrail needs Python 3.11 or newer; name one: make PYTHON=python3.11")'
	@echo "Creating the environment in .venv (once; takes about a minute) ..."
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	@$(INSTALL) requirements/build.txt --requirement requirements/runtime.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.development: .venv/.runtime requirements/dev.txt
	@echo "Adding the tools for tests and checks ..."
	@$(INSTALL) requirements/dev.txt
	@touch $@

.venv/.mutants: .venv/.development requirements/mutants.txt
	@echo "Adding the tools for mutants ..."
	@$(INSTALL) requirements/mutants.txt
	@touch $@
