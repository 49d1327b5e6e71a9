# `make help` lists what this can do. Each command installs what it needs first, once.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory
# Recipes share one environment: two at a time would only fight over it.
.NOTPARALLEL:

# Byte-compiled packages halve every start of airflow, dbt and Great Expectations.
unexport PYTHONDONTWRITEBYTECODE
export DO_NOT_TRACK := 1
export GX_ANALYTICS_ENABLED := false

BIN := .venv/bin
READY := .venv/.ready
DBT_FLAGS := --project-dir dbt_project --profiles-dir dbt_project \
  --target-path "$(CURDIR)/build/docs" --log-path "$(CURDIR)/build/docs"

.PHONY: help demo desk up down test lint format scoreboard facts hazards fuzz bench bench-national bench-quality build docs lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(READY) ## Run the sample province end to end under a real Airflow, then print what was found
	$(BIN)/python -m baocao.local_airflow demo

desk: $(READY) ## Serve the upload page of units on what `make demo` left, with an account to try it
	$(BIN)/python -m baocao.local_airflow desk

up: $(READY) ## Serve Airflow's page on localhost (passwords are generated; it says where they are kept)
	$(BIN)/python -m baocao.local_airflow up

down: $(READY) ## Stop what `make up` started
	$(BIN)/python -m baocao.local_airflow down

test: $(READY) lint ## Run the linters and every test (the scoreboard and an Airflow run among them)
	scripts/bootstrap system
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

lint: $(READY) ## Check Python, types, SQL, YAML, the image and the configuration; changes nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/yamllint --strict .
	$(BIN)/sqlfluff lint --processes 0 dbt_project
	$(BIN)/hadolint Dockerfile
	$(BIN)/baocao config check

format: $(READY) ## Format Python and SQL in place
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix --processes 0 dbt_project

scoreboard: $(READY) ## Compare the flags found on the sample province with its faults (SEEDS=n: on n others)
	$(BIN)/baocao scoreboard $(if $(SEEDS),--seeds $(SEEDS))

facts: $(READY) ## Reproduce the figures that five provinces published, from invented figures of their units
	$(BIN)/baocao facts

hazards: $(READY) ## Take in a file for each way that forms go wrong; print what is stated and what was found
	$(BIN)/python -m tests.hazards

fuzz: $(READY) ## Take in half a million spoiled files: no crash, no hang, always a receipt (slow)
	$(BIN)/python -m tests.fuzz

bench: $(READY) ## Measure reading and building against bare baselines; JSON goes to benchmarks/results/
	$(BIN)/python -m benchmarks

bench-national: $(READY) ## Measure a country of 3,321 communes and a province after ten years (slow)
	$(BIN)/python -m benchmarks.national

bench-quality: $(READY) ## Measure the rules on a country against other tools and SQL by hand (slow)
	scripts/bootstrap bench
	$(BIN)/python -m benchmarks.judging --python .bench/bin/python

build: $(READY) ## Install everything into .venv and build the wheel into dist/
	$(BIN)/python -c 'from setuptools.build_meta import build_wheel; print("dist/" + build_wheel("dist"))' | tail -1

docs: $(READY) ## Build the data dictionary (every table and column, lineage) as one page; needs no data
	$(BIN)/dbt --quiet parse $(DBT_FLAGS)
	$(BIN)/dbt --quiet docs generate --static --empty-catalog --no-compile $(DBT_FLAGS)
	@echo "build/docs/static_index.html"

lock: $(READY) ## Resolve requirements/*.in again into the hash-locked *.txt
	cd requirements && for name in runtime dev server bench bootstrap; do \
	  uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --upgrade \
	    --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	    $$name.in -o $$name.txt; done

clean: ## Remove the environment, caches and build outputs; never touches the state under var/
	rm -rf .venv .bench .uv build dist .pytest_cache .ruff_cache .hypothesis benchmarks/results
	rm -rf dbt_project/target dbt_project/logs dbt_project/dbt_packages logs src/*.egg-info
	find . -name __pycache__ -type d -prune -not -path './var/*' -exec rm -rf {} +

$(READY): requirements/dev.txt requirements/bootstrap.txt requirements/runtime.in pyproject.toml scripts/bootstrap
	scripts/bootstrap python
