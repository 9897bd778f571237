# One environment, made from pyproject.toml; remade when that changes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
RUNS ?= 1000

.PHONY: help check test demo testbed bench truth long screenshots docs format clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(STAMP): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $@

check: $(STAMP) ## lint, types, contracts and pure tests (under a minute)
	$(BIN)/ruff check ststui tests
	$(BIN)/ruff format --check ststui tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -m pure --numprocesses auto

test: $(STAMP) ## every test, also on the real control plane (built once per machine, about 10 minutes)
	$(BIN)/python -m tests.testbed.build > /dev/null
	$(BIN)/pytest

demo: $(STAMP) ## the TUI on the embedded cluster
	$(BIN)/ststui demo

testbed: $(STAMP) ## start a real control plane and print the kubeconfig to use
	$(BIN)/python -m tests.testbed

bench: $(STAMP) ## the benchmarks of tests/speed, on the real control plane
	$(BIN)/python -m tests.speed.steps
	$(BIN)/python -m tests.speed.diagnosis
	$(BIN)/python -m tests.speed.plans
	$(BIN)/python -m tests.speed.demo
	$(BIN)/python -m tests.speed.dns
	$(BIN)/python -m tests.speed

truth: $(STAMP) ## controller/ against the real controller on two Kubernetes versions, RUNS=1000 lives each: an hour
	$(BIN)/python -m tests.real.truth --runs $(RUNS)
	$(BIN)/python -m tests.testbed.build --next > /dev/null
	$(BIN)/python -m tests.real.truth --runs $(RUNS) --next

long: $(STAMP) ## the tests of chance at their full length: 1,000 selections, 1,000 racing writes (hours)
	STSTUI_SELECTION_ROUNDS=1000 $(BIN)/pytest tests/real/test_screen_dialog_selection.py
	STSTUI_RACE_WRITES=1000 $(BIN)/pytest tests/real/test_writing_races.py

screenshots: $(STAMP) ## make screenshots/ anew from the demo cluster
	$(BIN)/python -m tests.pictures

docs: $(STAMP) ## make the pages of docs/ anew that come from registries: keys, rules, settings
	$(BIN)/python -m tests.made_docs

format: $(STAMP) ## format the code
	$(BIN)/ruff check --fix ststui tests
	$(BIN)/ruff format ststui tests

clean: ## remove the environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
