# Two commands do everything: `make demo` and `make test`. Both set themselves up in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export COUNTY_WAREHOUSE_HOME ?= $(CURDIR)/county-warehouse-home

.PHONY: install demo test test-spark lint benchmark dagster clean

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml requirements.lock
	$(PYTHON) -c "import sys; sys.exit(sys.version_info[:2] != (3, 11) and 'Python 3.11 is needed: make PYTHON=python3.11 …')"
	@echo "正在安装到 .venv，首次约需几分钟。/ Installing into .venv; the first time takes some minutes."
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

# Two processes; tests/conftest.py says which tests stay together. More would make the same worlds again.
test: lint
	$(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder

# Spark is an extra: its packages come on top of the others, and Java 17 has to be there.
$(VENV)/.installed-spark: $(VENV)/.installed requirements-spark.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
		--require-hashes --requirement requirements-spark.lock
	touch $@

# All worlds take most of an hour on two slow cores; SPARK_TESTS="-k seed-11" chooses one.
test-spark: $(VENV)/.installed-spark
	REQUIRE_SPARK=1 $(BIN)/pytest -q tests/test_spark.py $(SPARK_TESTS)
	@echo "Spark 与 DuckDB 逐行一致。/ Spark gives DuckDB's rows."

benchmark: install
	$(BIN)/python -m benchmarks $(or $(SIZE),smoke) $(BENCHMARK_OPTIONS)

dagster: install
	mkdir -p $(COUNTY_WAREHOUSE_HOME)/dagster
	DAGSTER_DISABLE_TELEMETRY=1 DAGSTER_HOME=$(COUNTY_WAREHOUSE_HOME)/dagster $(BIN)/dagster dev -m dagster_project.definitions

clean:
	rm -rf $(VENV) county-warehouse-home .pytest_cache .ruff_cache .mypy_cache
