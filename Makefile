# Two commands do everything: `make demo` and `make test`. Both set themselves up in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export COUNTY_WAREHOUSE_HOME ?= $(CURDIR)/county-warehouse-home

.PHONY: install demo test lint benchmark dagster clean

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml requirements.lock
	$(PYTHON) -c "import sys; sys.exit(sys.version_info[:2] != (3, 11) and 'Python 3.11 is needed: make PYTHON=python3.11 …')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: install
	$(BIN)/county-warehouse demo

lint: install
	$(BIN)/ruff check benchmarks dagster_project tests
	$(BIN)/ruff format --check --quiet benchmarks dagster_project tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint --disable-progress-bar dbt/models

test: lint
	$(BIN)/pytest

benchmark: install
	$(BIN)/python -m benchmarks $(or $(SIZE),smoke) $(BENCHMARK_OPTIONS)

dagster: install
	mkdir -p $(COUNTY_WAREHOUSE_HOME)/dagster
	DAGSTER_DISABLE_TELEMETRY=1 DAGSTER_HOME=$(COUNTY_WAREHOUSE_HOME)/dagster $(BIN)/dagster dev -m dagster_project.definitions

clean:
	rm -rf $(VENV) county-warehouse-home .pytest_cache .ruff_cache .mypy_cache
